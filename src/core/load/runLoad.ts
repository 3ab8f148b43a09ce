import * as l10n from '@vscode/l10n';
import { sleep, type Clock } from '../clock.js';
import { ApiError, UserError, type UserErrorCode } from '../errors.js';
import { PASSING, REFUSED, retry } from '../retry.js';
import { hasEnded, type JobInfo } from '../salesforce/job.js';
import type { BulkApi } from '../salesforce/ports.js';
import type { CsvPart } from '../csv/facts.js';
import { partData } from '../csv/parts.js';
import { fileChanged } from '../csv/fileChanged.js';
import type { SentLoads } from '../results/sentLoads.js';
import { abortSafely, closeSafely } from './jobEnd.js';
import { Journal, type JournalEntry } from './journal.js';
import type { JobStore } from './jobStore.js';
import { JobsUnderWay } from './jobsUnderWay.js';
import type { JobWatcher } from './jobWatcher.js';
import { loadEntry, plannedLoad, type LoadPlan } from './loadPlan.js';
import { jobIdsOf, type LoadState, type PartState } from './loadState.js';
import { brokeOff, createdPerhaps, loadStopped } from './loadErrors.js';
import { meddled } from './meddled.js';
import { provenUntouched } from './provenUntouched.js';

export interface LoadDependencies {
  readonly bulk: BulkApi;
  readonly store: JobStore;
  readonly watcher: JobWatcher;
  readonly clock: Clock;
  /** Folder of the journals. */
  readonly journals: string;
  /** Where it is kept which rows were sent. */
  readonly sentLoads: SentLoads;
  /** 0 = all parts are uploaded one after another; n = at most n parts wait for Salesforce at a time. */
  readonly partsAtOnce: number;
  /** A part ended Failed or with all its rows failed: upload the rest? */
  readonly goOn: (job: JobInfo) => Promise<boolean>;
}

export interface LoadResult {
  readonly loadId: string;
  readonly rows: number;
  /** Every job of the load, in order of creation, in its end state. */
  readonly jobs: readonly JobInfo[];
}

/** Faults of an upload after which the part is sent again in a new job, if the old one proves untouched. */
const SENT_AGAIN_AFTER: readonly UserErrorCode[] = ['UploadOutcomeUnknown', 'Offline', 'TooManyRequests'];
const UPLOAD_TRIES = 3;
/** After these nobody can say whether Salesforce has created a job. */
const CREATED_PERHAPS: readonly UserErrorCode[] = ['ServerUnavailable', 'UnexpectedAnswer'];

const isOneOf = (codes: readonly UserErrorCode[], error: unknown): boolean =>
  error instanceof UserError && codes.includes(error.code);

/**
 * Sends a planned file: for each part journal → createJob → uploadJobData → closeJob; then waits until Salesforce has
 * ended every job.
 * @param signal cancels: the job whose upload is under way is aborted, nothing more is sent
 * @throws UserError with `loadId` and `jobs` when the load was not carried out to the end
 */
export async function runLoad(plan: LoadPlan, deps: LoadDependencies, signal: AbortSignal): Promise<LoadResult> {
  const load = new Load(plan, deps, signal);
  return load.run();
}

class Load {
  private readonly loadId: string;
  private state: LoadState;
  private journal!: Journal;
  /** The jobs of this load as last answered. */
  private readonly jobs = new Map</* job id */ string, JobInfo>();
  /** Jobs that may still be Open, and parts whose job was perhaps created: reasons to keep the journal. */
  private readonly unsettled = new Set</* job id or part index */ string | number>();
  private readonly underWay = new JobsUnderWay();
  /** Writing down which rows were sent: never rejected. */
  private keeping: Promise<unknown> = Promise.resolve();
  private readonly cancelled: Promise<never>;

  constructor(
    private readonly plan: LoadPlan,
    private readonly deps: LoadDependencies,
    private readonly signal: AbortSignal,
  ) {
    this.cancelled = new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    this.cancelled.catch(() => {});
    this.loadId = plan.loadId;
    this.state = plannedLoad(plan, deps.clock.now());
  }

