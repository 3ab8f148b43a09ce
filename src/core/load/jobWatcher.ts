import * as l10n from '@vscode/l10n';
import type { Clock } from '../clock.js';
import { ApiError, UserError } from '../errors.js';
import { hasEnded, type JobInfo } from '../salesforce/job.js';
import type { BulkApi } from '../salesforce/ports.js';
import type { JobStore, OrgKey } from './jobStore.js';

/** Seconds between looks at one job, up to a ceiling. There is no total limit: jobs may run for hours. */
const BACK_OFF = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 600];
const AT_ONCE = 5;

interface Watched {
  readonly org: OrgKey;
  readonly jobId: string;
  holders: number;
  visible: boolean;
  looks: number;
  dueAt: number;
  looking: boolean;
  /** The job ended while an older look was under way: look again. */
  again: boolean;
  readonly waiters: Set<{ resolve: (job: JobInfo) => void; reject: (error: unknown) => void }>;
}

const key = (org: OrgKey, jobId: string): string => `${org}/${jobId}`;

/** The only polling clock. It looks at the jobs somebody holds or sees, each at its own, growing interval. */
export class JobWatcher {
  private readonly watched = new Map<string, Watched>();
  private cancelTimer: (() => void) | undefined;
  private readonly disposed = new AbortController();
  private readonly subscription: { dispose(): void };

  constructor(
    private readonly store: JobStore,
    private readonly bulkOf: (org: OrgKey) => Promise<BulkApi>,
    private readonly clock: Clock,
    private readonly ceilingSeconds: () => number = () => 30,
  ) {
    // A command that aborts a job stores the answer: look once more at once, for the final counters.
    this.subscription = store.onDidChange((change) => {
      if (change.kind !== 'job') return;
      const watched = this.watched.get(key(change.org, change.jobId));
      const record = store.job(change.org, change.jobId);
      // Stale: the change is that a look of ours has failed.
      if (!watched || !record || record.final || record.stale || !hasEnded(record.job)) return;
      if (watched.looking) watched.again = true;
      else this.lookSoon(watched);
    });
  }

  /** Looks at a job until it has ended or the returned holder is disposed. The first look comes after a second. */
  watch(org: OrgKey, jobId: string): { dispose(): void } {
    if (this.store.job(org, jobId)?.final) return { dispose: () => {} };
    const watched = this.entry(org, jobId);
    watched.holders++;
    this.arm();
    let released = false;
    return {
      dispose: () => {
        if (released) return;
        released = true;
        watched.holders--;
        this.dropUnused(watched);
      },
    };
  }

  /** The job's final state. Survives time-outs, limits and being offline. @throws UserError `JobGone` if it was deleted, `NoOrg` if nobody can look at it any more */
  async untilEnded(org: OrgKey, jobId: string, signal?: AbortSignal): Promise<JobInfo> {
    const record = this.store.job(org, jobId);
    if (record?.final) return record.job;
    const holder = this.watch(org, jobId);
    const watched = this.entry(org, jobId);
    return new Promise<JobInfo>((resolve, reject) => {
      const waiter = { resolve, reject };
      const onAbort = () => waiter.reject(signal?.reason);
      const settle = () => {
        watched.waiters.delete(waiter);
        signal?.removeEventListener('abort', onAbort);
        holder.dispose();
      };
      waiter.resolve = (job) => (settle(), resolve(job));
      waiter.reject = (error) => (settle(), reject(error as Error));
      watched.waiters.add(waiter);
      if (signal?.aborted) onAbort();
      else signal?.addEventListener('abort', onAbort);
    });
  }

  /**
   * All the rows a person can see, those of another org included: running ones are kept up to date, ended ones are
   * looked at once for their counters.
   */
  setVisible(org: OrgKey, jobIds: readonly string[]): void {
    const visible = new Set(jobIds.filter((jobId) => this.changesByItself(org, jobId)));
    for (const watched of this.watched.values()) {
      if (watched.visible && !(watched.org === org && visible.has(watched.jobId))) {
        watched.visible = false;
        this.dropUnused(watched);
      }
    }
    for (const jobId of visible) {
      const watched = this.entry(org, jobId);
      if (!watched.visible && watched.holders === 0) watched.dueAt = this.clock.now();
      watched.visible = true;
    }
    this.arm();
  }

  /** An Open job waits for somebody to act, which the list will tell; looking at it would use up its back-off. */
  private changesByItself(org: OrgKey, jobId: string): boolean {
    const record = this.store.job(org, jobId);
    return record === undefined || (!record.final && record.job.state !== 'Open');
  }

