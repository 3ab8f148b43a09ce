import assert from 'node:assert/strict';
import { useDemoOrg } from './client.js';

type Limits = Record<string, { Max: number; Remaining: number }>;

describe('demo/limits', () => {
  const client = useDemoOrg();

  const MAX: readonly [string, number][] = [
    ['DailyBulkApiBatches', 15_000],
    ['DailyBulkV2QueryJobs', 10_000],
    ['DailyBulkV2QueryFileStorageMB', 976_562],
  ];
  for (const [name, max] of MAX) {
    it(`${name} is ${max} (C)`, async () => {
      const limits = await client().json<Limits>('/limits');
      assert.equal(limits[name]?.Max, max);
    });
  }

  const NAMES = [
    'DailyApiRequests',
    'DataStorageMB',
    'FileStorageMB',
    'DailyAsyncApexExecutions',
    'ConcurrentAsyncGetReportInstances',
    'DailyWorkflowEmails',
  ];
  it('each limit has a maximum and what is left of it (C, CX)', async () => {
    const limits = await client().json<Limits>('/limits');
    for (const name of NAMES) assert.ok(name in limits, name);
    for (const [name, { Max, Remaining }] of Object.entries(limits)) {
      assert.ok(Number.isInteger(Max) && Number.isInteger(Remaining) && Remaining <= Max, name);
    }
  });

  it('Sforce-Limit-Info is on refusals too (C)', async () => {
    const { status, headers } = await client().call('/jobs/ingest/750000000000000AAA');
    assert.equal(status, 404);
    assert.match(String(headers['sforce-limit-info']), /^api-usage=\d+\/\d+$/);
  });

  it('Sforce-Limit-Info is on answers without a body and on CSV too, each call counted once (C)', async () => {
    const { id } = await client().createJob({ object: 'Account', operation: 'insert' });
    const answers = [await client().upload(id, 'Name\nA\n'), await client().setState(id, 'UploadComplete')];
    await client().org.untilJob(id);
    answers.push(await client().call(`/jobs/ingest/${id}/successfulResults`));
    answers.push(await client().call(`/jobs/ingest/${id}`, { method: 'DELETE' }));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 200, 200, 204],
    );
    const used = answers.map(({ headers }) => Number(/=(\d+)/.exec(String(headers['sforce-limit-info']))?.[1]));
    const [first = NaN] = used;
    assert.deepEqual(used, [first, first + 1, first + 2, first + 3]);
  });

  it('one batch of the daily allocation for each 10,000 rows begun, and calls (C)', async () => {
    const remaining = async () => {
      const limits = await client().json<Limits>('/limits');
      return ['DailyBulkApiBatches', 'DailyApiRequests'].map((name) => limits[name]?.Remaining ?? NaN);
    };
    const [batches = NaN, calls = NaN] = await remaining();
    await client().load({ object: 'Lead', operation: 'insert' }, `LastName,Company\n${'A,B\n'.repeat(10_001)}`);
    const after = await remaining();
    assert.deepEqual(after, [batches - 2, calls - 5]); // create, upload, close, read, and the limits themselves
  });

  it('nothing is left of an allocation that is overdrawn, not less than nothing (C)', async () => {
    const { id } = await client().createJob({ object: 'Lead', operation: 'insert' });
    const job = client().org.jobs.get(id) ?? assert.fail();
    job.numberRecordsProcessed = 150_000_001;
    const { DailyBulkApiBatches } = await client().json<Limits>('/limits');
    assert.equal(DailyBulkApiBatches?.Remaining, 0);
  });

  it('counts every call but the version list (E.3, G)', async () => {
    const usage = async (path: string): Promise<number> => {
      const { headers } = await client().call(path);
      return Number(/^api-usage=(\d+)\/15000$/.exec(String(headers['sforce-limit-info']))?.[1]);
    };
    const before = await usage('/limits');
    await client().call('//services/data');
    assert.equal(await usage('/limits'), before + 1);
  });
});

describe('demo/limits/recordCount', () => {
  const client = useDemoOrg();

  it('counts records; objects without any are left out (C, CC)', async () => {
    const counts = await client().json('/limits/recordCount?sObjects=Account,Task');
    assert.deepEqual(counts, { sObjects: [{ count: 12, name: 'Account' }] });
    assert.deepEqual(await client().json('/limits/recordCount?sObjects=Task'), { sObjects: [] });
  });
});
