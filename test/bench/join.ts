// What became of the rows of a load, as the extension finds out once its results are on the disk: in a process of its own.
//   node join.js FOLDER              the model of it
//   node join.js FOLDER OUTCOME_CSV  the file of it

import assert from 'node:assert/strict';
import type { Outcome } from '../../src/core/results/outcome.js';
import { writeOutcomeCsv } from '../../src/core/results/outcomeCsv.js';
import { partOutcome } from '../../src/core/results/partOutcome.js';
import { readOutcome } from '../../src/core/results/readOutcome.js';
import { report, watched } from './childReport.js';
import { fails, isDuplicate, readFinishedLoad } from './finishedLoad.js';

async function main(folder: string, target?: string): Promise<void> {
  const { load, from } = await readFinishedLoad(folder);
  const sent = (await from.sentLoads.read(load.loadId))!;
  if (target === undefined) {
    const { done, used } = await watched(() => readOutcome(load, sent, from));
    check(done, load.rows);
    report(used);
  } else {
    const csv = (await from.sentLoads.csv(sent))!;
    const parts = async function* () {
      for (const index of sent.parts.keys()) yield partOutcome(load, sent, index, from);
    };
    const { used } = await watched(() => writeOutcomeCsv(csv, sent.facts, sent.transform, parts(), target));
    report(used);
  }
}

/** Of a pair of duplicates either may have the result of the other. */
function check({ rows, counts, unplaced }: Outcome, all: number): void {
  let failed = 0;
  for (let row = 1; row <= all; row++) {
    const expected = fails(row) ? 'failed' : 'created';
    if (expected === 'failed') failed++;
    if (!isDuplicate(row) && !isDuplicate(row + 1)) assert.equal(rows.state(row), expected, `row ${row}`);
  }
  assert.deepEqual([counts.failed, counts.created, unplaced], [failed, all - failed, 0]);
}

void main(...(process.argv.slice(2) as [string, string?]));