  /** The person asked, or the network is back: look at everything now, whatever the back-off says. */
  lookNow(org: OrgKey): void {
    for (const watched of this.watched.values()) if (watched.org === org && !watched.looking) this.lookSoon(watched);
  }

  dispose(): void {
    this.disposed.abort();
    this.cancelTimer?.();
    this.subscription.dispose();
    this.watched.clear();
  }

  private entry(org: OrgKey, jobId: string): Watched {
    const known = this.watched.get(key(org, jobId));
    if (known) return known;
    const created: Watched = {
      org,
      jobId,
      holders: 0,
      visible: false,
      looks: 0,
      dueAt: this.clock.now() + 1000,
      looking: false,
      again: false,
      waiters: new Set(),
    };
    this.watched.set(key(org, jobId), created);
    return created;
  }

  /** Not while it is looked at: whoever comes back meanwhile must meet the same entry, and the look counts. */
  private dropUnused(watched: Watched): void {
    if (watched.holders > 0 || watched.visible || watched.looking) return;
    const id = key(watched.org, watched.jobId);
    if (this.watched.get(id) === watched) this.watched.delete(id);
    this.arm();
  }

  private lookSoon(watched: Watched): void {
    watched.dueAt = this.clock.now();
    this.arm();
  }

  /** Sets the one timer to the next job that is due. */
  private arm(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    if (this.disposed.signal.aborted) return;
    const [next] = this.waiting();
    if (next) this.cancelTimer = this.clock.after(Math.max(0, next.dueAt - this.clock.now()), () => this.lookAtDue());
  }

  private lookAtDue(): void {
    const now = this.clock.now();
    for (const watched of this.waiting()) if (watched.dueAt <= now) void this.look(watched);
    this.arm();
  }

  /** As many as may be looked at besides those that are, the one due first at the front. */
  private waiting(): readonly Watched[] {
    const idle = [...this.watched.values()].filter((watched) => !watched.looking);
    const free = AT_ONCE - (this.watched.size - idle.length);
    return idle.sort((a, b) => a.dueAt - b.dueAt).slice(0, Math.max(0, free));
  }

  private async look(watched: Watched): Promise<void> {
    const { org, jobId } = watched;
    watched.looking = true;
    const asOf = this.clock.now();
    const { signal } = this.disposed;
    try {
      const job = await (await this.bulkOf(org)).getJob(jobId, { signal });
      if (signal.aborted) return;
      if (hasEnded(job)) this.watched.delete(key(org, jobId));
      this.store.put(org, job, asOf, true);
      if (hasEnded(job)) for (const waiter of [...watched.waiters]) waiter.resolve(job);
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof UserError && error.code === 'NotFound') this.gone(watched);
      else if (error instanceof UserError && error.code !== 'NoOrg') this.store.putStale(org, jobId, error);
      // The org was disconnected, or a fault of ours: said, not polled over.
      else for (const waiter of [...watched.waiters]) waiter.reject(error);
      if (error instanceof ApiError && error.retryAfterMs !== undefined) this.pause(org, error.retryAfterMs);
    } finally {
      const next = this.clock.now() + (watched.again ? 0 : this.backOff(watched.looks++));
      watched.dueAt = Math.max(watched.dueAt, next);
      watched.looking = watched.again = false;
      this.dropUnused(watched);
      this.arm();
    }
  }

  /** Salesforce asks for fewer requests: no look at any job of the org before the time it names. */
  private pause(org: OrgKey, ms: number): void {
    const until = this.clock.now() + ms;
    for (const watched of this.watched.values())
      if (watched.org === org) watched.dueAt = Math.max(watched.dueAt, until);
  }

  private gone(watched: Watched): void {
    this.watched.delete(key(watched.org, watched.jobId));
    this.store.remove(watched.org, watched.jobId);
    const error = new UserError('JobGone', l10n.t('Job {0} was deleted in Salesforce.', watched.jobId), {
      nextStep: l10n.t('Check the records in the org: what had been processed before it was deleted stays.'),
    });
    for (const waiter of [...watched.waiters]) waiter.reject(error);
  }

  private backOff(looks: number): number {
    const seconds = BACK_OFF[Math.min(looks + 1, BACK_OFF.length - 1)] as number;
    return Math.min(seconds, this.ceilingSeconds()) * 1000;
  }
}
