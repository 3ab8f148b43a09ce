import assert from 'node:assert/strict';
import { useDemoOrg } from './client.js';

describe('demo/limits, as documented', () => {
  const client = useDemoOrg();
  type Limits = Record<string, { Max: number; Remaining: number }>;

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

  it('an object without records is left out of recordCount, alone too (C, CC)', async () => {
    assert.deepEqual(await client().json('/limits/recordCount?sObjects=Task'), { sObjects: [] });
  });
});
