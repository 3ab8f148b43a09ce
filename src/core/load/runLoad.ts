import * as l10n from '@vscode/l10n';
import type { Clock } from '../clock.js';
import { UserError } from '../errors.js';
import type { CreateJobRequest, JobInfo } from '../salesforce/job.js';
import type { BulkApi, JobData } from '../salesforce/ports.js';
import type { SourceStat } from '../csv/source.js';
import type { CsvPart } from '../csv/facts.js';
import { abortSafely, closeSafely } from './jobEnd.js';
import { Journal } from './journal.js';
import type { JobStore, OrgKey } from './jobStore.js';
import type { JobWatcher } from './jobWatcher.js';
import { jobIdsOf, type LoadState, type PartState } from './loadState.js';
import { provenUntouched } from './provenUntouched.js';
import { REFUSED, retry } from './retry.js';

/** The bytes of a part, and whether what was last sent of them is what was planned. */
export interface PartData extends JobData {
  /** After `open()` was read to its end: the bytes had the planned length and hash. */
  matches(): boolean;
}

export interface LoadPlan {
  readonly loadId: string;
  readonly org: OrgKey;
  readonly uri: string;
  readonly fileName: string;
  readonly source: SourceStat;
  readonly job: CreateJobRequest;
  /** Rows that are sent. */
  readonly rows: number;
  readonly parts: readonly CsvPart[];
  /** The bytes of a part, read again from the file. */
  readonly data: (part: CsvPart) => PartData;
}

export interface LoadDependencies {
  readonly bulk: BulkApi;
  readonly store: JobStore;
  readonly watcher: JobWatcher;
  readonly clock: Clock;
  /** Folder of the journals. */
  readonly journals: string;
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

/** Uploads whose outcome stays unknown are sent again in a new job, but not for ever. */
const UPLOAD_TRIES = 3;

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
  /** Jobs that were closed: their end, or why it will not be known. */
  private readonly ends: Promise<JobInfo>[] = [];
  private readonly ended: JobInfo[] = [];
  private readonly pending = new Set<Promise<unknown>>();

  constructor(
    private readonly plan: LoadPlan,
    private readonly deps: LoadDependencies,
    private readonly signal: AbortSignal,
  ) {
    this.loadId = plan.loadId;
    const { org, uri, fileName, rows } = plan;
    const { object, operation } = plan.job;
    const parts = plan.parts.map((part): PartState => ({
      rows: part.rows,
      bytes: part.length,
      bytesSent: 0,
      phase: 'planned',
      jobIds: [],
    }));
    const startedAt = deps.clock.now();
    this.state = {
      loadId: this.loadId,
      org,
      uri,
      fileName,
      object,
      operation,
      rows,
      parts,
      phase: 'uploading',
      startedAt,
    };
  }

  async run(): Promise<LoadResult> {
    const { externalIdFieldName } = this.plan.job;
    this.journal = await Journal.create(this.deps.journals, {
      type: 'load',
      version: 1,
      loadId: this.loadId,
      pid: process.pid,
      org: this.plan.org,
      uri: this.plan.uri,
      fileName: this.plan.fileName,
      object: this.plan.job.object,
      operation: this.plan.job.operation,
      ...(externalIdFieldName !== undefined && { externalIdFieldName }),
      rows: this.plan.rows,
      source: this.plan.source,
      parts: this.plan.parts.map(({ rows, start, end, length, sha256 }) => ({ rows, start, end, length, sha256 })),
      startedAt: this.state.startedAt,
    });
    this.deps.store.putLoad(this.state);
    let settled = false;
    try {
      for (const index of this.plan.parts.keys()) await this.sendPart(index);
      this.put({ phase: 'processing' });
      const jobs = await Promise.all(this.ends);
      settled = true;
      this.put({ phase: 'ended' });
      return { loadId: this.loadId, rows: this.plan.rows, jobs: this.inOrder(jobs) };
    } catch (error) {
      throw this.stopped(error);
    } finally {
      await (settled || this.nothingOpen() ? this.journal.end() : this.journal.close());
    }
  }

  private async sendPart(index: number): Promise<void> {
    await this.roomFor();
    this.signal.throwIfAborted();
    for (let tries = 1; ; tries++) {
      const jobId = await this.create(index);
      try {
        await this.upload(index, jobId);
        break;
      } catch (error) {
        const untouched = await this.abort(index, jobId);
        const unknown = error instanceof UserError && error.code === 'UploadOutcomeUnknown';
        if (!unknown || !untouched || tries === UPLOAD_TRIES || this.signal.aborted) throw error;
      }
    }
    await this.close(index);
  }

  private async create(index: number): Promise<string> {
    this.putPart(index, { phase: 'creating', bytesSent: 0 });
    await this.journal.append({ type: 'createJob', part: index });
    const { bulk, clock, store } = this.deps;
    const asOf = clock.now();
    const job = await retry(REFUSED, clock, this.signal, () => bulk.createJob(this.plan.job));
    await this.journal.append({ type: 'jobCreated', part: index, jobId: job.id });
    this.putPart(index, { phase: 'uploading', jobIds: [...(this.state.parts[index]?.jobIds ?? []), job.id] });
    store.put(this.plan.org, job, asOf);
    return job.id;
  }

