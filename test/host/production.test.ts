import assert from 'node:assert/strict';
import { window } from 'vscode';
import type { JobInfo } from '../../src/core/salesforce/job.js';
import { useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { accounts, useFolder } from './files.js';
import { load, type LoadValue } from './loadCommand.js';
import { useMessages } from './messages.js';
import { useQuickPicks } from './quickPick.js';

describe('production', () => {
  const org = useDemoOrg({
    alias: 'prod',
    flags: ['--without-jobs', '--hard-delete'],
    organization: { OrganizationType: 'Unlimited Edition' },
  });
  const messages = useMessages();
  const picks = useQuickPicks();
  const write = useFolder();
  const uriOf = () => write('accounts.csv', accounts(2));

  it('refuses a load without a confirmation', async () => {
    await org().forgetRequests();
    const refused = load({ uri: await uriOf(), object: 'Account', operation: 'insert' });
    await assert.rejects(refused, { code: 'ProductionNeedsConfirmation' });
    assert.deepEqual(await org().requests(), []);
  });

  it('wants the name of the org typed, and the number of records confirmed, before a load', async () => {
    const args = { uri: await uriOf(), object: 'Account', operation: 'insert' };
    picks().answer('Insert 2 Records');
    messages().answer('something else', 'Insert 2 Records');
    await assert.rejects(call('salesforceBulk.load', args), { code: 'Cancelled' });

    picks().answer('Insert 2 Records');
    messages().answer('prod', 'Insert 2 Records');
    const { jobs } = await call<LoadValue>('salesforceBulk.load', args);
    assert.equal(jobs[0]?.state, 'JobComplete');
  });

  it('wants an acknowledgement of its own for a hard delete', async () => {
    const [record] = await org().query<{ Id: string }>("SELECT Id FROM Account WHERE Name LIKE 'Sample Company%'");
    const uri = await write('hard.csv', `Id\n${record?.Id}\n`);
    picks().answer('Hard Delete 1 Record');
    messages().answer('prod', 'I Understand', 'Hard Delete 1 Record');
    const { jobs } = await call<LoadValue>('salesforceBulk.load', { uri, object: 'Account', operation: 'hardDelete' });
    assert.deepEqual([jobs[0]?.state, jobs[0]?.numberRecordsFailed], ['JobComplete', 0]);
    assert.equal(messages().all.length, 3);
  });

  it('guards what a person uploads to a single job', async () => {
    const job = { object: 'Account', operation: 'insert' };
    const { jobId } = await call<{ jobId: string }>('salesforceBulk.createJob', job);
    const node = (await inside()).tree.node(org().key, jobId);
    await window.showTextDocument(await uriOf());
    await org().forgetRequests();
    const puts = async () => (await org().requests()).filter((line) => line.startsWith('PUT'));
    messages().answer('something else', 'Insert 2 Records', 'Upload 2 Rows');
    await call('salesforceBulk.uploadJobData', node);
    assert.deepEqual(await puts(), []);

    messages().answer('prod', 'Insert 2 Records', 'Upload 2 Rows');
    await call('salesforceBulk.uploadJobData', node);
    assert.equal((await puts()).length, 1);
    await call('salesforceBulk.abortJob', { jobId });
  });

  const openJob = async () =>
    (await call<{ jobId: string }>('salesforceBulk.createJob', { object: 'Account', operation: 'insert' })).jobId;
  /** Looks at jobs are the tree's, at any time. */
  const changes = async () => (await org().requests()).filter((line) => !line.startsWith('GET'));

  it('refuses callers of single commands who leave out the confirmation, before anything is written', async () => {
    const jobId = await openJob();
    await org().forgetRequests();
    const args = { jobId, uri: await uriOf(), confirm: false };
    await assert.rejects(call('salesforceBulk.uploadJobData', args), { code: 'ProductionNeedsConfirmation' });
    await assert.rejects(call('salesforceBulk.closeJob', args), { code: 'ProductionNeedsConfirmation' });
    assert.deepEqual(await changes(), []);
    await call('salesforceBulk.abortJob', { jobId });
  });

  it('guards what callers upload to a single job', async () => {
    org().conduct.allow('lookedTooSoon', 'each call looks at the job before it asks');
    const args = { jobId: await openJob(), uri: await uriOf() };
    await org().forgetRequests();
    messages().answer('something else', 'Insert 2 Records');
    await assert.rejects(call('salesforceBulk.uploadJobData', args), { code: 'Cancelled' });
    messages().answer('prod');
    await assert.rejects(call('salesforceBulk.uploadJobData', args), { code: 'Cancelled' });
    assert.deepEqual(await changes(), []);

    messages().answer('prod', 'Insert 2 Records');
    assert.equal((await call<JobInfo>('salesforceBulk.uploadJobData', args)).state, 'Open');
    assert.equal((await changes()).length, 1);
    await call('salesforceBulk.abortJob', args);
  });

  for (const where of ['here', 'elsewhere'] as const) {
    it(`guards the closing of a job that was made ${where}, by callers`, async () => {
      org().conduct.allow('lookedTooSoon', 'each call looks at a job that was made elsewhere before it asks');
      const jobId = where === 'here' ? await openJob() : await org().newJob('Account', 'insert');
      await org().putData(jobId, accounts(1));
      await org().forgetRequests();
      messages().answer('something else', 'Close Job');
      await assert.rejects(call('salesforceBulk.closeJob', { jobId }), { code: 'Cancelled' });
      messages().answer('prod');
      await assert.rejects(call('salesforceBulk.closeJob', { jobId }), { code: 'Cancelled' });
      assert.deepEqual(await changes(), []);
      assert.match(messages().all.at(-1)?.text ?? '', /^Close Job \(Account\) in the production org prod\?/);

      messages().answer('prod', 'Close Job');
      assert.notEqual((await call<JobInfo>('salesforceBulk.closeJob', { jobId })).state, 'Open');
      assert.equal((await changes()).length, 1);
    });
  }

  it('takes an org whose kind could not be found out for production', async () => {
    await org().disconnect();
    await org().admin('POST', '/faults', {
      kind: 'error',
      path: 'FROM(%20|\\+)Organization',
      status: 403,
      errorCode: 'INSUFFICIENT_ACCESS',
      message: 'no',
    });
    await org().connect('unknown kind');
    const refused = load({ uri: await uriOf(), object: 'Account', operation: 'insert' });
    await assert.rejects(refused, { code: 'ProductionNeedsConfirmation' });
  });
});
