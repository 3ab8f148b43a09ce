import { parse } from 'csv-parse/sync';
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readOutcome } from '../../../src/core/results/readOutcome.js';
import { fails, isDuplicate, readFinishedLoad, writeFinishedLoad } from '../../bench/finishedLoad.js';

const ROWS = 3000;
const rows = Array.from({ length: ROWS }, (_, i) => i + 1);

describe('the finished load of the bench', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'finished-load-'));
    await writeFinishedLoad(path.join(folder, 'load'), ROWS);
  });
  after(() => rm(folder, { recursive: true }));

  it('has a result of every row, in no order, every value quoted', async () => {
    const { results } = await readFinishedLoad(path.join(folder, 'load'));
    const source = parse(await readFile(path.join(folder, 'load', 'accounts.csv'), 'utf8')).slice(1);
    const texts = await Promise.all(results.map((file) => readFile(file, 'utf8')));
    const echoed = texts.flatMap((text) => parse(text).slice(1)).map(([, , ...cells]) => cells.join());
    assert.notDeepEqual(echoed, source.map(String));
    assert.deepEqual(echoed.toSorted(), source.map(String).toSorted());
    for (const text of texts)
      assert.ok(
        text
          .trimEnd()
          .split('\n')
          .slice(1)
          .every((line) => /^"|"$/.test(line)),
      );
  });

  it('is joined: 5 % failed, duplicates are told as well', async () => {
    const { load, from } = await readFinishedLoad(path.join(folder, 'load'));
    const sent = await from.sentLoads.read(load.loadId);
    assert.ok(sent);
    const { counts, unplaced, rows: states } = await readOutcome(load, sent, from);
    const failed = rows.filter(fails);
    assert.ok(failed.length > 0.04 * ROWS && failed.length < 0.06 * ROWS, `${failed.length} failed`);
    assert.ok(rows.some(isDuplicate));
    assert.deepEqual([counts.failed, counts.created, unplaced], [failed.length, ROWS - failed.length, 0]);
    const told = rows.filter((row) => states.state(row) === 'failed' && !isDuplicate(row) && !isDuplicate(row + 1));
    assert.deepEqual(
      told,
      failed.filter((row) => !isDuplicate(row) && !isDuplicate(row + 1)),
    );
  });
});
