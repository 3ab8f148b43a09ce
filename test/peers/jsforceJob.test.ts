// jsforce as judge of single steps of an ingest job, and of what goes wrong.

import assert from 'node:assert/strict';
import type { Job } from '../../src/demo/jobs/job.js';
import { PACES } from '../../src/demo/pace.js';
import { accounts, assertAllSaved, useJsforce, type Peer } from './jsforceOrg.js';

const insert = { object: 'Account', operation: 'insert' } as const;

/** A job of jsforce's that is open and has its data. */
async function uploaded({ conn }: Peer, input: Parameters<ReturnType<typeof conn.bulk2.createJob>['uploadData']>[0]) {
  const job = conn.bulk2.createJob(insert);
  await job.open();
  await job.uploadData(input);
  return job;
}

/** Resolves with the first job that is deleted from now on. */
const deletion = ({ org }: Peer): Promise<Job> =>
  new Promise((resolve) => {
    const stop = org.jobs.onChange((job) => {
      if (org.jobs.get(job.id)) return;
      stop();
      resolve(job);
    });
  });

describe('jsforce: bulk2, an ingest job step by step', () => {
  const peer = useJsforce();

  it('is opened, filled, closed, polled, and has its results', async () => {
    const { conn } = peer();
    const events: string[] = [];
    const job = conn.bulk2.createJob({ ...insert, lineEnding: 'LF', columnDelimiter: 'COMMA', contentType: 'CSV' });
    for (const name of ['open', 'close', 'jobComplete', 'error']) job.on(name, () => events.push(name));
    const opened = await job.open();
    assert.equal(opened.state, 'Open');
    assert.equal(opened.contentUrl, `services/data/v67.0/jobs/ingest/${job.id}/batches`);
    await job.uploadData(accounts('Step', 3));
    await job.close();
    assert.equal(job.getInfo().state, 'UploadComplete');
    await job.poll();
    assert.equal(job.getInfo().state, 'JobComplete');
    assert.equal(job.getInfo().numberRecordsProcessed, 3);
    assert.equal(job.getInfo().numberRecordsFailed, 0);
    assert.equal(job.getInfo().jobType, 'V2Ingest');
    assertAllSaved(await job.getAllResults(), 3, true);
    assert.deepEqual(events, ['open', 'close', 'jobComplete']);
  });

  it('is found again by its id, of 18 and of 15 characters', async () => {
    const { conn } = peer();
    const { id } = await uploaded(peer(), accounts('Again', 2));
    const again = conn.bulk2.job('ingest', { id: id.slice(0, 15) });
    assert.equal((await again.check()).id, id);
    await again.close();
    await again.poll();
    assertAllSaved(await conn.bulk2.job('ingest', { id }).getAllResults(), 2, true);
  });

  it('gives its results as text too', async () => {
    const job = await uploaded(peer(), 'Name,Phone\nRaw,\n,555\n');
    await job.close();
    await job.poll();
    assert.match(
      await job.getSuccessfulResults(true),
      /^"sf__Id","sf__Created",Name,Phone\n"001\w{15}","true","Raw",""\n$/,
    );
    assert.equal(
      await job.getFailedResults(true),
      '"sf__Id","sf__Error",Name,Phone\n"","REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --","","555"\n',
    );
    assert.equal(await job.getUnprocessedRecords(true), 'Name,Phone\n');
  });

  it('is told on while it is under way', async () => {
    const { org } = peer();
    org.settings.pace = { ...PACES.instant, queuedMs: 50 };
    const job = await uploaded(peer(), accounts('Progress', 1));
    const states = new Set<string>();
    job.on('inProgress', ({ state }: { state: string }) => states.add(state));
    await job.close();
    await job.poll(5);
    assert.ok(states.has('UploadComplete'));
  });

  it('is aborted: nothing is saved, every row comes back as unprocessed', async () => {
    const job = await uploaded(peer(), accounts('Aborted', 3));
    await job.abort();
    assert.equal((await job.check()).state, 'Aborted');
    await assert.rejects(job.poll(), { message: 'Job has been aborted' });
    const { successfulResults, failedResults, unprocessedRecords } = await job.getAllResults();
    assert.deepEqual([successfulResults, failedResults], [[], []]);
    assert.equal(unprocessedRecords.length, 3);
  });

  it('is deleted once it has ended, and not before', async () => {
    const job = await uploaded(peer(), accounts('Deleted', 1));
    await assert.rejects(job.delete(), {
      name: 'API_ERROR',
      message: 'Error encountered when deleting the job because the job is not terminated',
    });
    await job.abort();
    await job.delete();
    await assert.rejects(job.check(), { name: 'NOT_FOUND', message: 'The requested resource does not exist' });
  });
});

