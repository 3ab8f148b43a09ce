import assert from 'node:assert/strict';
import { window } from 'vscode';
import { useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { useFolder } from './files.js';
import { useMessages } from './messages.js';
import { useQuickPicks } from './quickPick.js';
import { closeEditors } from './tabs.js';

describe('single jobs, made by a person', () => {
  const org = useDemoOrg({ alias: 'single', flags: ['--without-jobs'] });
  const messages = useMessages();
  const picks = useQuickPicks();
  const write = useFolder();

  before(closeEditors); // a CSV in front would answer for the person

  it('the assignment rule that was chosen is sent', async () => {
    picks().answer('Lead', 'insert', 'Leads', 'SEMICOLON', 'CRLF');
    await call('salesforceBulk.createJob');
    const id = /750\w{15}/.exec(messages().all[0]?.text ?? '')?.[0] ?? '';
    const job = await org().job(id);
    assert.deepEqual([job.object, job.columnDelimiter, job.lineEnding], ['Lead', 'SEMICOLON', 'CRLF']);
    assert.ok(job.assignmentRuleId);
    await call('salesforceBulk.abortJob', { jobId: id });
  });

  it('an upload says what goes where before it goes', async () => {
    const { tree } = await inside();
    const { jobId } = await call<{ jobId: string }>('salesforceBulk.createJob', {
      object: 'Account',
      operation: 'insert',
    });
    const uri = await write('accounts.csv', 'Name\nfirst\n');
    await call('vscode.open' as never, uri);
    const node = tree.node(org().key, jobId);
    await org().forgetRequests();
    await call('salesforceBulk.uploadJobData', node);
    assert.match(messages().all[0]?.text ?? '', /accounts\.csv/);
    const puts = async () => (await org().requests()).filter((line) => line.startsWith('PUT'));
    assert.deepEqual(await puts(), []);

    messages().answer('Upload 1 Row');
    await call('salesforceBulk.uploadJobData', node);
    assert.equal((await puts()).length, 1);
    await call('salesforceBulk.abortJob', { jobId });
  });

  it('the file that happens to be open is not meant where it is no CSV', async () => {
    const own = window.showOpenDialog;
    let asked = 0;
    Object.assign(window, { showOpenDialog: () => Promise.resolve(void asked++) });
    try {
      await window.showTextDocument(await write('notes.md', 'Name\nfirst\n'));
      await call('salesforceBulk.load');
      assert.equal(asked, 1);
      assert.deepEqual(picks().seen, []);
    } finally {
      Object.assign(window, { showOpenDialog: own });
    }
  });

  it('a list that cannot be read is the error, not an org without jobs', async () => {
    const { ctx } = await inside();
    ctx.store.forget(org().key);
    const fault = { kind: 'error', method: 'GET', path: '/jobs/ingest', status: 400, times: 5 };
    await org().admin('POST', '/faults', { ...fault, errorCode: 'API_ERROR', message: 'no list today' });
    await call('salesforceBulk.abortJob');
    assert.match(messages().all[0]?.text ?? '', /no list today/);
  });
});
