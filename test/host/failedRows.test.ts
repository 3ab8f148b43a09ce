import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { commands, env, languages, Range, Selection, Uri, window, workspace, WorkspaceEdit } from 'vscode';
import type { CodeLens, Diagnostic, TextDocument } from 'vscode';
import { useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { useFolder } from './files.js';
import { load, rerun } from './loadCommand.js';
import { closeEditors } from './tabs.js';

const HEADER = 'Name,Tier__c,Active__c\n';
const TIER = 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST';

describe('the rows that failed, in their file', () => {
  useDemoOrg({ alias: 'rows', flags: ['--without-jobs'] });
  const write = useFolder();
  afterEach(closeEditors);

  const insert = (uri: Uri) => load({ uri, object: 'Account', operation: 'insert' });
  const problems = (uri: Uri) => languages.getDiagnostics(uri).filter(({ source }) => source === 'Salesforce Bulk');
  const inWords = ({ range: { start, end }, code }: Diagnostic): string =>
    `${start.line}:${start.character}-${end.line}:${end.character} ${String((code as { value: string } | undefined)?.value)}`;

  /** Waits until the problems of a file are these; with time-out, says what they are. */
  async function shows(uri: Uri, expected: readonly string[]): Promise<void> {
    const now = () => problems(uri).map(inWords);
    const isSo = () => now().join() === expected.join();
    if (isSo()) return;
    await new Promise<void>((resolve) => {
      const timeout = setTimeout(() => done(), 5000);
      const subscription = languages.onDidChangeDiagnostics(() => isSo() && done());
      const done = () => {
        clearTimeout(timeout);
        subscription.dispose();
        resolve();
      };
    });
    assert.deepEqual(now(), expected);
  }

  async function edit(document: TextDocument, ...changes: readonly (readonly [from: string, to: string])[]) {
    const edits = new WorkspaceEdit();
    for (const [from, to] of changes) {
      const at = document.getText().indexOf(from);
      assert.ok(at >= 0, from);
      edits.replace(document.uri, new Range(document.positionAt(at), document.positionAt(at + from.length)), to);
    }
    assert.ok(await workspace.applyEdit(edits));
  }

  async function lensesOf(uri: Uri): Promise<readonly CodeLens[]> {
    await workspace.openTextDocument(uri);
    return commands.executeCommand<CodeLens[]>('vscode.executeCodeLensProvider', uri, 10);
  }
  const lenses = async (uri: Uri) => (await lensesOf(uri)).map(({ command }) => command?.title);
  /** What the lenses hand to their commands. */
  const references = async (uri: Uri) => (await lensesOf(uri)).map(({ command }) => command?.arguments?.[0] as unknown);

  it('have a problem each, on the cell that is to be corrected, before the file is opened', async () => {
    const csv = `${HEADER}A,Gold,\nB,Tin,true\n"C\nc","Ti""n",\n\n,Gold,\nD,,x\nE,,,\n`;
    const uri = await write('cells.csv', csv);
    await load({ uri, object: 'Account', operation: 'insert', raggedRows: 'send' });
    await shows(uri, [
      `2:2-2:5 ${TIER}`,
      `4:3-4:10 ${TIER}`,
      '6:0-6:0 REQUIRED_FIELD_MISSING',
      '7:3-7:4 INVALID_FIELD',
      '8:0-8:4 INVALID_FIELD',
    ]);
    assert.deepEqual(
      workspace.textDocuments.filter((document) => document.uri.path === uri.path),
      [],
    );
    const [first] = problems(uri);
    const [said, explained] = first?.message.split('\n') ?? [];
    assert.match(said ?? '', /^Tier: bad value .*Tin$/);
    assert.match(explained ?? '', /^A value is none of its restricted picklist.*\. Use the API name/);
    const { code } = first as { code: { target: Uri } };
    assert.equal(code.target.authority, 'developer.salesforce.com');
  });

  it('go along with edits above; one that is edited has none, until the edit is undone', async () => {
    const uri = await write('edits.csv', `${HEADER}A,Tin,\nB,Gold,\nC,Tin,\nD,Tin,\n`);
    await insert(uri);
    await shows(uri, [`1:2-1:5 ${TIER}`, `3:2-3:5 ${TIER}`, `4:2-4:5 ${TIER}`]);
    const document = await workspace.openTextDocument(uri);
    await edit(document, ['Name', 'Name'], ['B,Gold,\n', 'x,,\ny,,\nB,Gold,\n']);
    await shows(uri, [`1:2-1:5 ${TIER}`, `5:2-5:5 ${TIER}`, `6:2-6:5 ${TIER}`]);
    await edit(document, ['C,Tin', 'C,Silver'], ['A,Tin,\n', '']);
    await shows(uri, [`5:2-5:5 ${TIER}`]);
    await edit(document, ['C,Silver', 'C,Tin']);
    await shows(uri, [`4:2-4:5 ${TIER}`, `5:2-5:5 ${TIER}`]);
    // What was deleted comes back.
    await edit(document, ['x,,\n', 'x,,\nA,Tin,\n']);
    await shows(uri, [`2:2-2:5 ${TIER}`, `5:2-5:5 ${TIER}`, `6:2-6:5 ${TIER}`]);
  });

  it('stay when the file is closed, and are looked for when it is opened after another program wrote it', async () => {
    const uri = await write('closed.csv', `${HEADER}A,Gold,\nB,Tin,\nC,Lead,\n`);
    await insert(uri);
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document);
    await shows(uri, [`2:2-2:5 ${TIER}`, `3:2-3:6 ${TIER}`]);
    await closeEditors();
    assert.equal(problems(uri).length, 2);
    await writeFile(uri.fsPath, 'Tier__c,Name,Active__c\nGold,A,\n"Lead","C",""\n"Silver","B",""\n');
    await window.showTextDocument(await workspace.openTextDocument(uri));
    await shows(uri, [`2:0-2:6 ${TIER}`]);
  });

  it('are placed in a file that was edited while the load ran', async () => {
    const uri = await write('meanwhile.csv', `${HEADER}A,Gold,\nB,Tin,\nC,Lead,\n`);
    const document = await workspace.openTextDocument(uri);
    const { ctx } = await inside();
    const subscription = ctx.store.onDidChange(() => {
      subscription.dispose();
      void edit(document, ['A,Gold', 'new,,\nA,Gold'], ['C,Lead', 'C,Silver']);
    });
    await insert(uri);
    await shows(uri, [`3:2-3:5 ${TIER}`]);
    await document.save();
  });

  it('go when they get in at last, and are shown with their new error where they fail again', async () => {
    const uri = await write('again.csv', `${HEADER}A,Tin,\nB,Tin,\nC,Gold,\n`);
    const { loadId } = await insert(uri);
    const document = await workspace.openTextDocument(uri);
    await edit(document, ['A,Tin', 'A,Silver'], ['B,Tin', 'B,Silver,maybe']);
    await edit(document, ['maybe,', 'maybe']);
    await shows(uri, []);
    await document.save();
    await rerun({ loadId });
    await shows(uri, ['2:9-2:14 INVALID_FIELD']);
    await edit(document, ['maybe', 'true']);
    await shows(uri, []);
    await document.save();
    await rerun({ loadId });
    assert.deepEqual(await lenses(uri), ['$(pass)\u00a0All 3 rows are in – Outcome', 'Dismiss']);
    await edit(document, ['C,Gold', 'C,Silver']);
    assert.deepEqual(await lenses(uri), []);
    await document.save();
  });

  it('go when the file is loaded anew, is deleted, or the person is done with them; move when it is renamed', async () => {
    const uri = await write('anew.csv', `${HEADER}A,Tin,\n`);
    await insert(uri);
    await shows(uri, [`1:2-1:5 ${TIER}`]);
    await writeFile(uri.fsPath, `${HEADER}A,Gold,\nB,Lead,\n`);
    await insert(uri);
    await shows(uri, [`2:2-2:6 ${TIER}`]);

    const to = Uri.joinPath(uri, '../renamed.csv');
    const renaming = new WorkspaceEdit();
    renaming.renameFile(uri, to);
    assert.ok(await workspace.applyEdit(renaming));
    await shows(to, [`2:2-2:6 ${TIER}`]);
    assert.deepEqual(problems(uri), []);

    const [reference] = await references(to);
    await call('salesforceBulk.dismissOutcome', reference);
    assert.deepEqual([problems(to).length, await lenses(to)], [0, []]);
    await call('salesforceBulk.showFailedRows', reference);
    await shows(to, [`2:2-2:6 ${TIER}`]);
    await closeEditors();

    const deleting = new WorkspaceEdit();
    deleting.deleteFile(to);
    assert.ok(await workspace.applyEdit(deleting));
    await shows(to, []);
  });

  it('are capped, and it is said', async () => {
    const rows = Array.from({ length: 1200 }, (_, i) => `Row ${i},Tin,\n`);
    const uri = await write('many.csv', HEADER + rows.join(''));
    await insert(uri);
    await shows(uri, [
      '0:0-0:22 undefined',
      ...rows
        .slice(0, 999)
        .map((_, i) => `${i + 1}:${i < 10 ? 6 : i < 100 ? 7 : 8}-${i + 1}:${i < 10 ? 9 : i < 100 ? 10 : 11} ${TIER}`),
    ]);
    assert.equal(
      problems(uri)[0]?.message,
      'Only the first 999 of 1,200 failed rows are shown; the outcome of the load has all of them.',
    );
  });

  it('stand above the header with what can be done, and are gone through one by one', async () => {
    const uri = await write('lenses.csv', `${HEADER}A,Tin,\nB,Gold,\nC,Lead,\n`);
    await insert(uri);
    await shows(uri, [`1:2-1:5 ${TIER}`, `3:2-3:6 ${TIER}`]);
    assert.deepEqual(await lenses(uri), ['$(error)\u00a02 failed – Show', 'Rerun', 'Outcome', 'Dismiss']);
    assert.deepEqual(await lenses(await write('other.csv', 'Name\nx\n')), []);
    const selected = () => window.activeTextEditor?.document.getText(window.activeTextEditor.selection);
    const [reference] = await references(uri);
    for (const cell of ['Tin', 'Lead', 'Tin']) {
      await call('salesforceBulk.showFailedRows', reference);
      assert.equal(window.activeTextEditor?.document.uri.path, uri.path);
      assert.equal(selected(), cell);
    }
    // Of the active file.
    await call('salesforceBulk.showFailedRows');
    assert.equal(selected(), 'Lead');
  });

  it('do not stand in the way of records that got in: theirs are opened in the org', async () => {
    const opened: string[] = [];
    const { openExternal } = env;
    Object.defineProperty(env, 'openExternal', {
      configurable: true,
      value: (uri: Uri) => Promise.resolve(opened.push(uri.path) > 0),
    });
    try {
      const uri = await write('records.csv', `Id,Name\n001000000000001AAA,"two\nlines"\n,none\n`);
      const editor = await window.showTextDocument(await workspace.openTextDocument(uri));
      editor.selection = new Selection(2, 1, 2, 1);
      await call('salesforceBulk.openRecord');
      assert.deepEqual(opened, ['/001000000000001AAA']);

      const source = await write('created.csv', `${HEADER}A,Gold,\n`);
      const { outcomeUri } = await insert(source);
      const outcome = await window.showTextDocument(await workspace.openTextDocument(outcomeUri));
      outcome.selection = new Selection(1, 0, 1, 0);
      await call('salesforceBulk.openRecord');
      assert.match(opened[1] ?? '', /^\/001\w{15}$/);
    } finally {
      Object.defineProperty(env, 'openExternal', { configurable: true, value: openExternal });
    }
  });
});
