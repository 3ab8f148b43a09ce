// jsforce as judge of faults: what it repeats on its own comes to a good end, what it does not is told.

import assert from 'node:assert/strict';
import { accounts, assertAllSaved, useJsforce } from './jsforceOrg.js';

describe('jsforce: faults', () => {
  const peer = useJsforce();
  const insert = { object: 'Account', operation: 'insert' } as const;

  it('polling goes on where Salesforce was down for a moment', async () => {
    const { conn, org } = peer();
    org.faults.add({ kind: 'unavailable', method: 'GET', path: '/jobs/ingest/\\w+$' });
    assertAllSaved(await conn.bulk2.loadAndWaitForResults({ ...insert, input: accounts('Down', 2) }), 2, true);
    assert.equal(org.log.filter(({ fault }) => fault === 'unavailable').length, 1);
  });

  it('results are asked for again where there were too many requests', async () => {
    const { conn, org } = peer();
    org.faults.add({ kind: 'tooManyRequests', method: 'GET', path: '/successfulResults$' });
    assertAllSaved(await conn.bulk2.loadAndWaitForResults({ ...insert, input: accounts('Many', 2) }), 2, true);
  });

  it('a job that was not made for a page of maintenance is told', async () => {
    const { conn, org } = peer();
    org.faults.add({ kind: 'unavailable', method: 'POST' });
    await assert.rejects(conn.bulk2.createJob(insert).open(), {
      name: 'ERROR_HTTP_503',
      message: /Down for Maintenance/,
    });
  });

  it('so is a limit that is reached', async () => {
    const { conn, org } = peer();
    const message = 'TotalRequests Limit exceeded.';
    org.faults.add({ kind: 'error', status: 403, errorCode: 'REQUEST_LIMIT_EXCEEDED', message });
    await assert.rejects(conn.bulk2.createJob(insert).open(), { name: 'REQUEST_LIMIT_EXCEEDED', message });
  });

  it('rows that could not be locked are failed rows', async () => {
    const { conn, org } = peer();
    org.faults.add({ kind: 'lockRows', every: 2 });
    const results = await conn.bulk2.loadAndWaitForResults({ ...insert, input: accounts('Locked', 4) });
    assert.deepEqual([results.successfulResults.length, results.failedResults.length], [2, 2]);
    for (const { sf__Error } of results.failedResults) assert.match(sf__Error, /^UNABLE_TO_LOCK_ROW:/);
  });

  it('a session that expires during the upload is a failed upload, and the job is as it was', async () => {
    const { conn, org } = peer();
    org.faults.add({ kind: 'sessionExpired', method: 'PUT' });
    const job = conn.bulk2.createJob(insert);
    await job.open();
    await assert.rejects(job.uploadData('Name\nLate\n'), { name: 'INVALID_SESSION_ID' });
    const again = conn.bulk2.job('ingest', { id: job.id });
    await again.uploadData('Name\nLate\n');
    await again.close();
    await again.poll();
    assertAllSaved(await again.getAllResults(), 1, true);
  });
});
