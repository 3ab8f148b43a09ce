import assert from 'node:assert/strict';
import { unfinishedLoads } from '../../../src/core/load/journal.js';
import { abortJobs } from '../../../src/core/load/stopLoad.js';
import { accounts, LoadBench } from './loadBench.js';

describe('abortJobs', () => {
  let bench: LoadBench;
  afterEach(() => bench.close());

  const stop = (jobIds: readonly string[]) =>
    abortJobs(bench.key, jobIds, { bulk: bench.salesforce.bulk, store: bench.store, clock: bench.clock });
  const create = async () => {
    const job = { object: 'Account', operation: 'insert', lineEnding: 'LF', columnDelimiter: 'COMMA' } as const;
    return (await bench.salesforce.bulk.createJob(job)).id;
  };

  it('aborts every part of a load that runs', async () => {
    bench = await LoadBench.open({ pace: 60_000 });
    bench.when(
      ({ phase }) => phase === 'processing',
      ({ parts }) => void stop(parts.flatMap(({ jobIds }) => jobIds)),
    );
    const { jobs } = await bench.run(await bench.plan(accounts(30), 3));
    assert.deepEqual(
      jobs.map(({ state }) => state),
      ['Aborted', 'Aborted', 'Aborted'],
    );
  });

  it('leaves alone what has ended, and what is gone', async () => {
    bench = await LoadBench.open();
    const result = await bench.run(await bench.plan(accounts(3)));
    const gone = await create();
    bench.org.jobs.all().forEach((job) => job.id === gone && bench.org.jobs.delete(job));
    const open = await create();
    const done = result.jobs[0]?.id ?? '';
    bench.org.clearLog();
    assert.deepEqual(
      (await stop([done, gone, open])).map(({ id, state }) => [id, state]),
      [[open, 'Aborted']],
    );
    assert.ok(!bench.org.log.some(({ path }) => path.includes(done)));
    assert.equal(bench.store.job(bench.key, open)?.job.state, 'Aborted');
  });

  it('aborts the others where one cannot be aborted, and says so', async () => {
    bench = await LoadBench.open();
    const ids = [await create(), await create(), await create()];
    bench.org.faults.add({
      kind: 'error',
      method: 'PATCH',
      path: ids[1] ?? '',
      status: 403,
      errorCode: 'INSUFFICIENT_ACCESS',
      message: 'No',
    });
    await assert.rejects(stop(ids), { code: 'NoApiAccess' });
    assert.deepEqual(bench.states(), ['Aborted', 'Open', 'Aborted']);
  });

  it('ends what an earlier session left open', async () => {
    bench = await LoadBench.open();
    bench.when(
      ({ parts }) => parts[0]?.phase === 'uploading',
      () => bench.org.faults.add({ kind: 'sessionExpired', times: Infinity }),
    );
    await assert.rejects(bench.run(await bench.plan(accounts(3))), { code: 'SessionExpired' });
    assert.deepEqual(bench.states(), ['Open']);
    bench.org.faults.clear();
    const [unfinished] = await unfinishedLoads(bench.journals, () => false);
    assert.equal((await stop(unfinished?.openJobIds ?? [])).length, 1);
    assert.deepEqual(bench.states(), ['Aborted']);
  });
});
