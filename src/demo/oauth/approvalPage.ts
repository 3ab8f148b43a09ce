// What the user sees in the browser: who asks for what, Allow and Deny.

import { createHash } from 'node:crypto';
import type { Answer } from '../http.js';
import type { SalesforceRecord, Value } from '../objects/records.js';
import { kindLabel } from '../orgKind.js';
import { STYLE } from './approvalStyle.js';
import type { AuthorizationRequest } from './grants.js';
import { NO_STORE } from './oauthError.js';

/** As Salesforce's own approval page words them. */
const SCOPES: Readonly<Record<string, string>> = {
  api: 'Manage user data via APIs',
  web: 'Manage user data via Web browsers',
  refresh_token: 'Perform requests at any time',
  offline_access: 'Perform requests at any time',
  id: 'Access the identity URL service',
  openid: 'Access unique user identifiers',
  full: 'Full access',
};

interface Question {
  readonly organization: SalesforceRecord;
  readonly request: AuthorizationRequest;
  readonly users: readonly SalesforceRecord[];
  /** Who is chosen beforehand; the first user where nobody is. */
  readonly isChosen: (user: SalesforceRecord) => boolean;
  /** Stands for the request when the form comes back. */
  readonly token: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: Value | undefined): string =>
  String(text ?? '').replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);

export function approvalPage({ organization, request, users, isChosen, token }: Question): Answer {
  const { app, scopes, redirectUri } = request;
  const chosen = users.find(isChosen) ?? users[0];
  const labels = new Set(scopes.map((scope) => SCOPES[scope] ?? scope));
  const radios = users.map(
    (user) => `
      <label class="user">
        <input type="radio" name="user" value="${escape(user.Id)}"${user === chosen ? ' checked' : ''}>
        <span><b>${escape(user['Name'])}</b><br><small>${escape(user['Username'])}</small></span>
      </label>`,
  );
  const kind = escape(kindLabel(organization));
  const title = `Allow access? – ${escape(organization['Name'])}`;
  const body = `
  <header><b>${escape(organization['Name'])}</b><span class="kind" data-kind="${kind}">${kind}</span></header>
  <h1>Allow <strong>${escape(app.label)}</strong> access to this org?</h1>
  <form method="post" action="/services/oauth2/authorize">
    <input type="hidden" name="token" value="${escape(token)}">
    <h2 id="scopes">It asks to</h2>
    <ul aria-labelledby="scopes">${[...labels].map((label) => `<li>${escape(label)}</li>`).join('')}</ul>
    <fieldset>
      <legend>Log in as</legend>${radios.join('')}
    </fieldset>
    <div class="buttons">
      <button name="decision" value="Allow" class="primary">Allow</button>
      <button name="decision" value="Deny">Deny</button>
    </div>
  </form>
  <footer>
    <p>The answer goes to <code>${escape(redirectUri)}</code></p>
    <p>This is a demo org on your own computer: it asks for no password, and every user and record is invented.</p>
  </footer>`;
  return page(200, title, body, `'self' ${originOf(redirectUri)}`);
}

/** Where Salesforce leaves the user whom it does not let use an app that is not installed. The app hears nothing. */
export const refusalPage = (): Answer =>
  page(
    200,
    'OAuth Error',
    `
  <h1>OAuth Error</h1>
  <p>We can't authorize you because of an OAuth error. For more information, contact your Salesforce administrator.</p>
  <p>OAUTH_APPROVAL_ERROR_GENERIC : An unexpected error has occurred during authentication. Please try again.</p>`,
    "'none'",
  );

/** Chromium holds the redirect that follows a form to `form-action` too. */
function originOf(redirectUri: string): string {
  const { origin, protocol } = new URL(redirectUri);
  return origin === 'null' ? protocol : origin;
}

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** @param formAction sources of the directive */
function page(status: number, title: string, body: string, formAction: string): Answer {
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${STYLE_HASH}'`,
    `form-action ${formAction}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  const headers = {
    'Content-Type': 'text/html; charset=UTF-8',
    'Content-Security-Policy': policy.join('; '),
    'X-Frame-Options': 'DENY',
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    ...NO_STORE,
  };
  const text = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>${body}
</main>
</body>
</html>
`;
  return { status, headers, text };
}
