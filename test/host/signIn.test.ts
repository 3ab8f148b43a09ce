import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { authentication, ConfigurationTarget, env, Uri, workspace } from 'vscode';
import { DEMO_CONSUMER_KEY } from '../../src/demo/oauth/externalClientApp.js';
import type { DemoOrg as DemoOrgInProcess } from '../../src/demo/server.js';
import { BrowserSignIn } from '../../src/orgs/browser/browserSignIn.js';
import type { Grant } from '../../src/orgs/loginSource.js';
import { call as visit } from '../unit/demo/client.js';
import { press } from '../unit/salesforce/oauthBrowser.js';
import { DemoOrg } from './demoOrg.js';
import { call, extension, inside } from './extension.js';
import { useMessages } from './messages.js';
import { useQuickPicks } from './quickPick.js';
import { SIGN_IN_PORT } from './signInPort.js';

describe('sign-in with the browser', () => {
  const messages = useMessages();
  const picks = useQuickPicks();
  let org: DemoOrg;
  /** What the browser does with the address it is given. */
  let browse: (url: string) => Promise<void>;
  let logged = '';

  const setClientId = (key: string | undefined) =>
    workspace.getConfiguration('salesforceBulk').update('signInClientId', key, ConfigurationTarget.Global);
  const decide = async (url: string, decision: 'Allow' | 'Deny' = 'Allow'): Promise<URL> =>
    press({ instanceUrl: org.line.instanceUrl } as DemoOrgInProcess, url, decision);
  const follow = async (url: string) => void (await visit((await decide(url)).href));

  const own = env.openExternal.bind(env);
  before(async () => {
    org = await DemoOrg.start('--pace', 'instant', '--callback', `http://localhost:${SIGN_IN_PORT}/OauthRedirect`);
    await setClientId(DEMO_CONSUMER_KEY);
    Object.assign(env, { openExternal: (uri: Uri) => browse(uri.toString(true)).then(() => true) });
    const { ctx } = await inside();
    const log = ctx.log as unknown as Record<string, (...args: unknown[]) => void>;
    for (const level of ['trace', 'debug', 'info', 'warn', 'error']) {
      const before = log[level];
      log[level] = (...args) => {
        logged += args.map(String).join(' ') + '\n';
        before?.apply(log, args);
      };
      after(() => void (before && (log[level] = before)));
    }
  });
  beforeEach(() => void (browse = follow));
  afterEach(() => org.conduct.check());
  after(async () => {
    Object.assign(env, { openExternal: own });
    await setClientId(undefined);
    await org.disconnect();
    await org.stop();
  });

  const kept = async (): Promise<Grant | undefined> => {
    const json = await (await inside()).context.secrets.get(`grant/${org.key}`);
    return json === undefined ? undefined : (JSON.parse(json) as Grant);
  };
  const accounts = async () => (await authentication.getAccounts('salesforceBulk')).map(({ label }) => label);

  /** As a person, up to the browser and back. */
  async function signIn(): Promise<void> {
    picks().answer('My Domain');
    messages().answer(org.line.instanceUrl);
    await call('salesforceBulk.signIn');
  }

  it('connects the org, and keeps what it takes to renew the session in the secret storage only', async () => {
    await signIn();
    await messages().until(new RegExp(`Connected to ${org.line.username}`));
    const { ctx, context } = await inside();
    assert.equal(ctx.orgs.default?.login, 'browser');
    const { accessToken = '', refreshToken = '', ...rest } = (await kept()) ?? {};
    assert.deepEqual(rest, { clientId: DEMO_CONSUMER_KEY, loginUrl: org.line.instanceUrl });
    const state = [context.globalState, context.workspaceState].map((memento) =>
      JSON.stringify(memento.keys().map((key) => memento.get(key))),
    );
    const seen = [...state, logged, JSON.stringify(workspace.getConfiguration('salesforceBulk'))].join('\n');
    assert.match(seen, /oauth2\/token/);
    for (const secret of [accessToken, refreshToken]) assert.ok(secret !== '' && !seen.includes(secret));
    assert.doesNotMatch(seen, /code=|code_verifier|state=/);
  });

  it('stands under Accounts', async () => assert.deepEqual(await accounts(), [org.line.username]));

  it('is renewed when the session ends, and nobody notices', async () => {
    const before = await kept();
    await org.expireSessions();
    const { jobId } = await call<{ jobId: string }>('salesforceBulk.createJob', {
      object: 'Account',
      operation: 'insert',
    });
    await call('salesforceBulk.abortJob', { jobId });
    assert.notEqual((await kept())?.accessToken, before?.accessToken);
    assert.deepEqual(messages().all, []);
  });

  it('keeps the name of an org that is signed in to again', async () => {
    const { ctx } = await inside();
    const { accessToken = '', ...grant } = (await kept()) ?? {};
    const { instanceUrl } = org.line;
    await ctx.orgs.add({ ...grant, accessToken, instanceUrl, login: 'browser', alias: 'named' });
    picks().answer('Again: named');
    await call('salesforceBulk.signIn');
    assert.equal(ctx.orgs.byKey(org.key)?.alias, 'named');
    assert.deepEqual(await accounts(), [`named (${org.line.username})`]);
  });

  it('comes back by the scheme of the editor, too, where the address is the answer', async () => {
    const { ctx } = await inside();
    const before = await kept();
    browse = async (url) => {
      const { search } = await decide(url);
      const scheme = `${env.uriScheme}://${extension().id}`;
      ctx.signIn.handleUri(Uri.parse(`${scheme}/OauthRedirect?code=x&state=y`));
      ctx.signIn.handleUri(Uri.parse(`${scheme}/elsewhere${search}`));
      ctx.signIn.handleUri(Uri.parse(`${scheme}/OauthRedirect${search}`));
    };
    await signIn();
    assert.notEqual((await kept())?.refreshToken, before?.refreshToken);
    ctx.signIn.handleUri(Uri.parse(`x://y/OauthRedirect?code=x&state=y`)); // nobody waits
  });

  it('takes a pasted address', async () => {
    const before = await kept();
    browse = async (url) => {
      messages().answer((await decide(url)).href);
      await call('salesforceBulk.pasteSignInAddress');
    };
    await signIn();
    assert.notEqual((await kept())?.refreshToken, before?.refreshToken);
    await call('salesforceBulk.pasteSignInAddress'); // nobody waits: nothing is asked
  });

  it('says that the person denied it, and changes nothing', async () => {
    const before = await kept();
    browse = async (url) => void (await visit((await decide(url, 'Deny')).href));
    await signIn();
    const { kind, text } = await messages().until(/not allowed/);
    assert.equal(kind, 'showErrorMessage');
    assert.match(text, /press Allow/);
    assert.deepEqual(await kept(), before);
  });

  it('says that the port is taken', async () => {
    const other = createServer().listen(SIGN_IN_PORT, '127.0.0.1');
    await once(other, 'listening');
    try {
      await signIn();
      const { text } = await messages().until(/taken/);
      assert.match(text, new RegExp(`Port ${SIGN_IN_PORT} .*salesforceBulk\\.signInPort`));
    } finally {
      other.close();
      await once(other, 'close');
    }
  });

  describe('is waited for', () => {
    const place = () => ({ loginUrl: org.line.instanceUrl, clientId: DEMO_CONSUMER_KEY });
    const newSignIn = (ms?: number) => new BrowserSignIn({ extension: extension(), log: () => {} }, ms);

    it('no longer than a while; what may have gone wrong in the browser is said then', async () => {
      browse = () => Promise.resolve();
      await assert.rejects(newSignIn(50).signIn(place()), {
        code: 'SignInFailed',
        nextStep: new RegExp(`redirect_uri_mismatch.*http://localhost:${SIGN_IN_PORT}/OauthRedirect.*install`),
      });
    });

    it('until the next begins: that takes its port', async () => {
      const signIn = newSignIn();
      const opened = new Promise<void>((resolve) => (browse = () => Promise.resolve(resolve())));
      const first = signIn.signIn(place());
      const ended = assert.rejects(first, { name: 'Canceled' });
      await opened;
      browse = follow;
      const { refreshToken } = await signIn.signIn(place());
      await ended;
      assert.ok(refreshToken);
    });

    it('until the window closes', async () => {
      const signIn = newSignIn();
      const opened = new Promise<void>((resolve) => (browse = () => Promise.resolve(resolve())));
      const ended = assert.rejects(signIn.signIn(place()), { name: 'Canceled' });
      await opened;
      signIn.dispose();
      await ended;
    });
  });

  it('is revoked with the org, which leaves Accounts', async () => {
    await org.forgetRequests();
    await org.disconnect();
    assert.equal(await kept(), undefined);
    assert.deepEqual(await accounts(), []);
    assert.ok((await org.requests()).includes('POST /services/oauth2/revoke'));
  });
});
