import { EventEmitter, on } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Answer } from './http.js';
import type { JobState } from './jobs/job.js';
import type { Org } from './org.js';
import { hasSecret, withoutSecrets } from './secrets.js';

/** One request, as it came and as it was answered. */
export interface LoggedRequest {
  /** 1 for the first since the start; goes on when the log is cleared. */
  readonly number: number;
  /** Milliseconds since 1970, as `sent` and `answered`. */
  readonly time: number;
  /** Not later than this: when its connection was made, for the first request of one. */
  readonly sent: number;
  readonly method: string;
  /** With the query, without secrets. */
  readonly path: string;
  /** Authorization is left out, secrets are marked. */
  readonly headers: Readonly<Record<string, string>>;
  readonly authorization: 'Bearer' | 'OAuth' | 'none';
  /** The job that the path names, as it stood when the request came; the job that was created. */
  job?: { readonly id: string; readonly state: JobState; readonly numberRecordsProcessed: number };
  /** Bytes of the body that arrived. */
  bytes: number;
  /** The body began with one. */
  byteOrderMark?: true;
  /** Of a body that was taken as data: `records` under the header; whether rows of it become records of the org. */
  upload?: { readonly sha256: string; readonly records: number; readonly kept: boolean };
  /** Where a token or a secret stood besides Authorization; bodies of OAuth are not looked at. */
  secretIn?: 'URL' | 'body';
  /** Absent as long as there is no answer, and where the connection ended before it. */
  status?: number;
  answered?: number;
  /** `Retry-After` of the answer, in seconds. */
  retryAfter?: number;
  errorCode?: string;
  /** Kind of the fault that hit the request. */
  fault?: string;
}

const JOB = /^\/+services\/data\/v\d+\.\d\/jobs\/\w+\/(\w{15,18})(?=$|[/?])/;
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

type Jobs = Pick<Org, 'jobs' | 'queryJobs'>;

/** The request is about a job: the one its path names, or the one that it has made. */
function nameJob(entry: LoggedRequest, { jobs, queryJobs }: Jobs, jobId: string): void {
  const job = jobs.get(jobId) ?? queryJobs.get(jobId);
  if (job) entry.job = { id: job.id, state: job.state, numberRecordsProcessed: job.numberRecordsProcessed };
}

/** @param answer of a POST */
export function nameCreatedJob(entry: LoggedRequest, org: Jobs, { json }: Answer): void {
  const { id } = Object(json) as { id?: unknown };
  if (typeof id === 'string') nameJob(entry, org, id);
}

export class RequestLog {
  /** Since the last `clear`. */
  readonly entries: LoggedRequest[] = [];
  /** Since the start: whoever clears the log does not clear what he has done. */
  readonly all: LoggedRequest[] = [];
  /** Connections without a request so far, and when they were made. */
  readonly #fresh = new WeakMap<Socket, number>();
  readonly #sessionId: Buffer;
  readonly #answers = new EventEmitter<{ answer: [LoggedRequest] }>();

  constructor(private readonly org: Jobs & Pick<Org, 'clock' | 'orgId'>) {
    this.#sessionId = Buffer.from(`${org.orgId.slice(0, 15)}!`);
  }

  connected(socket: Socket): void {
    this.#fresh.set(socket, this.org.clock.now());
  }

  add(request: IncomingMessage, response: ServerResponse): LoggedRequest {
    const { url = '', method = '', socket } = request;
    const { authorization, ...headers } = request.headers;
    const scheme = /^(Bearer|OAuth) /.exec(authorization ?? '')?.[1] ?? 'none';
    const time = this.org.clock.now();
    const entry: LoggedRequest = {
      number: this.all.length + 1,
      time,
      sent: this.#fresh.get(socket) ?? time,
      method,
      path: withoutSecrets(url),
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, withoutSecrets(String(value))]),
      ),
      authorization: scheme as LoggedRequest['authorization'],
      bytes: 0,
    };
    this.#fresh.delete(socket);
    nameJob(entry, this.org, JOB.exec(url)?.[1] ?? '');
    if (hasSecret(url)) entry.secretIn = 'URL';
    this.#watchBody(request, entry);
    response.once('finish', () => {
      entry.answered = this.org.clock.now();
      this.#answers.emit('answer', entry);
    });
    this.entries.push(entry);
    this.all.push(entry);
    return entry;
  }

  /** The first request since the last `clear` that has been answered and fits, once there is one. */
  async until(fits: (request: LoggedRequest) => boolean): Promise<LoggedRequest> {
    const known = this.entries.find((entry) => entry.answered !== undefined && fits(entry));
    if (known) return known;
    for await (const [entry] of on(this.#answers, 'answer') as AsyncIterable<[LoggedRequest]>) {
      if (fits(entry)) return entry;
    }
    throw new Error('the answers have no end');
  }

  clear(): void {
    this.entries.length = 0;
  }

  /** As the body is read; the caller pauses the request until then. */
  #watchBody(request: IncomingMessage, entry: LoggedRequest): void {
    const isOAuth = /^\/+services\/oauth2\//.test(entry.path);
    const { length } = this.#sessionId;
    let end: Buffer = Buffer.alloc(0);
    request.on('data', (chunk: Buffer) => {
      if (entry.bytes === 0 && chunk.subarray(0, 3).equals(BYTE_ORDER_MARK)) entry.byteOrderMark = true;
      entry.bytes += chunk.length;
      if (isOAuth) return;
      const seam = Buffer.concat([end, chunk.subarray(0, length)]);
      if (seam.includes(this.#sessionId) || chunk.includes(this.#sessionId)) entry.secretIn ??= 'body';
      end = Buffer.concat([end, chunk.subarray(-length)]).subarray(-length);
    });
  }
}
