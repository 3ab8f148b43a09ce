// POST /services/oauth2/token: codes and refresh tokens become access tokens.

import { createHash } from 'node:crypto';
import type { Answer } from '../http.js';
import type { Org } from '../org.js';
import type { Call } from '../router.js';
import { identityUrl, instanceUrl } from '../urls.js';
import { newAccessToken, newIdToken, sign } from './accessToken.js';
import type { ExternalClientApp } from './externalClientApp.js';
import { readForm } from './form.js';
import type { Grant } from './grants.js';
import {
  APP_REFUSALS,
  OAuthError,
  expiredToken,
  invalidClientId,
  oauthJson,
  redirectUriMismatch,
} from './oauthError.js';

/** How long a token request is under way. Others with the same refresh token are refused as long. */
const PROCESSING_MS = 50;

export const mustUsePost = (): Answer =>
  oauthJson(400, { error: 'invalid_request', error_description: 'must use HTTP POST' });

/** @throws OAuthError */
export async function requestToken(call: Call): Promise<Answer> {
  const { org, request } = call;
  const form = await readForm(request);
  const grantType = form.get('grant_type');
  if (grantType === 'refresh_token') return refresh(call, form);
  if (grantType !== 'authorization_code') throw new OAuthError('unsupported_grant_type', 'grant type not supported');
  const grant = redeemCode(org, form);
  return tokenResponse(call, grant, isRefreshable(grant) ? org.grants.issueRefreshToken(grant) : undefined);
}

const isRefreshable = ({ scopes }: Grant): boolean =>
  scopes.includes('refresh_token') || scopes.includes('offline_access');

function redeemCode(org: Org, form: URLSearchParams): Grant {
  const app = authenticateApp(org, form);
  if (app.access === 'blocked' || app.access === 'notInstalled') throw APP_REFUSALS[app.access];
  const { request, grant } = org.grants.takeCode(form.get('code') ?? '');
  if (request.app !== app) throw new OAuthError('invalid_grant', 'invalid authorization code');
  if (form.get('redirect_uri') !== request.redirectUri) throw redirectUriMismatch();
  verifyCode(form.get('code_verifier'), request.codeChallenge);
  rejectInactive(grant);
  return grant;
}

/** RFC 7636. All of it is `invalid_grant`, as the documentation of the web server flow has it. */
function verifyCode(verifier: string | null, challenge: string | undefined): void {
  if (verifier !== null && challenge === undefined) throw new OAuthError('invalid_grant', 'unexpected code verifier');
  if (challenge === undefined) return;
  const hash = createHash('sha256')
    .update(verifier ?? '')
    .digest('base64url');
  if (verifier === null || hash !== challenge) throw new OAuthError('invalid_grant', 'invalid code verifier');
}

async function refresh(call: Call, form: URLSearchParams): Promise<Answer> {
  const { org } = call;
  const app = authenticateApp(org, form);
  if (app.access === 'notInstalled') throw new OAuthError('app_not_found', APP_REFUSALS.notInstalled.description);
  if (app.access === 'blocked') throw expiredToken();
  if (form.has('code_verifier') && org.settings.doubts.codeVerifierAtRefresh === 'rejected') {
    throw new OAuthError('invalid_grant', 'unexpected code verifier');
  }
  const token = form.get('refresh_token') ?? '';
  await org.grants.process(token, () => org.clock.sleep(PROCESSING_MS));
  const grant = org.grants.useRefreshToken(token, app);
  rejectInactive(grant);
  return tokenResponse(call, grant, app.isRefreshTokenRotationEnabled ? org.grants.rotate(token, grant) : undefined);
}

function authenticateApp(org: Org, form: URLSearchParams): ExternalClientApp {
  const app = org.findApp(form.get('client_id'));
  if (!app) throw invalidClientId();
  const secret = form.get('client_secret');
  const isRight = secret === null ? app.isConsumerSecretOptional : secret === app.consumerSecret;
  if (!isRight) throw new OAuthError('invalid_client', 'invalid client credentials');
  return app;
}

function rejectInactive({ user }: Grant): void {
  if (user['IsActive'] !== true) throw new OAuthError('inactive_user', 'user is inactive');
}

function tokenResponse({ org, request }: Call, grant: Grant, refreshToken: string | undefined): Answer {
  const { app, user, scopes } = grant;
  const instance_url = instanceUrl(request);
  const id = identityUrl(request, org, user);
  const issuedAt = org.clock.now();
  const accessToken = newAccessToken(org, grant, instance_url);
  org.sessions.open(accessToken, { user, grant });
  return oauthJson(200, {
    access_token: accessToken,
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    signature: sign(`${id}${issuedAt}`, app.consumerSecret),
    scope: scopes.join(' '),
    ...(scopes.includes('openid') && { id_token: newIdToken(grant, id, instance_url, issuedAt) }),
    instance_url,
    id,
    token_type: 'Bearer',
    issued_at: String(issuedAt),
  });
}
