import assert from 'node:assert/strict';
import { jobIdsOf, type LoadState } from '../../src/core/load/loadState.js';
import { useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { accounts, useFolder } from './files.js';
import { load } from './loadCommand.js';
import { useMessages } from './messages.js';

describe('a load while it runs', () => {
  const org = useDemoOrg({ alias: 'running', flags: ['--without-jobs'] });
  const messages = useMessages();
  const write = useFolder();

  beforeEach(() => org().admin('POST', '/pace', { pace: 60_000 }));
  afterEach(async () => {
    await org().admin('POST', '/pace', { pace: 'instant' });
    await org().admin('DELETE', '/faults');
    assert.deepEqual(messages().all, [], 'a message of ours');
  });

  /** Starts a load, and waits until it has come to a phase. */
  async function until(phase: LoadState['phase'], text = accounts(2), more: object = {}) {
    const { ctx } = await inside();
    const reached = new Promise<LoadState>((resolve) => {
      const subscription = ctx.store.onDidChange((change) => {
        const state = change.kind === 'load' ? ctx.store.load(change.loadId) : undefined;
        if (state?.phase !== phase || jobIdsOf(state).length === 0) return;
        subscription.dispose();
        resolve(state);
      });
    });
    const uri = await write('running.csv', text);
    const value = load({ uri, object: 'Account', operation: 'insert', ...more });
    value.catch(() => {}); // looked at later
    const { loadId, ...state } = await reached;
    return { value, loadId, jobId: jobIdsOf({ loadId, ...state })[0] as string };
  }

  it('answers, not rejects, when the job is aborted', async () => {
    const { value, jobId } = await until('processing');
    await call('salesforceBulk.abortJob', { jobId });
    assert.deepEqual(
      (await value).jobs.map(({ id, state }) => [id, state]),
      [[jobId, 'Aborted']],
    );
  });

  it('is stopped by stopLoad: nothing of it stays open', async () => {
    const { value, loadId } = await until('processing', accounts(6), { maxPartBytes: 100 });
    const aborted = await call<readonly { state: string }[]>('salesforceBulk.stopLoad', { loadId });
    const { jobs } = await value;
    assert.ok(jobs.length > 1);
    assert.equal(aborted.length, jobs.length);
    assert.deepEqual(new Set(jobs.map((job) => job.state)), new Set(['Aborted']));
  });

  it('is stopped in mid upload: it rejects, and its job is aborted', async () => {
    org().conduct.allow('lookedTooSoon', 'load and stop both make sure of the end');
    await org().admin('POST', '/faults', { kind: 'hang', method: 'PUT' });
    const { value, loadId, jobId } = await until('uploading');
    await call('salesforceBulk.stopLoad', { loadId });
    await assert.rejects(value, (error: Error & { code: string; loadId: string; jobs: { id: string }[] }) => {
      assert.deepEqual([error.code, error.loadId, error.jobs.map(({ id }) => id)], ['Cancelled', loadId, [jobId]]);
      return true;
    });
    assert.equal((await org().job(jobId)).state, 'Aborted');
  });

  it('survives an org that is down for a while', async () => {
    await org().admin('POST', '/pace', { pace: 'instant' });
    await org().admin('POST', '/faults', { kind: 'unavailable', method: 'GET', path: '/ingest/750\\w+$', times: 2 });
    const { value } = await until('processing');
    assert.equal((await value).jobs[0]?.state, 'JobComplete');
    assert.deepEqual(await org().admin('GET', '/faults'), [], 'it was not down');
  });

  it('survives a session that expires, once the org is connected again', async () => {
    const { ctx } = await inside();
    const { value, jobId } = await until('processing');
    await org().expireSessions();
    const noticed = new Promise<void>((resolve) => {
      const subscription = ctx.store.onDidChange(() => {
        if (ctx.store.job(org().key, jobId)?.stale?.code !== 'SessionExpired') return;
        subscription.dispose();
        resolve();
      });
    });
    await noticed;
    await org().connect('running');
    await call('salesforceBulk.abortJob', { jobId });
    assert.equal((await value).jobs[0]?.state, 'Aborted');
  });

  it('rejects when somebody deletes its job', async () => {
    const { value, loadId, jobId } = await until('processing');
    await org().removeJob(jobId);
    await assert.rejects(value, { code: 'JobGone', loadId });
  });
});
