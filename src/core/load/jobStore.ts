import { Emitter } from '../emitter.js';
import type { UserError } from '../errors.js';
import { hasEnded, type JobInfo } from '../salesforce/job.js';
import type { LoadState } from './loadState.js';

/** `{orgId}-{userId}`: one login. Two users of one org see different things, two demo orgs are different orgs. */
export type OrgKey = string;

export const orgKey = (org: { readonly orgId: string; readonly userId: string }): OrgKey =>
  `${org.orgId}-${org.userId}`;

export interface JobRecord {
  readonly org: OrgKey;
  readonly job: JobInfo;
  /** When the request that told this was sent (ms since the epoch). */
  readonly asOf: number;
  /** The job has ended and its counters are those of a GET after the end: nothing of it will change any more. */
  readonly final: boolean;
  /** Why the last look at this job failed; absent when it succeeded. */
  readonly stale?: UserError;
}

/** How far the list of an org's jobs is known. */
export type ListState =
  { readonly kind: 'unknown' | 'loading' | 'known' } | { readonly kind: 'failed'; readonly error: UserError };

export type StoreChange =
  | { readonly kind: 'job'; readonly org: OrgKey; readonly jobId: string }
  | { readonly kind: 'list'; readonly org: OrgKey }
  | { readonly kind: 'load'; readonly loadId: string };

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byNewest = (a: JobRecord, b: JobRecord): number =>
  compare(b.job.createdDate, a.job.createdDate) || compare(b.job.id, a.job.id);

/** A job never goes back: an answer that says so is older than what is known, whenever it was asked for. */
const stageOf = (job: JobInfo): number => (job.state === 'Open' ? 0 : hasEnded(job) ? 2 : 1);

/** The one live state: every job and load the window knows of. Commands and the watcher write, views read. */
export class JobStore {
  private readonly records = new Map</* org */ OrgKey, Map</* job id */ string, JobRecord>>();
  private readonly lists = new Map<OrgKey, ListState>();
  private readonly loadStates = new Map</* load id */ string, LoadState>();
  private readonly userNames = new Map<OrgKey, Map</* user id */ string, string>>();
  private readonly emitter = new Emitter<StoreChange>();
  readonly onDidChange = this.emitter.event;

  /** The org's jobs, newest first. */
  jobs(org: OrgKey): readonly JobRecord[] {
    return [...(this.records.get(org)?.values() ?? [])].sort(byNewest);
  }

  job(org: OrgKey, jobId: string): JobRecord | undefined {
    return this.records.get(org)?.get(jobId);
  }

  /**
   * Merges what one answer told: a list record or a PATCH's answer lacks the counters an earlier GET gave.
   * An answer to a request older than what is known changes nothing, unless the job is further on by it.
   * @param asOf when the request was sent
   * @param whole the answer of a GET on the job itself, counters and all
   */
  put(org: OrgKey, job: JobInfo, asOf: number, whole = false): void {
    if (this.set(org, job, asOf, whole)) this.emitter.fire({ kind: 'job', org, jobId: job.id });
  }

  /** The last look at this job failed; what is known of it stays. */
  putStale(org: OrgKey, jobId: string, error: UserError): void {
    const known = this.job(org, jobId);
    if (!known || known.stale?.code === error.code) return;
    this.of(org).set(jobId, { ...known, stale: error });
    this.emitter.fire({ kind: 'job', org, jobId });
  }

  remove(org: OrgKey, jobId: string): void {
    if (this.of(org).delete(jobId)) this.emitter.fire({ kind: 'list', org });
  }

  list(org: OrgKey): ListState {
    return this.lists.get(org) ?? { kind: 'unknown' };
  }

  putList(org: OrgKey, state: ListState): void {
    this.lists.set(org, state);
    this.emitter.fire({ kind: 'list', org });
  }

  /** A whole list arrived: what it no longer names is gone, unless it was learnt after the list was asked for. */
  replaceAll(org: OrgKey, jobs: readonly JobInfo[], asOf: number): void {
    const listed = new Set(jobs.map((job) => job.id));
    const records = this.of(org);
    let changed = this.list(org).kind !== 'known';
    for (const [id, record] of records) {
      if (!listed.has(id) && record.asOf < asOf) changed = records.delete(id);
    }
    for (const job of jobs) changed = this.set(org, job, asOf, false) || changed;
    if (changed) this.putList(org, { kind: 'known' });
  }

  userName(org: OrgKey, userId: string): string | undefined {
    return this.userNames.get(org)?.get(userId);
  }

  putUserNames(org: OrgKey, names: ReadonlyMap<string, string>): void {
    if (names.size === 0) return;
    this.userNames.set(org, new Map([...(this.userNames.get(org) ?? []), ...names]));
    this.emitter.fire({ kind: 'list', org });
  }

  /** The org is no longer connected. */
  forget(org: OrgKey): void {
    this.records.delete(org);
    this.lists.delete(org);
    this.emitter.fire({ kind: 'list', org });
  }

  loads(): readonly LoadState[] {
    return [...this.loadStates.values()];
  }

  load(loadId: string): LoadState | undefined {
    return this.loadStates.get(loadId);
  }

  loadOf(org: OrgKey, jobId: string): LoadState | undefined {
    return this.loads().find((load) => load.org === org && load.parts.some((part) => part.jobIds.includes(jobId)));
  }

  putLoad(load: LoadState): void {
    this.loadStates.set(load.loadId, load);
    this.emitter.fire({ kind: 'load', loadId: load.loadId });
  }

  removeLoad(loadId: string): void {
    if (this.loadStates.delete(loadId)) this.emitter.fire({ kind: 'load', loadId });
  }

  /** @returns whether anything is different from before */
  private set(org: OrgKey, job: JobInfo, asOf: number, whole: boolean): boolean {
    const known = this.job(org, job.id);
    if (known && !isNews(known, job, asOf)) return false;
    const merged: JobRecord = {
      org,
      job: { ...known?.job, ...job },
      asOf: Math.max(asOf, known?.asOf ?? asOf),
      final: known?.final === true || (whole && hasEnded(job)),
    };
    this.of(org).set(job.id, merged);
    return !known || known.stale !== undefined || known.final !== merged.final || !sameJob(known.job, merged.job);
  }

  private of(org: OrgKey): Map<string, JobRecord> {
    const known = this.records.get(org);
    if (known) return known;
    const created = new Map<string, JobRecord>();
    this.records.set(org, created);
    return created;
  }
}

function isNews(known: JobRecord, job: JobInfo, asOf: number): boolean {
  const stages = stageOf(job) - stageOf(known.job);
  return stages > 0 || (stages === 0 && asOf >= known.asOf);
}

function sameJob(a: JobInfo, b: JobInfo): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof JobInfo>;
  return [...keys].every((key) => a[key] === b[key]);
}
