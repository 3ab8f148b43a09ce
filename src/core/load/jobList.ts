import type { Clock } from '../clock.js';
import { ApiError, UserError } from '../errors.js';
import type { JobInfo } from '../salesforce/job.js';
import type { Salesforce } from '../salesforce/ports.js';
import type { JobStore, OrgKey } from './jobStore.js';

const INTERVAL_MS = 60_000;
/** Ids in one query: keeps the URL short. */
const IDS_PER_QUERY = 100;

/** Keeps the list of the org a person looks at: all pages, any creator. */
export class JobList {
  private active: OrgKey | undefined;
  private cancelTimer: (() => void) | undefined;
  private readonly running = new Map<OrgKey, Promise<void>>();

  constructor(
    private readonly store: JobStore,
    private readonly salesforceOf: (org: OrgKey) => Promise<Salesforce>,
    private readonly clock: Clock,
  ) {}

  /** The org whose list is on show, or none: lists are only asked for while somebody looks. */
  setActive(org: OrgKey | undefined): void {
    if (this.active === org) return;
    this.active = org;
    this.cancelTimer?.();
    if (org !== undefined) void this.refresh(org);
  }

  /** Asks for the list now; a refresh that is already under way is joined. Failures are told in the store. */
  async refresh(org: OrgKey): Promise<void> {
    const running = this.running.get(org);
    if (running) return running;
    const refresh = this.load(org).finally(() => this.running.delete(org));
    this.running.set(org, refresh);
    return refresh;
  }

  dispose(): void {
    this.active = undefined;
    this.cancelTimer?.();
  }

  private async load(org: OrgKey): Promise<void> {
    let wait = INTERVAL_MS;
    const asOf = this.clock.now();
    if (this.store.list(org).kind !== 'known') this.store.putList(org, { kind: 'loading' });
    try {
      const salesforce = await this.salesforceOf(org);
      const jobs: JobInfo[] = [];
      for await (const page of salesforce.bulk.listJobs()) jobs.push(...page);
      this.store.replaceAll(org, jobs, asOf);
      await this.nameCreators(org, salesforce, jobs);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.store.putList(org, { kind: 'failed', error });
      if (error instanceof ApiError) wait = Math.max(wait, error.retryAfterMs ?? 0);
    } finally {
      this.cancelTimer?.();
      if (this.active === org) this.cancelTimer = this.clock.after(wait, () => void this.refresh(org));
    }
  }

  private async nameCreators(org: OrgKey, salesforce: Salesforce, jobs: readonly JobInfo[]): Promise<void> {
    const unknown = [...new Set(jobs.map((job) => job.createdById))].filter(
      (id) => id !== salesforce.identity.userId && /^\w{15,18}$/.test(id) && this.store.userName(org, id) === undefined,
    );
    for (let from = 0; from < unknown.length; from += IDS_PER_QUERY) {
      const ids = unknown.slice(from, from + IDS_PER_QUERY).map((id) => `'${id}'`);
      const soql = `SELECT Id, Name FROM User WHERE Id IN (${ids.join(',')})`;
      // Not every user may see users: the list is worth showing without the names.
      const users = await salesforce.rest.query<{ Id: string; Name: string }>(soql).catch(() => []);
      this.store.putUserNames(org, new Map(users.map((user) => [user.Id, user.Name])));
    }
  }
}
