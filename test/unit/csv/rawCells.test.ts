import assert from 'node:assert/strict';
import { rawCells, withoutLineEnding } from '../../../src/core/csv/rawCells.js';

describe('rawCells', () => {
  const table: readonly (readonly [record: string, ...cells: string[]])[] = [
    ['', ''],
    ['a', 'a'],
    [',', '', ''],
    ['a,"b,""c""\r\n,d",', 'a', '"b,""c""\r\n,d"', ''],
    ['"","""",""","""', '""', '""""', '""","""'],
    ['a,"never closed,b', 'a', '"never closed,b'],
  ];
  for (const [record, ...cells] of table) {
    it(`finds ${cells.length} in ${JSON.stringify(record)}`, () => assert.deepEqual(rawCells(record, ','), cells));
  }

  it('finds the first ones only, where no more are wanted', () => {
    assert.deepEqual(rawCells('a;b;c', ';', 2), ['a', 'b']);
  });
});

describe('withoutLineEnding', () => {
  for (const ending of ['', '\n', '\r\n', '\r']) {
    it(`takes ${JSON.stringify(ending)} away, and no more`, () => {
      assert.equal(withoutLineEnding(`a,"\n"${ending}`), 'a,"\n"');
      assert.equal(withoutLineEnding(`a ${ending}`), 'a ');
    });
  }
});
