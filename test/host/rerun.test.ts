import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { Range, window, workspace, WorkspaceEdit, type TextDocument, type Uri } from 'vscode';
import { useDemoOrg } from './demoOrg.js';
import { call } from './extension.js';
import { useFolder } from './files.js';
import { load, rerun } from './loadCommand.js';
import { useMessages } from './messages.js';
import { closeEditors } from './tabs.js';

const HEADER = 'Name,Tier__c,Active__c\n';
const NONE = { succeeded: 0, created: 0, failed: 0, unprocessed: 0, unknown: 0, groups: [] };

describe('salesforceBulk.rerunFailed, called by another extension', () => {
  const org = useDemoOrg({ alias: 'rerun', flags: ['--without-jobs'] });
  const messages = useMessages();
  const write = useFolder();
  after(closeEditors);
  afterEach(() => assert.deepEqual(messages().all, [], 'a toast of ours'));

  const insert = (uri: Uri) => load({ uri, object: 'Account', operation: 'insert' });
  const names = async (prefix: string) => {
    const found = await org().query<{ Name: string }>(`SELECT Name FROM Account WHERE Name LIKE '${prefix}%'`);
    return found
      .map(({ Name }) => Name)
      .filter((name) => /^\w\d/.test(name))
      .sort();
  };
  async function edit(document: TextDocument, from: string, to: string): Promise<void> {
    const at = document.getText().indexOf(from);
    const change = new WorkspaceEdit();
    change.replace(document.uri, new Range(document.positionAt(at), document.positionAt(at + from.length)), to);
    assert.ok(await workspace.applyEdit(change));
  }
  const text = async (uri: Uri) => Buffer.from(await workspace.fs.readFile(uri)).toString();

  it('sends the rows that failed, as they were edited and saved', async () => {
    const uri = await write('edited.csv', `${HEADER}E1,Gold,\nE2,Tin,\nE3,,\nE4,Lead,\n`);
    const first = await insert(uri);
    assert.deepEqual(first.outcome, {
      ...NONE,
      created: 2,
      failed: 2,
      groups: [{ code: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', fields: ['Tier__c'], count: 2 }],
    });
    const document = await workspace.openTextDocument(uri);
    await edit(document, 'E2,Tin', 'E2 edited,Silver');
    await assert.rejects(rerun({ loadId: first.loadId }), { code: 'DirtyDocument' });
    await document.save();

    const again = await rerun({ loadId: first.loadId });
    assert.equal(again.rows, 2);
    assert.deepEqual([again.outcome.created, again.outcome.failed], [1, 1]);
    assert.deepEqual(await names('E'), ['E1', 'E2 edited', 'E3']);

    await edit(document, 'E4,Lead', 'E4,Bronze');
    await document.save();
    // An attempt stands for its load.
    const third = await rerun({ loadId: again.loadId });
    assert.deepEqual([third.rows, third.outcome.created], [1, 1]);
    assert.deepEqual(await names('E'), ['E1', 'E2 edited', 'E3', 'E4']);
    await assert.rejects(rerun({ loadId: first.loadId }), { code: 'NothingToSend' });
  });

  it('answers the address of the outcome: every row in its order, as it was sent last', async () => {
    const uri = await write('outcome.csv', `${HEADER}O1,Tin,\nO2,Gold,\n`);
    const { loadId, outcomeUri } = await insert(uri);
    assert.equal(outcomeUri.scheme, 'salesforce-bulk');
    const states = async (of: Uri) => (await text(of)).split('\n').map((line) => line.replace(/"001\w{15}"/, 'ID'));
    const [header, ...rows] = await states(outcomeUri);
    assert.equal(header, '"sf__Id","sf__Created","sf__Error","state",Name,Tier__c,Active__c');
    assert.match(rows[0] ?? '', /^"","","INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST:.*","failed",O1,Tin,$/);
    assert.equal(rows[1], 'ID,"true","","created",O2,Gold,');
    const document = await workspace.openTextDocument(outcomeUri);
    const changed = new Promise<void>((resolve) => {
      const subscription = workspace.onDidChangeTextDocument(({ document: { uri: of }, contentChanges }) => {
        if (of.toString() !== outcomeUri.toString() || contentChanges.length === 0) return;
        subscription.dispose();
        resolve();
      });
    });
    await window.showTextDocument(document);
    await writeFile(uri.fsPath, `${HEADER}O1,Silver,\nO2,Gold,\n`);
    const again = await rerun({ loadId });
    await changed; // the tab that is open
    assert.match(document.getText(), /"created",O1,Silver/);
    assert.deepEqual((await states(again.outcomeUri)).slice(1), ['ID,"true","","created",O1,Silver,', '']);
    assert.deepEqual((await states(outcomeUri)).slice(1), [
      'ID,"true","","created",O1,Silver,',
      'ID,"true","","created",O2,Gold,',
      '',
    ]);
    const opened = await call<Uri>('salesforceBulk.openOutcome', { loadId });
    assert.equal(opened.toString(), outcomeUri.toString());
  });

  it('sends what a stopped job left unprocessed, and a part that was never sent', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `U${String(i + 1).padStart(2, '0')},Gold,\n`);
    const uri = await write('unprocessed.csv', HEADER + rows.join(''));
    await workspace.getConfiguration('salesforceBulk').update('partsAtOnce', 1, true);
    try {
      await org().admin('POST', '/faults', { kind: 'failJob', object: 'Account', afterRows: 3 });
      const options = { object: 'Account', operation: 'insert', maxPartBytes: 220 };
      const stopped = await load({ uri, ...options }).catch((error: { code: string; loadId: string }) => error);
      assert.ok('code' in stopped);
      assert.equal(stopped.code, 'LoadStopped');
      assert.equal((await names('U')).length, 3);
      const again = await rerun({ loadId: stopped.loadId });
      assert.deepEqual([again.rows, again.outcome.created], [37, 37]);
      assert.equal(new Set(await names('U')).size, 40);
      assert.equal((await names('U')).length, 40);
    } finally {
      await workspace.getConfiguration('salesforceBulk').update('partsAtOnce', undefined, true);
    }
  });

  it('sends nothing where rows cannot be told any more, and names no load that there is not', async () => {
    const uri = await write('moved.csv', `${HEADER}M1,Gold,\nM2,Tin,\nM3,Gold,\n`);
    const { loadId } = await insert(uri);
    await writeFile(uri.fsPath, `${HEADER}M2b,Gold,\nM3b,Gold,\nM1b,Gold,\n`);
    await assert.rejects(rerun({ loadId }), { code: 'RowsNotFound', loadId });
    assert.deepEqual(await names('M'), ['M1', 'M3']);
    await assert.rejects(rerun({ loadId: '../../etc' }), { code: 'NotFound' });
  });
});
