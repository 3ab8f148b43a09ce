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

async function certainties(sent: readonly string[], results: readonly string[], key = false): Promise<number[]> {
  return [...(await joinRows({ rows: tableOf(sent) }, tableOf(results), { key, cells: true })).certainty];
}

describe('a row that was sent', () => {
  it('has the result that shows it, and no other', async () => {
    assert.deepEqual(await certainties(['1,a', '2,b'], ['2,b', '1,a']), [EXACT, EXACT]);
  });

  it('is one of several that are equal', async () => {
    assert.deepEqual(await certainties(['1,a', '1,a'], ['1,a', '1,a']), [INTERCHANGEABLE, INTERCHANGEABLE]);
  });

  it('is not told where more results show it than there are such rows', async () => {
    assert.deepEqual(await certainties(['1,a', '2,b'], ['1,a', '1,a', '2,b']), [UNKNOWN, EXACT]);
  });

  it('is not told where two results have its key, though one of them has its cells', async () => {
    assert.deepEqual(await certainties(['1,a', '2,b'], ['1,a', '1,c', '2,b'], true), [UNKNOWN, EXACT]);
  });

  it('does not get the blank result that may be of another, where one is missing', async () => {
    assert.deepEqual(await certainties(['ragged', '1,a'], [',']), [UNKNOWN, UNKNOWN]);
    assert.deepEqual(await certainties(['ragged', '1,a'], [',', '1,a']), [EXACT, EXACT]);
  });

  it('leaves the event loop its turns while many are joined', async () => {
    const rows = tableOf(Array.from({ length: 50_000 }, (_, i) => `${i},a`));
    let turns = 0;
    const turn = () => {
      turns++;
      turning = setImmediate(turn);
    };
    let turning = setImmediate(() => {});
    turn();
    const { certainty } = await joinRows({ rows }, rows, { key: false, cells: true });
    clearImmediate(turning);
    assert.ok(certainty.every((how) => how === EXACT));
    assert.ok(turns > 10, `${turns} turns`);
  });
});
