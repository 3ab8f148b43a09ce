import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { commands, Selection, window, workspace, type Uri } from 'vscode';
import { LoadReference } from '../../src/ui/loadReference.js';
import { useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { useFolder } from './files.js';
import { load } from './loadCommand.js';
import { useMessages } from './messages.js';
import { closeEditors } from './tabs.js';
import { useQuickPicks } from './quickPick.js';

const HEADER = 'Name,Tier__c,Active__c\n';

describe('rows sent again, as a person does', () => {
  const org = useDemoOrg({ alias: 'again', flags: ['--without-jobs'] });
  const messages = useMessages();
  const picks = useQuickPicks();
  const write = useFolder();
  after(closeEditors);

  const insert = async (uri: Uri) => (await load({ uri, object: 'Account', operation: 'insert' })).loadId;
  const names = async (prefix: string) => {
    const found = await org().query<{ Name: string }>(`SELECT Name FROM Account WHERE Name LIKE '${prefix}%'`);
    return found.map(({ Name }) => Name).filter((name) => /^\w\d/.test(name));
  };

  it('asks once, with the number, and tells what became of them', async () => {
    const uri = await write('again.csv', `${HEADER}A1,Gold,\nA2,Tin,\nA3,Tin,\n`);
    const loadId = await insert(uri);
    await writeFile(uri.fsPath, `${HEADER}A1,Gold,\nA2,Silver,\nA3,Tin,\n`);
    picks().answer('Insert 2 Records');
    await call('salesforceBulk.rerunFailed', new LoadReference(loadId));
    assert.equal(picks().seen.length, 1);
    assert.deepEqual(
      messages().all.map(({ text }) => text),
      ['again.csv: 1 of 2 rows failed in again.'],
    );
    assert.deepEqual((await names('A')).sort(), ['A1', 'A2']);
    assert.equal((await inside()).ctx.store.load(loadId)?.outcome?.counts.created, 2);
  });

  it('of one group, or of the selected lines only', async () => {
    const uri = await write('some.csv', `${HEADER}B1,Tin,\nB2,,x\nB3,Tin,\n`);
    const loadId = await insert(uri);
    await writeFile(uri.fsPath, `${HEADER}B1,Gold,\nB2,,true\nB3,Gold,\n`);
    const group = { code: 'INVALID_FIELD', fields: ['Active__c'] };
    picks().answer('Insert 1 Record');
    await call('salesforceBulk.rerunFailed', new LoadReference(loadId, group));
    assert.deepEqual(await names('B'), ['B2']);

    const editor = await window.showTextDocument(await workspace.openTextDocument(uri));
    editor.selection = new Selection(3, 0, 3, 2);
    picks().answer('Insert 1 Record');
    await call('salesforceBulk.rerunFailed', uri);
    assert.deepEqual((await names('B')).sort(), ['B2', 'B3']);
    editor.selection = new Selection(2, 0, 2, 2);
    messages().all.length = 0;
    await call('salesforceBulk.rerunFailed', uri);
    assert.match(messages().all[0]?.text ?? '', /None of the selected lines holds a row that failed/);
  });

  it('sorted by their parent where it was locked', async () => {
    const parents = [...'CDE'].map((name) => `Parent ${name},Gold\n`).join('');
    await insert(await write('parents.csv', `Name,Tier__c\n${parents}`));
    const found = await org().query<{ Id: string }>("SELECT Id FROM Account WHERE Name LIKE 'Parent %' ORDER BY Name");
    const [c, d, e] = found.map(({ Id }) => Id);
    await org().admin('POST', '/faults', { kind: 'lockRows', object: 'Account', every: 1 });
    const uri = await write('children.csv', `Name,ParentId\nL1,${e}\nL2,${c}\nL3,${d}\nL4,${c}\n`);
    const loadId = await insert(uri);
    picks().answer('Sorted by ParentId', 'Insert 4 Records');
    await call('salesforceBulk.rerunFailed', new LoadReference(loadId));
    const order = await org().query<{ Name: string }>(
      "SELECT Name FROM Account WHERE ParentId != null AND Name LIKE 'L%' ORDER BY Id",
    );
    assert.deepEqual(
      order.map(({ Name }) => Name),
      ['L2', 'L4', 'L3', 'L1'],
    );
    const outcome = (await inside()).ctx.store.load(loadId)?.outcome;
    assert.equal(outcome?.counts.created, 4);
  });

  it('are not guessed: those that are found, or all as they were sent', async () => {
    const uri = await write('moved.csv', `${HEADER}M1,Gold,\nM2,Tin,\nM3,Gold,\nM4,Tin,\n`);
    const loadId = await insert(uri);
    await writeFile(uri.fsPath, `${HEADER}M2b,Gold,\nM1b,Gold,\nM3,Gold,\nM4,Silver,\n`);
    messages().answer('Send the Others');
    picks().answer('Insert 1 Record');
    await call('salesforceBulk.rerunFailed', new LoadReference(loadId));
    assert.match(messages().all[0]?.text ?? '', /^1 of the 2 rows to be sent again are not found in moved\.csv/);
    assert.deepEqual((await names('M')).sort(), ['M1', 'M3', 'M4']);

    messages().all.length = 0;
    messages().answer('Open Them as Sent');
    await call('salesforceBulk.rerunFailed', new LoadReference(loadId));
    assert.equal(window.activeTextEditor?.document.getText(), `${HEADER}M2,Tin,\n`);
  });

  it('new Ids are written beside the rows, as one edit', async () => {
    const csv = `${HEADER}I1,Gold,\n"I2, two",Tin,\nI3,,\n`;
    const uri = await write('ids.csv', csv);
    const loadId = await insert(uri);
    await call('salesforceBulk.writeIds', new LoadReference(loadId));
    const found = await org().query<{ Id: string; Name: string }>("SELECT Id, Name FROM Account WHERE Name LIKE 'I%'");
    const idOf = (name: string) => found.find(({ Name }) => Name === name)?.Id ?? 'none';
    const document = window.activeTextEditor?.document;
    const withIds = `Name,Tier__c,Active__c,Id\nI1,Gold,,${idOf('I1')}\n"I2, two",Tin,,\nI3,,,${idOf('I3')}\n`;
    assert.equal(document?.getText(), withIds);
    assert.deepEqual(
      messages().all.map(({ text }) => text),
      ['2 new Ids stand in ids.csv: save it to keep them.'],
    );
    await commands.executeCommand('undo');
    assert.equal(document?.getText(), csv);

    await writeFile(uri.fsPath, withIds.replace('Tin', 'Gold'));
    picks().answer('Insert 1 Record');
    await call('salesforceBulk.rerunFailed', new LoadReference(loadId));
    assert.equal(messages().all.at(-1)?.text, 'ids.csv: the row was accepted by again.');
  });

  it('the outcome is saved beside the file', async () => {
    const uri = await write('kept.csv', `${HEADER}K1,Gold,\nK2,Tin,\n`);
    const { outcomeUri } = await load({ uri, object: 'Account', operation: 'insert' });
    await call('salesforceBulk.saveResults', outcomeUri);
    assert.match(messages().all[0]?.text ?? '', /^Saved in .*: kept-outcome\.csv$/);
    const file = uri.fsPath.replace('kept.csv', 'kept-outcome.csv');
    const [header, , failed] = (await readFile(file, 'utf8')).split('\n');
    assert.equal(header, '"sf__Id","sf__Created","sf__Error","state",Name,Tier__c,Active__c');
    assert.match(failed ?? '', /,"failed",K2,Tin,$/);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
  });

  it('the same file is not loaded twice by mistake', async () => {
    const uri = await write('twice.csv', `${HEADER}T1,Gold,\nT2,Tin,\n`);
    await insert(uri);
    picks().answer('Account', 'insert', 'Insert 2 Records');
    await call('salesforceBulk.load', uri);
    const [question, ...more] = messages().all;
    assert.deepEqual(more, []);
    assert.match(
      question?.text ?? '',
      /^twice\.csv was loaded into again already: .*1 of 2 rows were accepted \(job 750/s,
    );
    assert.deepEqual(question?.verbs, ['Load Again', 'Rerun Failed Rows']);
    assert.deepEqual(await names('T'), ['T1']);

    messages().answer('Load Again');
    picks().answer('Account', 'insert', 'Insert 2 Records');
    await call('salesforceBulk.load', uri);
    assert.deepEqual(await names('T'), ['T1', 'T1']);
  });
});
