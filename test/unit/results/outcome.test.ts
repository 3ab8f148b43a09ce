import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Outcomes } from '../../../src/core/load/outcomes.js';
import { DELIMITER_CHARACTERS } from '../../../src/core/csv/delimiter.js';
import type { LoadRequest } from '../../../src/core/load/plan.js';
import type { Outcome } from '../../../src/core/results/outcome.js';
import { ResultFiles } from '../../../src/core/results/resultFiles.js';
import { COLUMN_DELIMITERS } from '../../../src/core/salesforce/job.js';
import { LoadBench } from '../load/loadBench.js';

const INSERT: LoadRequest = { object: 'Account', operation: 'insert' };
const HEADER = 'Name,Tier__c,Active__c\n';

describe('the outcome of a load', () => {
  let bench: LoadBench;
  const open = async (...args: Parameters<typeof LoadBench.open>) => (bench = await LoadBench.open(...args));
  afterEach(() => bench.close());

  /** Result sets that were asked for, in order. */
  let fetched: string[];
  const outcomes = () => {
    fetched = [];
    const files = new ResultFiles(() => path.join(bench.folder, 'results'));
    const { bulk } = bench.salesforce;
    return new Outcomes(bench.store, bench.sentLoads, (org) => ({
      job: (jobId) => bulk.getJob(jobId),
      results: (jobId, resultSet) => {
        fetched.push(resultSet);
        return files.fetch(bulk, org, jobId, resultSet);
      },
    }));
  };

  async function load(csv: string, { parts = 1, request = INSERT }: { parts?: number; request?: LoadRequest } = {}) {
    const plan = await bench.plan(csv, parts, request);
    await bench.run(plan, { goOn: () => Promise.resolve(true) }).catch(() => {});
    const outcome = await outcomes().show(plan.loadId);
    assert.ok(outcome);
    assert.equal(bench.store.load(plan.loadId)?.outcome, outcome);
    const all = Object.values(outcome.counts).reduce((sum, count) => sum + count, 0);
    assert.equal(all, plan.rows);
    return outcome;
  }

  const states = ({ rows }: Outcome) => Array.from({ length: rows.length }, (_, i) => rows.state(i + 1)).join(' ');
  const groups = (outcome: Outcome) =>
    outcome.groups.map(({ code, fields, count }) => `${count} ${code} ${fields.join()}`);
  const none = { succeeded: 0, created: 0, failed: 0, unprocessed: 0, unknown: 0 };

  it('of rows that were all accepted needs no results', async () => {
    await open();
    const outcome = await load(`${HEADER}A,Gold,true\nB,,\n`);
    assert.deepEqual(outcome.counts, { ...none, created: 2 });
    assert.equal(states(outcome), 'created created');
    assert.deepEqual([outcome.groups, outcome.failures, fetched], [[], [], []]);
  });

  it('names the rows that failed, each with its line, place and error', async () => {
    await open();
    const csv = `${HEADER}A,Gold,true\n"Two\nlines",Tin,true\n\n,Gold,true\nD,Lead,\nE,,x\n`;
    const outcome = await load(csv);
    assert.deepEqual(outcome.counts, { ...none, created: 1, failed: 4 });
    assert.equal(states(outcome), 'created failed failed failed failed');
    assert.deepEqual(fetched, ['failedResults']);
    assert.equal(groups(outcome)[0], '2 INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST Tier__c');
    assert.deepEqual(groups(outcome).slice(1).sort(), ['1 INVALID_FIELD Active__c', '1 REQUIRED_FIELD_MISSING Name']);
    assert.deepEqual(
      outcome.failures.map(({ row, line, start }) => [row, line, start]),
      [
        [2, 3, csv.indexOf('"Two')],
        [3, 6, csv.indexOf(',Gold,true', csv.indexOf('Tin'))],
        [4, 7, csv.indexOf('D,Lead')],
        [5, 8, csv.indexOf('E,,x')],
      ],
    );
    for (const { row, error } of outcome.failures) {
      const group = outcome.groups[outcome.rows.group(row) ?? -1];
      assert.ok(group && error.startsWith(`${group.code}:`), error);
    }
    assert.equal(outcome.unplaced, 0);
  });

  it('of an upsert tells new records from those that were there', async () => {
    await open();
    const request: LoadRequest = { object: 'Account', operation: 'upsert', externalIdFieldName: 'External_Id__c' };
    await load('External_Id__c,Name\nX1,A\n', { request });
    const outcome = await load('External_Id__c,Name\nX2,B\nX1,C\nX3,\n', { request });
    assert.deepEqual(outcome.counts, { ...none, succeeded: 1, created: 1, failed: 1 });
    assert.equal(states(outcome), 'created succeeded failed');
  });

  it('knows which rows a job that failed half-way left unprocessed', async () => {
    await open();
    bench.org.faults.add({ kind: 'failJob', afterRows: 3, errorMessage: 'Too many locks' });
    const outcome = await load(`${HEADER}A,Gold,\nB,Tin,\nC,,\nD,,\nE,Tin,\n`);
    assert.deepEqual(outcome.counts, { ...none, created: 2, failed: 1, unprocessed: 2 });
    assert.equal(states(outcome), 'created failed created unprocessed unprocessed');
  });

  it('of a file that Salesforce could not read leaves every row unprocessed', async () => {
    await open();
    const outcome = await load('Name,Nonsense\nA,1\nB,2\n');
    assert.deepEqual(outcome.counts, { ...none, unprocessed: 2 });
    assert.equal(states(outcome), 'unprocessed unprocessed');
  });

  it('covers all parts: one that fails, and one that was never sent', async () => {
    await open();
    bench.org.faults.add({ kind: 'failJob', afterRows: 0, errorMessage: 'x' });
    const rows = Array.from({ length: 300 }, (_, i) => `Row ${i + 1},${i === 299 ? 'Tin' : 'Gold'},true\n`).join('');
    const plan = await bench.plan(HEADER + rows, 3);
    await assert.rejects(bench.run(plan, { partsAtOnce: 1, goOn: () => Promise.resolve(false) }));
    const outcome = await outcomes().show(plan.loadId);
    assert.deepEqual(outcome?.counts, { ...none, unprocessed: 300 });
    const whole = await load(HEADER + rows, { parts: 3 });
    assert.deepEqual(whole.counts, { ...none, created: 299, failed: 1 });
    assert.deepEqual(
      whole.failures.map(({ row, line }) => [row, line]),
      [[300, 301]],
    );
  });

  it('covers three parts of which the second fails half-way', async () => {
    await open();
    const rows = Array.from({ length: 300 }, (_, i) => `Row ${i + 1},${i % 50 === 0 ? 'Tin' : 'Gold'},true\n`);
    const plan = await bench.plan(HEADER + rows.join(''), 3);
    const fault = { kind: 'failJob', afterRows: 30, errorMessage: 'x' } as const;
    bench.when(
      ({ parts }) => parts[0]?.phase === 'closed',
      () =>
        void bench.watcher.untilEnded(plan.org, bench.org.jobs.all()[0]!.id).then(() => bench.org.faults.add(fault)),
    );
    const goOn = () => Promise.resolve(true);
    await bench.run(plan, { partsAtOnce: 1, goOn });
    const outcome = await outcomes().show(plan.loadId);
    const [, second] = plan.parts;
    assert.ok(outcome && second);
    assert.deepEqual(bench.states(), ['JobComplete', 'Failed', 'JobComplete']);
    assert.equal(outcome.counts.unprocessed, second.rows - 30);
    const left = Array.from({ length: 300 }, (_, i) => i + 1).filter(
      (row) => outcome.rows.state(row) === 'unprocessed',
    );
    assert.deepEqual([left[0], left.at(-1)], [second.firstRow + 30, second.firstRow + second.rows - 1]);
    for (const { row } of outcome.failures) assert.equal(row % 50, 1);
  });

  it('knows which rows a job that was aborted left unprocessed', async () => {
    await open({ pace: { queuedMs: 0, stepMs: 50, rowsPerStep: 200, maxSteps: Infinity } });
    bench.conduct.allow('lookedTooSoon', 'the clock of the client runs ahead');
    const { bulk } = bench.salesforce;
    // By what the org has saved: it need not count while a job runs.
    const abort = async (jobId: string) => {
      while (bench.inserted().size === 0) await setImmediate();
      await bulk.abortJob(jobId);
    };
    bench.when(
      ({ phase }) => phase === 'processing',
      ({ parts }) => void abort(parts[0]?.jobIds[0] ?? ''),
    );
    const outcome = await load(HEADER + Array.from({ length: 4000 }, (_, i) => `Row ${i + 1},Gold,true\n`).join(''));
    const { created, unprocessed } = outcome.counts;
    assert.ok(created > 0 && unprocessed > 0, `${created} ${unprocessed}`);
    assert.equal(created + unprocessed, 4000);
    const inserted = bench.inserted();
    for (let row = 1; row <= 4000; row++) {
      assert.equal(outcome.rows.state(row), inserted.has(`Row ${row}`) ? 'created' : 'unprocessed');
    }
  });

  for (const columnDelimiter of COLUMN_DELIMITERS) {
    it(`finds rows with quotes, line breaks and CRLF, delimited by ${columnDelimiter}`, async () => {
      await open();
      const delimiter = DELIMITER_CHARACTERS[columnDelimiter];
      const row = (...cells: string[]) => `${cells.join(delimiter)}\r\n`;
      const rows = [
        row(`"A${delimiter} ""one"""`, 'Tin', ''),
        row('"Two\r\nlines"', 'Gold', 'true'),
        row('"Two\r\nlines"', 'Tin', 'true'),
        row('D', `"Ti${delimiter}n"`, '"false"'),
      ];
      const csv = row('Name', 'Tier__c', 'Active__c') + rows.join('');
      const outcome = await load(csv);
      assert.equal(states(outcome), 'failed created failed failed');
      const starts = rows.map((_, i) => csv.length - rows.slice(i).join('').length);
      assert.deepEqual(
        outcome.failures.map(({ start }) => starts.indexOf(start)),
        [0, 2, 3],
      );
    });
  }

  it('knows the errors of each job by itself', async () => {
    await open();
    const rows = Array.from(
      { length: 300 },
      (_, i) => `Row ${i + 1},${i % 100 === 0 ? '' : 'Tin'},${i < 100 ? '' : 'x'}\n`,
    );
    const plan = await bench.plan(HEADER + rows.join(''), 3);
    const { jobs } = await bench.run(plan, { goOn: () => Promise.resolve(true) });
    const outcome = await outcomes().show(plan.loadId);
    const ofJob = jobs.map(({ id }) =>
      outcome?.groupsOfJobs.get(id)?.map(({ code, fields, count }) => [code, ...fields, count]),
    );
    assert.equal(ofJob.length, 3);
    assert.equal(
      outcome?.groups.reduce((sum, { count }) => sum + count, 0),
      outcome?.counts.failed,
    );
    for (const [i, { numberRecordsFailed }] of jobs.entries()) {
      assert.equal(
        ofJob[i]?.reduce((sum, group) => sum + Number(group.at(-1)), 0),
        numberRecordsFailed,
      );
    }
    assert.notDeepEqual(ofJob[0], ofJob[1]);
  });

  it('finds rows of a file that is read piece by piece', async () => {
    await open();
    const rows = Array.from(
      { length: 12_000 },
      (_, i) => `Row ${i},${i % 3000 === 2999 ? 'Tin' : ''},${'x'.repeat(1000)}\n`,
    );
    const outcome = await load(`Name,Tier__c,Description\n${rows.join('')}`);
    assert.deepEqual(outcome.counts, { ...none, created: 11_996, failed: 4 });
    assert.deepEqual(
      outcome.failures.map(({ row, line }) => [row, line]),
      [3000, 6000, 9000, 12_000].map((row) => [row, row + 1]),
    );
  });

  it('finds rows of the file where some were left out, and equal ones', async () => {
    await open();
    const csv = `${HEADER}A,Tin,\nB\nA,Tin,\nC,,\nD,,,\n`;
    const left = await load(csv, { request: { ...INSERT, raggedRows: 'leaveOut' } });
    assert.equal(states(left), 'failed  failed created ');
    const sent = await load(csv, { request: { ...INSERT, raggedRows: 'send' } });
    assert.equal(states(sent), 'failed failed failed created failed');
  });

  it('is not known where the disk did not take it, which stops no load', async () => {
    await open();
    await writeFile(bench.sentLoads.folder, 'in the way of the folder');
    const plan = await bench.plan(`${HEADER}A,Gold,\n`);
    assert.equal((await bench.run(plan)).jobs[0]?.state, 'JobComplete');
    assert.equal(await outcomes().show(plan.loadId), undefined);
  });

  it('counts, but names no rows, where it was not kept how they were sent', async () => {
    await open();
    const plan = await bench.plan(`${HEADER}A,Gold,\nB,Tin,\n`);
    await bench.run(plan);
    await rm(path.join(bench.sentLoads.folder, plan.loadId, '0.rows'));
    const outcome = await outcomes().show(plan.loadId);
    assert.deepEqual(outcome?.counts, { ...none, created: 1, failed: 1 });
    assert.equal(outcome && states(outcome), 'unknown unknown');
    assert.deepEqual([outcome?.failures.length, outcome?.unplaced], [0, 1]);
    await rm(path.join(bench.sentLoads.folder, plan.loadId), { recursive: true });
    assert.equal(await outcomes().show(plan.loadId), undefined);
  });
});
