import assert from 'node:assert/strict';
import { memorySource } from '../../../src/core/csv/memorySource.js';
import { recordIdAt } from '../../../src/core/results/recordIdAt.js';

const A = '001000000000001AAA';
const B = '001000000000002';

describe('the record of the row on a line', () => {
  for (const [name, csv, line, id] of [
    ['has its Id in the column Id', `Id,Name\n${A},x\n${B},y\n`, 3, B],
    ['has its Id in sf__Id', `sf__Id,sf__Created,Name\n${A},true,x\n`, 2, A],
    ['has the Id that came back rather than the one that was sent', `sf__Id,Id\n${A},${B}\n`, 2, A],
    ['has the one that was sent where none came back', `sf__Id,sf__Error,Id\n,"x",${B}\n`, 2, B],
    ['has the Id of a row of several lines', `Name,Id\n"a\nb\nc",${A}\nd,${B}\n`, 4, A],
    ['has the Id of the last row, which is not ended', `Id;Name\n${A};x\n${B};y`, 3, B],
    ['has none on the header', `Id,Name\n${A},x\n`, 1, undefined],
    ['has none where the cell is empty', `Id,Name\n,x\n`, 2, undefined],
    ['has none where the cell holds something else', `Id,Name\n../../x,x\n`, 2, undefined],
    ['has none where no column is called so', `Name\nx\n`, 2, undefined],
  ] as const) {
    it(name, async () => assert.equal(await recordIdAt(memorySource('x.csv', Buffer.from(csv)), line), id));
  }
});
