import { setMaxListeners } from 'node:events';
import { systemClock, type Clock } from './clock.js';
import { Faults } from './faults.js';
import { Ids, randomBase62 } from './ids.js';
import type { Json } from './json.js';
import type { Job } from './jobs/job.js';
import { JobStore } from './jobs/jobStore.js';
import { processJob } from './jobs/processJob.js';
import type { ExternalClientApp } from './oauth/externalClientApp.js';
import { Grants } from './oauth/grants.js';
import { Sessions } from './oauth/sessions.js';
import { Records, insertNamed, type SalesforceRecord } from './objects/records.js';
import { toSettings, type DemoOptions, type Settings } from './options.js';
import { organizationValues, usernameIn, type OrgKind } from './orgKind.js';
import { Cursors } from './query/cursors.js';
import { processQueryJob } from './queryJobs/processQueryJob.js';
import type { QueryJob } from './queryJobs/queryJob.js';
import { QueryJobStore } from './queryJobs/queryJobStore.js';

const USERNAME = 'robin.demo@demo-org.example.com';

/** One org: its records, jobs, users and sessions. */
export class Org {
  readonly ids = new Ids();
  readonly clock: Clock;
  readonly startedAt: number;
  readonly settings: Settings;
  readonly records: Records;
  readonly jobs: JobStore;
  readonly queryJobs: QueryJobStore;
  /** Ids of jobs. */
  readonly jobCursors = new Cursors<string>(this.ids);
  /** Rows of REST queries. */
  readonly rowCursors = new Cursors<Json>(this.ids);
  readonly faults = new Faults();
  readonly sessions = new Sessions();
  readonly grants: Grants;
  readonly kind: OrgKind;
  readonly organization: SalesforceRecord;
  readonly user: SalesforceRecord;
  readonly #assignments = new Map<string, string>();
  readonly #closed = new AbortController();
  /** Calls of the day, as `Sforce-Limit-Info` counts them. */
  apiUsage = 0;

  constructor(options: DemoOptions) {
    setMaxListeners(0, this.#closed.signal); // one for each job that waits
    this.clock = options.clock ?? systemClock;
    this.startedAt = this.clock.now();
    this.grants = new Grants(this.clock, this.sessions);
    this.kind = options.kind ?? 'developer';
    this.settings = toSettings(options);
    this.records = new Records(this.ids, this.clock);
    this.jobs = new JobStore(this.ids, this.clock);
    this.queryJobs = new QueryJobStore(this.ids, this.clock);
    this.user = insertNamed(
      this.records,
      'User',
      {
        Username: usernameIn(this.kind, USERNAME),
        FirstName: 'Robin',
        LastName: 'Demo',
        Email: 'robin.demo@example.com',
        Alias: 'rdemo',
        IsActive: true,
        TimeZoneSidKey: 'GMT',
        LocaleSidKey: 'en_US',
        LanguageLocaleKey: 'en_US',
      },
      '',
    );
    this.user['CreatedById'] = this.user['LastModifiedById'] = this.user.Id;
    this.organization = insertNamed(
      this.records,
      'Organization',
      {
        Id: this.ids.orgId,
        Name: 'Demo Org',
        InstanceName: 'DEMO1',
        LanguageLocaleKey: 'en_US',
        ...organizationValues(this.kind, this.startedAt),
        ...options.organization,
      },
      this.user.Id,
    );
    const access = insertNamed(this.records, 'UserPermissionAccess', { PermissionsApiEnabled: true }, '');
    Object.defineProperty(access, 'PermissionsBulkApiHardDelete', { get: () => this.settings.hardDelete });
  }

  get orgId(): string {
    return this.ids.orgId;
  }

  get userId(): string {
    return this.user.Id;
  }

  get username(): string {
    return String(this.user['Username']);
  }

  /** A new session; those before it stay. */
  newAccessToken(): string {
    const token = this.newSessionId();
    this.sessions.open(token, { user: this.user });
    return token;
  }

  /** The text only. */
  newSessionId(): string {
    return `${this.orgId.slice(0, 15)}!AQ${randomBase62(94)}`;
  }

  expireSessions(): void {
    this.sessions.endAll();
  }

  /** Whose session it is; undefined where it is none, or has ended. */
  userOf(accessToken: string): SalesforceRecord | undefined {
    return this.sessions.get(accessToken)?.user;
  }

  findApp(consumerKey: string | null): ExternalClientApp | undefined {
    return Object.values(this.settings.apps).find((app) => app.consumerKey === consumerKey);
  }

  /** An assignment rule hands new records to a user or queue. */
  addAssignmentRule(object: 'Case' | 'Lead', name: string, ownerId: string): SalesforceRecord {
    const rule = insertNamed(
      this.records,
      'AssignmentRule',
      { Name: name, SobjectType: object, Active: true },
      this.userId,
    );
    this.#assignments.set(rule.Id, ownerId);
    return rule;
  }

  /** @returns the user or queue */
  assignsTo(ruleId: string): string | undefined {
    return this.#assignments.get(ruleId);
  }

  /** Works off a closed job, in the background. */
  process(job: Job): void {
    this.#inBackground(processJob(this, job, this.settings.pace, this.#closed.signal));
  }

  processQuery(job: QueryJob): void {
    this.#inBackground(processQueryJob(this, job, this.#closed.signal));
  }

  #inBackground(work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (!this.#closed.signal.aborted) throw error;
    });
  }

  /** Ends all waiting, and lets go of what was uploaded. */
  async close(): Promise<void> {
    this.#closed.abort();
    await Promise.all([this.jobs.close(), this.queryJobs.close()]);
  }
}
