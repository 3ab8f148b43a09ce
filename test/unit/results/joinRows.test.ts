import assert from 'node:assert/strict';
import { Fingerprinter } from '../../../src/core/results/fingerprint.js';
import { EXACT, INTERCHANGEABLE, joinRows, UNKNOWN } from '../../../src/core/results/join.js';
import { ResultTable } from '../../../src/core/results/resultTable.js';

const COLUMNS = [0, 1];

/** Of records with an Id and a name. */
function tableOf(records: readonly string[]): ResultTable {
  const table = new ResultTable(records.length);
  const print = new Fingerprinter({ delimiter: 0x2c, columns: COLUMNS, sentColumns: COLUMNS.length, key: 0, seed: 7 });
  for (const record of records) {
    print.take(Buffer.from(record), 0, record.length);
    table.addResult(print, print.cells !== COLUMNS.length, 0, 'failed', 0);
  }
  return table;
}

const certainties = (sent: readonly string[], results: readonly string[], key = false): number[] => [
  ...joinRows({ rows: tableOf(sent) }, tableOf(results), { key, cells: true }).certainty,
];

describe('a row that was sent', () => {
  it('has the result that shows it, and no other', () => {
    assert.deepEqual(certainties(['1,a', '2,b'], ['2,b', '1,a']), [EXACT, EXACT]);
  });

  it('is one of several that are equal', () => {
    assert.deepEqual(certainties(['1,a', '1,a'], ['1,a', '1,a']), [INTERCHANGEABLE, INTERCHANGEABLE]);
  });

  it('is not told where more results show it than there are such rows', () => {
    assert.deepEqual(certainties(['1,a', '2,b'], ['1,a', '1,a', '2,b']), [UNKNOWN, EXACT]);
  });

  it('is not told where two results have its key, though one of them has its cells', () => {
    assert.deepEqual(certainties(['1,a', '2,b'], ['1,a', '1,c', '2,b'], true), [UNKNOWN, EXACT]);
  });

  it('does not get the blank result that may be of another, where one is missing', () => {
    assert.deepEqual(certainties(['ragged', '1,a'], [',']), [UNKNOWN, UNKNOWN]);
    assert.deepEqual(certainties(['ragged', '1,a'], [',', '1,a']), [EXACT, EXACT]);
  });
});
