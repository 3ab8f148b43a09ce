import assert from 'node:assert/strict';
import { useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { accounts, useFolder } from './files.js';
import { useMessages } from './messages.js';

describe('a session that ends while a load runs', () => {
  const other = useDemoOrg({ alias: 'another', flags: ['--without-jobs'] });
  const org = useDemoOrg({ alias: 'ending', flags: ['--without-jobs'] });
  const messages = useMessages();
  const write = useFolder();

  it('is told to a caller: nobody is asked', async () => {
    await org().expireSessions();
    const uri = await write('accounts.csv', accounts(3));
    const load = { uri, object: 'Account', operation: 'insert', confirm: false };
    await assert.rejects(call('salesforceBulk.load', load), { code: 'SessionExpired' });
    assert.deepEqual(messages().all, []);
    await org().connect('ending');
  });

  it('is asked of a person who waits: with a fresh token the same request goes on', async () => {
    const { ctx } = await inside();
    const attended = ctx.orgs.attend(org().key);
    try {
      const fresh = await org().expireSessions();
      messages().press('Sign In Again');
      messages().answer(fresh);
      const { bulk } = await ctx.orgs.salesforce(org().key);
      const job = await bulk.createJob({
        object: 'Account',
        operation: 'insert',
        lineEnding: 'LF',
        columnDelimiter: 'COMMA',
      });
      assert.match((await messages().next()).text, /The session with ending has ended\. The load into ending waits/);
      await bulk.abortJob(job.id);
      assert.equal(ctx.orgs.byKey(org().key)?.alias, 'ending');
    } finally {
      attended.dispose();
    }
  });

  it('is asked until it is answered rightly: no slip costs the load', async () => {
    const { ctx } = await inside();
    const attended = ctx.orgs.attend(org().key);
    try {
      const fresh = await org().expireSessions();
      messages().press(...Array<string>(3).fill('Sign In Again'));
      messages().answer('no token', other().accessToken, fresh);
      const { rest } = await ctx.orgs.salesforce(org().key);
      const limits = rest.limits();
      assert.match((await messages().until(/waits/)).text, /^The session with ending has ended/);
      assert.match((await messages().until(/waits/)).text, /^This is not an access token/);
      assert.match((await messages().until(/waits/)).text, /does not accept this access token/);
      assert.ok('DailyBulkApiBatches' in (await limits));
    } finally {
      attended.dispose();
    }
  });

  it('is not asked again of a person who does not want to', async () => {
    const { ctx } = await inside();
    const attended = ctx.orgs.attend(org().key);
    try {
      await org().expireSessions();
      const { rest } = await ctx.orgs.salesforce(org().key);
      for (const _ of [1, 2]) await assert.rejects(rest.limits(), { code: 'SessionExpired' });
      const asked = messages().all.splice(0);
      assert.deepEqual(
        asked.map(({ kind, verbs }) => [kind, ...verbs]),
        [['showErrorMessage', 'Sign In Again']], // other toasts go away by themselves
      );
    } finally {
      attended.dispose();
      await org().connect('ending');
    }
  });

  it('goes on where somebody signs in another way meanwhile', async () => {
    const { ctx } = await inside();
    const attended = ctx.orgs.attend(org().key);
    const { signInAgain } = ctx.orgs['deps'];
    try {
      const asked = new Promise<void>((resolve) => {
        Object.assign(ctx.orgs['deps'], { signInAgain: () => (resolve(), new Promise(() => {})) });
      });
      await org().expireSessions();
      const { rest } = await ctx.orgs.salesforce(org().key);
      const limits = rest.limits();
      await asked;
      await org().connect('ending');
      assert.ok('DailyBulkApiBatches' in (await limits));
    } finally {
      Object.assign(ctx.orgs['deps'], { signInAgain });
      attended.dispose();
    }
  });

  it('goes on where a person signs in in another window', async () => {
    const { context, ctx } = await inside();
    const attended = ctx.orgs.attend(org().key);
    try {
      const fresh = await org().expireSessions();
      const { rest } = await ctx.orgs.salesforce(org().key);
      messages().keepOpen = true;
      const told = messages().until(/waits until you have signed in/);
      const limits = rest.limits();
      await told;
      await context.secrets.store(`accessToken/${org().key}`, fresh); // what the other window does
      assert.ok('DailyBulkApiBatches' in (await limits));
    } finally {
      attended.dispose();
    }
  });

  it('is not taken over by another user', async () => {
    const { ctx } = await inside();
    const { instanceUrl, accessToken } = other().line;
    const login = { instanceUrl, accessToken, login: 'token', as: org().key } as const;
    await assert.rejects(ctx.orgs.add(login), { code: 'WrongOrg' });
    const { rest } = await ctx.orgs.salesforce(org().key);
    assert.ok('DailyBulkApiBatches' in (await rest.limits()), 'what was there goes on');
  });
});