  async run(): Promise<LoadResult> {
    if (this.signal.aborted) throw this.explain(this.signal.reason);
    this.journal = await Journal.create(this.deps.journals, loadEntry(this.plan, this.state.startedAt));
    this.deps.store.putLoad(this.state);
    this.keep(() => this.deps.sentLoads.begin(this.plan));
    try {
      // Else a later attempt could send them once more.
      if (this.plan.attempt) await this.keeping.then(() => this.deps.sentLoads.requireSourceRows(this.loadId));
      for (const index of this.plan.parts.keys()) await this.sendPart(index);
      this.put({ phase: 'processing' });
      await this.underWay.untilAllEnded();
      await this.keeping;
      this.put({ phase: 'ended' });
      return { loadId: this.loadId, rows: this.plan.rows, jobs: this.jobsInOrder() };
    } catch (error) {
      await this.keeping;
      throw this.stopped(error);
    } finally {
      // What was sent is sent, whatever the disk says to this.
      await (this.unsettled.size === 0 ? this.journal.end() : this.journal.close()).catch(() => {});
    }
  }

  private async sendPart(index: number): Promise<void> {
    await this.roomFor();
    for (let tries = 1; ; tries++) {
      this.signal.throwIfAborted();
      const jobId = await this.create(index);
      try {
        await this.upload(index, jobId);
        await this.close(index, jobId);
        return;
      } catch (error) {
        if (error instanceof ApiError && error.retryAfterMs) await this.pause(error.retryAfterMs);
        const again = tries < UPLOAD_TRIES && !this.signal.aborted && isOneOf(SENT_AGAIN_AFTER, error);
        const aborted = await this.abort(index, jobId);
        if (again && aborted && (await this.isUntouched(jobId))) continue;
        if (aborted && isOneOf(['UploadOutcomeUnknown'], error)) throw brokeOff(jobId, error as UserError);
        throw meddled(jobId, this.jobs.get(jobId)?.state, error);
      }
    }
  }

  /** Salesforce asks for no requests, the abort of the job included; a person who cancels is not kept waiting. */
  private pause(ms: number): Promise<void> {
    return sleep(this.deps.clock, ms, this.signal).catch(() => {});
  }

  private async create(index: number): Promise<string> {
    this.putPart(index, { phase: 'creating', bytesSent: 0 });
    await this.journal.append({ type: 'createJob', part: index });
    const { bulk, clock } = this.deps;
    const asOf = clock.now();
    try {
      const job = await retry(REFUSED, clock, this.signal, () => bulk.createJob(this.plan.job));
      this.unsettled.add(job.id);
      this.putPart(index, { phase: 'uploading', jobIds: [...(this.state.parts[index]?.jobIds ?? []), job.id] });
      this.know(job, asOf);
      return job.id;
    } catch (error) {
      if (!isOneOf(CREATED_PERHAPS, error)) throw error;
      this.unsettled.add(index);
      throw createdPerhaps(error as UserError);
    }
  }

  private async upload(index: number, jobId: string): Promise<void> {
    await this.journal.append({ type: 'jobCreated', part: index, jobId });
    await this.journal.append({ type: 'uploadJobData', part: index, jobId });
    const { csv, facts, transform, parts } = this.plan;
    const data = partData(csv, facts, transform, parts[index] as CsvPart);
    await this.deps.bulk.uploadJobData(jobId, data, {
      signal: this.signal,
      onProgress: (bytesSent) => this.putPart(index, { bytesSent }),
    });
    if (!data.matches()) throw fileChanged(this.plan.fileName);
    this.signal.throwIfAborted();
  }

  private async close(index: number, jobId: string): Promise<void> {
    this.putPart(index, { phase: 'closing' });
    await this.journal.append({ type: 'closeJob', part: index, jobId });
    const asOf = this.deps.clock.now();
    this.know(await closeSafely(this.deps.bulk, jobId, this.deps.clock), asOf);
    this.unsettled.delete(jobId);
    await this.note({ type: 'jobClosed', part: index, jobId });
    this.putPart(index, { phase: 'closed' });
    this.underWay.add(this.end(index, jobId));
    this.keep(() => this.deps.sentLoads.keepPart(this.plan, index));
  }

  /** While Salesforce works. Without it, which row of the file a result is of is not known: no reason to stop. */
  private keep(write: () => Promise<void>): void {
    this.keeping = this.keeping.then(write).catch(() => {});
  }

  private async end(index: number, jobId: string): Promise<JobInfo> {
    const job = await this.deps.watcher.untilEnded(this.plan.org, jobId);
    this.jobs.set(jobId, job);
    await this.note({ type: 'jobEnded', part: index, jobId });
    return job;
  }

