// /services/oauth2/authorize: GET asks the user, POST takes the answer and sends the browser back to the app.

import type { Answer } from '../http.js';
import { objectNamed } from '../objects/schema.js';
import type { SalesforceRecord } from '../objects/records.js';
import type { Org } from '../org.js';
import type { Call } from '../router.js';
import { approvalPage, refusalPage } from './approvalPage.js';
import type { ExternalClientApp } from './externalClientApp.js';
import { readForm } from './form.js';
import type { AuthorizationRequest } from './grants.js';
import { APP_REFUSALS, NO_STORE, OAuthError, invalidClientId, redirectUriMismatch } from './oauthError.js';

/** As many as one looks at before choosing. */
const MAX_USERS = 5;

/** @throws OAuthError where the request does not say where to send the browser */
export function askUser({ org, query }: Call): Answer {
  const app = org.findApp(query.get('client_id'));
  if (!app) throw invalidClientId();
  const redirectUri = query.get('redirect_uri');
  if (redirectUri === null) throw new OAuthError('redirect_uri_missing', 'redirect_uri not provided');
  if (!app.callbackUrls.includes(redirectUri)) throw redirectUriMismatch();
  const state = query.get('state');
  const back: Back = { redirectUri, ...(state !== null && { state }) };
  try {
    const request = { ...parse(query, app), app, ...back };
    const hint = query.get('login_hint')?.toLowerCase();
    return approvalPage({
      organization: org.organization,
      request,
      users: usersOf(org),
      isChosen: (user) => String(user['Username']).toLowerCase() === hint,
      token: org.grants.keepRequest(request),
    });
  } catch (error) {
    if (error instanceof OAuthError) return redirectError(back, error);
    throw error;
  }
}

function parse(query: URLSearchParams, app: ExternalClientApp): Pick<AuthorizationRequest, 'scopes' | 'codeChallenge'> {
  if (query.get('response_type') !== 'code') {
    throw new OAuthError('unsupported_response_type', 'response type not supported');
  }
  const codeChallenge = query.get('code_challenge');
  if (codeChallenge === null && app.isPkceRequired) {
    throw new OAuthError('invalid_request', 'missing required code challenge');
  }
  const asked = (query.get('scope') ?? '').split(/\s+/).filter((scope) => scope !== '');
  if (!asked.every((scope) => app.scopes.includes(scope))) {
    throw new OAuthError('invalid_scope', 'the requested scope is not allowed');
  }
  const scopes = asked.length > 0 ? asked : app.scopes;
  return { scopes, ...(codeChallenge !== null && { codeChallenge }) };
}

function usersOf(org: Org): readonly SalesforceRecord[] {
  const active = [...org.records.all(objectNamed('User'))].filter((user) => user['IsActive'] === true);
  return active.slice(0, MAX_USERS);
}

/** @throws OAuthError where the page was not ours, or was used before */
export async function takeAnswer({ org, request: incoming }: Call): Promise<Answer> {
  const form = await readForm(incoming);
  const request = org.grants.takeRequest(form.get('token') ?? '');
  if (!request) throw new OAuthError('invalid_request', 'this page has been used or has expired');
  if (form.get('decision') !== 'Allow') {
    return redirectError(request, new OAuthError('access_denied', 'end-user denied authorization'));
  }
  const { access } = request.app;
  if (access === 'notApproved') return refusalPage();
  if (access !== 'allowed') return redirectError(request, APP_REFUSALS[access]);
  const user = org.records.get(form.get('user') ?? '');
  if (!user || !usersOf(org).includes(user)) throw new OAuthError('invalid_request', 'no such user');
  return redirect(request, { code: org.grants.issueCode(request, user) });
}

type Back = Pick<AuthorizationRequest, 'redirectUri' | 'state'>;

const redirectError = (back: Back, { error, description }: OAuthError): Answer =>
  redirect(back, { error, error_description: description });

function redirect({ redirectUri, state }: Back, parameters: Readonly<Record<string, string>>): Answer {
  const query = new URLSearchParams({ ...parameters, ...(state !== undefined && { state }) });
  const Location = `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query.toString()}`;
  return { status: 302, headers: { Location, 'Referrer-Policy': 'no-referrer', ...NO_STORE }, text: '' };
}
