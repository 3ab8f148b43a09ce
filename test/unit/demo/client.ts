// A client that knows nothing but HTTP, for the tests of the demo org.

import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { parse } from 'csv-parse/sync';
import type { DemoOptions } from '../../../src/demo/options.js';
import { startDemoOrg, type DemoOrg } from '../../../src/demo/server.js';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Sent without Content-Length. */
  readonly chunked?: boolean;
}

/** Rejects when the connection ends before the answer does. */
export async function call(url: string, { method = 'GET', headers = {}, body, chunked }: Call = {}): Promise<Reply> {
  const outgoing = request(url, { method, headers });
  if (chunked) outgoing.flushHeaders();
  outgoing.end(body);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of incoming.setEncoding('utf8')) text += chunk as string;
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, text };
}

export type JobJson = Record<string, unknown> & { id: string; state: string };

/** The demo org and what a user of the API does with it. */
export class Client {
  constructor(
    readonly org: DemoOrg,
    readonly version = '67.0',
  ) {}

  /** @param path below `/services/data/vXX.0`, or from the root where it starts with two slashes */
  call(path: string, options: Call = {}): Promise<Reply> {
    const base = path.startsWith('//') ? '' : `/services/data/v${this.version}`;
    const headers = { Authorization: `Bearer ${this.org.accessToken}`, ...options.headers };
    return call(this.org.instanceUrl + base + path.replace(/^\/\//, '/'), { ...options, headers });
  }

  send(method: string, path: string, body: unknown): Promise<Reply> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return this.call(path, { method, headers: { 'Content-Type': 'application/json' }, body: text });
  }

  async json<Body = Record<string, unknown>>(path: string): Promise<Body> {
    return JSON.parse((await this.call(path)).text) as Body;
  }

  async createJob(body: Record<string, unknown>): Promise<JobJson> {
    const { status, text } = await this.send('POST', '/jobs/ingest', body);
    if (status !== 200) throw new Error(text);
    return JSON.parse(text) as JobJson;
  }

  upload(jobId: string, body: string | Buffer, options: Call = {}): Promise<Reply> {
    const headers = { 'Content-Type': 'text/csv', ...options.headers };
    return this.call(`/jobs/ingest/${jobId}/batches`, { method: 'PUT', ...options, headers, body });
  }

  setState(jobId: string, state: string): Promise<Reply> {
    return this.send('PATCH', `/jobs/ingest/${jobId}`, { state });
  }

  getJob(jobId: string): Promise<JobJson> {
    return this.json(`/jobs/ingest/${jobId}`);
  }

  /** Creates, uploads, closes and waits for the end. */
  async load(job: Record<string, unknown>, csv: string | Buffer): Promise<JobJson> {
    const { id } = await this.createJob(job);
    await this.upload(id, csv);
    await this.setState(id, 'UploadComplete');
    await this.org.untilJob(id);
    return this.getJob(id);
  }

  async results(jobId: string, resultSet: string): Promise<string> {
    return (await this.call(`/jobs/ingest/${jobId}/${resultSet}`)).text;
  }

  /** `sf__Error` of every failed row. */
  async errors(jobId: string): Promise<string[]> {
    const rows = await this.rows(jobId, 'failedResults');
    return rows.map((row) => row['sf__Error'] ?? '');
  }

  async rows(jobId: string, resultSet: string): Promise<Record<string, string>[]> {
    const text = await this.results(jobId, resultSet);
    const delimiter = /^"sf__Id"(.)/.exec(text)?.[1] ?? ',';
    return parse(text, { columns: true, delimiter });
  }
}

/** The error code and the message of an error answer. */
export function errorOf({ text }: Reply): { errorCode: string; message: string } {
  const [error] = JSON.parse(text) as { errorCode: string; message: string }[];
  if (!error) throw new Error(text);
  return error;
}

/** A demo org for the tests of a `describe`; instant, and with the doubts on their strict side. */
export function useDemoOrg(options: DemoOptions = {}): () => Client {
  let client: Client;
  before(async () => {
    client = new Client(await startDemoOrg({ pace: 'instant', withoutJobs: true, ...options }));
  });
  after(() => client.org.close());
  return () => client;
}
