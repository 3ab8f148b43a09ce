import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { inspect } from 'node:util';
import type { RequestEntry } from '../../../src/core/salesforce/connect.js';
import { redeemCode, refreshSession, revoke, type Renewable } from '../../../src/core/salesforce/oauth.js';
import {
  AuthorizationRequest,
  type AuthorizationCode,
  type SignInUser,
} from '../../../src/core/salesforce/oauthRequest.js';
import { DEMO_CONSUMER_KEY, type ExternalClientApp } from '../../../src/demo/oauth/externalClientApp.js';
import { startDemoOrg, type DemoOrg } from '../../../src/demo/server.js';
import { useConduct } from '../../conduct.js';
import { isAlive } from '../demo/oauthClient.js';
import { json, serve, stopServers, type Handler } from './faultyOrg.js';
import { press } from './oauthBrowser.js';

const REDIRECT_URI = 'http://localhost:1789/OauthRedirect';

describe('OAuth', () => {
  let org: DemoOrg;
  let log: RequestEntry[];
  const options = { log: (entry: RequestEntry) => void log.push(entry) };
  before(async () => (org = await startDemoOrg({ withoutJobs: true, app: { callbackUrls: [REDIRECT_URI] } })));
  beforeEach(() => void (log = []));
  afterEach(stopServers);
  after(() => org.close());
  useConduct(() => org.conduct());

  const place = (loginUrl = org.instanceUrl) => ({ loginUrl, clientId: DEMO_CONSUMER_KEY, redirectUri: REDIRECT_URI });
  const newRequest = (user?: SignInUser) => new AuthorizationRequest(place(), user);
  async function allow(request = newRequest()): Promise<AuthorizationCode> {
    return request.take((await press(org, request.url)).searchParams);
  }
  async function renewable(): Promise<Renewable & { accessToken: string }> {
    const { refreshToken = '', accessToken } = await redeemCode(await allow(), options);
    return { loginUrl: org.instanceUrl, clientId: DEMO_CONSUMER_KEY, refreshToken, accessToken };
  }
  /** With the app set up differently for one test. */
  async function withApp(changes: Partial<ExternalClientApp>, act: () => Promise<unknown>): Promise<void> {
    const { demo } = org.settings.apps;
    const before = { ...demo };
    Object.assign(demo, changes);
    await act().finally(() => Object.assign(demo, before));
  }

  describe('the address the browser opens', () => {
    it('asks for a code, with state and an S256 challenge', () => {
      const { searchParams, origin, pathname } = new URL(newRequest({ loginHint: 'ada@example.com' }).url);
      assert.equal(origin + pathname, `${org.instanceUrl}/services/oauth2/authorize`);
      const { state = '', code_challenge = '', ...rest } = Object.fromEntries(searchParams);
      assert.match(state, /^[\w-]{43}$/);
      assert.match(code_challenge, /^[\w-]{43}$/);
      assert.deepEqual(rest, {
        response_type: 'code',
        client_id: DEMO_CONSUMER_KEY,
        redirect_uri: REDIRECT_URI,
        scope: 'api id refresh_token',
        code_challenge_method: 'S256',
        login_hint: 'ada@example.com',
      });
    });

    it('makes Salesforce ask who it is, where the browser may be logged in as somebody else', () => {
      const promptOf = (user?: SignInUser) => new URL(newRequest(user).url).searchParams.get('prompt');
      assert.equal(promptOf({ mustLogIn: true }), 'login');
      assert.equal(promptOf(), null);
    });

    it('is another one each time', () => {
      const [a, b] = [newRequest(), newRequest()].map(({ url }) => new URL(url).searchParams);
      for (const name of ['state', 'code_challenge']) assert.notEqual(a?.get(name), b?.get(name));
    });

    it('has no character that is encoded twice, or decoded once too often, on its way', () => {
      for (const loginHint of ['ada@example.com', 'ada+1@example.com', 'a&b=c@example.com', '100%@example.com']) {
        for (const value of new URL(newRequest({ loginHint }).url).searchParams.values())
          assert.match(value, /^[\w.:/@ -]+$/);
      }
    });
  });

  describe('an answer', () => {
    const answerOf = async (decision: 'Allow' | 'Deny' = 'Allow') => {
      const request = newRequest();
      return { request, answer: (await press(org, request.url, decision)).searchParams };
    };

    it('fits the request it answers, until one was taken', async () => {
      const { request, answer } = await answerOf();
      assert.equal(newRequest().fits(answer), false);
      assert.equal(request.fits(answer), true);
      const { code, codeVerifier } = request.take(answer);
      assert.equal(code, answer.get('code'));
      const challenge = createHash('sha256').update(codeVerifier).digest('base64url');
      assert.equal(challenge, new URL(request.url).searchParams.get('code_challenge'));
      assert.equal(request.fits(answer), false);
    });

    it('without its state, or with neither code nor error, does not fit', async () => {
      const { request, answer } = await answerOf();
      const state = answer.get('state') ?? '';
      for (const query of ['code=x', 'code=x&state=', `code=x&state=${state}x`, `state=${state}`, '']) {
        assert.equal(request.fits(new URLSearchParams(query)), false, query);
      }
    });

    it('of a person who denies is told', async () => {
      const { request, answer } = await answerOf('Deny');
      assert.equal(request.fits(answer), true);
      assert.throws(() => request.take(answer), { code: 'SignInFailed', message: /not allowed in the browser/ });
    });
  });

  it('redeems a code for a session and what renews it', async () => {
    const tokens = await redeemCode(await allow(), options);
    assert.equal(tokens.instanceUrl, org.instanceUrl);
    assert.ok(tokens.refreshToken);
    assert.ok(await isAlive(org, tokens.accessToken));
  });

  it('renews a session, with and without rotation', async () => {
    const grant = await renewable();
    const second = await refreshSession(grant, options);
    assert.equal(second.refreshToken, undefined);
    assert.notEqual(second.accessToken, grant.accessToken);
    await withApp({ isRefreshTokenRotationEnabled: true }, async () => {
      const { refreshToken = '' } = await refreshSession(grant, options);
      assert.notEqual(refreshToken, '');
      assert.notEqual(refreshToken, grant.refreshToken);
      const third = await refreshSession({ ...grant, refreshToken }, options);
      assert.ok(await isAlive(org, third.accessToken));
    });
  });

  it('sends no code verifier with a refresh', async () => {
    const grant = await renewable();
    let body = '';
    const { origin } = await serve(async (request, response) => {
      for await (const chunk of request) body += String(chunk);
      json(response, 200, { access_token: '00D!x', instance_url: org.instanceUrl });
    });
    await refreshSession({ ...grant, loginUrl: origin });
    assert.deepEqual([...new URLSearchParams(body).keys()], ['grant_type', 'client_id', 'refresh_token']);
  });

  it('revokes a grant: no session of it lives on, and none is renewed', async () => {
    const grant = await renewable();
    await revoke(org.instanceUrl, grant.refreshToken, options);
    assert.equal(await isAlive(org, grant.accessToken), false);
    await assert.rejects(refreshSession(grant), { code: 'SessionExpired' });
    await revoke(org.instanceUrl, grant.refreshToken); // it is what was wanted
  });

  describe('says why it signs nobody in', () => {
    const refused = (message: RegExp) => ({ code: 'SignInFailed', message });
    const USED = refused(/used before, or is too old/);

    it('a code that was used', async () => {
      const code = await allow();
      await redeemCode(code);
      await assert.rejects(redeemCode(code), USED);
    });

    it('a wrong verifier', async () => {
      await assert.rejects(redeemCode({ ...(await allow()), codeVerifier: 'x'.repeat(64) }), USED);
    });

    it('a consumer key that nobody knows', async () => {
      const wrong = { ...(await allow()), clientId: '3MVG9.other' };
      await assert.rejects(redeemCode(wrong), refused(/127\.0\.0\.1:\d+ does not know an app/));
    });

    it('a callback URL that is not that of the request', async () => {
      const wrong = { ...(await allow()), redirectUri: 'http://localhost:1790/OauthRedirect' };
      await assert.rejects(redeemCode(wrong), {
        ...refused(/does not have this callback URL/),
        nextStep: /localhost:1790/,
      });
    });

    it('an app that wants a secret', async () => {
      const code = await allow();
      await withApp({ isConsumerSecretOptional: false }, () =>
        assert.rejects(redeemCode(code), { ...refused(/wants a secret/), nextStep: /Require secret/ }),
      );
    });

    it('scopes the app may not ask for', () =>
      withApp({ scopes: ['api'] }, () => assert.rejects(allow(), refused(/may not ask for all/))));

    it('an app that an admin has blocked, before and after the code', async () => {
      const code = await allow();
      await withApp({ access: 'blocked' }, async () => {
        await assert.rejects(allow(), refused(/has blocked/));
        await assert.rejects(redeemCode(code), refused(/has blocked/));
      });
    });

    it('an app that is not installed', async () => {
      const grant = await renewable();
      await withApp({ access: 'notInstalled' }, async () => {
        await assert.rejects(allow(), refused(/not installed/));
        await assert.rejects(refreshSession(grant), refused(/not installed/));
      });
    });

    it('an answer that is none', async () => {
      const answers: [Handler, string][] = [
        [(_, response) => response.writeHead(200).end('<html>Welcome</html>'), 'UnexpectedAnswer'],
        [(_, response) => response.writeHead(302, { location: 'https://example.com' }).end(), 'UnexpectedAnswer'],
        [(_, response) => json(response, 200, { access_token: '00D!x' }), 'UnexpectedAnswer'],
        [(_, response) => json(response, 200, null), 'UnexpectedAnswer'],
        [(_, response) => response.writeHead(503).end('<html>Maintenance</html>'), 'ServerUnavailable'],
        [(_, response) => json(response, 500, { error: 'invalid_grant' }), 'ServerUnavailable'],
        [(_, response) => json(response, 200, { access_token: 'x', instance_url: 'http://example.com' }), 'UnsafeUrl'],
      ];
      const grant = await renewable();
      for (const [handler, code] of answers) {
        const { origin } = await serve(handler);
        await assert.rejects(refreshSession({ ...grant, loginUrl: origin }), { code });
      }
    });

    it('a login host that would carry all of it unencrypted', async () => {
      const code = { ...(await allow()), loginUrl: 'http://login.example.com' };
      await assert.rejects(redeemCode(code), { code: 'UnsafeUrl' });
    });
  });

  it('shows no secret in any error or log entry, whoever echoes it', async () => {
    const SECRETS = { code: 'aPrx/SECRET+1==', codeVerifier: 'SECRET-2', refreshToken: '5Aep/SECRET.3=' };
    const echoes: ((body: string) => [status: number, text: string])[] = [
      (body) => [400, JSON.stringify({ error: 'unknown', error_description: body })],
      (body) => [400, JSON.stringify({ error: body, error_description: decodeURIComponent(body) })],
      (body) => [400, JSON.stringify([{ errorCode: 'X', message: decodeURIComponent(body) }])],
      (body) => [502, `<html>${body}</html>`],
      (body) => [200, body],
      (body) => [200, JSON.stringify({ access_token: 'a b SECRET', instance_url: body })],
    ];
    for (const echo of echoes) {
      const { origin } = await serve(async (request, response) => {
        let body = '';
        for await (const chunk of request) body += String(chunk);
        const [status, text] = echo(body);
        response.writeHead(status).end(text);
      });
      for (const act of [
        () => redeemCode({ ...place(origin), ...SECRETS }, options),
        () => refreshSession({ ...place(origin), ...SECRETS }, options),
        () => revoke(origin, SECRETS.refreshToken, options).then(() => new Error('revoked')),
      ]) {
        const error: unknown = await act().catch((reason: unknown) => reason);
        assert.ok(error instanceof Error, inspect(error));
        assert.doesNotMatch(inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error), /SECRET/);
      }
    }
    assert.equal(log.length, echoes.length * 3);
    assert.doesNotMatch(inspect(log, { depth: 20 }), /SECRET/);
    assert.doesNotMatch(inspect(newRequest(), { depth: 20 }), /[\w-]{43}/);
  });
});
