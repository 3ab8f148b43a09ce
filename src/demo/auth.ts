import type { IncomingMessage } from 'node:http';
import { invalidSession, type Answer } from './http.js';
import type { Org } from './org.js';

/** A page of another site that has had its name point here (DNS rebinding) comes with that name. */
export const isLoopbackHost = (request: IncomingMessage, port: number): boolean =>
  request.headers.host === `127.0.0.1:${port}` || request.headers.host === `localhost:${port}`;

/** `Bearer …` or, as some clients say, `OAuth …`. */
export const tokenOf = (request: IncomingMessage): string | undefined =>
  /^(?:Bearer|OAuth) +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];

const WITHOUT_SESSION = /^\/services\/(?:data|oauth2\/(?:authorize|token|revoke))$/;

/** Asked by clients that have no session yet; not counted as calls of the API. */
export const needsNoSession = (path: string): boolean => WITHOUT_SESSION.test(path);

const IDENTITY = /^\/(?:services\/oauth2\/userinfo|id\/)/;

/**
 * @returns the refusal of an identity resource, which answers in plain text; undefined where the call may go on
 * @throws ApiError 401 INVALID_SESSION_ID
 */
export function authorize(org: Org, request: IncomingMessage, path: string): Answer | undefined {
  const token = tokenOf(request);
  if (needsNoSession(path) || (token !== undefined && org.userOf(token))) return undefined;
  if (!IDENTITY.test(path)) throw invalidSession();
  return { status: 403, text: token === undefined ? 'Missing_OAuth_Token' : 'Bad_OAuth_Token' };
}