describe('jsforce: bulk2, what goes wrong with an ingest job', () => {
  const peer = useJsforce();

  it('an object there is none of', async () => {
    const job = peer().conn.bulk2.createJob({ object: 'Nothing__c', operation: 'insert' });
    await assert.rejects(job.open(), { name: 'INVALIDJOB', message: 'InvalidJob : Unable to find object: Nothing__c' });
  });

  it('an upsert by a field that is no external id', async () => {
    const job = peer().conn.bulk2.createJob({ object: 'Account', operation: 'upsert', externalIdFieldName: 'Phone' });
    await assert.rejects(job.open(), {
      name: 'INVALIDJOB',
      message: 'InvalidJob : Field name provided, Phone does not match an External ID for Account',
    });
  });

  it('an upsert without its external id', async () => {
    const job = peer().conn.bulk2.createJob({ object: 'Account', operation: 'upsert' });
    await assert.rejects(job.open(), { name: 'INVALIDJOB', message: /External ID was blank for Account/ });
  });

  it('a column there is none of fails the job, and the data comes back', async () => {
    const job = await uploaded(peer(), 'Name,Nothing__c\nOne,1\n');
    await job.close();
    await assert.rejects(job.poll(), {
      message: 'Ingest job failed to complete due to: InvalidBatch : Field name not found : Nothing__c',
    });
    assert.equal(job.getInfo().numberRecordsProcessed, 0);
    assert.deepEqual(await job.getUnprocessedRecords(), [{ Name: 'One', Nothing__c: '1' }]);
  });

  it('data that is no CSV comes back as text', async () => {
    const text = 'Name,Phone\nA "stray" quote,1\n';
    const job = await uploaded(peer(), text);
    await job.close();
    await assert.rejects(job.poll(), { message: /Found unescaped quote/ });
    assert.equal(await job.getUnprocessedRecords(), text);
  });

  it('line endings that are not the declared ones', async () => {
    const job = await uploaded(peer(), 'Name\r\nOne\r\n');
    await job.close();
    await assert.rejects(job.poll(), {
      message: /LineEnding is invalid on user data\. Current LineEnding setting is LF$/,
    });
  });

  it('a whole load of a wrong column leaves no job', async () => {
    const load = peer().conn.bulk2.loadAndWaitForResults({ ...insert, input: [{ Nothing__c: 1 }] });
    const deleted = deletion(peer());
    await assert.rejects(load, { message: /Field name not found : Nothing__c/ });
    await deleted;
  });

  it('a second upload', async () => {
    const { conn } = peer();
    const job = await uploaded(peer(), accounts('Twice', 1));
    await assert.rejects(job.uploadData('Name\nTwice\n'), { message: 'Data can only be uploaded to a job once.' });
    // An instance knows only of its own upload: the second one of another is the org's to refuse.
    const other = conn.bulk2.job('ingest', { id: job.id });
    await assert.rejects(other.uploadData('Name\nTwice\n'), {
      name: 'BULK_API_ERROR',
      message: new RegExp(`^Found multipe contents for job: <${job.id.slice(0, 15)}>, please 'Close'`),
    });
  });

  it('polling a job that is still open', async () => {
    const job = await uploaded(peer(), accounts('Open', 1));
    await assert.rejects(job.poll(), { message: /^Job is still open/ });
  });

  it('no patience at all', async () => {
    const job = await uploaded(peer(), accounts('Impatient', 1));
    await assert.rejects(job.poll(10, 0), { name: 'JobPollingTimeout', jobId: job.id });
  });

  describe('a job that takes longer than one is willing to wait', () => {
    before(() => void (peer().org.settings.pace = { ...PACES.instant, queuedMs: 60_000 }));
    after(() => void (peer().org.settings.pace = PACES.instant));

    it('can still be aborted', async () => {
      const job = await uploaded(peer(), accounts('Slow', 1));
      await job.close();
      await assert.rejects(job.poll(10, 50), { name: 'JobPollingTimeout', jobId: job.id });
      await job.abort();
      assert.equal((await job.check()).state, 'Aborted');
    });

    // On its own jsforce deletes what it did not wait for, and the org lets it: UploadComplete may be deleted.
    it('is deleted by a whole load', async () => {
      const options = { ...insert, input: accounts('Slow', 1), pollInterval: 10, pollTimeout: 50 };
      const load = peer().conn.bulk2.loadAndWaitForResults(options);
      const deleted = deletion(peer());
      await assert.rejects(load, { name: 'JobPollingTimeout' });
      assert.equal((await deleted).object, 'Account');
    });
  });

  it('an abort that comes too late', async () => {
    const job = await uploaded(peer(), accounts('Late', 1));
    await job.close();
    await job.poll();
    await assert.rejects(job.abort(), {
      name: 'INVALIDJOBSTATE',
      message: 'Aborting already Completed Job not allowed',
    });
  });

  it('a job that fails half-way keeps what it saved', async () => {
    const { org } = peer();
    org.faults.add({ kind: 'failJob', afterRows: 200, object: 'Account' });
    const job = await uploaded(peer(), accounts('Half', 300));
    await job.close();
    await assert.rejects(job.poll(), { message: /^Ingest job failed to complete due to: / });
    const { successfulResults, failedResults, unprocessedRecords } = await job.getAllResults();
    assert.deepEqual([successfulResults.length, failedResults.length, unprocessedRecords.length], [200, 0, 100]);
  });

  it('a job there is none of', async () => {
    const job = peer().conn.bulk2.job('ingest', { id: '7505e000000AAAAAAA' });
    await assert.rejects(job.check(), { name: 'NOT_FOUND' });
    await assert.rejects(job.close(), { name: 'NOT_FOUND' });
    await assert.rejects(job.delete(), { name: 'NOT_FOUND' });
  });
});
