import { setMaxListeners } from 'node:events';
import { systemClock, type Clock } from './clock.js';
import { STRICT } from './doubts.js';
import { Faults } from './faults.js';
import { Ids, randomBase62 } from './ids.js';
import type { Job } from './jobs/job.js';
import { JobStore } from './jobs/jobStore.js';
import { processJob } from './jobs/processJob.js';
import { Records, insertNamed, type SalesforceRecord } from './objects/records.js';
import type { DemoOptions, Settings } from './options.js';
import { toPace } from './pace.js';
import { Cursors } from './query/cursors.js';

const USERNAME = 'robin.demo@demo-org.example.com';

/** One org: its records, jobs, users and sessions. */
export class Org {
  readonly ids = new Ids();
  readonly clock: Clock;
  readonly startedAt: number;
  readonly settings: Settings;
  readonly records: Records;
  readonly jobs: JobStore;
  readonly cursors = new Cursors(this.ids);
  readonly faults = new Faults();
  readonly organization: SalesforceRecord;
  readonly user: SalesforceRecord;
  readonly #assignments = new Map<string, string>();
  readonly #tokens = new Set<string>();
  readonly #closed = new AbortController();
  /** Calls of the day, as `Sforce-Limit-Info` counts them. */
  apiUsage = 0;

  constructor(options: DemoOptions) {
    setMaxListeners(0, this.#closed.signal); // one for each job that waits
    this.clock = options.clock ?? systemClock;
    this.startedAt = this.clock.now();
    this.settings = {
      pace: toPace(options.pace ?? 'fast'),
      doubts: { ...STRICT, ...options.doubts },
      hardDelete: options.hardDelete ?? false,
      apiMax: options.apiMax ?? 67,
      jobsPerPage: options.jobsPerPage ?? 1000,
      maxUploadBytes: 112_500_000,
      maxKeptRecords: 200_000,
    };
    this.records = new Records(this.ids, this.clock);
    this.jobs = new JobStore(this.ids, this.clock);
    this.user = insertNamed(
      this.records,
      'User',
      {
        Username: USERNAME,
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
        IsSandbox: false,
        OrganizationType: 'Developer Edition',
        LanguageLocaleKey: 'en_US',
        ...options.organization,
      },
      this.user.Id,
    );
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
    const token = `${this.orgId.slice(0, 15)}!AQ${randomBase62(94)}`;
    this.#tokens.add(token);
    return token;
  }

  expireSessions(): void {
    this.#tokens.clear();
  }

  isValidToken(token: string): boolean {
    return this.#tokens.has(token);
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

  assignsTo(ruleId: string): string | undefined {
    return this.#assignments.get(ruleId);
  }

  /** Works off a closed job, in the background. */
  process(job: Job): void {
    processJob(this, job, this.settings.pace, this.#closed.signal).catch((error: unknown) => {
      if (!this.#closed.signal.aborted) throw error;
    });
  }

  /** Ends all waiting, and lets go of what was uploaded. */
  async close(): Promise<void> {
    this.#closed.abort();
    await this.jobs.close();
  }
}
