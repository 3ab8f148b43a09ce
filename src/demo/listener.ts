// One request, from the wire to its answer.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { adminRoutes } from './admin.js';
import { authorize, isLoopbackHost, needsNoSession, tokenOf } from './auth.js';
import { cutAnswer, dropRequest } from './brokenConnection.js';
import { faultAnswer } from './faults.js';
import { ApiError, errorAnswer, send, type Answer } from './http.js';
import { identityRoutes } from './identity.js';
import { ingestRoutes } from './jobs/ingest.js';
import { resultRoutes } from './jobs/results.js';
import { DAILY_API_REQUESTS, limitRoutes } from './limits.js';
import { oauthRoutes } from './oauth/routes.js';
import type { Org } from './org.js';
import { queryRoutes } from './query/query.js';
import { queryJobRoutes } from './queryJobs/queryJobs.js';
import { queryResultRoutes } from './queryJobs/queryResults.js';
import { nameCreatedJob, type LoggedRequest, type RequestLog } from './requestLog.js';
import { Router, cleanPath } from './router.js';
import { collectionRoutes } from './sobjects/collections.js';
import { sobjectRoutes } from './sobjects/describe.js';
import { recordRoutes } from './sobjects/recordRoutes.js';
import { versionOf, versionRoutes } from './versions.js';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly entry: LoggedRequest;
  readonly path: string;
  readonly query: URLSearchParams;
}

export function createListener(org: Org, log: RequestLog, admin: boolean): Server {
  const router = new Router([
    ...versionRoutes,
    ...identityRoutes,
    ...oauthRoutes,
    ...queryRoutes,
    ...sobjectRoutes,
    ...recordRoutes,
    ...collectionRoutes,
    ...limitRoutes,
    ...ingestRoutes,
    ...resultRoutes,
    ...queryJobRoutes,
    ...queryResultRoutes,
    ...(admin ? adminRoutes(log) : []),
  ]);
  const server = createServer((request, response) => {
    const entry = log.add(request, response);
    request.pause();
    const url = toUrl(request.url ?? '');
    const exchange = { request, response, entry, path: cleanPath(url.pathname), query: url.searchParams };
    const { port } = server.address() as AddressInfo;
    const served = isLoopbackHost(request, port)
      ? serve(org, router, exchange)
      : reply(org, exchange, { status: 421, text: 'Misdirected Request' });
    served.catch(() => response.destroy());
  });
  return server;
}

/** Two slashes at the start would make the first part of the path a host; what is no URL is the root. */
function toUrl(text: string): URL {
  const path = text.replace(/^\/+/, '/');
  const base = 'http://127.0.0.1';
  return URL.canParse(path, base) ? new URL(path, base) : new URL(base);
}

const isAdmin = (path: string): boolean => path.startsWith('/__demo/');

async function serve(org: Org, router: Router, exchange: Exchange): Promise<void> {
  const { request, response, entry, path } = exchange;
  const fault = isAdmin(path) ? undefined : org.faults.takeCallFault(request.method ?? '', request.url ?? '');
  if (!fault) return reply(org, exchange, await answerTo(org, router, exchange));
  entry.fault = fault.kind;
  const instead = faultAnswer(fault);
  if (instead) return reply(org, exchange, instead);
  if (fault.kind === 'hang') return void request.resume();
  if (fault.kind === 'dropRequest') return dropRequest(request, fault.afterBytes);
  if (fault.kind === 'slow') await org.clock.sleep(fault.delayMs, closing(response));
  const answering = answerTo(org, router, exchange);
  if (fault.kind === 'endSession') org.sessions.end(tokenOf(request) ?? ''); // it has been looked at already
  const answer = await answering;
  if (fault.kind === 'dropAnswer') return void request.socket.destroy();
  if (fault.kind === 'cutAnswer') return cutAnswer(response, answer, fault.afterBytes);
  return reply(org, exchange, answer);
}

/** Aborts when the client has gone. */
function closing(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => controller.abort());
  return controller.signal;
}

async function reply(org: Org, { request, response, entry, path }: Exchange, answer: Answer): Promise<void> {
  entry.status = answer.status;
  const retryAfter = answer.headers?.['Retry-After'];
  if (retryAfter !== undefined) entry.retryAfter = Number(retryAfter);
  const error = (answer.json as readonly { errorCode: string }[] | undefined)?.[0];
  if (answer.status >= 400 && error) entry.errorCode = error.errorCode;
  const usage = { 'Sforce-Limit-Info': `api-usage=${org.apiUsage}/${DAILY_API_REQUESTS}` };
  // Node would close a connection that is not to be kept, with the answer, while the body still comes.
  const hasBody = 'content-length' in request.headers || 'transfer-encoding' in request.headers;
  if (hasBody && !request.complete) response.shouldKeepAlive = true;
  await send(response, { ...answer, headers: { ...(!needsNoSession(path) && usage), ...answer.headers } });
  request.resume(); // what is left of a body that nobody read
}

async function answerTo(org: Org, router: Router, { request, entry, path, query }: Exchange): Promise<Answer> {
  try {
    if (!needsNoSession(path) && !isAdmin(path)) org.apiUsage++;
    const refusal = authorize(org, request, path);
    if (refusal) return refusal;
    const version = versionOf(path, org.settings.apiMax);
    const user = org.userOf(tokenOf(request) ?? '') ?? org.user;
    const { handler, params } = router.find(request.method ?? '', path, version);
    const answer = await handler({ org, user, request, entry, query, params, version });
    if (request.method === 'POST') nameCreatedJob(entry, org, answer);
    return answer;
  } catch (error) {
    if (error instanceof ApiError) return errorAnswer(error);
    if (request.socket.destroyed) throw error; // the client has gone in the middle of its body
    process.stderr.write(`${String(error instanceof Error ? error.stack : error)}\n`);
    return errorAnswer(new ApiError(500, 'UNKNOWN_EXCEPTION', 'An unexpected error occurred.'));
  }
}
