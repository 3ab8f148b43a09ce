import { createHmac } from 'node:crypto';
import { randomBase62 } from '../ids.js';
import type { Org } from '../org.js';
import type { Grant } from './grants.js';

const LIFETIME_SECONDS = 2 * 60 * 60;

/** HMAC-SHA256 with the consumer secret, in Base64. */
export const sign = (text: string, consumerSecret: string): string =>
  createHmac('sha256', consumerSecret).update(text).digest('base64');

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Salesforce signs with RS256; here HS256 with the consumer secret does. */
function jwt(header: Readonly<Record<string, string>>, claims: object, consumerSecret: string): string {
  const text = `${encode({ typ: 'JWT', alg: 'HS256', ...header })}.${encode(claims)}`;
  return `${text}.${createHmac('sha256', consumerSecret).update(text).digest('base64url')}`;
}

/** `00D…!…`, or three dotted parts where the app is set up so. */
export function newAccessToken(org: Org, { app, user, scopes }: Grant, instanceUrl: string): string {
  if (!app.isNamedUserJwtEnabled) return org.newSessionId();
  const now = Math.floor(org.clock.now() / 1000);
  const header = { tnk: `core/prod/${org.orgId}`, ver: '1.0', kid: `CORE_ATJWT.${org.orgId}`, tty: 'sfdc-core-token' };
  const claims = {
    scp: scopes.join(' '),
    aud: [instanceUrl],
    sub: `uid:${user.Id}`,
    nbf: now,
    mty: 'oauth',
    sfi: randomBase62(64), // makes two of one second differ
    iss: instanceUrl,
    exp: now + LIFETIME_SECONDS,
    iat: now,
    client_id: app.consumerKey,
  };
  return jwt(header, claims, app.consumerSecret);
}

/**
 * OpenID Connect Core, 2.
 * @param id the identity URL
 * @param issuedAt milliseconds since 1970
 */
export function newIdToken({ app }: Grant, id: string, instanceUrl: string, issuedAt: number): string {
  const iat = Math.floor(issuedAt / 1000);
  return jwt({}, { iss: instanceUrl, aud: app.consumerKey, sub: id, iat, exp: iat + 120 }, app.consumerSecret);
}
