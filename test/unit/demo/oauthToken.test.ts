import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { systemClock } from '../../../src/demo/clock.js';
import { Client, call, useDemoOrg } from './client.js';
import {
  CALLBACK,
  exchange,
  getCode,
  isAlive,
  newPkce,
  refusalOf,
  requestToken,
  signIn,
  tokensOf,
  type Parameters,
} from './oauthClient.js';

describe('demo/oauth/token', () => {
  let late = 0;
  const client = useDemoOrg({
    app: { consumerSecret: 'shh' },
    clock: { ...systemClock, now: () => Date.now() + late },
  });
  const app = () => client().org.settings.apps.demo;

  beforeEach(() => {
    late = 0;
    Object.assign(app(), {
      access: 'allowed',
      isPkceRequired: true,
      isConsumerSecretOptional: true,
      isNamedUserJwtEnabled: false,
    });
  });

  it('a code becomes tokens (E.5)', async () => {
    const { org } = client();
    const tokens = await signIn(org, { scope: 'refresh_token api web' });
    assert.deepEqual(Object.keys(tokens), [
      'access_token',
      'refresh_token',
      'signature',
      'scope',
      'instance_url',
      'id',
      'token_type',
      'issued_at',
    ]);
    assert.match(tokens.access_token, /^00D\w{12}!\w+$/);
    assert.match(tokens.refresh_token ?? '', /^5Aep861/);
    assert.equal(tokens.scope, 'refresh_token api web');
    assert.equal(tokens.instance_url, org.instanceUrl);
    assert.equal(tokens.id, `${org.instanceUrl}/id/${org.orgId}/${org.userId}`);
    assert.equal(tokens.token_type, 'Bearer');
    assert.match(tokens.issued_at, /^\d{13}$/);
    const signature = createHmac('sha256', 'shh')
      .update(tokens.id + tokens.issued_at)
      .digest('base64');
    assert.equal(tokens.signature, signature);
    assert.ok(await isAlive(org, tokens.access_token));
  });

  it('the resources of a version name the identity URL of the session’s user (E.1)', async () => {
    const { org } = client();
    const { access_token, id } = await signIn(org, {}, org.otherUserId);
    const reply = await client().call('//services/data/v67.0', {
      headers: { Authorization: `Bearer ${access_token}` },
    });
    assert.equal((JSON.parse(reply.text) as Record<string, unknown>)['identity'], id);
  });

  it('the session is that of the user who allowed: identity and jobs', async () => {
    const { org } = client();
    const { access_token, id } = await signIn(org, {}, org.otherUserId);
    const headers = { Authorization: `Bearer ${access_token}` };
    const info = JSON.parse((await call(id, { headers })).text) as Record<string, unknown>;
    assert.deepEqual([info['user_id'], info['username']], [org.otherUserId, 'kim.sample@demo-org.example.com']);
    const userinfo = await call(`${org.instanceUrl}/services/oauth2/userinfo`, { headers });
    assert.equal((JSON.parse(userinfo.text) as Record<string, unknown>)['user_id'], org.otherUserId);

    const theirs = new Client({ ...org, accessToken: access_token });
    const job = await theirs.load({ object: 'Account', operation: 'insert' }, 'Name\nA\n');
    assert.equal(job['createdById'], org.otherUserId);
    assert.equal(org.records('Account').at(-1)?.['CreatedById'], org.otherUserId);
  });

  it('refresh token and id token come with their scopes', async () => {
    const { org } = client();
    const { refresh_token, id_token } = await signIn(org, { scope: 'api' });
    assert.deepEqual([refresh_token, id_token], [undefined, undefined]);
    const openid = await signIn(org, { scope: 'openid api' });
    const claims = JSON.parse(Buffer.from(openid.id_token?.split('.')[1] ?? '', 'base64url').toString()) as object;
    assert.deepEqual(Object.keys(claims), ['iss', 'aud', 'sub', 'iat', 'exp']);
  });

  it('without scope: all of the app', async () => {
    assert.equal((await signIn(client().org)).scope, 'api web refresh_token id openid');
  });

  it('a JWT is as good as a session id', async () => {
    app().isNamedUserJwtEnabled = true;
    const one = await signIn(client().org);
    const other = await signIn(client().org);
    assert.match(one.access_token, /^[\w-]+\.[\w-]+\.[\w-]+$/);
    assert.notEqual(one.access_token, other.access_token);
    assert.ok(await isAlive(client().org, one.access_token));
  });

  /** Gets a code and redeems it, with some fields changed. */
  async function redeem(fields: Parameters, parameters: Parameters = {}): Promise<unknown[]> {
    const { verifier, challenge } = newPkce();
    const code = await getCode(client().org, { code_challenge: challenge, ...parameters });
    return refusalOf(await exchange(client().org, { code, code_verifier: verifier, ...fields }));
  }

  const VERIFIER = [400, 'invalid_grant', 'invalid code verifier'];
  const CLIENT = [400, 'invalid_client_id', 'client identifier invalid'];
  const REDIRECT = [400, 'redirect_uri_mismatch', 'redirect_uri must match configuration'];
  const REFUSED: readonly [string, Parameters, unknown[]][] = [
    ['a wrong verifier', { code_verifier: newPkce().verifier }, VERIFIER],
    ['no verifier', { code_verifier: undefined }, VERIFIER],
    ['an empty verifier', { code_verifier: '' }, VERIFIER],
    ['a code nobody issued', { code: 'aPrxMadeUp==' }, [400, 'invalid_grant', 'invalid authorization code']],
    ['no code', { code: undefined }, [400, 'invalid_grant', 'invalid authorization code']],
    ['an unknown app', { client_id: 'x' }, CLIENT],
    ['no app', { client_id: undefined }, CLIENT],
    ['another app', { client_id: 'PlatformCLI' }, [400, 'invalid_grant', 'invalid authorization code']],
    ['a wrong secret', { client_secret: 'x' }, [400, 'invalid_client', 'invalid client credentials']],
    ['another redirect_uri', { redirect_uri: `${CALLBACK}/` }, REDIRECT],
    ['no redirect_uri', { redirect_uri: undefined }, REDIRECT],
    ['the password grant', { grant_type: 'password' }, [400, 'unsupported_grant_type', 'grant type not supported']],
    ['no grant type', { grant_type: undefined }, [400, 'unsupported_grant_type', 'grant type not supported']],
  ];
  for (const [what, fields, expected] of REFUSED) {
    it(`${what} is refused: ${String(expected[1])}`, async () => assert.deepEqual(await redeem(fields), expected));
  }

  it('a verifier without a challenge is refused', async () => {
    app().isPkceRequired = false;
    const expected = [400, 'invalid_grant', 'unexpected code verifier'];
    assert.deepEqual(await redeem({}, { code_challenge: undefined }), expected);
  });

  it('an app that needs no PKCE goes without', async () => {
    app().isPkceRequired = false;
    const code = await getCode(client().org, {});
    assert.ok(tokensOf(await exchange(client().org, { code })).access_token);
  });

  it('a code is good once, also where the verifier was wrong', async () => {
    const { org } = client();
    const { verifier, challenge } = newPkce();
    const expired = [400, 'invalid_grant', 'expired authorization code'];
    for (const first of [verifier, newPkce().verifier]) {
      const code = await getCode(org, { code_challenge: challenge });
      await exchange(org, { code, code_verifier: first });
      assert.deepEqual(refusalOf(await exchange(org, { code, code_verifier: verifier })), expired);
    }
  });

  it('a code is good for 15 minutes', async () => {
    const { org } = client();
    const { verifier, challenge } = newPkce();
    const after = async (minutes: number) => {
      late = 0;
      const code = await getCode(org, { code_challenge: challenge });
      late = minutes * 60_000;
      return exchange(org, { code, code_verifier: verifier });
    };
    assert.equal((await after(14)).status, 200);
    assert.deepEqual(refusalOf(await after(16)), [400, 'invalid_grant', 'expired authorization code']);
  });

  it('a secret that is required must be sent', async () => {
    const { org } = client();
    app().isConsumerSecretOptional = false;
    assert.deepEqual(await redeem({}), [400, 'invalid_client', 'invalid client credentials']);
    const { verifier, challenge } = newPkce();
    const code = await getCode(org, { code_challenge: challenge });
    assert.equal((await exchange(org, { code, code_verifier: verifier, client_secret: 'shh' })).status, 200);
  });

  it('a user who was deactivated meanwhile is refused', async () => {
    const { org } = client();
    const user = org.record(org.otherUserId);
    const { verifier, challenge } = newPkce();
    const code = await getCode(org, { code_challenge: challenge }, org.otherUserId);
    Object.assign(user ?? {}, { IsActive: false });
    try {
      const reply = await exchange(org, { code, code_verifier: verifier });
      assert.deepEqual(refusalOf(reply), [400, 'inactive_user', 'user is inactive']);
    } finally {
      Object.assign(user ?? {}, { IsActive: true });
    }
  });

  it('takes POST of a form only', async () => {
    const url = `${client().org.instanceUrl}/services/oauth2/token`;
    assert.deepEqual(refusalOf(await call(url)), [400, 'invalid_request', 'must use HTTP POST']);
    const json = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"grant_type":"refresh_token"}',
    };
    assert.equal(refusalOf(await call(url, json))[1], 'unsupported_grant_type');
    assert.equal(
      refusalOf(await call(`${url}?grant_type=refresh_token`, { method: 'POST' }))[1],
      'unsupported_grant_type',
    );
  });

  it('answers in one line that no cache keeps', async () => {
    const { headers, text } = await requestToken(client().org, {});
    assert.equal(text, '{"error":"unsupported_grant_type","error_description":"grant type not supported"}');
    assert.equal(headers['content-type'], 'application/json;charset=UTF-8');
    assert.match(String(headers['cache-control']), /no-store/);
  });

  it('the app of the Salesforce CLI is known', async () => {
    const tokens = await signIn(client().org, { client_id: 'PlatformCLI', scope: 'refresh_token api web' });
    assert.ok(tokens.refresh_token);
  });

  it('nothing secret stands in the log', async () => {
    const { org } = client();
    const { verifier, challenge } = newPkce();
    const code = await getCode(org, { code_challenge: challenge });
    const { access_token, refresh_token } = tokensOf(await exchange(org, { code, code_verifier: verifier }));
    await isAlive(org, access_token);
    const log = JSON.stringify(org.log);
    for (const secret of [code, encodeURIComponent(code), verifier, access_token, refresh_token ?? '']) {
      assert.ok(!log.includes(secret), secret);
    }
  });
});
