import assert from 'node:assert/strict';
import { useDemoOrg, type JobJson } from './client.js';

const DAY = 24 * 60 * 60 * 1000;

describe('demo/jobs/retention', () => {
  let now = Date.parse('2026-11-21T10:00:00Z');
  const client = useDemoOrg({ clock: { now: () => now, sleep: () => Promise.resolve() } });
  const INSERT = { object: 'Account', operation: 'insert' };
  const listed = async (): Promise<string[]> =>
    (await client().json<{ records: JobJson[] }>('/jobs/ingest')).records.map(({ id }) => id);

  it('jobs and results are kept for seven days after the end (A.7, C)', async () => {
    const { id } = await client().createJob(INSERT);
    now += DAY;
    await client().upload(id, 'Name\nA\n');
    await client().setState(id, 'UploadComplete');
    await client().org.untilJob(id);
    now += 7 * DAY - 1000;
    assert.deepEqual(await listed(), [id]);
    assert.equal((await client().call(`/jobs/ingest/${id}/successfulResults`)).status, 200);
    now += 1000;
    assert.deepEqual(await listed(), []);
    assert.equal((await client().call(`/jobs/ingest/${id}`)).status, 404);
    assert.equal((await client().call(`/jobs/ingest/${id}/successfulResults`)).status, 404);
  });

  it('a job that was never closed is swept after seven days (C)', async () => {
    const { id } = await client().createJob(INSERT);
    now += 7 * DAY;
    assert.equal((await client().setState(id, 'UploadComplete')).status, 404);
  });

  it('query jobs are kept as long (C)', async () => {
    const body = { operation: 'query', query: 'SELECT Id FROM Account' };
    const { id } = JSON.parse((await client().send('POST', '/jobs/query', body)).text) as JobJson;
    assert.equal((await client().call(`/jobs/query/${id}`)).status, 200);
    now += 8 * DAY;
    assert.equal((await client().call(`/jobs/query/${id}`)).status, 404);
  });
});
