import assert from 'node:assert/strict';
import path from 'node:path';
import { memorySource } from '../../../src/core/csv/memorySource.js';
import { failuresNow } from '../../../src/core/load/failuresNow.js';
import { Outcomes } from '../../../src/core/load/outcomes.js';
import { ResultFiles } from '../../../src/core/results/resultFiles.js';
import { LoadBench } from './loadBench.js';

const HEADER = 'Name,Tier__c,Active__c\n';
/** The second and the third row fail. */
const SENT = `${HEADER}A,Gold,\n"B\nb",Tin,\nC,Lead,\n`;

describe('the rows that failed, in the file as it is now', () => {
  let bench: LoadBench;
  let outcomes: Outcomes;
  let loadId: string;
  before(async () => {
    bench = await LoadBench.open();
    const files = new ResultFiles(() => path.join(bench.folder, 'results'));
    const { bulk } = bench.salesforce;
    outcomes = new Outcomes(bench.store, bench.sentLoads, (org) => ({
      job: (jobId) => bulk.getJob(jobId),
      results: (jobId, resultSet) => files.fetch(bulk, org, jobId, resultSet),
    }));
    const plan = await bench.plan(SENT);
    ({ loadId } = plan);
    await bench.run(plan);
    await outcomes.show(loadId);
  });
  after(() => bench.close());

  // Row: line of the file now, `*` = edited, and its record.
  for (const [name, now, found] of [
    ['stand where they stood', SENT, ['2: 3 "B\nb",Tin,', '3: 5 C,Lead,']],
    ['are found below new lines', SENT.replace('A,', '\nnew,,\nA,'), ['2: 5 "B\nb",Tin,', '3: 7 C,Lead,']],
    ['are found with other line endings', SENT.replaceAll('\n', '\r\n'), ['2: 3 "B\r\nb",Tin,', '3: 5 C,Lead,']],
    ['are found when sorted, and one is edited', `${HEADER}C,Lead,\n"B\nb",Zinc,\nA,Gold,\n`, ['3: 2 C,Lead,']],
    ['are told when edited in their place', SENT.replace('Lead', 'Silver'), ['2: 3 "B\nb",Tin,', '3: 5* C,Silver,']],
    [
      'are found when a spreadsheet has written them',
      '"Active__c","Tier__c","Name"\n,"Lead","C"\n',
      ['3: 2 ,"Lead","C"'],
    ],
    ['are not found when they are gone', `${HEADER}A,Gold,\n`, []],
  ] as const) {
    it(name, async () => {
      const outcome = bench.store.load(loadId)?.outcome;
      assert.ok(outcome);
      const failures = await failuresNow(outcomes, loadId, outcome, memorySource('now.csv', Buffer.from(now)));
      assert.ok(failures);
      const rows = [...failures.rows].sort(([a], [b]) => a - b);
      assert.deepEqual(
        rows.map(([row, { line, record, isAsSent }]) => `${row}: ${line}${isAsSent ? '' : '*'} ${record}`),
        found,
      );
    });
  }
});
