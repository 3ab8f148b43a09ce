import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { fileSource } from '../../../src/core/csv/fileSource.js';
import { inspectCsv } from '../../../src/core/csv/inspect.js';
import { planParts } from '../../../src/core/csv/parts.js';
import { writeSomeRows } from '../../../src/core/csv/someRows.js';
import { OutcomeFiles } from '../../../src/core/load/outcomeFiles.js';
import { Outcomes } from '../../../src/core/load/outcomes.js';
import { PastLoads } from '../../../src/core/load/pastLoads.js';
import { planSend, type LoadRequest } from '../../../src/core/load/plan.js';
import { rowsAgain } from '../../../src/core/load/rowsAgain.js';
import { JobStore } from '../../../src/core/load/jobStore.js';
import { ResultFiles } from '../../../src/core/results/resultFiles.js';
import { LoadBench } from './loadBench.js';

const INSERT: LoadRequest = { object: 'Account', operation: 'insert' };
const HEADER = 'Name,Tier__c,Active__c\n';

describe('rows that failed, sent again', () => {
  let bench: LoadBench;
  let outcomes: Outcomes;
  beforeEach(async () => {
    bench = await LoadBench.open();
    outcomes = outcomesOf(bench.store);
  });
  afterEach(() => bench.close());

  const results = () => path.join(bench.folder, 'results');
  function outcomesOf(store: JobStore): Outcomes {
    const files = new ResultFiles(results);
    const { bulk } = bench.salesforce;
    return new Outcomes(store, bench.sentLoads, (org) => ({
      job: (jobId) => bulk.getJob(jobId),
      results: (jobId, resultSet) => files.fetch(bulk, org, jobId, resultSet),
    }));
  }

  async function load(csv: string, request = INSERT): Promise<string> {
    const plan = await bench.plan(csv, 1, request);
    await bench.run(plan);
    return plan.loadId;
  }

  /** Where the rows that did not get in stand now. */
  async function find(loadId: string) {
    const outcome = await outcomes.show(loadId);
    const sent = await outcomes.sentAs(loadId);
    assert.ok(outcome && sent);
    const csv = fileSource(bench.file);
    const facts = await inspectCsv(csv);
    const wanted = (row: number) => ['failed', 'unprocessed'].includes(outcome.rows.state(row) ?? '');
    const attempts = await outcomes.sentAgain(loadId);
    const rows = await rowsAgain(bench.sentLoads, sent, csv, facts, { wanted, attempts });
    assert.ok(rows);
    return { rows, sent, csv, facts };
  }

  async function rerun(loadId: string, request = INSERT): Promise<string> {
    const { rows, sent, csv, facts } = await find(loadId);
    const file = path.join(bench.folder, `attempt-${bench.store.loads().length}.csv`);
    await writeSomeRows(csv, facts, rows.now, file);
    const source = fileSource(file, 'accounts.csv');
    const factsAgain = await inspectCsv(source);
    const { transform, rows: count } = planSend('accounts.csv', factsAgain, request);
    const { object, operation } = request;
    const number = 2 + outcomes.attemptsOf(loadId).length;
    const plan = {
      ...(await bench.plan(await readFile(bench.file, 'utf8'), 1, request)),
      csv: source,
      facts: factsAgain,
      transform,
      rows: count,
      job: { ...sent.job, object, operation },
      parts: await planParts(source, factsAgain, transform),
      attempt: { of: loadId, number, sourceRows: rows.row, seed: sent.seed },
    };
    await bench.run(plan);
    return plan.loadId;
  }

  const names = () =>
    [...bench.org.records('Account')].map(({ Name }) => String(Name)).filter((name) => /^R\d/.test(name));
  const edit = (from: string, to: string) => rewrite((csv) => csv.replace(from, to));
  const rewrite = async (change: (csv: string) => string) =>
    writeFile(bench.file, change(await readFile(bench.file, 'utf8')));

  const CSV = `${HEADER}R1,Gold,\nR2,Tin,\nR3,,\nR4,Lead,\nR5,,\nR6,,x\n`;

  it('are those of the edited file, and no others', async () => {
    const loadId = await load(CSV);
    await edit('R2,Tin', 'R2 new,Silver');
    await edit('R6,,x', 'R6,,true');
    const again = await rerun(loadId);
    assert.deepEqual(names().sort(), ['R1', 'R2 new', 'R3', 'R5', 'R6']);
    assert.deepEqual(bench.store.load(again)?.attempt, { of: loadId, number: 2 });
    const outcome = await outcomes.show(again);
    assert.deepEqual(outcome?.counts, { succeeded: 0, created: 5, failed: 1, unprocessed: 0, unknown: 0 });
    assert.deepEqual(
      outcome?.failures.map(({ row, line }) => [row, line]),
      [[4, 5]],
    );
    assert.equal(bench.store.load(loadId)?.outcome, outcome);

    // Once more, with the row edited that failed twice: its neighbours are known as they were sent last.
    await edit('R4,Lead', 'R4,Gold');
    assert.equal(bench.store.load(await rerun(loadId))?.attempt?.number, 3);
    assert.deepEqual(names().sort(), ['R1', 'R2 new', 'R3', 'R4', 'R5', 'R6']);
    assert.deepEqual((await outcomes.show(loadId))?.counts.created, 6);
    assert.deepEqual((await outcomes.show(loadId))?.failures, []);
  });

  it('are found by their key in a file that was sorted and written anew', async () => {
    const request: LoadRequest = { object: 'Account', operation: 'upsert', externalIdFieldName: 'External_Id__c' };
    const loadId = await load('External_Id__c,Name,Tier__c\nA,R1,Gold\nB,R2,Tin\nC,R3,Tin\n', request);
    await rewrite(
      () => '"External_Id__c";"Name";"Tier__c"\r\n"C";"R3";"Gold"\r\n"A";"R1";"Gold"\r\n"B";"R2";"Tin"\r\n',
    );
    const { rows } = await find(loadId);
    assert.deepEqual([[...rows.row], [...rows.now], rows.lost], [[3, 2], [1, 3], 0]);
  });

  it('are not guessed where rows were moved and edited', async () => {
    const loadId = await load(CSV);
    await rewrite((csv) => csv.replace('R2,Tin,\nR3,,\n', 'R3b,,\nR2,Gold,\n'));
    const { rows } = await find(loadId);
    assert.deepEqual([[...rows.row], rows.lost], [[4, 6], 1]);
  });

  it('are not sent where it cannot be written down first which they are', async () => {
    const loadId = await load(CSV);
    await edit('R2,Tin', 'R2,Silver');
    await writeFile(path.join(bench.sentLoads.folder, `load-${bench.store.loads().length + 1}`), 'in the way');
    await assert.rejects(rerun(loadId), { code: 'StorageFailed' });
    assert.deepEqual(names().sort(), ['R1', 'R3', 'R5']);
  });

  it('are not sent once more where it is lost which an attempt sent', async () => {
    const loadId = await load(CSV);
    await edit('R2,Tin', 'R2,Silver');
    const again = await rerun(loadId);
    await rm(path.join(bench.sentLoads.folder, again), { recursive: true });
    await assert.rejects(rerun(loadId), { code: 'OutcomeUnknown' });
  });

  it('are known in another window, and after a restart', async () => {
    const loadId = await load(CSV);
    await edit('R2,Tin', 'R2,Silver');
    await rerun(loadId);
    const store = new JobStore();
    const past = new PastLoads(bench.journals, store);
    await past.read();
    const elsewhere = outcomesOf(store);
    assert.equal(store.load(loadId)?.phase, 'ended');
    assert.deepEqual(
      elsewhere.attemptsOf(loadId).map(({ attempt }) => attempt?.number),
      [2],
    );
    assert.deepEqual((await elsewhere.show(loadId))?.counts, (await outcomes.show(loadId))?.counts);
    assert.deepEqual(await past.withoutEnd(), []);
  });

  it('stand in the outcome as they were sent last', async () => {
    const loadId = await load(CSV);
    await edit('R2,Tin', 'R2 new,Silver');
    const again = await rerun(loadId);
    await edit('R1,Gold', 'edited later');
    const files = new OutcomeFiles(results, bench.store, outcomes);
    const records = async (id: string) =>
      parse<Record<string, string>>(await readFile(await files.fetch(id)), { columns: true });
    const whole = await records(loadId);
    assert.deepEqual(Object.keys(whole[0]!), [
      'sf__Id',
      'sf__Created',
      'sf__Error',
      'state',
      'Name',
      'Tier__c',
      'Active__c',
    ]);
    assert.deepEqual(
      whole.map(({ Name, state, sf__Id, sf__Error }) => [Name, state, sf__Id?.slice(0, 3), sf__Error?.split(':')[0]]),
      [
        ['R1', 'created', '001', ''],
        ['R2 new', 'created', '001', ''],
        ['R3', 'created', '001', ''],
        ['R4', 'failed', '', 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
        ['R5', 'created', '001', ''],
        ['R6', 'failed', '', 'INVALID_FIELD'],
      ],
    );
    assert.deepEqual(
      (await records(again)).map(({ Name, state }) => [Name, state]),
      [
        ['R2 new', 'created'],
        ['R4', 'failed'],
        ['R6', 'failed'],
      ],
    );
    const ids = new Map(bench.org.records('Account').map(({ Name, Id }) => [String(Name), String(Id)]));
    for (const { Name, sf__Id, state } of whole) if (state === 'created') assert.equal(sf__Id, ids.get(Name!));
  });
});
