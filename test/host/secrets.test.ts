import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { workspace } from 'vscode';
import { useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { accounts, useFolder } from './files.js';
import { useMessages } from './messages.js';

/** The text of every file below a folder. */
async function textBelow(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
}

describe('access tokens and row data', () => {
  const org = useDemoOrg({ alias: 'secret', flags: ['--without-jobs'] });
  const messages = useMessages();
  const write = useFolder();
  let logged = '';

  before(async () => {
    const { ctx } = await inside();
    const log = ctx.log as unknown as Record<string, (...args: unknown[]) => void>;
    for (const level of ['trace', 'debug', 'info', 'warn', 'error']) {
      const own = log[level];
      log[level] = (...args) => {
        logged += args.map((arg) => (arg instanceof Error ? arg.stack : JSON.stringify(arg))).join(' ') + '\n';
        own?.apply(log, args);
      };
      after(() => void (own && (log[level] = own)));
    }
  });

  it('a token is in the secret storage, and in no other place', async () => {
    const { context } = await inside();
    const { accessToken } = org().line;
    await org().connect('secret');
    const uri = await write('accounts.csv', accounts(1));
    const { jobs } = await call<{ jobs: [{ id: string }] }>('salesforceBulk.load', {
      uri,
      object: 'Account',
      operation: 'insert',
      confirm: false,
    });
    await call('salesforceBulk.openResults', { jobId: jobs[0].id, resultSet: 'successfulResults' });

    assert.equal(await context.secrets.get(`accessToken/${org().key}`), accessToken);
    const kept = [context.globalState, context.workspaceState].map((memento) =>
      JSON.stringify(memento.keys().map((key) => memento.get(key))),
    );
    const places = {
      state: kept.join(),
      settings: JSON.stringify(workspace.getConfiguration()),
      files: await textBelow(context.globalStorageUri.fsPath),
      logFiles: await textBelow(context.logUri.fsPath),
      logged,
    };
    assert.match(places.state, new RegExp(org().line.username));
    assert.match(places.files, /Sample Company 1/, 'the result');
    assert.match(places.logged, /jobs\/ingest/, 'the requests');
    for (const [place, text] of Object.entries(places)) assert.ok(!text.includes(accessToken), place);
    for (const place of ['state', 'logFiles', 'logged'] as const) {
      assert.ok(!places[place].includes('Sample Company'), `row data in ${place}`);
    }
  });

  it('an expired session is said, and a new token goes on', async () => {
    await org().expireSessions();
    const create = () =>
      call<{ jobId: string }>('salesforceBulk.createJob', { object: 'Account', operation: 'insert' });
    await assert.rejects(create(), { code: 'SessionExpired' });
    const { ctx } = await inside();
    await ctx.list.refresh(org().key);
    assert.equal(ctx.store.list(org().key).kind, 'failed');
    const told = new Promise<void>((resolve) => {
      const listening = ctx.store.onDidChange(() => {
        if (ctx.store.list(org().key).kind !== 'known') return;
        listening.dispose();
        resolve();
      });
    });
    await org().connect('secret');
    await told; // the list that failed was asked for again
    const { jobId } = await create();
    assert.match(jobId, /^750/);
    await call('salesforceBulk.abortJob', { jobId });
    assert.equal((await inside()).ctx.orgs.list().filter(({ alias }) => alias === 'secret').length, 1);
    assert.deepEqual(messages().all, []);
  });

  it('a token that was refused is not kept', async () => {
    const { context } = await inside();
    const { instanceUrl } = org().line;
    const connect = { kind: 'token', instanceUrl, accessToken: '00Dxx!refused', alias: 'refused' };
    await assert.rejects(call('salesforceBulk.connectOrg', connect), { code: 'SessionExpired' });
    assert.notEqual(await context.secrets.get(`accessToken/${org().key}`), '00Dxx!refused');
    assert.ok(!logged.includes('00Dxx!refused'));
  });

  it('goes with the org that is disconnected', async () => {
    const { context } = await inside();
    await org().disconnect();
    assert.equal(await context.secrets.get(`accessToken/${org().key}`), undefined);
  });

  it('of the demo org is kept nowhere: it ends with the window', async () => {
    const { context, ctx } = await inside();
    const stored = JSON.stringify(context.globalState.get('orgs', []));
    await call('salesforceBulk.connectOrg', { kind: 'demo' });
    try {
      const demo = ctx.orgs.resolve('demo');
      assert.equal(demo.kind, 'demo');
      assert.equal(await context.secrets.get(`accessToken/${demo.orgId}-${demo.userId}`), undefined);
      assert.equal(JSON.stringify(context.globalState.get('orgs', [])), stored);
      await ctx.orgs.remove(demo);
    } finally {
      ctx.demo.dispose();
    }
  });
});
