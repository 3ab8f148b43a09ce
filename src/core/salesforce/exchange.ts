// One HTTP request and its answer, over Node's http and https.

// Without the `node:` prefix, and called through the module: VS Code's extension host patches these for its proxy
// settings and for the certificates of the system.
import http, { type ClientRequest, type IncomingMessage } from 'http';
import https from 'https';
import { UserError } from '../errors.js';
import { Connection } from './connection.js';
import type { JobData, TransferOptions } from './ports.js';
import { readBody, readText } from './readBody.js';
import { sendBody } from './sendBody.js';

export interface Answer {
  readonly statusCode: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Text; empty where `receive` took the bytes. */
  readonly body: string;
}

export interface Call extends TransferOptions {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the origin on: `/services/data/v67.0/limits` */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | JobData;
  /** Takes the bytes of a successful answer, instead of keeping them in memory. */
  readonly receive?: (bytes: AsyncIterable<Uint8Array>, answer: Answer) => Promise<void> | void;
}

/** What is told of each request: nothing secret, nothing of any row. */
export interface RequestEntry {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Undefined where no answer came. */
  readonly status: number | undefined;
  /** Milliseconds. */
  readonly duration: number;
  /** Bytes as they went over the wire, headers included. */
  readonly bytesWritten: number;
  readonly bytesRead: number;
  /** Code of the UserError, or name of another error, where no answer came. */
  readonly fault?: string;
}

export interface Wire {
  readonly origin: string;
  readonly log?: ((entry: RequestEntry) => void) | undefined;
  /** Milliseconds without a single byte after which a connection counts as broken; 60 s. */
  readonly idleMs?: number | undefined;
}

const IDLE_MS = 60_000;
/** Salesforce answers an upload once it has stored it, and begins a result set once it has put it together. */
const LONG_ANSWER_FACTOR = 5;

/**
 * Sends one request, once. Redirects are answers like others: following one would carry the token elsewhere.
 * @throws UserError `Offline` | `ServerUnavailable`; the signal's reason; whatever the source or `receive` throws
 */
export async function exchange(wire: Wire, call: Call): Promise<Answer> {
  const { signal } = call;
  signal?.throwIfAborted();
  const url = new URL(call.path, wire.origin);
  const started = performance.now();
  const request = open(url, call);
  const abort = () => void request.destroy(new Error('aborted'));
  signal?.addEventListener('abort', abort);
  const tell = (outcome: Pick<RequestEntry, 'status' | 'fault'>) =>
    wire.log?.({
      method: call.method,
      path: url.pathname,
      duration: Math.round(performance.now() - started),
      bytesWritten: request.socket?.bytesWritten ?? 0,
      bytesRead: request.socket?.bytesRead ?? 0,
      ...outcome,
    });
  try {
    const answer = await talk(request, url.host, call, wire.idleMs ?? IDLE_MS);
    tell({ status: answer.statusCode });
    return answer;
  } catch (error) {
    const fault = error instanceof UserError ? error.code : error instanceof Error ? error.name : 'Error';
    tell({ status: undefined, fault: signal?.aborted ? 'AbortError' : fault });
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
    request.destroy();
  }
}

function open(url: URL, { method, headers, body }: Call): ClientRequest {
  const length = typeof body === 'string' ? Buffer.byteLength(body) : body?.length;
  const request = (url.protocol === 'https:' ? https : http).request(url, {
    method,
    headers: {
      accept: 'application/json',
      'accept-encoding': 'gzip',
      ...headers,
      ...(length !== undefined && { 'content-length': length }),
      // A kept connection may be closed by the other end just as it is used again: for a POST or PUT nobody could
      // then say whether it was carried out.
      connection: 'close',
    },
  });
  // Node would keep it all the same where the answer says `Connection: keep-alive`.
  request.shouldKeepAlive = false;
  return request;
}

async function talk(request: ClientRequest, host: string, call: Call, idleMs: number): Promise<Answer> {
  const connection = new Connection(request, host, idleMs);
  const lost = (error: unknown) => connection.fault(error);
  const stop = new AbortController();
  request.once('close', () => stop.abort());
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', (error) => reject(lost(error)));
  });
  const sent = sendBody(request, call, stop.signal).then((all) => {
    if (call.receive) request.setTimeout(idleMs * LONG_ANSWER_FACTOR);
    return all;
  });
  // Whatever fails first, source or connection, is the error; and an answer may come before the body is through.
  const response = await Promise.race([answered, sent.then(() => answered)]);
  request.setTimeout(idleMs);
  const { statusCode = 0 } = response;
  const refusal = connection.refusal(statusCode);
  if (refusal) throw refusal;
  if (statusCode >= 300) stop.abort();
  else if (!(await sent)) throw lost(new Error('closed during the upload'));

  const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)] as const);
  const answer = { statusCode, headers: Object.fromEntries(headers), body: '' };
  const bytes = readBody(response, host, lost);
  if (!call.receive || statusCode >= 300) return { ...answer, body: await readText(bytes, statusCode < 300) };
  await call.receive(bytes, answer);
  return answer;
}
