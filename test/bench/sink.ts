// A server that takes everything and keeps nothing: it says what clients need to hear of a Salesforce, counts the bytes
// they send and answers results of any length. The demo org is no measure here, since it reads every row.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

/** The first line on stdout, as JSON. */
export interface SinkLine {
  readonly instanceUrl: string;
  readonly accessToken: string;
  readonly username: string;
}

/** What `GET /__sink` answers: all since the last time it was asked. */
export interface Received {
  /** Of bodies of uploads. */
  readonly bytes: number;
  /** Milliseconds from the first request to the last answer. */
  readonly ms: number;
}

const ORG_ID = '00D000000000001EAA';
const USER_ID = '005000000000001AAA';
const LINE = { accessToken: `${ORG_ID.slice(0, 15)}!sink`, username: 'bench@example.com' };
const ROW = Buffer.from('001000000000001AAA,true,EXT-000000001,amber birch 1,"12 cedar street, delta"\n');
const RESULTS = Buffer.alloc(ROW.length * Math.ceil((256 * 1024) / ROW.length), ROW);

let received = { bytes: 0, first: 0, last: 0 };
let jobs = 0;

const job = (id: string, state: string) => ({
  id,
  state,
  object: 'Account',
  operation: 'insert',
  jobType: 'V2Ingest',
  createdById: USER_ID,
  createdDate: '2026-01-01T00:00:00.000+0000',
  systemModstamp: '2026-01-01T00:00:00.000+0000',
  ...(state === 'JobComplete' && { numberRecordsProcessed: 1, numberRecordsFailed: 0 }),
});

/** Results have as many bytes as the digits of their job's id say: see `jobWithResults`. */
function* results(bytes: number): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= RESULTS.length) yield RESULTS.subarray(0, left);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url = '' } = request;
  const json = (status: number, value: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  if (url === '/__sink') {
    const { bytes, first, last } = received;
    received = { bytes: 0, first: 0, last: 0 };
    return void json(200, { bytes, ms: last - first } satisfies Received);
  }
  received.first ||= performance.now();
  response.once('finish', () => (received.last = performance.now()));
  const id = /\/jobs\/ingest\/(\w{18})/.exec(url)?.[1] ?? '';
  if (method === 'PUT') {
    for await (const chunk of request) received.bytes += (chunk as Buffer).length;
    return void response.writeHead(201).end();
  }
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk as string;
  if (method === 'POST') return void json(200, job(`750${String(++jobs).padStart(15, '0')}`, 'Open'));
  if (method === 'PATCH') return void json(200, job(id, (JSON.parse(body) as { state: string }).state));
  if (url.endsWith('/successfulResults')) {
    const bytes = Number(id.slice(3));
    response.writeHead(200, { 'content-type': 'text/csv', 'content-length': bytes });
    return void Readable.from(results(bytes)).pipe(response);
  }
  if (id !== '') return void json(200, job(id, 'JobComplete'));
  if (url.startsWith('/services/oauth2/userinfo')) {
    return void json(200, { user_id: USER_ID, organization_id: ORG_ID, preferred_username: LINE.username });
  }
  if (/^\/services\/data\/?$/.test(url)) return void json(200, [{ version: '67.0' }]);
  const query = /\/query\b.*\bFROM[ +](\w+)/.exec(decodeURIComponent(url));
  json(200, query ? rows(query[1] === 'User' || query[1] === 'Organization') : RECORD);
}

/** A user or the organization, which a login asks for. */
const RECORD = {
  Id: USER_ID,
  Name: 'Bench',
  Username: LINE.username,
  OrganizationType: 'Developer Edition',
  IsSandbox: false,
  TrialExpirationDate: null,
};
const rows = (known: boolean) => ({ totalSize: Number(known), done: true, records: known ? [RECORD] : [] });

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy()); // the client has gone
});
server.listen(0, '127.0.0.1', () => {
  const instanceUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.stdout.write(`${JSON.stringify({ instanceUrl, ...LINE } satisfies SinkLine)}\n`);
});
process.stdin.once('end', () => process.exit(0)).resume(); // ends with its parent
