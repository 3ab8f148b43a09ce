// A client that signs in through the demo org's page, form by form, as a browser and an app do.

import { createHash, randomBytes } from 'node:crypto';
import { DEMO_CONSUMER_KEY } from '../../../src/demo/oauth/externalClientApp.js';
import type { DemoOrg } from '../../../src/demo/server.js';
import { call, type Reply } from './client.js';

export const CALLBACK = 'http://localhost:1717/OauthRedirect';

export interface Pkce {
  readonly verifier: string;
  readonly challenge: string;
}

export function newPkce(): Pkce {
  const verifier = randomBytes(48).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** Parameters that are undefined are left out. */
export type Parameters = Readonly<Record<string, string | undefined>>;

const encode = (parameters: Parameters): string => {
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return new URLSearchParams(given).toString();
};

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

export const postForm = (org: DemoOrg, path: string, fields: Parameters): Promise<Reply> =>
  call(`${org.instanceUrl}${path}`, { method: 'POST', headers: FORM, body: encode(fields) });

/** What a browser reads of the page's form. */
export interface Form {
  readonly method: string;
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly users: readonly string[];
  readonly chosenUser: string | undefined;
  readonly decisions: readonly string[];
}

const attribute = (tag: string, name: string): string => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? '';

export function formOf(html: string): Form {
  const tags = (name: string, where: string): string[] =>
    [...html.matchAll(new RegExp(`<${name}\\b[^>]*>`, 'g'))].map(([tag]) => tag).filter((tag) => tag.includes(where));
  const [form = ''] = tags('form', '');
  const radios = tags('input', 'type="radio"');
  const chosen = radios.find((tag) => /\bchecked\b/.test(tag));
  return {
    method: attribute(form, 'method'),
    action: attribute(form, 'action'),
    hidden: Object.fromEntries(
      tags('input', 'type="hidden"').map((tag) => [attribute(tag, 'name'), attribute(tag, 'value')]),
    ),
    users: radios.map((tag) => attribute(tag, 'value')),
    chosenUser: chosen === undefined ? undefined : attribute(chosen, 'value'),
    decisions: tags('button', 'name="decision"').map((tag) => attribute(tag, 'value')),
  };
}

const BASIC = { response_type: 'code', client_id: DEMO_CONSUMER_KEY, redirect_uri: CALLBACK };

export const openPage = (org: DemoOrg, parameters: Parameters): Promise<Reply> =>
  call(`${org.instanceUrl}/services/oauth2/authorize?${encode({ ...BASIC, ...parameters })}`);

/** Fills in the form of a page and sends it; the reply is a redirect that nobody follows. */
export function submit(org: DemoOrg, page: Reply, decision = 'Allow', user?: string): Promise<Reply> {
  const { action, hidden, chosenUser } = formOf(page.text);
  return postForm(org, action, { ...hidden, user: user ?? chosenUser, decision });
}

/** Where a reply sends the browser. */
export const locationOf = (reply: Reply): URL => new URL(reply.headers.location ?? '');

/** Up to the code. */
export async function getCode(org: DemoOrg, parameters: Parameters, user?: string): Promise<string> {
  const reply = await submit(org, await openPage(org, parameters), 'Allow', user);
  const code = locationOf(reply).searchParams.get('code');
  if (code === null) throw new Error(`No code: ${reply.status} ${reply.headers.location ?? reply.text}`);
  return code;
}

export const requestToken = (org: DemoOrg, fields: Parameters): Promise<Reply> =>
  postForm(org, '/services/oauth2/token', fields);

export const exchange = (org: DemoOrg, fields: Parameters): Promise<Reply> =>
  requestToken(org, {
    grant_type: 'authorization_code',
    client_id: DEMO_CONSUMER_KEY,
    redirect_uri: CALLBACK,
    ...fields,
  });

export const refresh = (org: DemoOrg, refresh_token: string | undefined, fields: Parameters = {}): Promise<Reply> =>
  requestToken(org, { grant_type: 'refresh_token', client_id: DEMO_CONSUMER_KEY, refresh_token, ...fields });

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly signature: string;
  readonly scope: string;
  readonly id_token?: string;
  readonly instance_url: string;
  readonly id: string;
  readonly token_type: string;
  readonly issued_at: string;
}

export function tokensOf({ status, text }: Reply): Tokens {
  if (status !== 200) throw new Error(`${status} ${text}`);
  return JSON.parse(text) as Tokens;
}

/** All of it. */
export async function signIn(org: DemoOrg, parameters: Parameters = {}, user?: string): Promise<Tokens> {
  const { verifier, challenge } = newPkce();
  const code = await getCode(org, { code_challenge: challenge, ...parameters }, user);
  const { client_id, redirect_uri } = { ...BASIC, ...parameters };
  return tokensOf(await exchange(org, { code, code_verifier: verifier, client_id, redirect_uri }));
}

/** `[status, error, description]` of the token resource. */
export function refusalOf({ status, text }: Reply): unknown[] {
  const { error, error_description } = JSON.parse(text) as Record<string, string>;
  return [status, error, error_description];
}

/** Whether a token is good for a call. */
export async function isAlive(org: DemoOrg, accessToken: string): Promise<boolean> {
  const headers = { Authorization: `Bearer ${accessToken}` };
  return (await call(`${org.instanceUrl}/services/data/v67.0/limits`, { headers })).status === 200;
}