  private async upload(index: number, jobId: string): Promise<void> {
    const part = this.plan.parts[index] as CsvPart;
    await this.journal.append({ type: 'uploadJobData', part: index, jobId });
    const data = this.plan.data(part);
    await this.deps.bulk.uploadJobData(jobId, data, {
      signal: this.signal,
      onProgress: (bytesSent) => this.putPart(index, { bytesSent }),
    });
    if (!data.matches()) throw fileChanged(this.plan.fileName);
    this.signal.throwIfAborted();
  }

  private async close(index: number): Promise<void> {
    const { bulk, clock, store, watcher } = this.deps;
    const jobId = this.state.parts[index]?.jobIds.at(-1) as string;
    this.putPart(index, { phase: 'closing' });
    await this.journal.append({ type: 'closeJob', part: index, jobId });
    const asOf = clock.now();
    store.put(this.plan.org, await closeSafely(bulk, jobId, clock), asOf);
    await this.journal.append({ type: 'jobClosed', part: index, jobId });
    this.putPart(index, { phase: 'closed' });
    const end = watcher.untilEnded(this.plan.org, jobId).then(async (job) => {
      this.ended.push(job);
      await this.journal.append({ type: 'jobEnded', part: index, jobId });
      return job;
    });
    this.ends.push(end);
    // Awaited in run(); until then its failure must not count as unhandled.
    const pending = end.then(
      () => {},
      () => {},
    );
    this.pending.add(pending);
    void pending.then(() => this.pending.delete(pending));
  }

  /** Waits while too many parts are under way, and asks before more is sent after a part that went wrong. */
  private async roomFor(): Promise<void> {
    const { partsAtOnce, goOn } = this.deps;
    while (partsAtOnce > 0 && this.pending.size >= partsAtOnce) await Promise.race(this.pending);
    for (const job of this.ended.splice(0)) {
      const processed = job.numberRecordsProcessed ?? 0;
      const allFailed = processed > 0 && job.numberRecordsFailed === processed;
      if ((job.state === 'Failed' || allFailed) && !(await goOn(job))) {
        throw new UserError(
          'LoadStopped',
          l10n.t('The load stopped after job {0}: none of its rows was accepted.', job.id),
          {
            nextStep: job.errorMessage ?? l10n.t('Open its failed results to see why.'),
          },
        );
      }
    }
  }

  /** @returns whether nothing of the job was processed, nor will be */
  private async abort(index: number, jobId: string): Promise<boolean> {
    const { bulk, clock, store } = this.deps;
    try {
      await this.journal.append({ type: 'abortJob', part: index, jobId });
      const asOf = clock.now();
      const job = await abortSafely(bulk, jobId, clock);
      store.put(this.plan.org, job, asOf);
      await this.journal.append({ type: 'jobEnded', part: index, jobId });
      return await provenUntouched(bulk, jobId, this.deps.journals);
    } catch (error) {
      // The fault that led here is the one to tell; the journal keeps the job for later.
      if (error instanceof UserError) return false;
      throw error;
    }
  }

  private stopped(cause: unknown): unknown {
    for (const [index, part] of this.state.parts.entries()) {
      if (part.phase !== 'closed') this.putPart(index, { phase: 'notSent' });
    }
    const error = this.explain(cause);
    this.put({ phase: 'stopped', ...(error instanceof UserError && { error }) });
    return error;
  }

  private explain(cause: unknown): unknown {
    const jobs = jobIdsOf(this.state).flatMap((id) => this.deps.store.job(this.plan.org, id)?.job ?? []);
    const details = { loadId: this.loadId, jobs, cause };
    if (this.signal.aborted)
      return new UserError('Cancelled', l10n.t('The load of {0} was cancelled.', this.plan.fileName), details);
    if (!(cause instanceof UserError)) return cause;
    return new UserError(cause.code, cause.message, { ...details, ...withoutUndefined(cause) });
  }

  private nothingOpen(): boolean {
    return jobIdsOf(this.state).every((id) => {
      const record = this.deps.store.job(this.plan.org, id);
      return record === undefined || record.job.state !== 'Open';
    });
  }

  private inOrder(jobs: readonly JobInfo[]): readonly JobInfo[] {
    const known = new Map(jobs.map((job) => [job.id, job]));
    return jobIdsOf(this.state).flatMap((id) => known.get(id) ?? this.deps.store.job(this.plan.org, id)?.job ?? []);
  }

  private put(change: Partial<LoadState>): void {
    this.state = { ...this.state, ...change };
    this.deps.store.putLoad(this.state);
  }

  private putPart(index: number, change: Partial<PartState>): void {
    this.put({ parts: this.state.parts.map((part, at) => (at === index ? { ...part, ...change } : part)) });
  }
}

const withoutUndefined = ({ nextStep, at, lines }: UserError) => ({
  ...(nextStep !== undefined && { nextStep }),
  ...(at && { at }),
  ...(lines && { lines }),
});

const fileChanged = (fileName: string): UserError =>
  new UserError(
    'FileChanged',
    l10n.t('{0} changed while it was sent. The job was aborted: nothing of this part was processed.', fileName),
    {
      nextStep: l10n.t('Load the file again once nothing writes to it.'),
    },
  );
