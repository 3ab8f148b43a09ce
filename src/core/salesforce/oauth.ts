// The half of a sign-in that no browser sees: forms to the login host. jsforce's OAuth2 sends the code verifier with
// each refresh, which Salesforce has no use for.

import type { UserError } from '../errors.js';
import { withoutSecrets } from '../withoutSecrets.js';
import { accessTokenIn } from './accessToken.js';
import { apiError, unexpectedAnswer } from './apiError.js';
import { exchange, type Answer, type RequestEntry } from './exchange.js';
import { refusedRenewal, refusedSignIn } from './oauthError.js';
import type { AuthorizationCode } from './oauthRequest.js';
import { orgOrigin } from './orgOrigin.js';

export interface Tokens {
  readonly accessToken: string;
  /** After a refresh only where it takes the place of the one that was used. */
  readonly refreshToken?: string;
  /** Origin of the org. */
  readonly instanceUrl: string;
}

export interface Renewable {
  readonly loginUrl: string;
  readonly clientId: string;
  readonly refreshToken: string;
}

export interface OAuthOptions {
  readonly log?: (entry: RequestEntry) => void;
  readonly signal?: AbortSignal;
}

/** @throws UserError `SignInFailed`, and what exchange() throws */
export async function redeemCode(authorization: AuthorizationCode, options: OAuthOptions = {}): Promise<Tokens> {
  const { loginUrl, clientId, redirectUri, code, codeVerifier } = authorization;
  const form = {
    grant_type: 'authorization_code',
    client_id: clientId,
    redirect_uri: redirectUri,
    code,
    code_verifier: codeVerifier,
  };
  return requestTokens(loginUrl, form, options, (error, description) =>
    refusedSignIn(authorization, error, description),
  );
}

/** @throws UserError `SessionExpired` where the refresh token is dead, `SignInFailed`, and what exchange() throws */
export async function refreshSession(grant: Renewable, options: OAuthOptions = {}): Promise<Tokens> {
  const { loginUrl, clientId, refreshToken } = grant;
  const form = { grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken };
  return requestTokens(loginUrl, form, options, (error, description) => refusedRenewal(loginUrl, error, description));
}

/**
 * A refresh token takes its sessions with it.
 * @throws ApiError, what exchange() throws; nothing where the token was no good any more
 */
export async function revoke(loginUrl: string, token: string, options: OAuthOptions = {}): Promise<void> {
  const answer = await post(loginUrl, '/services/oauth2/revoke', { token }, options);
  if (answer.statusCode > 400) throw apiError(answer);
}

type Form = Readonly<Record<string, string>>;

/** Members of a successful answer that we read, and of an error (RFC 6749, 5.1 and 5.2). */
interface TokenAnswer {
  readonly access_token?: unknown;
  readonly refresh_token?: unknown;
  readonly instance_url?: unknown;
  readonly error?: unknown;
  readonly error_description?: unknown;
}

async function requestTokens(
  loginUrl: string,
  form: Form,
  options: OAuthOptions,
  refused: (error: string, description: string) => UserError,
): Promise<Tokens> {
  const answer = await post(loginUrl, '/services/oauth2/token', form, options);
  const { access_token, refresh_token, instance_url, error, error_description } = parse(answer.body);
  if (answer.statusCode >= 400) {
    if (answer.statusCode >= 500 || typeof error !== 'string') throw apiError(answer);
    throw refused(error, typeof error_description === 'string' ? error_description : '');
  }
  const accessToken = typeof access_token === 'string' ? accessTokenIn(access_token) : undefined;
  if (answer.statusCode !== 200 || accessToken === undefined || typeof instance_url !== 'string') {
    throw unexpectedAnswer(new URL(loginUrl).host, `HTTP ${answer.statusCode}`);
  }
  return {
    accessToken,
    instanceUrl: orgOrigin(instance_url),
    ...(typeof refresh_token === 'string' && { refreshToken: refresh_token }),
  };
}

/** Fields whose values must not come back in an error: what stands in front of Salesforce may echo the request. */
const SECRET_FIELDS = ['code', 'code_verifier', 'refresh_token', 'token'];

async function post(loginUrl: string, path: string, form: Form, { log, signal }: OAuthOptions): Promise<Answer> {
  const answer = await exchange(
    { origin: orgOrigin(loginUrl), log },
    {
      method: 'POST',
      path,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
      ...(signal && { signal }),
    },
  );
  if (answer.statusCode < 400) return answer;
  const secrets = SECRET_FIELDS.flatMap((name) => form[name] || []);
  return { ...answer, body: withoutSecrets(answer.body, secrets) };
}

function parse(json: string): TokenAnswer {
  try {
    return (JSON.parse(json) as TokenAnswer | null) ?? {};
  } catch {
    return {};
  }
}
