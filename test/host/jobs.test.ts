import assert from 'node:assert/strict';
import { workspace, WorkspaceEdit } from 'vscode';
import { useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { accounts, useFolder } from './files.js';
import { useMessages } from './messages.js';
import type { JobInfo } from '../../src/core/salesforce/job.js';

describe('single jobs, called by another extension', () => {
  const org = useDemoOrg({ alias: 'jobs', flags: ['--without-jobs'] });
  const messages = useMessages();
  const write = useFolder();
  afterEach(() => assert.deepEqual(messages().all, [], 'a message of ours'));

  const create = async (args: object = {}) =>
    (await call<{ jobId: string }>('salesforceBulk.createJob', { object: 'Account', operation: 'insert', ...args }))
      .jobId;
  const act = (command: 'uploadJobData' | 'closeJob' | 'abortJob' | 'deleteJob', args: object) =>
    call<JobInfo>(`salesforceBulk.${command}`, args);

  it('connectOrg answers who is connected', async () => {
    const { orgId, username } = org().line;
    assert.deepEqual(await org().connect('jobs'), { orgId, username, alias: 'jobs' });
  });

  it('an org is named by alias, username or id', async () => {
    const { orgId, username } = org().line;
    for (const name of ['jobs', username, orgId, orgId.slice(0, 15)]) {
      const jobId = await create({ org: name });
      assert.match(jobId, /^750\w{15}$/);
      await act('abortJob', { jobId });
    }
  });

  it('create, upload, close: the job goes through its states', async () => {
    const jobId = await create({ lineEnding: 'CRLF', columnDelimiter: 'SEMICOLON' });
    const created = await org().job(jobId);
    assert.deepEqual([created.state, created.lineEnding, created.columnDelimiter], ['Open', 'CRLF', 'SEMICOLON']);
    const uri = await write('semicolon.csv', 'Name;Type\none;Other\ntwo;Other\n'); // LF in the file, CRLF in the job
    assert.equal((await act('uploadJobData', { jobId, uri })).state, 'Open');
    assert.equal((await act('closeJob', { jobId })).state, 'UploadComplete');
    const { ctx } = await inside();
    const ended = await ctx.watcher.untilEnded(org().key, jobId);
    assert.deepEqual([ended.state, ended.numberRecordsProcessed, ended.numberRecordsFailed], ['JobComplete', 2, 0]);
  });

  it('an upload is refused by a job that has its data, and by one that is closed', async () => {
    const jobId = await create();
    const uri = await write('accounts.csv', accounts(1));
    await act('uploadJobData', { jobId, uri });
    await assert.rejects(act('uploadJobData', { jobId, uri }), { code: 'InvalidJobState' });
    await act('abortJob', { jobId });
    await assert.rejects(act('uploadJobData', { jobId, uri }), { code: 'InvalidJobState' });
  });

  it('an upload whose outcome is unknown is not repeated in the same job', async () => {
    const jobId = await create();
    const uri = await write('accounts.csv', accounts(3));
    await org().admin('POST', '/faults', { kind: 'dropRequest', method: 'PUT', afterBytes: 0 });
    await assert.rejects(act('uploadJobData', { jobId, uri }), { code: 'UploadOutcomeUnknown' });
    await assert.rejects(act('uploadJobData', { jobId, uri }), { code: 'InvalidJobState' });
    await act('abortJob', { jobId });
  });

  it('an upload that was refused for its session goes out once the org is connected again', async () => {
    const jobId = await create();
    const uri = await write('accounts.csv', accounts(1));
    await org().admin('POST', '/faults', { kind: 'sessionExpired', method: 'PUT' });
    await assert.rejects(act('uploadJobData', { jobId, uri }), { code: 'SessionExpired' });
    await org().connect('jobs');
    assert.equal((await act('uploadJobData', { jobId, uri })).state, 'Open');
    await act('abortJob', { jobId });
  });

  it('an upload is not of what is unsaved', async () => {
    const jobId = await create();
    const uri = await write('dirty.csv', accounts(1));
    const document = await workspace.openTextDocument(uri);
    const edit = new WorkspaceEdit();
    edit.insert(uri, document.lineAt(1).range.end, ' changed');
    await workspace.applyEdit(edit);
    await assert.rejects(act('uploadJobData', { jobId, uri }), { code: 'DirtyDocument' });
    await document.save();
    await act('uploadJobData', { jobId, uri });
    await act('abortJob', { jobId });
  });

  it('abort and delete answer the job', async () => {
    org().conduct.expect('jobDeleted', 'is what it is about');
    const jobId = await create();
    await assert.rejects(act('deleteJob', { jobId }), { code: 'InvalidJobState' });
    assert.equal((await act('abortJob', { jobId })).state, 'Aborted');
    const deleted = await act('deleteJob', { jobId });
    assert.deepEqual([deleted.id, deleted.state], [jobId, 'Aborted']);
    await assert.rejects(act('abortJob', { jobId }), { code: 'NotFound' });
  });

  const refused: readonly (readonly [string, string, () => Promise<unknown>])[] = [
    ['a job id that is none', 'InvalidArgument', () => act('closeJob', { jobId: '001xx0000000001' })],
    ['an org nobody connected', 'UnknownOrg', () => create({ org: 'nobody' })],
    ['a delimiter that does not exist', 'InvalidArgument', () => create({ columnDelimiter: 'SPACE' })],
    ['an upsert without a key', 'InvalidJob', () => create({ operation: 'upsert' })],
    ['a hard delete without the permission', 'FeatureNotEnabled', () => create({ operation: 'hardDelete' })],
    ['a load nobody knows', 'InvalidArgument', () => call('salesforceBulk.stopLoad', { loadId: 'none' })],
    ['a login of an unknown kind', 'InvalidArgument', () => call('salesforceBulk.connectOrg', { kind: 'password' })],
    ['a token sent in clear', 'UnsafeUrl', () => connect('http://salesforce.example', 'x')],
    ['a token the org does not know', 'SessionExpired', () => connect(org().line.instanceUrl, '00Dxx!nobody')],
    ['an org that does not answer', 'Offline', () => connect('http://127.0.0.1:9', 'x')],
  ];
  const connect = (instanceUrl: string, accessToken: string) =>
    call('salesforceBulk.connectOrg', { kind: 'token', instanceUrl, accessToken });
  for (const [what, code, attempt] of refused) {
    it(`rejects ${what} with ${code}`, async () => {
      await assert.rejects(attempt(), { code });
    });
  }
});
