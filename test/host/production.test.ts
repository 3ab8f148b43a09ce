import assert from 'node:assert/strict';
import { window } from 'vscode';
import { useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { accounts, useFolder } from './files.js';
import { load, type LoadValue } from './loadCommand.js';
import { useMessages } from './messages.js';
import { useQuickPicks } from './quickPick.js';

describe('salesforceBulk.load into production', () => {
  const org = useDemoOrg({
    alias: 'prod',
    flags: ['--without-jobs', '--hard-delete'],
    organization: { OrganizationType: 'Unlimited Edition' },
  });
  const messages = useMessages();
  const picks = useQuickPicks();
  const write = useFolder();
  const uriOf = () => write('accounts.csv', accounts(2));

  it('is refused without a confirmation', async () => {
    await org().forgetRequests();
    const refused = load({ uri: await uriOf(), object: 'Account', operation: 'insert' });
    await assert.rejects(refused, { code: 'ProductionNeedsConfirmation' });
    assert.deepEqual(await org().requests(), []);
  });

  it('wants the name of the org typed, and the number of records confirmed', async () => {
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

  it('guards an upload to a single job as well', async () => {
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
