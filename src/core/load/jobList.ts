import * as l10n from '@vscode/l10n';
import type { Clock } from '../clock.js';
import { ApiError, UserError } from '../errors.js';
import { PASSING } from '../retry.js';
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
  /** When the list may be asked for again by itself, ms since the epoch. */
  private readonly dueAt = new Map<OrgKey, number>();
  private readonly running = new Map<OrgKey, Promise<void>>();
  /** Whose names were asked for: not everybody may see every user, and asking again changes nothing. */
  private readonly namesAsked = new Map<OrgKey, Set</* user id */ string>>();
  private readonly disposed = new AbortController();

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
    if (org === undefined) return;
    // Looking away and back is no reason to ask again, nor to forget that the org asked for patience.
    const wait = (this.dueAt.get(org) ?? 0) - this.clock.now();
    if (wait <= 0 || this.store.list(org).kind === 'unknown') void this.refresh(org);
    else this.refreshAfter(wait, org);
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
    this.disposed.abort();
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
      for await (const page of salesforce.bulk.listJobs({ signal: this.disposed.signal })) jobs.push(...page);
      this.store.replaceAll(org, jobs, asOf);
      await this.nameCreators(org, salesforce, jobs);
    } catch (error) {
      if (this.disposed.signal.aborted) return;
      this.store.putList(org, { kind: 'failed', error: error instanceof UserError ? error : internal(error) });
      if (error instanceof ApiError) wait = Math.max(wait, error.retryAfterMs ?? 0);
    } finally {
      this.dueAt.set(org, this.clock.now() + wait);
      if (this.active === org) this.refreshAfter(wait, org);
    }
  }

  private refreshAfter(ms: number, org: OrgKey): void {
    this.cancelTimer?.();
    this.cancelTimer = this.clock.after(ms, () => void this.refresh(org));
  }

  private async nameCreators(org: OrgKey, salesforce: Salesforce, jobs: readonly JobInfo[]): Promise<void> {
    const asked = this.namesAsked.get(org) ?? new Set([salesforce.identity.userId]);
    this.namesAsked.set(org, asked);
    const unknown = [...new Set(jobs.map((job) => job.createdById))].filter(
      (id) => /^\w{15,18}$/.test(id) && !asked.has(id),
    );
    for (let from = 0; from < unknown.length; from += IDS_PER_QUERY) {
      const ids = unknown.slice(from, from + IDS_PER_QUERY);
      const users = await namesOf(salesforce, ids, this.disposed.signal);
      if (!users) return;
      for (const id of ids) asked.add(id);
      this.store.putUserNames(org, new Map(users.map((user) => [user.Id, user.Name])));
    }
  }
}

interface User {
  readonly Id: string;
  readonly Name: string;
}

/** @returns none where users may not be seen, undefined where it is worth asking again: the list is shown either way */
async function namesOf(
  { rest }: Salesforce,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly User[] | undefined> {
  const list = ids.map((id) => `'${id}'`).join(',');
  try {
    return await rest.query<User>(`SELECT Id, Name FROM User WHERE Id IN (${list})`, { signal });
  } catch (error) {
    return error instanceof ApiError && error.status < 500 && !(error.code in PASSING.after) ? [] : undefined;
  }
}

const internal = (cause: unknown): UserError => {
  const text = cause instanceof Error ? cause.message : String(cause);
  return new UserError('Internal', l10n.t('The list of jobs could not be read: {0}', text), { cause });
};