  /** Waits while too many parts are under way, and asks before more is sent after a part that went wrong. */
  private async roomFor(): Promise<void> {
    const { partsAtOnce, goOn } = this.deps;
    for (const job of await this.underWay.untilFewerThan(partsAtOnce, this.cancelled)) {
      const processed = job.numberRecordsProcessed ?? 0;
      const allFailed = processed > 0 && job.numberRecordsFailed === processed;
      if (job.state !== 'Failed' && !allFailed) continue;
      if (!(await Promise.race([goOn(job), this.cancelled]))) throw loadStopped(job);
    }
  }

  /** @returns whether the job was Open, and is now Aborted. A job that runs is left alone: it has all its data. */
  private async abort(index: number, jobId: string): Promise<boolean> {
    const { bulk, clock } = this.deps;
    try {
      const before = await retry(PASSING, clock, undefined, () => bulk.getJob(jobId)).catch((error: unknown) => {
        if (isOneOf(['NotFound'], error)) this.unsettled.delete(jobId);
        throw error;
      });
      const wasOpen = before.state === 'Open';
      if (wasOpen) await this.note({ type: 'abortJob', part: index, jobId });
      const asOf = clock.now();
      const job = wasOpen ? await abortSafely(bulk, jobId, clock) : before;
      this.know(job, asOf);
      this.unsettled.delete(jobId);
      if (hasEnded(job)) await this.note({ type: 'jobEnded', part: index, jobId });
      else this.putPart(index, { phase: 'closed' });
      return wasOpen && job.state === 'Aborted';
    } catch {
      // The fault that led here is the one to tell; the journal keeps the job for later.
      return false;
    }
  }

  private async isUntouched(jobId: string): Promise<boolean> {
    const { bulk, clock, journals } = this.deps;
    return provenUntouched(bulk, jobId, journals, clock).catch(() => false);
  }

  private stopped(cause: unknown): unknown {
    for (const [index, part] of this.state.parts.entries()) {
      const last = part.jobIds.at(-1);
      const inDoubt = this.unsettled.has(index) || (last !== undefined && this.unsettled.has(last));
      if (part.phase !== 'closed' && !inDoubt) this.putPart(index, { phase: 'notSent' });
    }
    const error = this.explain(cause);
    this.put({ phase: 'stopped', ...(error instanceof UserError && { error }) });
    return error;
  }

  private explain(cause: unknown): unknown {
    const details = { loadId: this.loadId, jobs: this.jobsInOrder(), cause };
    if (this.signal.aborted)
      return new UserError('Cancelled', l10n.t('The load of {0} was cancelled.', this.plan.fileName), details);
    if (!(cause instanceof UserError)) return cause;
    const steps = [cause.nextStep ?? [], this.leftOpen(), this.sentAlready()].flat();
    const nextStep = steps.length > 0 && { nextStep: steps.join(' ') };
    return new UserError(cause.code, cause.message, { ...details, ...placeOf(cause), ...nextStep });
  }

  /** Whoever does not sign in again, or has no network, cannot abort it now. */
  private leftOpen(): readonly string[] {
    const jobId = [...this.unsettled].find((id) => typeof id === 'string');
    if (jobId === undefined) return [];
    return [l10n.t('Job {0} may still be open: later, stop the unfinished load in the list of jobs.', jobId)];
  }

  /** Parts are sent in order. Whoever loads the whole file again would load the first of them twice. */
  private sentAlready(): readonly string[] {
    const next = this.state.parts.findIndex(({ phase }) => phase !== 'closed');
    const rows = (this.plan.parts[next]?.firstRow ?? 1) - 1;
    const { fileName } = this.plan;
    if (rows === 0) return [];
    return [l10n.t('The first {0} rows of {1} are sent already: load only those after them.', rows, fileName)];
  }

  private jobsInOrder(): readonly JobInfo[] {
    const { org } = this.plan;
    return jobIdsOf(this.state).flatMap((id) => this.deps.store.job(org, id)?.job ?? this.jobs.get(id) ?? []);
  }

  private know(job: JobInfo, asOf: number): void {
    this.jobs.set(job.id, job);
    this.deps.store.put(this.plan.org, job, asOf);
  }

  /** Writes down what is done already: that it cannot be written undoes nothing. */
  private note(entry: JournalEntry): Promise<void> {
    return this.journal.append(entry).catch(() => {});
  }

  private put(change: Partial<LoadState>): void {
    this.state = { ...this.state, ...change };
    this.deps.store.putLoad(this.state);
  }

  private putPart(index: number, change: Partial<PartState>): void {
    this.put({ parts: this.state.parts.map((part, at) => (at === index ? { ...part, ...change } : part)) });
  }
}

const placeOf = ({ at, lines }: UserError) => ({
  ...(at && { at }),
  ...(lines && { lines }),
});
