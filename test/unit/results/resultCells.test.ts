import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ELIMINATED, EXACT, INTERCHANGEABLE, STATE_ONLY, UNKNOWN } from '../../../src/core/results/join.js';
import type { JoinedPart } from '../../../src/core/results/joinPart.js';
import { readLayout, readResultTable, type ResultFile } from '../../../src/core/results/readResults.js';
import { NO_CELLS, ResultCells } from '../../../src/core/results/resultCells.js';

const ROWS = 2000;
/** Longer than what a file is read by. */
const LONG = 'x'.repeat(600_000);
const isFailed = (row: number): boolean => row % 2 === 1 || row === 700;
const errorOf = (row: number): string => (row === 700 ? LONG : `CODE:row ""${row}"", no:--`);

describe('ResultCells', () => {
  let folder: string;
  let files: readonly ResultFile[];
  let joined: JoinedPart;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'salesforce-bulk-cells-'));
    files = [
      { resultSet: 'successfulResults', path: path.join(folder, 'successful.csv') },
      { resultSet: 'failedResults', path: path.join(folder, 'failed.csv') },
    ];
    // Any order, the same each time: 777 has no factor in common with the number of rows.
    const order = Array.from({ length: ROWS }, (_, i) => (i * 777 + 5) % ROWS);
    const failed = order.filter(isFailed);
    const successful = order.filter((row) => !isFailed(row));
    await writeFile(
      files[0]!.path,
      `"sf__Id","sf__Created",Name\n${successful.map((row) => `"R${row}","true","${'y'.repeat(row % 300)}"\n`).join('')}`,
    );
    // An order of columns that is not usual; the last record is not ended.
    await writeFile(
      files[1]!.path,
      `"sf__Id",Name,"sf__Error"\n${failed.map((row) => `"","n","${errorOf(row)}"`).join('\n')}`,
    );
    const layout = await readLayout(files, ['Name'], 'COMMA');
    const results = await readResultTable(files, layout, { columnDelimiter: 'COMMA', capacity: ROWS, seed: 7 });
    const result = new Int32Array(ROWS);
    for (const [at, row] of [...successful, ...failed].entries()) result[row] = at;
    const certainty = new Uint8Array(ROWS).fill(EXACT);
    joined = { results, files, result, certainty } as unknown as JoinedPart;
  });
  after(() => rm(folder, { recursive: true }));

  const expected = (row: number) => (isFailed(row) ? ['""', '""', `"${errorOf(row)}"`] : [`"R${row}"`, '"true"', '""']);

  for (const aheadBytes of [1, 100, 10_000, undefined]) {
    it(`tells each row its own, whatever their order, reading ${aheadBytes ?? 'many'} bytes ahead`, async () => {
      const cells = await ResultCells.open(joined, 'COMMA', aheadBytes ? { aheadBytes } : {});
      let reads = 0;
      for (let row = 0; row < ROWS; row++) {
        if (!cells.has(row)) await cells.readFrom(row).then(() => reads++);
        assert.deepEqual(cells.of(row), expected(row));
        assert.equal(cells.state(row), isFailed(row) ? 'failed' : 'created');
      }
      assert.ok(aheadBytes === 1 ? reads === ROWS : reads < (aheadBytes ? ROWS : 2));
    });
  }

  it('tells no more of a row than is certain', async () => {
    const certainty = Uint8Array.of(UNKNOWN, INTERCHANGEABLE, ELIMINATED, STATE_ONLY, EXACT);
    const result = joined.result.slice(0, certainty.length);
    result[0] = -1;
    const cells = await ResultCells.open({ ...joined, result, certainty }, 'COMMA');
    await cells.readFrom(0);
    const told = [...certainty.keys()].map((row) => [cells.state(row), cells.of(row)]);
    const other = ['""', '"true"', '""'];
    assert.deepEqual(told, [
      [undefined, NO_CELLS],
      ['failed', expected(1)],
      ['created', other],
      ['failed', NO_CELLS],
      ['created', expected(4)],
    ]);
  });

  it('stops reading when told to', async () => {
    const cells = await ResultCells.open(joined, 'COMMA', { signal: AbortSignal.abort(new Error('enough')) });
    await assert.rejects(cells.readFrom(0), /enough/);
  });

  it('is not what a file says that was cut off meanwhile', async () => {
    const cells = await ResultCells.open(joined, 'COMMA');
    await truncate(files[0]!.path, 20_000);
    await assert.rejects(cells.readFrom(0), { code: 'FileChanged' });
  });
});
