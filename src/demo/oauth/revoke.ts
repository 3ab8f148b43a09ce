// /services/oauth2/revoke: POST of a form, or a "blind GET".
// https://developer.salesforce.com/docs/platform/mobile-sdk/guide/oauth-revoking-tokens.html

import type { Answer } from '../http.js';
import type { Org } from '../org.js';
import type { Call } from '../router.js';
import { readForm } from './form.js';
import { NO_STORE, OAuthError } from './oauthError.js';

export const revokeByPost = async ({ org, request }: Call): Promise<Answer> =>
  revoke(org, (await readForm(request)).get('token'));

export const revokeByGet = ({ org, query }: Call): Answer => revoke(org, query.get('token'));

/** A refresh token takes its sessions with it; an access token ends alone. */
function revoke(org: Org, token: string | null): Answer {
  if (!token) throw new OAuthError('unsupported_token_type', 'this token type is not supported');
  const grant = org.grants.find(token);
  if (grant) org.grants.revoke(grant);
  else if (!org.sessions.end(token)) throw new OAuthError('invalid_token', 'invalid token');
  return { status: 200, headers: NO_STORE, text: '' };
}
