import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import type { RequestEntry } from '../../../src/core/salesforce/connect.js';
import { redeemCode } from '../../../src/core/salesforce/oauth.js';
import { AuthorizationRequest } from '../../../src/core/salesforce/oauthRequest.js';
import { DEMO_CONSUMER_KEY } from '../../../src/demo/oauth/externalClientApp.js';
import { startDemoOrg, type DemoOrg } from '../../../src/demo/server.js';
import { BrowserLogins } from '../../../src/orgs/browser/browserLogins.js';
import type { KnownOrg } from '../../../src/orgs/knownOrg.js';
import type { Grant } from '../../../src/orgs/loginSource.js';
import { useConduct } from '../../conduct.js';
import { isAlive } from '../demo/oauthClient.js';
import { press } from '../salesforce/oauthBrowser.js';
import { serve, stopServers } from '../salesforce/faultyOrg.js';

const redirectUri = 'http://localhost:1717/OauthRedirect';

/** The secret storage, which all windows share. */
class Secrets {
  readonly kept = new Map<string, string>();
  get = (key: string) => Promise.resolve(this.kept.get(key));
  store = (key: string, value: string) => Promise.resolve(void this.kept.set(key, value));
  delete = (key: string) => Promise.resolve(void this.kept.delete(key));
}

