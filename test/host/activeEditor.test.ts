import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  commands,
  languages,
  TabInputCustom,
  TabInputNotebook,
  TabInputText,
  TabInputTextDiff,
  type Uri,
  window,
  workspace,
  WorkspaceEdit,
} from 'vscode';
import { useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { contacts, useFolder } from './files.js';
import { load } from './loadCommand.js';
import { useMemoryFiles } from './memoryFiles.js';
import { useMessages } from './messages.js';
import { useQuickPicks } from './quickPick.js';
import { activeTab, closeEditors } from './tabs.js';

describe('commands on the active editor', () => {
  const org = useDemoOrg({ alias: 'active', flags: ['--without-jobs'] });
  const messages = useMessages();
  const picks = useQuickPicks();
  const write = useFolder();
  const elsewhere = useMemoryFiles();
  afterEach(closeEditors);

  /** Loads what is in front, from the palette, as new accounts. @returns their names */
  async function loadActive(verb: string): Promise<readonly string[]> {
    const before = new Set((await names()).map(({ Id }) => Id));
    picks().answer('Account', 'insert', verb);
    await call('salesforceBulk.load');
    return (await names()).filter(({ Id }) => !before.has(Id)).map(({ Name }) => Name);
  }
  const names = () => org().query<{ Id: string; Name: string }>('SELECT Id, Name FROM Account');
  const toasts = () => messages().all.filter(({ modal }) => !modal);

  const isText = (uri: Uri) => (input: unknown) =>
    input instanceof TabInputText && input.uri.toString() === uri.toString();
  async function openText(uri: Uri): Promise<void> {
    await commands.executeCommand('vscode.open', uri, { preview: false });
    await activeTab(isText(uri));
  }
  /** What is asked for a file, without a load: the confirmation is left. */
  async function confirmation(...answers: string[]): Promise<readonly string[]> {
    picks().answer('Account', 'insert', ...answers);
    await call('salesforceBulk.load');
    return picks().seen.at(-1) ?? [];
  }
  /** Counts how often a file is asked for. */
  async function filesAskedFor(act: () => Promise<unknown>): Promise<readonly (string | undefined)[]> {
    const asked: (string | undefined)[] = [];
    const own = window.showOpenDialog;
    Object.assign(window, {
      showOpenDialog: ({ defaultUri }: { defaultUri?: Uri }) => Promise.resolve(void asked.push(defaultUri?.fsPath)),
    });
    try {
      await act();
      return asked;
    } finally {
      Object.assign(window, { showOpenDialog: own });
    }
  }

  describe('with changes that are not saved', () => {
    let uri: Uri;
    const autoSave = (value?: string) => workspace.getConfiguration('files').update('autoSave', value, true);
    before(() => autoSave('off')); // on by default where the workbench runs in a browser
    after(() => autoSave());
    beforeEach(async () => {
      uri = await write('dirty.csv', 'Name\nsaved\n');
      await openText(uri);
      const edit = new WorkspaceEdit();
      edit.insert(uri, (await workspace.openTextDocument(uri)).lineAt(2).range.end, 'unsaved\n');
      await workspace.applyEdit(edit);
    });

    it('saves and loads', async () => {
      messages().answer('Save and Load');
      assert.deepEqual(await loadActive('Insert 2 Records'), ['saved', 'unsaved']);
      assert.match(await readFile(uri.fsPath, 'utf8'), /unsaved/);
    });

    it('loads the saved version', async () => {
      messages().answer('Load Saved Version');
      assert.deepEqual(await loadActive('Insert 1 Record'), ['saved']);
      assert.doesNotMatch(await readFile(uri.fsPath, 'utf8'), /unsaved/);
    });

    it('does neither', async () => {
      assert.deepEqual(await loadActive('Insert 1 Record'), []);
      assert.deepEqual(picks().seen, []);
      assert.deepEqual(
        messages().all.map(({ text, modal, verbs }) => [text.split('\n')[0], modal, verbs]),
        [['dirty.csv has changes that are not saved.', true, ['Save and Load', 'Load Saved Version']]],
      );
    });
  });

  it('an untitled document is loaded from its text, from a copy only its owner can read', async () => {
    const document = await workspace.openTextDocument({ language: 'csv', content: 'Name\nuntitled one\nuntitled two' });
    await window.showTextDocument(document);
    assert.deepEqual(await loadActive('Insert 2 Records'), ['untitled one', 'untitled two']);
    assert.deepEqual(
      toasts().map(({ text }) => text),
      ['Untitled-1: all 2 rows were accepted by active.'],
    );
    assert.deepEqual([document.isUntitled, document.isDirty], [true, true]);

    const { ctx, tree } = await inside();
    const load = ctx.store.loads().find(({ uri }) => uri === document.uri.toString());
    await closeEditors();
    await call('salesforceBulk.showSource', tree.node(org().key, load?.parts[0]?.jobIds[0] ?? ''));
    assert.match(messages().all.at(-1)?.text ?? '', /^Untitled-1 was never saved, and has been closed\./);
    assert.equal(window.activeTextEditor, undefined);
    await assertPrivateCopy();
  });

  /** Of the last copy that was made; their folders are called by the time. */
  async function assertPrivateCopy(): Promise<void> {
    const { copies } = (await inside()).ctx.folders;
    const folder = path.join(copies, (await readdir(copies)).sort().at(-1) ?? '');
    const [file] = await readdir(folder);
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
    assert.equal((await stat(path.join(folder, file ?? ''))).mode & 0o777, 0o600);
  }

  it('a file above 50 MB has no document, but a tab', async () => {
    const row = `${'x'.repeat(99_999)}\n`;
    const uri = await write('large.csv', `Name\n${row.repeat(530)}`);
    await commands.executeCommand('vscode.open', uri, { preview: false });
    await activeTab(isText(uri));
    assert.equal(window.activeTextEditor, undefined);
    const lines = await confirmation();
    assert.match(lines[0] ?? '', /Insert 530 Records/);
    assert.deepEqual(messages().all, []);
  });

  it('of a comparison the right side is loaded, which is said', async () => {
    const [left, right] = [await write('left.csv', 'Name\nleft\n'), await write('right.csv', 'Name\nright\n')];
    await commands.executeCommand('vscode.diff', left, right, 'left ↔ right');
    await activeTab((input) => input instanceof TabInputTextDiff);
    assert.deepEqual(await loadActive('Insert 1 Record'), ['right']);
    assert.match(toasts()[0]?.text ?? '', /the right one is taken: .*right\.csv$/);
  });

  it('a custom editor’s file is loaded', async () => {
    const uri = await write('grid.csv', 'Name\nin a grid\n');
    await commands.executeCommand('vscode.openWith', uri, 'imagePreview.previewEditor');
    await activeTab((input) => input instanceof TabInputCustom);
    assert.deepEqual(await loadActive('Insert 1 Record'), ['in a grid']);
  });

  it('beside a notebook a file is asked for', async () => {
    const uri = await write('notes.ipynb', '{"cells":[],"metadata":{},"nbformat":4,"nbformat_minor":5}');
    await commands.executeCommand('vscode.open', uri);
    await activeTab((input) => input instanceof TabInputNotebook);
    assert.deepEqual(await filesAskedFor(() => call('salesforceBulk.load')), [uri.fsPath]);
  });

  it('without an editor a file is asked for', async () => {
    assert.deepEqual(await filesAskedFor(() => call('salesforceBulk.load')), [undefined]);
    assert.deepEqual(messages().all, []);
  });

  it('a result is loaded without the columns of the result, which is said', async () => {
    const uri = await write('people.csv', contacts(4));
    const { jobs } = await load({ uri, object: 'Contact', operation: 'insert' });
    const opened = await call<Uri>('salesforceBulk.openResults', { jobId: jobs[0]?.id, resultSet: 'failedResults' });
    await activeTab(isText(opened));
    picks().answer('Contact', 'insert');
    await call('salesforceBulk.load');
    const lines = picks().seen.at(-1) ?? [];
    assert.match(lines[0] ?? '', /Insert 2 Records/);
    assert.ok(
      lines.some((line) => line.endsWith('Columns not sent: sf__Id, sf__Error')),
      lines.join('\n'),
    );
  });

  it('a file of another file system is loaded, from a copy only its owner can read', async () => {
    await openText(elsewhere('remote.csv', 'Name\nfar away\n'));
    assert.deepEqual(await loadActive('Insert 1 Record'), ['far away']);
    assert.deepEqual(
      toasts().map(({ text }) => text),
      ['remote.csv: the row was accepted by active.'],
    );
    await assertPrivateCopy();
  });

  for (const [name, code] of [
    ['folder.csv', 'NotAFile'],
    ['locked.csv', 'NoReadPermission'],
    ['broken.csv', 'ReadFailed'],
  ] as const) {
    it(`${name} of another file system is refused with ${code}`, async () => {
      const uri = elsewhere(name, 'Name\nfirst\n');
      await assert.rejects(load({ uri, object: 'Account', operation: 'insert' }), { code });
    });
  }
  it('a file that another file system does not have is refused with FileNotFound', async () => {
    const uri = elsewhere('x.csv', '').with({ path: '/gone.csv' });
    await assert.rejects(load({ uri, object: 'Account', operation: 'insert' }), { code: 'FileNotFound' });
  });

  for (const id of ['csv', 'csv (semicolon)', 'dynamic csv', 'tsv']) {
    it(`a file in the language ${id} is CSV, whatever its name`, async () => {
      const uri = await write('data.dat', 'Name\nby language\n');
      await openText(uri);
      await languages.setTextDocumentLanguage(await workspace.openTextDocument(uri), id);
      const lines = await confirmation();
      assert.match(lines[0] ?? '', /Insert 1 Record/);
    });
  }

  for (const name of ['some.csv', 'some.TSV', 'some.txt']) {
    it(`${name} is CSV, whatever its language`, async () => {
      const uri = await write(name, 'Name\nby name\n');
      await openText(uri);
      await languages.setTextDocumentLanguage(await workspace.openTextDocument(uri), 'plaintext');
      const lines = await confirmation();
      assert.match(lines[0] ?? '', /Insert 1 Record/);
    });
  }

  it('any other file is one Enter away', async () => {
    const uri = await write('export.dat', 'Name\nfirst\n');
    await openText(uri);
    assert.deepEqual(await filesAskedFor(() => call('salesforceBulk.load')), [uri.fsPath]);
  });

  describe('single jobs', () => {
    it('are created for the file, filled and closed, each step offered by the one before', async () => {
      const { ctx } = await inside();
      await openText(await write('accounts;semicolon.csv', 'Name;Type\r\nstep by step;Other\r\n'));
      picks().answer('Account', 'insert');
      messages().press('Upload accounts;semicolon.csv…', 'Close Job…');
      messages().answer('Upload 1 Row', 'Close Job');
      await call('salesforceBulk.createJob');
      const { text } = await messages().until(/is closed: Salesforce processes its data/);
      const jobId = /750\w{15}/.exec(text)?.[0] ?? '';
      const job = await ctx.watcher.untilEnded(org().key, jobId);
      assert.deepEqual(
        [job.columnDelimiter, job.lineEnding, job.state, job.numberRecordsProcessed, job.numberRecordsFailed],
        ['SEMICOLON', 'CRLF', 'JobComplete', 1, 0],
      );
      assert.equal(picks().seen.length, 2, 'what the file tells was asked');
    });

    it('are created without a file, too', async () => {
      picks().answer('Account', 'insert', 'PIPE', 'LF');
      await call('salesforceBulk.createJob');
      const { text, verbs } = await messages().until(/is open/);
      assert.deepEqual(verbs, ['Upload CSV…']);
      await call('salesforceBulk.abortJob', { jobId: /750\w{15}/.exec(text)?.[0] });
    });

    it('made elsewhere are filled and closed from the palette', async () => {
      const { ctx } = await inside();
      await ctx.list.refresh(org().key); // the list is known, and does not know the job
      const jobId = await org().newJob('Contact', 'insert');
      await openText(await write('fill.csv', 'LastName\nSample\n'));
      picks().answer('Contact');
      messages().answer('Upload 1 Row');
      await call('salesforceBulk.uploadJobData');
      assert.match(messages().all.at(-1)?.text ?? '', /fill\.csv is uploaded/);

      picks().answer('Contact');
      messages().answer('Close Job');
      await call('salesforceBulk.closeJob');
      const job = await ctx.watcher.untilEnded(org().key, jobId);
      assert.deepEqual([job.state, job.numberRecordsProcessed], ['JobComplete', 1]);
    });

    it('that are aborted and deleted are said to be', async () => {
      org().conduct.expect('jobDeleted', 'the person says so');
      const jobId = await org().newJob('Lead', 'insert');
      picks().answer('Lead');
      messages().answer('Abort Job');
      await call('salesforceBulk.abortJob');
      assert.equal(messages().all.at(-1)?.text, `Job ${jobId} is aborted.`);
      picks().answer('Lead');
      messages().answer('Delete Job');
      await call('salesforceBulk.deleteJob');
      assert.equal(messages().all.at(-1)?.text, `Job ${jobId} is deleted.`);
    });

    it('take no data with other column delimiters', async () => {
      const jobId = await org().newJob('Account', 'insert');
      const uri = await write('semicolons.csv', 'Name;Type\nfirst;Other\n');
      await assert.rejects(call('salesforceBulk.uploadJobData', { jobId, uri }), { code: 'InvalidArgument' });
      await org().setState(jobId, 'Aborted');
    });
  });
});
