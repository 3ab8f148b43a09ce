import assert from 'node:assert/strict';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { commands, type TextDocument, Uri, window, workspace } from 'vscode';
import type { ResultSet } from '../../src/core/salesforce/job.js';
import { useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { contacts, putLargeResult, useFolder } from './files.js';
import { useMessages } from './messages.js';

/** Failed rows of one kind of error, as tree and page name them. */
class FailedGroup {
  readonly resultSet = 'failedResults';
  constructor(
    readonly org: string,
    readonly jobId: string,
    readonly group: { readonly code: string; readonly fields: readonly string[] },
  ) {}
}

const openResults = (jobId: string, resultSet: ResultSet) =>
  call<Uri>('salesforceBulk.openResults', { jobId, resultSet });

describe('salesforceBulk.openResults', () => {
  const org = useDemoOrg({ alias: 'results', flags: ['--without-jobs'] });
  const messages = useMessages();
  const write = useFolder();
  let jobId: string;

  before(async () => {
    const uri = await write('contacts.csv', contacts(6));
    const load = { uri, object: 'Contact', operation: 'insert', confirm: false };
    jobId = (await call<{ jobs: [{ id: string }] }>('salesforceBulk.load', load)).jobs[0].id;
  });
  afterEach(() => assert.deepEqual(messages().all, [], 'a message of ours'));

  const folder = async () => path.join((await inside()).context.globalStorageUri.fsPath, 'results', org().key, jobId);
  const downloads = async () => (await org().requests()).filter((request) => request.includes('Results'));
  const shown = (): TextDocument => {
    assert.ok(window.activeTextEditor);
    return window.activeTextEditor.document;
  };

  it('opens the failed rows with their reasons, in a tab that tells what it is', async () => {
    const uri = await openResults(jobId, 'failedResults');
    assert.equal(shown().uri.toString(), uri.toString());
    assert.equal(uri.scheme, 'salesforce-bulk');
    assert.equal(path.basename(uri.path), `Contact insert failed ${jobId}.csv`);
    const [header, ...rows] = shown().getText().trimEnd().split('\n');
    assert.equal(header, '"sf__Id","sf__Error",FirstName,LastName');
    assert.equal(rows.length, 3);
    for (const row of rows) assert.match(row, /REQUIRED_FIELD_MISSING/);
  });

  it('downloads once, whatever opens it again', async () => {
    await org().forgetRequests();
    const uri = await openResults(jobId, 'successfulResults');
    assert.equal((await downloads()).length, 1);
    await openResults(jobId, 'successfulResults');
    await workspace.fs.readFile(uri);
    assert.equal((await downloads()).length, 1);
  });

  it('keeps row data to its owner', async () => {
    await openResults(jobId, 'failedResults');
    const modes = await Promise.all(
      (await readdir(await folder())).map(async (name) => (await stat(path.join(await folder(), name))).mode & 0o777),
    );
    assert.deepEqual(new Set(modes), new Set([0o600]));
    assert.equal((await stat(await folder())).mode & 0o777, 0o700);
  });

  it('shows read-only documents', async () => {
    const uri = await openResults(jobId, 'failedResults');
    const { permissions } = await workspace.fs.stat(uri);
    assert.equal(permissions, 1);
    await assert.rejects(Promise.resolve(workspace.fs.writeFile(uri, Buffer.from('x'))));
    await assert.rejects(Promise.resolve(workspace.fs.delete(uri)));
    const changed = await window.activeTextEditor?.edit((edit) => edit.insert(shown().positionAt(0), 'x'));
    assert.notEqual([changed, shown().isDirty].join(), 'true,true');
  });

  it('downloads again what is no longer on the disk', async () => {
    const uri = await openResults(jobId, 'failedResults');
    const text = shown().getText();
    await rm(await folder(), { recursive: true });
    await org().forgetRequests();
    assert.equal(Buffer.from(await workspace.fs.readFile(uri)).toString(), text);
    assert.equal((await downloads()).length, 1);
  });

  it('serves what is on the disk without asking the org', async () => {
    const uri = await openResults(jobId, 'failedResults');
    const { ctx } = await inside();
    const known = ctx.orgs.byKey(org().key);
    assert.ok(known);
    await ctx.orgs.remove(known);
    try {
      assert.match(Buffer.from(await workspace.fs.readFile(uri)).toString(), /REQUIRED_FIELD_MISSING/);
    } finally {
      await org().connect('results');
    }
  });

  it('shows the first rows of what is too large for a tab', async () => {
    const file = path.join(await folder(), 'unprocessedrecords.csv');
    await putLargeResult(file);
    const uri = await openResults(jobId, 'unprocessedrecords');
    assert.match(uri.path, /first rows/);
    const lines = shown().getText().trimEnd().split('\n');
    assert.deepEqual([lines.length, lines[0], lines.at(-1)], [10_001, '"Name"', '"9999"']);
  });

  describe('of one kind of error', () => {
    const missing = { code: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] };
    const open = async (group: FailedGroup['group']) => {
      await commands.executeCommand('salesforceBulk.openResults', new FailedGroup(org().key, jobId, group));
      return shown();
    };

    it('opens only those rows, and names them in the tab', async () => {
      const whole = await workspace.openTextDocument(await openResults(jobId, 'failedResults'));
      const document = await open(missing);
      assert.equal(document.getText(), whole.getText());
      assert.match(
        path.basename(document.uri.path),
        /^Contact insert failed REQUIRED_FIELD_MISSING LastName 750\w+\.csv$/,
      );
      const none = await open({ ...missing, fields: [] });
      assert.equal(none.getText(), '"sf__Id","sf__Error",FirstName,LastName\n');
      assert.notEqual(none.uri.toString(), document.uri.toString());
    });

    it('comes back from its address alone', async () => {
      const { uri } = await open(missing);
      await rm(await folder(), { recursive: true });
      const again = Buffer.from(await workspace.fs.readFile(Uri.parse(uri.toString(), true))).toString();
      assert.match(again, /REQUIRED_FIELD_MISSING/);
      for (const query of ['code=../x&fields=', 'code=A&fields=a/b', 'code=A&fields=a,,b', 'code=A B']) {
        await assert.rejects(Promise.resolve(workspace.fs.readFile(uri.with({ query }))), query);
      }
      const accepted = uri.with({ path: uri.path.replace('failedResults', 'successfulResults') });
      await assert.rejects(Promise.resolve(workspace.fs.readFile(accepted)));
    });

    it('shows the first rows of what is too large for a tab', async () => {
      await open(missing);
      const files = await readdir(await folder());
      const file = files.find((name) => name.startsWith('failedResults.group-')) ?? '';
      await putLargeResult(path.join(await folder(), file));
      const { uri, lineCount } = await open(missing);
      assert.match(uri.path, /REQUIRED_FIELD_MISSING LastName \w+ \(first rows\)\.csv$/);
      assert.equal(lineCount, 10_002);
      assert.match((await messages().next()).text, /^The result has 60 MB: the tab shows its first rows/);
      await rm(await folder(), { recursive: true });
    });
  });

  it('waits for the end of a job', async () => {
    const { jobId: open } = await call<{ jobId: string }>('salesforceBulk.createJob', {
      object: 'Account',
      operation: 'insert',
    });
    await org().forgetRequests();
    await assert.rejects(openResults(open, 'failedResults'), { code: 'ResultsNotReady' });
    assert.deepEqual(await downloads(), []);
    await call('salesforceBulk.abortJob', { jobId: open });
  });

  it('refuses what is no result', async () => {
    await assert.rejects(openResults(jobId, 'everything' as ResultSet), { code: 'InvalidArgument' });
    await assert.rejects(openResults('not-a-job', 'failedResults'), { code: 'InvalidArgument' });
    await assert.rejects(openResults('750xx0000000001AAA', 'failedResults'), { code: 'NotFound' });
    const elsewhere = Uri.from({ scheme: 'salesforce-bulk', path: '/../../etc/passwd' });
    await assert.rejects(Promise.resolve(workspace.fs.readFile(elsewhere)));
  });
});