describe('logins of the browser', () => {
  let demo: DemoOrg;
  let org: KnownOrg;
  let secrets: Secrets;
  let locks: string;
  let log: RequestEntry[];
  let granted: Grant & { readonly accessToken: string };

  before(async () => {
    demo = await startDemoOrg({ withoutJobs: true });
    const { orgId, userId, username, instanceUrl } = demo;
    const kind = 'developer' as const;
    org = { orgId, userId, username, instanceUrl, displayName: username, orgName: 'Demo', kind, login: 'browser' };
  });
  after(() => demo.close());
  useConduct(() => demo.conduct());

  /** What one window has of it. */
  const newWindow = () => new BrowserLogins({ secrets, locks, log: (entry) => void log.push(entry) });
  const kept = () => JSON.parse([...secrets.kept.values()][0] ?? 'null') as Grant | null;
  const refreshes = () => log.filter(({ path }) => path === '/services/oauth2/token').length;

  beforeEach(async () => {
    demo.settings.apps.demo.isRefreshTokenRotationEnabled = false;
    secrets = new Secrets();
    locks = path.join(await mkdtemp(path.join(os.tmpdir(), 'browser-logins-')), 'locks');
    log = [];
    const request = new AuthorizationRequest({ loginUrl: demo.instanceUrl, clientId: DEMO_CONSUMER_KEY, redirectUri });
    const code = request.take((await press(demo, request.url)).searchParams);
    const { loginUrl, clientId } = code;
    granted = { ...(await redeemCode(code)), loginUrl, clientId };
    await newWindow().keep(org, granted);
  });
  afterEach(async () => {
    await stopServers();
    await rm(path.dirname(locks), { recursive: true });
  });

  it('are kept in the secret storage, with all it takes to renew them', async () => {
    const { accessToken, refreshToken } = granted;
    assert.equal(await newWindow().accessToken(org), accessToken);
    assert.deepEqual([...secrets.kept.keys()], [`grant/${org.orgId}-${org.userId}`]);
    assert.deepEqual(kept(), { accessToken, refreshToken, clientId: DEMO_CONSUMER_KEY, loginUrl: demo.instanceUrl });
  });

  for (const rotation of [false, true]) {
    describe(rotation ? 'with refresh token rotation' : 'without refresh token rotation', () => {
      beforeEach(() => void (demo.settings.apps.demo.isRefreshTokenRotationEnabled = rotation));

      it('are renewed again and again', async () => {
        let token = granted.accessToken;
        for (let i = 0; i < 3; i++) {
          demo.expireSessions();
          const fresh = await newWindow().renew(org, token);
          assert.notEqual(fresh, token);
          assert.ok(await isAlive(demo, fresh));
          assert.equal(kept()?.accessToken, fresh);
          token = fresh;
        }
        assert.equal(kept()?.refreshToken === granted.refreshToken, !rotation);
        assert.deepEqual(await readdir(locks), []);
      });

      it('are renewed once, however many ask, in however many windows', async () => {
        demo.expireSessions();
        const windows = [newWindow(), newWindow(), newWindow()];
        const asked = windows.flatMap((window) => [1, 2].map(() => window.renew(org, granted.accessToken)));
        const fresh = new Set(await Promise.all(asked));
        assert.equal(fresh.size, 1);
        assert.equal(refreshes(), 1);
        for (const token of fresh) assert.ok(await isAlive(demo, token));
        await newWindow().renew(org, [...fresh][0] ?? ''); // and the grant is good for more
      });
    });
  }

  it('that another window has renewed are not renewed again', async () => {
    const fresh = await newWindow().renew(org, granted.accessToken);
    assert.equal(await newWindow().renew(org, granted.accessToken), fresh);
    assert.equal(refreshes(), 1);
  });

  it('are renewed where a window died at it', async () => {
    await newWindow().renew(org, granted.accessToken);
    const lock = path.join(locks, `${org.orgId}-${org.userId}.lock`);
    await writeFile(lock, '');
    const longAgo = Date.now() / 1000 - 60;
    await utimes(lock, longAgo, longAgo);
    assert.ok(await newWindow().renew(org, kept()?.accessToken ?? ''));
  });

  it('are renewed where no lock can be written', async () => {
    await writeFile(locks, 'not a folder');
    assert.ok(await newWindow().renew(org, granted.accessToken));
  });

  it('end where a person has to sign in again', async () => {
    demo.expireSessions();
    demo.expireRefreshTokens();
    await assert.rejects(newWindow().renew(org, granted.accessToken), {
      code: 'SessionExpired',
      nextStep: /browser again/,
    });
    assert.ok(kept(), 'what was kept is left for the sign-in that follows');
    await newWindow().keep(org, { ...granted, refreshToken: undefined } as unknown as Grant);
    await assert.rejects(newWindow().renew(org, granted.accessToken), { code: 'SessionExpired' });
  });

  it('that are damaged where they are kept are none, and nobody quotes them', async () => {
    const [[name = '', json = ''] = []] = secrets.kept;
    secrets.kept.set(name, json.replace('":"', '":'));
    for (const ask of [() => newWindow().accessToken(org), () => newWindow().renew(org, 'x')]) {
      await assert.rejects(ask(), { code: 'NoOrg' });
    }
    await newWindow().forget(org);
    assert.equal(secrets.kept.size, 0);
  });

  it('that a person brought anew during a renewal stay', async () => {
    const window = newWindow();
    const renewing = window.renew(org, granted.accessToken);
    const anew = { ...granted, accessToken: '00D!anew', refreshToken: '5Aep.anew' };
    await window.keep(org, anew);
    assert.equal(await renewing, '00D!anew');
    assert.equal(kept()?.refreshToken, '5Aep.anew');
  });

  it('that a person signed out of during a renewal do not come back', async () => {
    const window = newWindow();
    const renewing = window.renew(org, granted.accessToken);
    await secrets.delete([...secrets.kept.keys()][0] ?? '');
    await assert.rejects(renewing, { code: 'NoOrg' });
    assert.equal(secrets.kept.size, 0);
  });

  it('are not ended by a network that is away', async () => {
    const away = { ...granted, loginUrl: 'http://127.0.0.1:1' };
    await newWindow().keep(org, away);
    await assert.rejects(newWindow().renew(org, granted.accessToken), { code: 'Offline' });
    assert.equal(kept()?.refreshToken, granted.refreshToken);
  });

  it('are revoked when they are forgotten', async () => {
    await newWindow().forget(org);
    assert.equal(secrets.kept.size, 0);
    assert.equal(await isAlive(demo, granted.accessToken), false);
    await assert.rejects(newWindow().accessToken(org), { code: 'NoOrg' });
    await newWindow().forget(org); // nothing to do
  });

  it('are forgotten without Salesforce, too: at once, or after seconds of silence', async function () {
    this.timeout(15_000);
    await newWindow().keep(org, { ...granted, loginUrl: 'http://127.0.0.1:1' });
    await newWindow().forget(org);
    const { origin } = await serve(() => {});
    await newWindow().keep(org, { ...granted, loginUrl: origin });
    await newWindow().forget(org);
    assert.equal(secrets.kept.size, 0);
  });

  it('show nothing secret in errors and log', async () => {
    demo.expireRefreshTokens();
    const error: unknown = await newWindow()
      .renew(org, granted.accessToken)
      .catch((reason: unknown) => reason);
    await newWindow().forget(org);
    const shown = inspect([error, log], { depth: 20, showHidden: true });
    for (const secret of [granted.accessToken, granted.refreshToken ?? '']) assert.ok(!shown.includes(secret));
    assert.match(shown, /oauth2\/revoke/);
  });
});
