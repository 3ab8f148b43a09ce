import assert from 'node:assert/strict';
import { startDemoOrg, type DemoOrg } from '../../../src/demo/server.js';
import { Client, errorOf } from './client.js';

describe('demo/faults', () => {
  let org: DemoOrg;
  let client: Client;
  beforeEach(async () => {
    org = await startDemoOrg({ pace: 'instant', withoutJobs: true });
    client = new Client(org);
  });
  afterEach(() => org.close());

  const INSERT = { object: 'Account', operation: 'insert' };

  it('401 at the third call, once', async () => {
    org.faults.add({ kind: 'sessionExpired', skip: 2 });
    const statuses: number[] = [];
    for (let index = 0; index < 4; index++) statuses.push((await client.call('/limits')).status);
    assert.deepEqual(statuses, [200, 200, 401, 200]);
    assert.deepEqual(
      org.log.map(({ fault }) => fault),
      [undefined, undefined, 'sessionExpired', undefined],
    );
  });

  it('429 with Retry-After, for one method and path, twice', async () => {
    org.faults.add({ kind: 'tooManyRequests', retryAfter: 7, method: 'GET', path: '/limits$', times: 2 });
    assert.equal((await client.call('/sobjects')).status, 200);
    const { status, headers } = await client.call('/limits');
    assert.deepEqual([status, headers['retry-after']], [429, '7']);
    assert.equal((await client.call('/limits')).status, 429);
    assert.equal((await client.call('/limits')).status, 200);
  });

  it('503 with a page for people (D.1)', async () => {
    org.faults.add({ kind: 'unavailable' });
    const { status, headers, text } = await client.call('/limits');
    assert.deepEqual([status, headers['content-type']], [503, 'text/html; charset=UTF-8']);
    assert.match(text, /^<!DOCTYPE html>/);
  });

  it('any error', async () => {
    const error = { errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' };
    org.faults.add({ kind: 'error', status: 403, ...error });
    assert.deepEqual(errorOf(await client.call('/limits')), error);
  });

  it('a PUT dropped in mid body has not arrived', async () => {
    const { id } = await client.createJob(INSERT);
    org.faults.add({ kind: 'dropRequest', afterBytes: 10, method: 'PUT' });
    await assert.rejects(client.upload(id, 'Name\nAAAAAAAAAA\n'));
    assert.equal(org.jobs.get(id)?.upload, undefined);
    assert.equal(org.log.at(-1)?.status, undefined);
    assert.equal((await client.upload(id, 'Name\nA\n')).status, 201);
  });

  it('a PUT whose answer is lost has arrived', async () => {
    const { id } = await client.createJob(INSERT);
    org.faults.add({ kind: 'dropAnswer', method: 'PUT' });
    await assert.rejects(client.upload(id, 'Name\nA\n'));
    assert.equal(await org.jobs.get(id)?.upload?.text(), 'Name\nA\n');
  });

  it('a big PUT can be refused before its body has been sent', async () => {
    const { id } = await client.createJob(INSERT);
    org.faults.add({ kind: 'sessionExpired', method: 'PUT' });
    assert.equal((await client.upload(id, Buffer.alloc(8_000_000, 'a\n'), { chunked: true })).status, 401);
    assert.equal((await client.upload(id, 'Name\n')).status, 201);
  });

  it('a session that ends while a PUT is carried out: the next call is refused', async () => {
    const { id } = await client.createJob(INSERT);
    org.faults.add({ kind: 'endSession', method: 'PUT' });
    assert.equal((await client.upload(id, 'Name\nA\n')).status, 201);
    assert.equal((await client.call('/limits')).status, 401);
    assert.equal(await org.jobs.get(id)?.upload?.text(), 'Name\nA\n');
  });

  it('a created job whose answer is lost is there', async () => {
    org.faults.add({ kind: 'dropAnswer', method: 'POST' });
    await assert.rejects(client.createJob(INSERT));
    assert.equal(org.jobs.all().length, 1);
  });

  it('results cut in the middle', async () => {
    const { id } = await client.load(INSERT, 'Name\nA\nB\n');
    org.faults.add({ kind: 'cutAnswer', path: 'successfulResults', afterBytes: 20 });
    await assert.rejects(client.results(id, 'successfulResults'));
    assert.equal((await client.rows(id, 'successfulResults')).length, 2);
  });

  it('slow, and no answer at all until the client gives up', async () => {
    org.faults.add({ kind: 'slow', delayMs: 5 });
    assert.equal((await client.call('/limits')).status, 200);
    org.faults.add({ kind: 'hang' });
    const url = `${org.instanceUrl}/services/data`;
    await assert.rejects(fetch(url, { signal: AbortSignal.timeout(30) }), { name: 'TimeoutError' });
  });

  it('a job that fails half-way: saved rows stay, the rest is unprocessed (A.6)', async () => {
    org.faults.add({ kind: 'failJob', afterRows: 3, object: 'Lead' });
    const csv = `LastName,Company\n${Array.from({ length: 10 }, (_, row) => `F${row},Half`).join('\n')}\n`;
    const job = await client.load({ object: 'Lead', operation: 'insert' }, csv);
    assert.deepEqual([job.state, job['numberRecordsProcessed'], job['numberRecordsFailed']], ['Failed', 3, 0]);
    assert.match(String(job['errorMessage']), /^TooManyLockFailure : /);
    const done = await client.rows(job.id, 'successfulResults');
    const rest = await client.rows(job.id, 'unprocessedrecords');
    assert.deepEqual([done.length, rest.length], [3, 7]);
    assert.equal(org.records('Lead').filter(({ Company }) => Company === 'Half').length, 3);
    assert.equal((await client.load({ object: 'Lead', operation: 'insert' }, csv)).state, 'JobComplete');
  });

  it('locked rows (D.4)', async () => {
    org.faults.add({ kind: 'lockRows', every: 4 });
    const ids = Array.from({ length: 8 }, (_, row) => org.insert('Account', { Name: `L${row}` }).Id);
    const csv = `Id,Site\n${ids.map((id) => `${id},x`).join('\n')}\n`;
    const { id } = await client.load({ object: 'Account', operation: 'update' }, csv);
    assert.deepEqual(
      (await client.errors(id)).sort(),
      [ids[0], ids[4]].map(
        (locked) => `UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record or 200 records: ${locked}:--`,
      ),
    );
  });

  it('clear() ends them all', async () => {
    org.faults.add({ kind: 'unavailable', times: Infinity });
    assert.equal((await client.call('/limits')).status, 503);
    org.faults.clear();
    assert.equal((await client.call('/limits')).status, 200);
  });
});
