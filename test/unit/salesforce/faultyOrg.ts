import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { SkippingClock } from '../load/clocks.js';
import { connect, type ConnectOptions, type RequestEntry } from '../../../src/core/salesforce/connect.js';
import type { Login, Salesforce } from '../../../src/core/salesforce/ports.js';

export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** Must never be met anywhere but in the Authorization header. */
export const TOKEN = '00D000000000001!SECRET.token-1';
export const RENEWED = '00D000000000001!SECRET.token-2';

export const JOB_ID = '750000000000001AAA';
export const JOBS = '/services/data/v67.0/jobs/ingest';

/** Milliseconds after which a silent connection is given up, for tests that are about that: a busy machine still answers. */
export const SHORT_SILENCE = 300;

export interface FaultyOrg {
  readonly origin: string;
  /** `GET /services/data`, in the order of arrival. */
  readonly requests: string[];
  readonly log: RequestEntry[];
  readonly salesforce: Salesforce;
}

const running: (() => Promise<void>)[] = [];

/** For `afterEach`. */
export const stopServers = async (): Promise<void> => {
  await Promise.all(running.splice(0).map((stop) => stop()));
};

/** A server on the loopback that does just what a test says. */
export async function serve(handler: Handler): Promise<{ origin: string; requests: string[] }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    // A client that goes away in mid-sentence is what many tests are about.
    request.on('error', () => {});
    response.on('error', () => {});
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json;charset=UTF-8', ...headers });
  response.end(JSON.stringify(body));
}

export const refuse = (response: ServerResponse, status: number, errorCode: string, message = 'Because.'): void =>
  json(response, status, [{ errorCode, message }]);

export const bodyOf = async (request: IncomingMessage): Promise<string> => (await buffer(request)).toString();

/** Something to wait for. */
export function event(): { readonly happened: Promise<void>; readonly happen: () => void } {
  let happen = () => {};
  const happened = new Promise<void>((resolve) => (happen = resolve));
  return { happened, happen };
}

const ADA = {
  user_id: '005000000000001AAA',
  organization_id: '00D000000000001AAA',
  preferred_username: 'ada@example.com',
  name: 'Ada Lovelace',
};

export const WHO = 'GET /services/oauth2/userinfo';

/** What any org answers while a connection is made. */
export const standard: Record<string, Handler> = {
  'GET /services/data': (_, response) => json(response, 200, [{ version: '9.0' }, { version: '67.0' }]),
  [WHO]: (_, response) => json(response, 200, ADA),
  'GET /services/data/v67.0/query': (_, response) =>
    json(response, 200, {
      done: true,
      totalSize: 1,
      records: [
        { Name: 'Analytical', IsSandbox: true, TrialExpirationDate: null, OrganizationType: 'Developer Edition' },
      ],
    }),
};

interface FaultyOrgOptions extends ConnectOptions, Pick<Login, 'renew'> {
  readonly userInfo?: (info: typeof ADA) => typeof ADA;
}

/**
 * Connects to an org that answers as Salesforce does while connecting and when asked who a session belongs to, and
 * after that as `handler` says.
 */
export async function faultyOrg(
  handler: Handler,
  { renew, userInfo = (info) => info, ...options }: FaultyOrgOptions = {},
): Promise<FaultyOrg> {
  let connected = false;
  const { origin, requests } = await serve((request, response) => {
    const route = `${request.method} ${request.url?.split('?')[0]}`;
    if (route === WHO) return json(response, 200, userInfo(ADA));
    return (connected ? handler : (standard[route] ?? handler))(request, response);
  });
  const log: RequestEntry[] = [];
  const login: Login = { instanceUrl: origin, accessToken: TOKEN, ...(renew && { renew }) };
  const salesforce = await connect(login, { log: (entry) => log.push(entry), clock: new SkippingClock(), ...options });
  connected = true;
  requests.length = 0;
  log.length = 0;
  return { origin, requests, log, salesforce };
}
