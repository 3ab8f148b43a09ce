import assert from 'node:assert/strict';
import { useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { useMessages } from './messages.js';

describe('an access token', () => {
  const org = useDemoOrg({ alias: 'secret', flags: ['--without-jobs'] });
  const messages = useMessages();
  const kept = async () => (await inside()).context.secrets.get(`accessToken/${org().key}`);

  it('is kept in the secret storage', async () => assert.equal(await kept(), org().line.accessToken));

  it('that has expired is told, and a new one goes on', async () => {
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

  it('that was refused is not kept', async () => {
    const before = await kept();
    const { instanceUrl } = org().line;
    const connect = { kind: 'token', instanceUrl, accessToken: '00Dxx!refused', alias: 'refused' };
    await assert.rejects(call('salesforceBulk.connectOrg', connect), { code: 'SessionExpired' });
    assert.equal(await kept(), before);
  });

  it('goes with the org that is disconnected', async () => {
    await org().disconnect();
    assert.equal(await kept(), undefined);
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
