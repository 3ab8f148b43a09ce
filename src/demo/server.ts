import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { conductOf } from './conduct/conduct.js';
import type { Finding } from './conduct/finding.js';
import type { Faults } from './faults.js';
import { createListener } from './listener.js';
import type { Job } from './jobs/job.js';
import type { JobStore } from './jobs/jobStore.js';
import { insertNamed, type SalesforceRecord, type Values } from './objects/records.js';
import { objectNamed } from './objects/schema.js';
import type { DemoOptions, Settings } from './options.js';
import { Org } from './org.js';
import type { QueryJobStore } from './queryJobs/queryJobStore.js';
import { RequestLog, type LoggedRequest } from './requestLog.js';
import { seedJobs, seedManyJobs } from './seedJobs.js';
import { seedRecords } from './seedRecords.js';

/** A demo org that runs in this process. */
export interface DemoOrg {
  /** `http://127.0.0.1:PORT` */
  readonly instanceUrl: string;
  readonly accessToken: string;
  readonly orgId: string;
  readonly userId: string;
  readonly username: string;
  readonly otherUserId: string;
  /** Requests in the order they came. */
  readonly log: readonly LoggedRequest[];
  readonly faults: Faults;
  readonly settings: Settings;
  readonly jobs: JobStore;
  readonly queryJobs: QueryJobStore;
  /** Records of an object that are not deleted. */
  records(object: string): readonly SalesforceRecord[];
  /** By id of 15 or 18 characters, the recycle bin included. */
  record(id: string): SalesforceRecord | undefined;
  insert(object: string, values: Values): SalesforceRecord;
  /** Resolves as soon as the condition holds; without one, when the job has ended. */
  untilJob(jobId: string, condition?: (job: Job) => boolean): Promise<Job>;
  /** Adds finished jobs for the list. */
  seedJobs(count: number): void;
  /** Changes the Organization row. */
  setOrganization(values: Values): void;
  /** Every session ends: 401 from now on. */
  expireSessions(): void;
  /** Refresh tokens die; sessions live on. */
  expireRefreshTokens(): void;
  newAccessToken(): string;
  /** Resolves with the first answered request in the log that fits, once there is one. */
  untilAnswered(fits: (request: LoggedRequest) => boolean): Promise<LoggedRequest>;
  clearLog(): void;
  /**
   * What the client did that a good one does not, since the start, whether or not the log was cleared.
   * @param except the User-Agent of whoever else asks, a test say: not judged
   */
  conduct(except?: string): readonly Finding[];
  close(): Promise<void>;
}

export async function startDemoOrg(options: DemoOptions = {}): Promise<DemoOrg> {
  const org = new Org(options);
  const otherUser = seedRecords(org);
  if (!options.withoutJobs) await seedJobs(org, otherUser.Id);
  const log = new RequestLog(org);
  const server = createListener(org, log, options.admin === true);
  server.on('connection', (socket) => log.connected(socket));
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  return {
    instanceUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accessToken: org.newAccessToken(),
    orgId: org.orgId,
    userId: org.userId,
    username: org.username,
    otherUserId: otherUser.Id,
    log: log.entries,
    faults: org.faults,
    settings: org.settings,
    jobs: org.jobs,
    queryJobs: org.queryJobs,
    records: (object) => [...org.records.all(objectNamed(object))],
    record: (id) => org.records.get(id),
    insert: (object, values) => insertNamed(org.records, object, values, org.userId),
    untilJob: async (jobId, condition) => {
      const job = org.jobs.get(jobId);
      if (!job) throw new Error(`No job ${jobId}`);
      return org.jobs.until(job, condition);
    },
    seedJobs: (count) => seedManyJobs(org, count, [org.userId, otherUser.Id]),
    setOrganization: (values) => void Object.assign(org.organization, values),
    expireSessions: () => org.expireSessions(),
    expireRefreshTokens: () => org.grants.expireRefreshTokens(),
    newAccessToken: () => org.newAccessToken(),
    untilAnswered: (fits) => log.until(fits),
    clearLog: () => log.clear(),
    conduct: (except) => conductOf(org, log, except),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await org.close();
      if (server.listening) await once(server, 'close');
    },
  };
}
