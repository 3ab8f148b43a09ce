import assert from 'node:assert/strict';
import { call, useDemoOrg } from './client.js';
import { isAlive, postForm, refresh, refusalOf, signIn, tokensOf, type Tokens } from './oauthClient.js';

const EXPIRED = [400, 'invalid_grant', 'expired access/refresh token'];

describe('demo/oauth/refresh', () => {
  const client = useDemoOrg();
  const app = () => client().org.settings.apps.demo;
  beforeEach(() => Object.assign(app(), { access: 'allowed', isRefreshTokenRotationEnabled: false }));

  it('gives another access token and no refresh token; both sessions live', async () => {
    const { org } = client();
    const first = await signIn(org);
    const second = tokensOf(await refresh(org, first.refresh_token));
    const third = tokensOf(await refresh(org, first.refresh_token));
    assert.equal(second.refresh_token, undefined);
    assert.deepEqual([second.id, second.scope], [first.id, first.scope]);
    for (const { access_token } of [first, second, third]) assert.ok(await isAlive(org, access_token));
    assert.equal(new Set([first, second, third].map(({ access_token }) => access_token)).size, 3);
  });

  it('goes on after the sessions have ended', async () => {
    const { org } = client();
    const { access_token, refresh_token } = await signIn(org);
    org.expireSessions();
    assert.ok(!(await isAlive(org, access_token)));
    assert.ok(await isAlive(org, tokensOf(await refresh(org, refresh_token)).access_token));
  });

  it('with rotation, each refresh token is good once', async () => {
    const { org } = client();
    app().isRefreshTokenRotationEnabled = true;
    let tokens = await signIn(org);
    for (let turn = 0; turn < 7; turn++) {
      const next = tokensOf(await refresh(org, tokens.refresh_token));
      assert.ok(next.refresh_token !== undefined && next.refresh_token !== tokens.refresh_token);
      tokens = next;
    }
    assert.ok(await isAlive(org, tokens.access_token));
  });

  it('with rotation, a refresh token that comes again takes everything with it', async () => {
    const { org } = client();
    app().isRefreshTokenRotationEnabled = true;
    const first = await signIn(org);
    const second = tokensOf(await refresh(org, first.refresh_token));
    assert.ok(await isAlive(org, second.access_token));
    assert.deepEqual(refusalOf(await refresh(org, first.refresh_token)), EXPIRED);
    for (const { access_token } of [first, second]) assert.ok(!(await isAlive(org, access_token)));
    assert.deepEqual(refusalOf(await refresh(org, second.refresh_token)), EXPIRED);
  });

  for (const rotation of [false, true]) {
    it(`two at once: one is refused (rotation ${rotation ? 'on' : 'off'})`, async () => {
      const { org } = client();
      app().isRefreshTokenRotationEnabled = rotation;
      const { refresh_token } = await signIn(org);
      const replies = await Promise.all([refresh(org, refresh_token), refresh(org, refresh_token)]);
      const [taken, refused] = replies.sort((one, other) => one.status - other.status);
      assert.ok(taken && refused);
      assert.deepEqual(refusalOf(refused), [400, 'invalid_grant', 'token request is already being processed']);
      const tokens = tokensOf(taken);
      assert.ok(await isAlive(org, tokens.access_token));
      assert.equal((await refresh(org, tokens.refresh_token ?? refresh_token)).status, 200);
    });
  }

  it('refuses an expired, an unknown, no and another app’s refresh token', async () => {
    const { org } = client();
    const { access_token, refresh_token } = await signIn(org);
    assert.deepEqual(refusalOf(await refresh(org, refresh_token, { client_id: 'PlatformCLI' })), EXPIRED);
    assert.equal((await refresh(org, refresh_token)).status, 200);
    org.expireRefreshTokens();
    for (const token of [refresh_token, 'x', undefined]) {
      assert.deepEqual(refusalOf(await refresh(org, token)), EXPIRED);
    }
    assert.ok(await isAlive(org, access_token));
  });

  it('refuses a verifier that was kept', async () => {
    const { refresh_token } = await signIn(client().org);
    const reply = await refresh(client().org, refresh_token, { code_verifier: 'kept' });
    assert.deepEqual(refusalOf(reply), [400, 'invalid_grant', 'unexpected code verifier']);
  });

  it('refuses an app that was removed or blocked', async () => {
    const { access_token, refresh_token } = await signIn(client().org);
    app().access = 'notInstalled';
    const notInstalled = [400, 'app_not_found', 'External client app is not installed in this org'];
    assert.deepEqual(refusalOf(await refresh(client().org, refresh_token)), notInstalled);
    assert.ok(await isAlive(client().org, access_token));
    app().access = 'blocked';
    assert.deepEqual(refusalOf(await refresh(client().org, refresh_token)), EXPIRED);
    assert.ok(!(await isAlive(client().org, access_token)));
  });

  it('the sixth sign-in of a user ends the first; another user’s stays', async () => {
    const { org } = client();
    org.expireRefreshTokens();
    const other = await signIn(org, {}, org.otherUserId);
    const mine: Tokens[] = [];
    for (let count = 0; count < 6; count++) mine.push(await signIn(org));
    const alive = await Promise.all([other, ...mine].map(({ access_token }) => isAlive(org, access_token)));
    assert.deepEqual(alive, [true, false, true, true, true, true, true]);
    assert.deepEqual(refusalOf(await refresh(org, mine[0]?.refresh_token)), EXPIRED);
    assert.equal((await refresh(org, mine[1]?.refresh_token)).status, 200);
  });
});

describe('demo/oauth/revoke', () => {
  const client = useDemoOrg();
  const revoke = async (token: string | undefined): Promise<unknown[]> => {
    const { status, text } = await postForm(client().org, '/services/oauth2/revoke', { token });
    return [status, text];
  };

  it('a refresh token goes with its sessions', async () => {
    const { org } = client();
    const { access_token, refresh_token } = await signIn(org);
    const second = tokensOf(await refresh(org, refresh_token));
    const stranger = await signIn(org);
    assert.deepEqual(await revoke(refresh_token), [200, '']);
    for (const token of [access_token, second.access_token]) assert.ok(!(await isAlive(org, token)));
    assert.deepEqual(refusalOf(await refresh(org, refresh_token)), EXPIRED);
    assert.ok(await isAlive(org, stranger.access_token));
  });

  it('an access token goes alone, by GET too', async () => {
    const { org } = client();
    const { access_token, refresh_token } = await signIn(org);
    const url = `${org.instanceUrl}/services/oauth2/revoke?token=${encodeURIComponent(access_token)}`;
    assert.equal((await call(url)).status, 200);
    assert.ok(!(await isAlive(org, access_token)));
    assert.equal((await refresh(org, refresh_token)).status, 200);
  });

  it('refuses what is no token, as the text of a form', async () => {
    const unsupported = 'error=unsupported_token_type&error_description=this%20token%20type%20is%20not%20supported';
    assert.deepEqual(await revoke(undefined), [400, unsupported]);
    assert.deepEqual(await revoke('x'), [400, 'error=invalid_token&error_description=invalid%20token']);
  });
});
