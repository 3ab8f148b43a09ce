import * as l10n from '@vscode/l10n';
import type { Clock } from '../clock.js';
import { ApiError, UserError } from '../errors.js';
import { hasEnded, type JobInfo } from '../salesforce/job.js';
import type { BulkApi } from '../salesforce/ports.js';
import type { JobStore, OrgKey } from './jobStore.js';

/** Seconds between looks at one job; the last one repeats. There is no total limit: jobs may run for hours. */
const BACK_OFF = [1, 2, 3, 5, 8, 13, 21, 30];
const AT_ONCE = 5;

interface Watched {
  readonly org: OrgKey;
  readonly jobId: string;
  holders: number;
  visible: boolean;
  looks: number;
  dueAt: number;
  looking: boolean;
  readonly waiters: Set<{ resolve: (job: JobInfo) => void; reject: (error: unknown) => void }>;
}

const key = (org: OrgKey, jobId: string): string => `${org}/${jobId}`;

/** The only polling clock. It looks at the jobs somebody holds or sees, each at its own, growing interval. */
export class JobWatcher {
  private readonly watched = new Map<string, Watched>();
  private cancelTimer: (() => void) | undefined;
  private disposed = false;
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
      if (watched && record && !record.final && hasEnded(record.job) && !watched.looking) this.dueAt(watched, 0);
    });
  }

  /** Looks at a job until it has ended or the returned holder is disposed. The first look comes after a second. */
  watch(org: OrgKey, jobId: string): { dispose(): void } {
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

  /** The job's final state. Survives time-outs, limits and being offline. @throws UserError `JobGone` if it was deleted */
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

  /** The rows a person can see: running ones are kept up to date, ended ones are looked at once for their counters. */
  setVisible(org: OrgKey, jobIds: readonly string[]): void {
    const visible = new Set(jobIds.filter((jobId) => !this.store.job(org, jobId)?.final));
    for (const watched of this.watched.values()) {
      if (watched.org === org && watched.visible && !visible.has(watched.jobId)) {
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

  /** The person asked, or the network is back: look at everything now, whatever the back-off says. */
  lookNow(org: OrgKey): void {
    for (const watched of this.watched.values()) if (watched.org === org && !watched.looking) this.dueAt(watched, 0);
  }

  dispose(): void {
    this.disposed = true;
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
      waiters: new Set(),
    };
    this.watched.set(key(org, jobId), created);
    return created;
  }

  private dropUnused(watched: Watched): void {
    if (watched.holders === 0 && !watched.visible) this.watched.delete(key(watched.org, watched.jobId));
  }

  private dueAt(watched: Watched, inMs: number): void {
    watched.dueAt = this.clock.now() + inMs;
    this.arm();
  }

  /** Sets the one timer to the next job that is due. */
  private arm(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
    if (this.disposed) return;
    const idle = [...this.watched.values()].filter((watched) => !watched.looking);
    const free = AT_ONCE - (this.watched.size - idle.length);
    if (idle.length === 0 || free <= 0) return;
    const next = Math.min(...idle.map((watched) => watched.dueAt));
    this.cancelTimer = this.clock.after(Math.max(0, next - this.clock.now()), () => {
      const now = this.clock.now();
      const due = idle.filter((watched) => watched.dueAt <= now).sort((a, b) => a.dueAt - b.dueAt);
      for (const watched of due.slice(0, free)) void this.look(watched);
      this.arm();
    });
  }

  private async look(watched: Watched): Promise<void> {
    const { org, jobId } = watched;
    watched.looking = true;
    const asOf = this.clock.now();
    let wait = this.backOff(watched.looks++);
    try {
      const job = await (await this.bulkOf(org)).getJob(jobId);
      if (this.disposed) return;
      if (hasEnded(job)) this.watched.delete(key(org, jobId));
      this.store.put(org, job, asOf, true);
      if (hasEnded(job)) for (const waiter of [...watched.waiters]) waiter.resolve(job);
    } catch (error) {
      if (this.disposed) return;
      if (error instanceof UserError && error.code === 'NotFound') this.gone(watched);
      else if (error instanceof UserError) this.store.putStale(org, jobId, error);
      else for (const waiter of [...watched.waiters]) waiter.reject(error); // a fault of ours: said, not polled over
      if (error instanceof ApiError && error.retryAfterMs !== undefined) wait = Math.max(wait, error.retryAfterMs);
    } finally {
      watched.looking = false;
      watched.dueAt = this.clock.now() + wait;
      this.arm();
    }
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
