import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import type { Finding } from '../../src/demo/conduct/finding.js';
import type { LoggedRequest } from '../../src/demo/requestLog.js';
import type { JobInfo } from '../../src/core/salesforce/job.js';
import { Conduct } from '../conduct.js';
import { call, extension, inside } from './extension.js';

interface Line {
  readonly instanceUrl: string;
  readonly accessToken: string;
  readonly orgId: string;
  readonly userId: string;
  readonly username: string;
}

/** A demo org in a process of its own, and what its `--admin` routes do. */
export class DemoOrg {
  accessToken: string;
  /** Of the extension; what these tests ask past it is not judged. */
  readonly conduct = new Conduct(
    async () => (await this.admin('GET', `/conduct?except=${USER_AGENT}`)) as readonly Finding[],
  );

  private constructor(
    private readonly child: ChildProcess,
    readonly line: Line,
  ) {
    this.accessToken = line.accessToken;
  }

  static async start(...flags: string[]): Promise<DemoOrg> {
    const program = `${extension().extensionPath}/dist/demo.js`;
    const args = [program, '--port', '0', '--admin', '--exit-with-parent', ...flags];
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
    const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return new DemoOrg(child, JSON.parse(line) as Line);
  }

  get key(): string {
    return `${this.line.orgId}-${this.line.userId}`;
  }

  /** With `connectOrg`, as another extension would. */
  async connect(alias: string): Promise<{ orgId: string; username: string; alias: string }> {
    this.conduct.allow('lookedTooSoon', 'who signs in wants to know of the jobs at once');
    const { accessToken } = this;
    const { instanceUrl } = this.line;
    return call('salesforceBulk.connectOrg', { kind: 'token', instanceUrl, accessToken, alias });
  }

  async disconnect(): Promise<void> {
    const { ctx } = await inside();
    const known = ctx.orgs.byKey(this.key);
    if (known) await ctx.orgs.remove(known);
    ctx.store.forget(this.key);
  }

  /** @param path below `/__demo` */
  async admin(method: string, path: string, body?: object): Promise<unknown> {
    return this.send(method, `/__demo${path}`, body);
  }

  /** The org's own answer about a job, past the extension. */
  async job(jobId: string): Promise<JobInfo> {
    return (await this.send('GET', `/services/data/v67.0/jobs/ingest/${jobId}`)) as JobInfo;
  }

  /** Ids of the jobs that wait for data or for their close, past the extension. */
  async openJobs(): Promise<readonly string[]> {
    const { records } = (await this.send('GET', '/services/data/v67.0/jobs/ingest')) as { records: readonly JobInfo[] };
    return records.filter(({ state }) => state === 'Open').map(({ id }) => id);
  }

  /** Creates an Open job, past the extension. @returns its id */
  async newJob(object: string, operation: string): Promise<string> {
    const body = { object, operation, contentType: 'CSV', lineEnding: 'LF', columnDelimiter: 'COMMA' };
    return ((await this.send('POST', '/services/data/v67.0/jobs/ingest', body)) as JobInfo).id;
  }

  /** Gives an Open job its data, past the extension. */
  async putData(jobId: string, csv: string): Promise<void> {
    await this.send('PUT', `/services/data/v67.0/jobs/ingest/${jobId}/batches`, csv);
  }

  /** Closes or aborts a job, past the extension. */
  async setState(jobId: string, state: 'UploadComplete' | 'Aborted'): Promise<void> {
    await this.send('PATCH', `/services/data/v67.0/jobs/ingest/${jobId}`, { state });
  }

  /** Deletes a job that is not processed yet, past the extension. */
  async removeJob(jobId: string): Promise<void> {
    await this.send('DELETE', `/services/data/v67.0/jobs/ingest/${jobId}`);
  }

  /** One more session: an access token. */
  async newSession(): Promise<string> {
    return ((await this.admin('POST', '/sessions')) as { accessToken: string }).accessToken;
  }

  /** Every session ends; the one answered is new. */
  async expireSessions(): Promise<string> {
    const { accessToken } = (await this.admin('DELETE', '/sessions')) as { accessToken: string };
    this.accessToken = accessToken;
    return accessToken;
  }

  /** Rows of a query, past the extension. */
  async query<Row>(soql: string): Promise<readonly Row[]> {
    const answer = await this.send('GET', `/services/data/v67.0/query?q=${encodeURIComponent(soql)}`);
    return (answer as { records: readonly Row[] }).records;
  }

  /** The extension's requests since the last call of `forgetRequests`. */
  async log(): Promise<readonly LoggedRequest[]> {
    const entries = (await this.admin('GET', '/log')) as readonly LoggedRequest[];
    return entries.filter((entry) => !entry.path.startsWith('/__demo') && entry.headers['user-agent'] !== USER_AGENT);
  }

  /** The same, as `POST /services/data/v67.0/jobs/ingest`. */
  async requests(): Promise<readonly string[]> {
    return (await this.log()).map(({ method, path }) => `${method} ${path}`);
  }

  async forgetRequests(): Promise<void> {
    await this.admin('DELETE', '/log');
  }

  async stop(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.child.kill();
    await ended;
  }

  private async send(method: string, path: string, body?: object | string): Promise<unknown> {
    const headers = {
      authorization: `Bearer ${this.accessToken}`,
      'user-agent': USER_AGENT,
      ...(body && { 'content-type': typeof body === 'string' ? 'text/csv' : 'application/json' }),
    };
    const outgoing = request(this.line.instanceUrl + path, { method, headers });
    outgoing.end(typeof body === 'object' ? JSON.stringify(body) : body);
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of incoming.setEncoding('utf8')) text += chunk as string;
    assert.ok((incoming.statusCode ?? 0) < 400, `${method} ${path}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}

const USER_AGENT = 'host-tests';

export interface DemoOrgOptions {
  readonly alias: string;
  /** `instant` unless told. */
  readonly pace?: string;
  /** Values of the Organization row, told before the connection: `{OrganizationType: 'Unlimited Edition'}`. */
  readonly organization?: object;
  readonly flags?: readonly string[];
}

/** A demo org for the tests of a `describe`, connected as the default org. */
export function useDemoOrg({ alias, pace = 'instant', organization, flags = [] }: DemoOrgOptions): () => DemoOrg {
  let org: DemoOrg;
  before(async () => {
    org = await DemoOrg.start('--pace', pace, ...flags);
    if (organization) await org.admin('POST', '/org', organization);
    await org.connect(alias);
  });
  afterEach(() => org.conduct.check());
  after(async () => {
    await org.disconnect();
    await org.stop();
  });
  return () => org;
}
