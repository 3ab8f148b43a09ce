import assert from 'node:assert/strict';
import { Uri, workspace, WorkspaceEdit } from 'vscode';
import { useDemoOrg } from './demoOrg.js';
import { call } from './extension.js';
import { accounts, contacts, useFolder } from './files.js';
import { load, type LoadValue } from './loadCommand.js';
import { useMessages } from './messages.js';
import { useQuickPicks } from './quickPick.js';

describe('salesforceBulk.load, called by another extension', () => {
  const org = useDemoOrg({ alias: 'load', flags: ['--without-jobs'] });
  const messages = useMessages();
  const picks = useQuickPicks();
  const write = useFolder();
  afterEach(() =>
    assert.deepEqual(
      messages().all.filter(({ modal }) => !modal),
      [],
      'a toast of ours',
    ),
  );

  const idsOf = async (object: string, like: string) =>
    (await org().query<{ Id: string }>(`SELECT Id FROM ${object} WHERE Name LIKE '${like}'`)).map(({ Id }) => Id);

  it('answers the load and its jobs once Salesforce has processed every row', async () => {
    const uri = await write('accounts.csv', accounts(3));
    const value = await load({ uri, object: 'Account', operation: 'insert' });
    const [job] = value.jobs;
    assert.match(value.loadId, /^[\w-]{36}$/);
    assert.equal(value.rows, 3);
    assert.match(job?.id ?? '', /^750\w{15}$/);
    assert.deepEqual(value.jobs, [
      { id: job?.id, state: 'JobComplete', numberRecordsProcessed: 3, numberRecordsFailed: 0 },
    ]);
    assert.equal((await idsOf('Account', 'Sample Company%')).length, 3);
  });

  it('takes the file as text, and counts rows that failed', async () => {
    const uri = (await write('contacts.csv', contacts(4))).toString();
    const { jobs } = await load({ uri, object: 'Contact', operation: 'insert', org: 'load' });
    assert.deepEqual(
      jobs.map(({ state, numberRecordsProcessed, numberRecordsFailed }) => [
        state,
        numberRecordsProcessed,
        numberRecordsFailed,
      ]),
      [['JobComplete', 4, 2]],
    );
  });

  it('updates and deletes by Id, and sends no column of a result', async () => {
    const ids = await idsOf('Account', 'Sample Company%');
    const update = await write(
      'update.csv',
      ['Id,Type,sf__Error', ...ids.map((id) => `${id},Prospect,no`), ''].join('\n'),
    );
    assert.equal((await load({ uri: update, object: 'Account', operation: 'update' })).jobs[0]?.numberRecordsFailed, 0);
    const types = await org().query<{ Type: string }>("SELECT Type FROM Account WHERE Name LIKE 'Sample Company%'");
    assert.deepEqual(new Set(types.map(({ Type }) => Type)), new Set(['Prospect']));

    const remove = await write('delete.csv', ['Name,Id', ...ids.map((id) => `x,${id}`), ''].join('\n'));
    const { jobs } = await load({ uri: remove, object: 'Account', operation: 'delete' });
    assert.deepEqual([jobs[0]?.state, jobs[0]?.numberRecordsFailed], ['JobComplete', 0]);
    assert.deepEqual(await idsOf('Account', 'Sample Company%'), []);
  });

  it('upserts by an external id', async () => {
    const uri = await write('upsert.csv', 'External_Id__c,Name\nHOST-1,First\nHOST-2,Second\n');
    const args = { uri, object: 'Account', operation: 'upsert', externalIdFieldName: 'External_Id__c' };
    await assert.rejects(load({ ...args, externalIdFieldName: undefined }), { code: 'InvalidArgument' });
    await load(args);
    const again = await load(args);
    assert.equal(again.jobs[0]?.state, 'JobComplete');
    const found = await org().query("SELECT Id FROM Account WHERE External_Id__c LIKE 'HOST-%'");
    assert.equal(found.length, 2);
  });

  it('clears fields of empty cells where it is told to', async () => {
    const insert = await write('tier.csv', 'External_Id__c,Name,Type\nCLEAR-1,Full,Other\n');
    const key = { object: 'Account', operation: 'upsert', externalIdFieldName: 'External_Id__c' };
    await load({ uri: insert, ...key });
    const clear = await write('clear.csv', 'External_Id__c,Name,Type\nCLEAR-1,Full,\n');
    const type = async () =>
      (await org().query<{ Type: string | null }>("SELECT Type FROM Account WHERE External_Id__c = 'CLEAR-1'"))[0]
        ?.Type;
    await load({ uri: clear, ...key });
    assert.equal(await type(), 'Other');
    await load({ uri: clear, ...key, emptyAsNull: true });
    assert.equal(await type(), null);
  });

  it('sends a file in parts, each a job, in the order of its rows', async () => {
    const uri = await write('parts.csv', accounts(9));
    const { rows, jobs } = await load({ uri, object: 'Account', operation: 'insert', maxPartBytes: 100 });
    assert.equal(rows, 9);
    assert.ok(jobs.length > 1, `${jobs.length} jobs`);
    assert.equal(
      jobs.reduce((sum, job) => sum + job.numberRecordsProcessed, 0),
      9,
    );
    assert.deepEqual(new Set(jobs.map((job) => job.state)), new Set(['JobComplete']));
  });

  it('answers, not rejects, when the job ends Failed', async () => {
    const uri = await write('unknown-field.csv', 'Name,Nmae\nx,y\n');
    const { jobs } = await load({ uri, object: 'Account', operation: 'insert' });
    assert.equal(jobs[0]?.state, 'Failed');
    assert.match(jobs[0]?.errorMessage ?? '', /Nmae/);
  });

  it('stops after a part of which no row was accepted, and says what was done', async () => {
    const uri = await write(
      'stops.csv',
      ['FirstName,LastName', ...Array.from({ length: 20 }, (_, i) => `Robin ${i},`), ''].join('\n'),
    );
    const settings = workspace.getConfiguration('salesforceBulk');
    await settings.update('partsAtOnce', 1, true);
    try {
      const failed = load({ uri, object: 'Contact', operation: 'insert', maxPartBytes: 100 });
      await assert.rejects(failed, (error: Error & { code: string; loadId: string; jobs: unknown[] }) => {
        assert.equal(error.code, 'LoadStopped');
        assert.match(error.loadId, /^[\w-]{36}$/);
        assert.equal(error.jobs.length, 1);
        return true;
      });
    } finally {
      await settings.update('partsAtOnce', undefined, true);
    }
  });

  it('refuses ragged rows with their lines, unless told what to do with them', async () => {
    const uri = await write('ragged.csv', 'Name,Type\nfirst,Other\nsecond\nthird,Other,more\n');
    const args = { uri, object: 'Account', operation: 'insert' };
    await org().forgetRequests();
    await assert.rejects(load(args), { code: 'RaggedRows', lines: [3, 4] });
    await assert.rejects(load({ ...args, confirm: undefined }), { code: 'RaggedRows', lines: [3, 4] });
    assert.deepEqual(
      (await org().requests()).filter((request) => request.startsWith('POST')),
      [],
    );
    assert.equal((await load({ ...args, raggedRows: 'leaveOut' })).jobs[0]?.numberRecordsProcessed, 1);
    const sent = await load({ ...args, raggedRows: 'send' });
    assert.deepEqual([sent.rows, sent.jobs[0]?.numberRecordsFailed], [3, 2]);
  });

  it('refuses a document with unsaved changes', async () => {
    const uri = await write('dirty.csv', accounts(1));
    const document = await workspace.openTextDocument(uri);
    const edit = new WorkspaceEdit();
    edit.insert(uri, document.lineAt(1).range.end, ' changed');
    await workspace.applyEdit(edit);
    try {
      await assert.rejects(load({ uri, object: 'Account', operation: 'insert' }), { code: 'DirtyDocument' });
      await document.save();
      assert.equal((await load({ uri, object: 'Account', operation: 'insert' })).rows, 1);
    } finally {
      if (document.isDirty) await document.save();
    }
  });

  const faults: readonly (readonly [string, string, object])[] = [
    ['an operation that does not exist', 'InvalidArgument', { operation: 'undelete' }],
    ['an object that is no text', 'InvalidArgument', { object: 5 }],
    ['no object', 'InvalidArgument', { object: undefined }],
    ['no file', 'InvalidArgument', { uri: undefined }],
    ['parts larger than Salesforce takes', 'InvalidArgument', { maxPartBytes: 100_000_001 }],
    ['parts that are no number', 'InvalidArgument', { maxPartBytes: '5' }],
    ['a flag that is no flag', 'InvalidArgument', { emptyAsNull: 'yes' }],
    ['a word for ragged rows that does not exist', 'InvalidArgument', { raggedRows: 'drop' }],
    ['an org nobody connected', 'UnknownOrg', { org: 'nobody' }],
    ['a file that does not exist', 'FileNotFound', { uri: Uri.file('/no/such/file.csv') }],
    ['an object the org does not have', 'UnknownObject', { object: 'Unicorn__c' }],
    ['an update without an Id column', 'IdColumnMissing', { operation: 'update' }],
  ];
  for (const [what, code, args] of faults) {
    it(`rejects ${what} with ${code}`, async () => {
      const uri = await write('faults.csv', accounts(1));
      await assert.rejects(load({ uri, object: 'Account', operation: 'insert', ...args }), { code });
    });
  }

  it('asks for the one confirmation unless told not to, and takes no for an answer', async () => {
    const uri = await write('confirmed.csv', accounts(2));
    const args = { uri, object: 'Account', operation: 'insert' };
    await assert.rejects(call('salesforceBulk.load', args), { code: 'Cancelled' });
    const [lines] = picks().seen;
    assert.match(lines?.[0] ?? '', /Insert 2 Records/);
    assert.ok(
      lines?.some((line) => line.includes('Sample Company 2')),
      lines?.join('\n'),
    );

    picks().answer('Insert 2 Records');
    const { jobs } = await call<LoadValue>('salesforceBulk.load', args);
    assert.equal(jobs[0]?.numberRecordsProcessed, 2);
  });

  it('wants every delete confirmed with its number', async () => {
    await load({ uri: await write('one.csv', 'Name\nDelete Me\n'), object: 'Account', operation: 'insert' });
    const [id] = await idsOf('Account', 'Delete Me');
    const args = { uri: await write('remove.csv', `Id\n${id}\n`), object: 'Account', operation: 'delete' };
    picks().answer('Delete 1 Record');
    await assert.rejects(call('salesforceBulk.load', args), { code: 'Cancelled' });
    picks().answer('Delete 1 Record');
    messages().answer('Delete 1 Record');
    await call('salesforceBulk.load', args);
    assert.deepEqual(await idsOf('Account', 'Delete Me'), []);
  });
});
