import assert from 'node:assert/strict';
import { UserError } from '../../../src/core/errors.js';
import { JobStore, orgKey, type StoreChange } from '../../../src/core/load/jobStore.js';
import { jobId, listed, ORG } from './jobs.js';

describe('JobStore', () => {
  let store: JobStore;
  let changes: StoreChange[];

  beforeEach(() => {
    store = new JobStore();
    changes = [];
    store.onDidChange((change) => changes.push(change));
  });

  const known = (number = 1) => store.job(ORG, jobId(number));
  const newChanges = () => changes.splice(0).map(({ kind }) => kind);
  const counted = { numberRecordsProcessed: 10, numberRecordsFailed: 2 };

  it('names a login by org and user', () => {
    assert.equal(orgKey({ orgId: '00D1', userId: '0051' }), '00D1-0051');
  });

  it('keeps the counters of a GET when a list or a PATCH tells the job without them', () => {
    store.put(ORG, listed(1, counted), 10, true);
    store.replaceAll(ORG, [listed(1)], 20);
    store.put(ORG, listed(1, { state: 'Aborted' }), 30);
    assert.deepEqual(known()?.job, listed(1, { ...counted, state: 'Aborted' }));
    assert.equal(known()?.asOf, 30);
  });

  it('is not final before a GET after the end', () => {
    store.put(ORG, listed(1, { state: 'Aborted' }), 10);
    assert.equal(known()?.final, false);
    store.put(ORG, listed(1, { state: 'Aborted', ...counted }), 20, true);
    assert.equal(known()?.final, true);
    store.replaceAll(ORG, [listed(1, { state: 'Aborted' })], 30);
    assert.equal(known()?.final, true);
    assert.equal(known()?.job.numberRecordsProcessed, 10);
  });

  it('ignores answers to older requests', () => {
    store.put(ORG, listed(1, { numberRecordsProcessed: 200 }), 20, true);
    store.put(ORG, listed(1, { numberRecordsProcessed: 100 }), 10, true);
    store.replaceAll(ORG, [listed(1, { numberRecordsProcessed: 100 })], 10);
    assert.equal(known()?.job.numberRecordsProcessed, 200);
    assert.deepEqual([known()?.asOf, newChanges()], [20, ['job', 'list']]);
  });

  it('knows that a job never goes back, whenever it was asked', () => {
    // The GET was sent after the PATCH, but Salesforce answered it first.
    store.put(ORG, listed(1, { state: 'Open' }), 11, true);
    store.put(ORG, listed(1, { state: 'UploadComplete' }), 10);
    assert.deepEqual([known()?.job.state, known()?.asOf], ['UploadComplete', 11]);
    store.put(ORG, listed(1, { state: 'JobComplete', ...counted }), 12, true);
    store.put(ORG, listed(1, { state: 'InProgress' }), 13, true);
    assert.deepEqual([known()?.job.state, known()?.final], ['JobComplete', true]);
  });

  it('tells changes only', () => {
    store.put(ORG, listed(1), 10);
    assert.deepEqual(newChanges(), ['job']);
    store.put(ORG, listed(1), 20, true);
    assert.deepEqual(newChanges(), []);
    store.put(ORG, listed(1, { numberRecordsProcessed: 1 }), 30, true);
    assert.deepEqual(newChanges(), ['job']);
    store.replaceAll(ORG, [listed(1)], 40);
    assert.deepEqual(newChanges(), ['list']);
    store.replaceAll(ORG, [listed(1)], 50);
    assert.deepEqual(newChanges(), []);
    store.replaceAll(ORG, [listed(1), listed(2)], 60);
    assert.deepEqual(newChanges(), ['list']);
    store.remove(ORG, jobId(3));
    assert.deepEqual(newChanges(), []);
  });

  it('forgets what the list no longer names, unless it was learnt since', () => {
    store.put(ORG, listed(1), 10);
    store.put(ORG, listed(2), 30);
    store.replaceAll(ORG, [listed(3)], 20);
    assert.deepEqual(
      store.jobs(ORG).map(({ job }) => job.id),
      [jobId(3), jobId(2)],
    );
  });

  it('sorts by creation, the newest first', () => {
    const days = ['2026-01-02T00:00:00.000+0000', '2026-01-03T00:00:00.000+0000', '2026-01-01T00:00:00.000+0000'];
    store.replaceAll(
      ORG,
      days.map((createdDate, number) => listed(number, { createdDate })),
      10,
    );
    assert.deepEqual(
      store.jobs(ORG).map(({ job }) => job.id),
      [jobId(1), jobId(0), jobId(2)],
    );
  });

  it('says why it is not up to date until it is again', () => {
    const error = new UserError('Offline', 'no network');
    store.putStale(ORG, jobId(1), error);
    assert.equal(known(), undefined);
    store.put(ORG, listed(1), 10, true);
    store.putStale(ORG, jobId(1), error);
    store.putStale(ORG, jobId(1), new UserError('Offline', 'no network, still'));
    assert.equal(known()?.stale, error);
    store.put(ORG, listed(1), 20, true);
    assert.equal(known()?.stale, undefined);
    assert.deepEqual(newChanges(), ['job', 'job', 'job']);
  });

  it('forgets an org', () => {
    store.replaceAll(ORG, [listed(1)], 10);
    store.forget(ORG);
    assert.deepEqual([store.jobs(ORG), store.list(ORG).kind], [[], 'unknown']);
  });

  it('does not let a listener that fails stop the others', async () => {
    const failures: unknown[] = [];
    const seen: StoreChange[] = [];
    store.onDidChange(() => {
      throw new Error('a fault of a view');
    });
    store.onDidChange((change) => seen.push(change));
    const mocha = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.once('uncaughtException', (error) => failures.push(error));
    try {
      store.put(ORG, listed(1), 10);
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      for (const listener of mocha) process.on('uncaughtException', listener);
    }
    assert.equal(seen.length, 1);
    assert.match(String(failures[0]), /a fault of a view/);
  });
});
