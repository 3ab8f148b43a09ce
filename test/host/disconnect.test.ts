import assert from 'node:assert/strict';
import { EventEmitter } from 'vscode';
import { Orgs } from '../../src/orgs/orgs.js';
import { BrowserLogins } from '../../src/orgs/browser/browserLogins.js';
import { TokenLogins } from '../../src/orgs/tokenLogins.js';
import { useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { useFolder } from './files.js';
import { useMessages } from './messages.js';
import { useQuickPicks } from './quickPick.js';

describe('an org that goes', () => {
  const org = useDemoOrg({ alias: 'going', pace: '600000', flags: ['--without-jobs'] });
  const messages = useMessages();
  const picks = useQuickPicks();
  const write = useFolder();

  it('ends the loads into it: nobody could tell how they end', async () => {
    const { ctx } = await inside();
    const uri = await write('accounts.csv', 'Name\nfirst\n');
    const processing = new Promise<void>((resolve) => {
      const subscription = ctx.store.onDidChange(() => {
        if (!ctx.store.loads().some((load) => load.org === org().key && load.phase === 'processing')) return;
        subscription.dispose();
        resolve();
      });
    });
    const load = { uri, object: 'Account', operation: 'insert', confirm: false };
    const loaded = assert.rejects(call<unknown>('salesforceBulk.load', load), { code: 'Cancelled' });
    await processing;
    picks().answer('going');
    await call('salesforceBulk.disconnectOrg');
    assert.ok(ctx.orgs.byKey(org().key), 'nobody said yes');
    assert.match(messages().all[0]?.text ?? '', /still loading/);

    picks().answer('going');
    messages().answer('Disconnect');
    await call('salesforceBulk.disconnectOrg');
    assert.equal(ctx.orgs.byKey(org().key), undefined);
    await loaded;
  });

  it('is connected once, however many ask at a time', async () => {
    const { context, ctx } = await inside();
    await org().connect('going');
    const browser = new BrowserLogins({ secrets: context.secrets, locks: '', log: () => {} });
    const sources = { cli: ctx.cli, browser, token: new TokenLogins(context.secrets), demo: ctx.demo };
    const project = { targetOrg: undefined, onDidChange: new EventEmitter<void>().event };
    const orgs = new Orgs({
      context,
      sources,
      log: () => {},
      apiVersion: () => undefined,
      signInAgain: () => Promise.reject(new Error('not asked')),
      project,
    });
    await org().forgetRequests();
    const [one, other] = await Promise.all([orgs.salesforce(org().key), orgs.salesforce(org().key)]);
    assert.equal(one, other);
    const asked = await org().requests();
    assert.equal(new Set(asked).size, asked.length, asked.join());
    orgs.dispose();
  });

  it('is named in full: the beginning of an id is no name', async () => {
    const { ctx } = await inside();
    assert.throws(() => ctx.orgs.resolve('00D'), { code: 'UnknownOrg' });
    assert.throws(() => ctx.orgs.resolve(org().line.orgId.slice(0, 14)), { code: 'UnknownOrg' });
    assert.equal(ctx.orgs.resolve(org().line.orgId.slice(0, 15)).alias, 'going');
  });
});
