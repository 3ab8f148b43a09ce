import assert from 'node:assert/strict';
import { Uri, workspace, WorkspaceEdit } from 'vscode';
import { jobIdsOf, type LoadState } from '../../src/core/load/loadState.js';
import type { JobState } from '../../src/core/salesforce/job.js';
import { useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { accounts, contacts, useFolder } from './files.js';
import { useMessages } from './messages.js';
import { useQuickPicks } from './quickPick.js';

interface LoadValue {
  readonly loadId: string;
  readonly rows: number;
  readonly jobs: readonly {
    readonly id: string;
    readonly state: JobState;
    readonly numberRecordsProcessed: number;
    readonly numberRecordsFailed: number;
    readonly errorMessage?: string;
  }[];
}

const load = (args: object) => call<LoadValue>('salesforceBulk.load', { confirm: false, ...args });

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

  describe('while it runs', () => {
    beforeEach(() => org().admin('POST', '/pace', { pace: 60_000 }));
    afterEach(async () => {
      await org().admin('POST', '/pace', { pace: 'instant' });
      await org().admin('DELETE', '/faults');
    });

    /** Starts a load, and waits until it has come to a phase. */
    async function until(phase: LoadState['phase'], text = accounts(2), more: object = {}) {
      const { ctx } = await inside();
      const reached = new Promise<LoadState>((resolve) => {
        const subscription = ctx.store.onDidChange((change) => {
          const state = change.kind === 'load' ? ctx.store.load(change.loadId) : undefined;
          if (state?.phase !== phase || jobIdsOf(state).length === 0) return;
          subscription.dispose();
          resolve(state);
        });
      });
      const uri = await write('running.csv', text);
      const value = load({ uri, object: 'Account', operation: 'insert', ...more });
      value.catch(() => {}); // looked at later
      const { loadId, ...state } = await reached;
      return { value, loadId, jobId: jobIdsOf({ loadId, ...state })[0] as string };
    }

    it('answers, not rejects, when the job is aborted', async () => {
      const { value, jobId } = await until('processing');
      await call('salesforceBulk.abortJob', { jobId });
      assert.deepEqual(
        (await value).jobs.map(({ id, state }) => [id, state]),
        [[jobId, 'Aborted']],
      );
    });

    it('is stopped by stopLoad: nothing of it stays open', async () => {
      const { value, loadId } = await until('processing', accounts(6), { maxPartBytes: 100 });
      const aborted = await call<readonly { state: string }[]>('salesforceBulk.stopLoad', { loadId });
      const { jobs } = await value;
      assert.ok(jobs.length > 1);
      assert.equal(aborted.length, jobs.length);
      assert.deepEqual(new Set(jobs.map((job) => job.state)), new Set(['Aborted']));
    });

    it('is stopped in mid upload: it rejects, and its job is aborted', async () => {
      await org().admin('POST', '/faults', { kind: 'hang', method: 'PUT' });
      const { value, loadId, jobId } = await until('uploading');
      await call('salesforceBulk.stopLoad', { loadId });
      await assert.rejects(value, (error: Error & { code: string; loadId: string; jobs: { id: string }[] }) => {
        assert.deepEqual([error.code, error.loadId, error.jobs.map(({ id }) => id)], ['Cancelled', loadId, [jobId]]);
        return true;
      });
      assert.equal((await org().job(jobId)).state, 'Aborted');
    });

    it('survives an org that is down for a while', async () => {
      await org().admin('POST', '/pace', { pace: 'instant' });
      await org().admin('POST', '/faults', { kind: 'unavailable', method: 'GET', path: '/ingest/750\\w+$', times: 2 });
      const { value } = await until('processing');
      assert.equal((await value).jobs[0]?.state, 'JobComplete');
      assert.deepEqual(await org().admin('GET', '/faults'), [], 'it was not down');
    });

    it('survives a session that expires, once the org is connected again', async () => {
      const { ctx } = await inside();
      const { value, jobId } = await until('processing');
      await org().expireSessions();
      const noticed = new Promise<void>((resolve) => {
        const subscription = ctx.store.onDidChange(() => {
          if (ctx.store.job(org().key, jobId)?.stale?.code !== 'SessionExpired') return;
          subscription.dispose();
          resolve();
        });
      });
      await noticed;
      await org().connect('load');
      await call('salesforceBulk.abortJob', { jobId });
      assert.equal((await value).jobs[0]?.state, 'Aborted');
    });

    it('rejects when somebody deletes its job', async () => {
      const { value, loadId, jobId } = await until('processing');
      await org().removeJob(jobId);
      await assert.rejects(value, { code: 'JobGone', loadId });
    });
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
