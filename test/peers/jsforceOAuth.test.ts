// jsforce as judge of OAuth: authorize, token, refresh, revoke.

import { Connection } from 'jsforce';
import assert from 'node:assert/strict';
import { DEMO_CONSUMER_KEY } from '../../src/demo/oauth/externalClientApp.js';
import type { DemoOrg } from '../../src/demo/server.js';
import { useJsforce } from './jsforceOrg.js';

const oauth2 = (org: DemoOrg) => ({
  loginUrl: org.instanceUrl,
  clientId: DEMO_CONSUMER_KEY,
  redirectUri: 'http://localhost:1717/OauthRedirect',
  useVerifier: true,
});

/** What a browser does whose user presses a button of the page; resolves with where it is sent. */
async function press(decision: 'Allow' | 'Deny', authorizationUrl: string): Promise<URLSearchParams> {
  const page = await (await fetch(authorizationUrl)).text();
  const field = (name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
  const body = new URLSearchParams({ token: field('token'), user: field('user'), decision });
  const answer = await fetch(authorizationUrl.replace(/\?.*/, ''), { method: 'POST', body, redirect: 'manual' });
  return new URL(answer.headers.get('location') ?? '').searchParams;
}

describe('jsforce: OAuth', () => {
  const peer = useJsforce();

  async function authorized(): Promise<Connection> {
    const conn = new Connection({ oauth2: oauth2(peer().org), version: '67.0' });
    const answer = await press('Allow', conn.oauth2.getAuthorizationUrl({ state: 'as sent' }));
    assert.equal(answer.get('state'), 'as sent');
    await conn.authorize(answer.get('code') ?? '');
    conn.oauth2.codeVerifier = undefined; // jsforce would send it with each refresh
    return conn;
  }

  it('authorize() gets a session and a refresh token for a code', async () => {
    const { org } = peer();
    const conn = await authorized();
    assert.equal(conn.instanceUrl, org.instanceUrl);
    assert.deepEqual([conn.userInfo?.id, conn.userInfo?.organizationId], [org.userId, org.orgId]);
    assert.ok(conn.accessToken && conn.refreshToken);
    assert.equal((await conn.identity()).username, org.username);
    assert.equal((await conn.query('SELECT Id FROM User')).totalSize, 2);
  });

  it('a session that has expired is renewed, once for several calls', async () => {
    const { org } = peer();
    const conn = await authorized();
    const tokens: string[] = [];
    conn.on('refresh', (token: string) => tokens.push(token));
    org.expireSessions();
    await Promise.all([conn.query('SELECT Id FROM User'), conn.describeGlobal(), conn.describe('User')]);
    assert.deepEqual(tokens, [conn.accessToken]);
  });

  it('a refresh with the verifier of the sign-in is refused', async () => {
    const { oauth2, refreshToken } = await authorized();
    oauth2.codeVerifier = 'kept';
    await assert.rejects(oauth2.refreshToken(refreshToken ?? ''), {
      name: 'invalid_grant',
      message: 'unexpected code verifier',
    });
  });

  it('a refresh token that is none ends it', async () => {
    const conn = await authorized();
    conn.accessToken = 'invalid access token';
    conn.refreshToken = 'invalid refresh token';
    await assert.rejects(async () => conn.query('SELECT Id FROM User'), {
      message: 'Unable to refresh session due to: expired access/refresh token',
    });
  });

  it('so does one that was revoked', async () => {
    const conn = await authorized();
    const { accessToken, refreshToken } = conn;
    await conn.logout(true);
    assert.equal(conn.accessToken, null);
    const { org } = peer();
    const again = new Connection({
      oauth2: { ...oauth2(org), useVerifier: false },
      instanceUrl: org.instanceUrl,
      accessToken: accessToken ?? '',
      refreshToken: refreshToken ?? '',
    });
    await assert.rejects(async () => again.query('SELECT Id FROM User'), {
      message: 'Unable to refresh session due to: expired access/refresh token',
    });
  });

  it('logout() ends the session alone', async () => {
    const conn = await authorized();
    const { accessToken } = conn;
    await conn.logout();
    const { org } = peer();
    const again = new Connection({ instanceUrl: org.instanceUrl, accessToken: accessToken ?? '' });
    await assert.rejects(async () => again.query('SELECT Id FROM User'), { name: 'INVALID_SESSION_ID' });
  });

  it('a code is good once, and for its verifier only', async () => {
    const { org } = peer();
    const conn = new Connection({ oauth2: oauth2(org) });
    const code = (await press('Allow', conn.oauth2.getAuthorizationUrl())).get('code') ?? '';
    await conn.authorize(code);
    await assert.rejects(conn.authorize(code), { name: 'invalid_grant', message: 'expired authorization code' });
    const other = new Connection({ oauth2: oauth2(org) });
    const stolen = (await press('Allow', conn.oauth2.getAuthorizationUrl())).get('code') ?? '';
    await assert.rejects(other.authorize(stolen), { name: 'invalid_grant' });
  });

  it('a user who denies sends no code', async () => {
    const conn = new Connection({ oauth2: oauth2(peer().org) });
    const answer = await press('Deny', conn.oauth2.getAuthorizationUrl());
    assert.deepEqual(Object.fromEntries(answer), {
      error: 'access_denied',
      error_description: 'end-user denied authorization',
    });
  });
});
