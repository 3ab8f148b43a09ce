import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { workspace } from 'vscode';
import { Orgs } from '../../src/orgs/orgs.js';
import { DemoOrg, useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { accounts, useFolder } from './files.js';
import { load, type LoadValue } from './loadCommand.js';
import { useMessages } from './messages.js';
import { useQuickPicks } from './quickPick.js';

describe('several orgs', () => {
  const one = useDemoOrg({ alias: 'one', flags: ['--without-jobs'] });
  const messages = useMessages();
  const picks = useQuickPicks();
  const write = useFolder();
  let other: DemoOrg;
  before(async () => {
    other = await DemoOrg.start('--without-jobs', '--pace', 'instant');
    await other.connect('other');
  });
  after(async () => {
    await other.disconnect();
    await other.stop();
  });

  const choose = async (name: string) => {
    const { ctx } = await inside();
    await ctx.orgs.setDefault(ctx.orgs.resolve(name));
  };
  beforeEach(async () => {
    await choose('one');
    await other.forgetRequests();
  });
  const jobsOf = async (org: DemoOrg) =>
    (await org.requests()).filter((line) => /\/jobs\/ingest\//.test(line) || line.startsWith('POST'));

  it('a load stays with its org, whatever becomes the default meanwhile', async () => {
    const { ctx } = await inside();
    await one().admin('POST', '/pace', { pace: 60_000 });
    const processing = new Promise<string>((resolve) => {
      const subscription = ctx.store.onDidChange((change) => {
        const state = change.kind === 'load' ? ctx.store.load(change.loadId) : undefined;
        const jobId = state?.phase === 'processing' ? state.parts[0]?.jobIds[0] : undefined;
        if (jobId === undefined) return;
        subscription.dispose();
        resolve(jobId);
      });
    });
    const value = load({ uri: await write('stays.csv', accounts(3)), object: 'Account', operation: 'insert' });
    const jobId = await processing;
    await choose('other');
    await call('salesforceBulk.abortJob', { org: 'one', jobId });
    await one().admin('POST', '/pace', { pace: 'instant' });
    const { jobs } = await value;
    assert.deepEqual(
      jobs.map(({ id, state }) => [id, state]),
      [[jobId, 'Aborted']],
    );
    assert.equal(ctx.store.job(one().key, jobId)?.job.state, 'Aborted');
    assert.equal(ctx.store.job(other.key, jobId), undefined);
    assert.deepEqual(await jobsOf(other), []);
  });

  it('a load that is being uploaded sends its later parts to the same org', async () => {
    const { ctx } = await inside();
    const switched = new Promise<void>((resolve) => {
      const subscription = ctx.store.onDidChange((change) => {
        if (change.kind !== 'load' || ctx.store.load(change.loadId)?.parts[0]?.jobIds.length === 0) return;
        subscription.dispose();
        void choose('other').then(resolve);
      });
    });
    const uri = await write('parts.csv', accounts(9));
    const { jobs } = await load({ uri, object: 'Account', operation: 'insert', maxPartBytes: 100 });
    await switched;
    assert.ok(jobs.length > 1);
    for (const { id } of jobs) assert.equal((await one().job(id)).state, 'JobComplete');
    assert.deepEqual(await jobsOf(other), []);
  });

  it('that of the project is offered where the window works with another', async () => {
    const { ctx } = await inside();
    const config = path.join(workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', '.sf');
    const project = async (named: string | undefined) => {
      const said = new Promise<void>((resolve) => {
        const listening = ctx.orgs.onDidChange(() => {
          if (ctx.orgs.unfollowed !== named) return;
          listening.dispose();
          resolve();
        });
      });
      await (named === undefined ? rm(config, { recursive: true }) : mkdir(config));
      if (named !== undefined) await writeFile(path.join(config, 'config.json'), `{ "target-org": "${named}" }`);
      await said;
    };
    await project('other');
    try {
      picks().answer('Follow the project: other', 'Account', 'insert', 'Insert 1 Record');
      await call('salesforceBulk.load', await write('project.csv', accounts(1)));
      await messages().until(/accepted by other/);
      assert.equal(ctx.orgs.default?.alias, 'other');
      assert.equal(ctx.orgs.unfollowed, undefined);
    } finally {
      await choose('one');
      await project(undefined);
    }
  });

  it('a command resolves its org once: what a person answers is about that one', async () => {
    picks().meanwhile = () => void choose('other');
    picks().answer('one', 'Account', 'insert', 'Insert 2 Records');
    await one().forgetRequests();
    await call('salesforceBulk.load', await write('asked.csv', accounts(2)));
    assert.match((await messages().until(/accepted/)).text, /all 2 rows were accepted by one/);
    assert.equal((await one().requests()).filter((line) => line.startsWith('PUT')).length, 1);
    assert.deepEqual(await jobsOf(other), []);
  });

  it('a job that is picked belongs to the org that was the default when the command was called', async () => {
    const jobId = await one().newJob('Account', 'insert');
    picks().meanwhile = () => void choose('other');
    picks().answer('Account');
    messages().answer('Abort Job');
    await call('salesforceBulk.abortJob');
    assert.equal((await one().job(jobId)).state, 'Aborted');
    assert.match(messages().all[0]?.text ?? '', /in one/);
  });

  it('two orgs with the same user are told apart', async () => {
    assert.equal(one().line.username, other.line.username);
    const into = async (org: string) => {
      const uri = await write('twins.csv', accounts(1));
      const value = await call<LoadValue>('salesforceBulk.load', {
        uri,
        org,
        object: 'Account',
        operation: 'insert',
        confirm: false,
      });
      return value.jobs[0]?.id as string;
    };
    const [here, there] = [await into('one'), await into('other')];
    assert.equal((await one().job(here)).state, 'JobComplete');
    assert.equal((await other.job(there)).state, 'JobComplete');
  });

  it('a login that has become that of another user opens nothing', async () => {
    const { context, ctx } = await inside();
    const known = ctx.orgs.resolve('one');
    const stolen = { ...known, userId: '005000000000001AAA', alias: 'stolen' };
    const key = `${stolen.orgId}-${stolen.userId}`;
    const globalState = { ...context.globalState, get: () => [stolen], update: () => Promise.resolve() };
    const source = { ...tokenOf(one().accessToken) };
    const dependencies = {
      context: { globalState, workspaceState: context.workspaceState },
      sources: { token: source, cli: source, browser: source, demo: source },
      log: () => {},
      apiVersion: () => undefined,
      project: { targetOrg: undefined, onDidChange: () => ({ dispose() {} }) },
      signInAgain: () => Promise.reject(new Error('nobody is asked')),
    };
    const orgs = new Orgs(dependencies);
    await assert.rejects(orgs.bulk(key), { code: 'WrongOrg' });
    orgs.dispose();
  });
});

const tokenOf = (token: string) => ({
  accessToken: () => Promise.resolve(token),
  renew: () => Promise.resolve(token),
  keep: () => Promise.resolve(),
  forget: () => Promise.resolve(),
});
