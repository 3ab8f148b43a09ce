import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { env, TabInputText, type Uri, window } from 'vscode';
import type { JobInfo } from '../../src/core/salesforce/job.js';
import { useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { accounts, contacts, putLargeResult, useFolder } from './files.js';
import { useMessages } from './messages.js';
import { useQuickPicks } from './quickPick.js';
import { activeTab } from './tabs.js';

describe('commands as a person calls them', () => {
  const org = useDemoOrg({ alias: 'person', flags: ['--without-jobs'] });
  const messages = useMessages();
  const picks = useQuickPicks();
  const write = useFolder();

  const node = async (jobId: string) => (await inside()).tree.node(org().key, jobId);
  const openJob = async () =>
    (await call<{ jobId: string }>('salesforceBulk.createJob', { object: 'Account', operation: 'insert' })).jobId;
  const failedJob = async (uri: Uri) => {
    const load = { uri, object: 'Contact', operation: 'insert', confirm: false };
    const jobId = (await call<{ jobs: [{ id: string }] }>('salesforceBulk.load', load)).jobs[0].id;
    return { jobId, node: await node(jobId) };
  };

  it('a tree node is a person, a plain object is a caller', async () => {
    org().conduct.expect('jobDeleted', 'a caller asks for it');
    const jobId = await openJob();
    assert.equal(await call('salesforceBulk.abortJob', await node(jobId)), undefined);
    const question = messages().all.shift();
    assert.equal(question?.modal, true);
    assert.match(question?.text ?? '', /Abort the insert job of Account in person/);
    assert.equal((await org().job(jobId)).state, 'Open', 'nobody said yes');
    assert.deepEqual(messages().all, [], 'to leave is not an error');

    messages().answer('Abort Job');
    assert.equal(await call('salesforceBulk.abortJob', await node(jobId)), undefined);
    assert.equal((await org().job(jobId)).state, 'Aborted');

    const { jobId: _, ...rest } = { ...(await node(jobId)) };
    assert.equal((await call<JobInfo>('salesforceBulk.deleteJob', { jobId })).state, 'Aborted');
    assert.equal(rest.org, org().key);
  });

  it('an error is shown with its next step, and the command resolves all the same', async () => {
    const jobId = await openJob();
    assert.equal(await call('salesforceBulk.openResults', await node(jobId)), undefined);
    const [error, ...more] = messages().all;
    assert.deepEqual(more, []);
    assert.deepEqual([error?.kind, error?.modal, error?.verbs], ['showErrorMessage', false, ['Show Log']]);
    assert.match(error?.text ?? '', /has not ended yet.*Wait until/);
    await call('salesforceBulk.abortJob', { jobId });
  });

  it('a file that cannot be sent is told before anything is asked', async () => {
    const uri = await write('stray.csv', 'Name\nAcme "Inc"\n');
    assert.equal(await call('salesforceBulk.load', uri), undefined);
    assert.deepEqual(picks().seen, []);
    assert.deepEqual(
      messages().all.map(({ kind }) => kind),
      ['showErrorMessage'],
    );
    assert.match(messages().all[0]?.text ?? '', /line 2, column 6 of stray\.csv/);
  });

  it('a load asks, confirms once, and ends in one toast with at most three verbs', async () => {
    const uri = await write('contacts.csv', contacts(4));
    picks().answer('Contact', 'insert', 'Insert 4 Records');
    assert.equal(await call('salesforceBulk.load', uri), undefined);
    assert.equal(picks().seen.length, 3);
    const [toast, ...more] = messages().all;
    assert.deepEqual(more, []);
    assert.equal(toast?.kind, 'showWarningMessage');
    assert.equal(toast?.text, 'contacts.csv: 2 of 4 rows failed in person.');
    assert.deepEqual(toast?.verbs, ['Show Failed Rows', 'Open Outcome', 'Save Results…']);
  });

  it('guesses the object by the file, and remembers what was chosen', async () => {
    const uri = await write('accounts.csv', accounts(1));
    picks().answer('Account');
    await call('salesforceBulk.load', uri);
    assert.equal(picks().seen[0]?.[1], 'Account'); // under the heading "fits the file"
    assert.deepEqual(messages().all, []);
  });

  it('several files are one confirmation and a load each', async () => {
    const uris = [await write('one.csv', accounts(1)), await write('two.csv', accounts(2))];
    picks().answer('Account', 'insert', 'Insert 3 Records');
    await call('salesforceBulk.load', uris[0], uris);
    assert.deepEqual(
      messages()
        .all.map(({ text }) => text)
        .sort(),
      ['one.csv: the row was accepted by person.', 'two.csv: all 2 rows were accepted by person.'],
    );
  });

  it('a failed load of one file does not keep the next from being loaded', async () => {
    const uris = [await write('first.csv', 'Name\nRefused\n'), await write('second.csv', 'Name\nTaken\n')];
    await org().admin('POST', '/faults', {
      kind: 'error',
      method: 'POST',
      path: '/jobs/ingest$',
      status: 400,
      errorCode: 'API_ERROR',
      message: 'no',
    });
    picks().answer('Account', 'insert', 'Insert 2 Records');
    await call('salesforceBulk.load', uris[0], uris);
    const told = messages()
      .all.map(({ kind, text }) => `${kind} ${text}`)
      .sort();
    assert.equal(told.length, 2);
    assert.match(told[0] ?? '', /^showErrorMessage Salesforce refused: no/);
    assert.match(told[1] ?? '', /^showInformationMessage second\.csv: the row/);
  });

  it('rows that were sent again in a new job are told as accepted, and its results are shown', async () => {
    await org().admin('POST', '/faults', { kind: 'dropRequest', method: 'PUT', afterBytes: 0 });
    await org().forgetRequests();
    picks().answer('Account', 'insert', 'Insert 3 Records');
    messages().press('Show Results');
    await call('salesforceBulk.load', await write('broken-off.csv', accounts(3)));
    assert.deepEqual(
      messages().all.map(({ kind, text }) => `${kind} ${text}`),
      ['showInformationMessage broken-off.csv: all 3 rows were accepted by person.'],
    );
    const jobIds = (await org().log()).flatMap(({ method, path, job }) =>
      method === 'POST' && path.endsWith('/jobs/ingest') ? (job?.id ?? []) : [],
    );
    assert.equal(jobIds.length, 2);
    await activeTab((input) => input instanceof TabInputText && input.uri.path.includes(`/${jobIds[1]}/`));
  });

  it('failed rows open from the job, and are edited in a copy', async () => {
    const failed = await failedJob(await write('people.csv', contacts(2)));
    assert.equal(await call('salesforceBulk.openResults', failed.node), undefined);
    assert.match(window.activeTextEditor?.document.uri.path ?? '', /failedResults/);

    assert.equal(await call('salesforceBulk.editAndSendAgain', failed.node), undefined);
    const copy = window.activeTextEditor?.document;
    assert.equal(path.basename(copy?.uri.path ?? ''), 'people again.csv');
    assert.match(copy?.getText() ?? '', /REQUIRED_FIELD_MISSING/);
    assert.equal((await stat(copy?.uri.fsPath ?? '')).mode & 0o777, 0o600);
  });

  it('accepted rows are not sent again', async () => {
    const { jobId } = await failedJob(await write('accepted.csv', contacts(1)));
    const { tree } = await inside();
    const successes = tree
      .getChildren(await node(jobId))
      .find((child) => 'resultSet' in child && child.resultSet === 'successfulResults');
    await call('salesforceBulk.editAndSendAgain', successes);
    assert.match(messages().all[0]?.text ?? '', /would load them twice/);
  });

  it('results are saved beside the file, never over what is there', async () => {
    const uri = await write('kept.csv', contacts(2));
    const failed = await failedJob(uri);
    await call('salesforceBulk.saveResults', failed.node);
    await call('salesforceBulk.saveResults', failed.node);
    const folder = path.dirname(uri.fsPath);
    assert.deepEqual((await readdir(folder)).filter((name) => name.startsWith('kept-')).sort(), [
      'kept-error-2.csv',
      'kept-error.csv',
      'kept-success-2.csv',
      'kept-success.csv',
    ]);
    assert.match(await readFile(path.join(folder, 'kept-error.csv'), 'utf8'), /REQUIRED_FIELD_MISSING/);
    assert.equal((await stat(path.join(folder, 'kept-error.csv'))).mode & 0o777, 0o600);
  });

  it('a result too large for a tab is said, with ways to the whole', async () => {
    const { jobId, node } = await failedJob(await write('large.csv', contacts(2)));
    const { context } = await inside();
    const file = path.join(context.globalStorageUri.fsPath, 'results', org().key, jobId, 'failedResults.csv');
    await putLargeResult(file);
    await call('salesforceBulk.openResults', node);
    assert.match(window.activeTextEditor?.document.uri.path ?? '', /first rows/);
    assert.deepEqual(
      messages().all.map(({ text, verbs }) => [text, verbs]),
      [['The result has 60 MB: the tab shows its first rows.', ['Reveal', 'Open Anyway']]],
    );
  });

  it('the page in Setup is opened without the token', async () => {
    const opened: Uri[] = [];
    const own = env.openExternal;
    Object.assign(env, { openExternal: (uri: Uri) => Promise.resolve(opened.push(uri) > 0) });
    try {
      const jobId = await openJob();
      await call('salesforceBulk.openInSetup', await node(jobId));
      const page = opened[0]?.toString(true) ?? '';
      assert.equal(page, `${org().line.instanceUrl}/lightning/setup/AsyncApiJobStatus/page?address=/${jobId}`);
      await call('salesforceBulk.abortJob', { jobId });
    } finally {
      Object.assign(env, { openExternal: own });
    }
  });

  it('ragged rows are decided by the person', async () => {
    const uri = await write('ragged.csv', 'Name,Type\nfirst,Other\nsecond\n');
    picks().answer('Account', 'insert', 'Insert 2 Records', 'Leave Out', 'Insert 1 Record');
    await call('salesforceBulk.load', uri);
    assert.deepEqual(
      messages().all.map(({ text }) => text),
      ['ragged.csv: the row was accepted by person.'],
    );

    picks().answer('Account', 'insert', 'Insert 2 Records', 'Show');
    await call('salesforceBulk.load', uri);
    assert.equal(window.activeTextEditor?.document.uri.toString(), uri.toString());
    assert.equal(window.activeTextEditor?.selection.active.line, 2);
  });
});
