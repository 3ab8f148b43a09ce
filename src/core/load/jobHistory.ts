import type { Clock } from '../clock.js';
import { hasEnded, type JobInfo, type JobState } from '../salesforce/job.js';
import type { JobRecord, JobStore, OrgKey, StoreChange } from './jobStore.js';

/** One observation of a job that told something new. */
export interface JobSample {
  /** When its answer came, in milliseconds since the epoch; never before the sample before. */
  readonly at: number;
  readonly state: JobState;
  /** Rows, failed ones included, and failed rows. 0 also where Salesforce has not counted yet. */
  readonly processed: number;
  readonly failed: number;
}

/** A state the job was in. Times in milliseconds since the epoch. */
export interface StateSpan {
  readonly state: JobState;
  /** Absent where nobody can tell. */
  readonly from?: number;
  /** When the next state began; absent where nobody can tell, and in the last state. */
  readonly to?: number;
  /** We saw it begin, after another state; else `from` is what Salesforce says: created, last change. */
  readonly observed: boolean;
}

interface Watched {
  /** `systemModstamp` when the job was first seen, in ms since the epoch: it may move on while the state stays. */
  readonly firstStamp: number;
  /** Replaced, never changed: who was given it keeps what it was given. */
  samples: readonly JobSample[];
}

/** What a job passes on its way to an end; it may be aborted at each. */
const WAY: readonly JobState[] = ['Open', 'UploadComplete', 'InProgress'];
const MOST_SAMPLES = 300;
/** Samples that a pace is taken over; these are not thinned. */
const PACE_SAMPLES = 8;
/** Looks may be this far apart by setting: no news for less says nothing. Milliseconds. */
const NO_NEWS = 90_000;

/**
 * Remembers what was seen of jobs in this window, from the store's changes. Who shows it on a change of the store has
 * to subscribe after it was made.
 */
export class JobHistory {
  private readonly orgs = new Map<OrgKey, Map</* job id */ string, Watched>>();
  private readonly subscription: { dispose(): void };

  constructor(
    private readonly store: JobStore,
    private readonly clock: Clock,
  ) {
    this.subscription = store.onDidChange((change) => this.onChange(change));
  }

  /** Oldest first; none of a job that had ended when it was first seen. */
  samples(org: OrgKey, jobId: string): readonly JobSample[] {
    return this.orgs.get(org)?.get(jobId)?.samples ?? [];
  }

  /** The states the job was in and must have been in, in order, the present one last. */
  timeline({ org, job }: JobRecord): readonly StateSpan[] {
    const watched = this.orgs.get(org)?.get(job.id);
    const samples = watched?.samples ?? [];
    const created = Date.parse(job.createdDate);
    const firstStamp = watched?.firstStamp ?? Date.parse(job.systemModstamp);
    const firstSeen = samples[0]?.state ?? job.state;
    const spans: StateSpan[] = [];
    /** When the state after this one began. */
    let to: number | undefined;
    /** When the nearest of the later states that we saw begin did so. */
    let seen = Infinity;
    for (const state of statesOf(job, samples).reverse()) {
      const first = samples.find((sample) => sample.state === state);
      const observed = first !== undefined && first !== samples[0];
      // The answer to closing a job still has the stamp of its creation.
      const stamped = state === firstSeen && (firstStamp > created || hasEnded({ state }));
      const said = state === 'Open' ? created : stamped ? firstStamp : NaN;
      // Salesforce's clock is not ours: what it says began after it ended is not known.
      const from = observed ? first.at : said <= seen ? said : undefined;
      spans.unshift({ state, ...(from !== undefined && { from }), ...(to !== undefined && { to }), observed });
      to = from;
      if (observed) seen = first.at;
    }
    return spans;
  }

  dispose(): void {
    this.subscription.dispose();
    this.orgs.clear();
  }

  private onChange(change: StoreChange): void {
    if (change.kind === 'load') return;
    if (change.kind === 'job') {
      const record = this.store.job(change.org, change.jobId);
      if (record) this.observe(record);
      return;
    }
    const watched = this.orgs.get(change.org);
    for (const jobId of watched?.keys() ?? []) if (!this.store.job(change.org, jobId)) watched?.delete(jobId);
    for (const record of this.store.jobs(change.org)) this.observe(record);
  }

  private observe({ org, job }: JobRecord): void {
    const jobs = this.orgs.get(org) ?? new Map<string, Watched>();
    this.orgs.set(org, jobs);
    const known = jobs.get(job.id);
    // What is first seen ended has no history here; a list without counters does not say how far a running job is.
    if (!known && (hasEnded(job) || (job.state === 'InProgress' && job.numberRecordsProcessed === undefined))) return;
    const last = known?.samples.at(-1);
    const sample: JobSample = {
      at: Math.max(this.clock.now(), last?.at ?? -Infinity),
      state: job.state,
      processed: job.numberRecordsProcessed ?? 0,
      failed: job.numberRecordsFailed ?? 0,
    };
    if (last?.state === sample.state && last.processed === sample.processed && last.failed === sample.failed) return;
    if (known) known.samples = thinned([...known.samples, sample]);
    else jobs.set(job.id, { firstStamp: Date.parse(job.systemModstamp), samples: [sample] });
  }
}

/** An ended job was InProgress before, unless it was aborted: then its counters or our samples have to say so. */
function statesOf(job: JobInfo, samples: readonly JobSample[]): JobState[] {
  if (!hasEnded(job)) return WAY.slice(0, WAY.indexOf(job.state) + 1);
  if (job.state !== 'Aborted') return [...WAY, job.state];
  const furthest = Math.max(
    job.numberRecordsProcessed ? WAY.indexOf('InProgress') : 0,
    ...samples.map(({ state }) => WAY.indexOf(state)),
  );
  return [...WAY.slice(0, furthest + 1), job.state];
}

/** Leaves out the sample that changes the curves the least, where there are too many; never one that begins a state. */
function thinned(samples: readonly JobSample[]): readonly JobSample[] {
  if (samples.length <= MOST_SAMPLES) return samples;
  let least = { index: 1, area: Infinity };
  for (let i = 1; i < samples.length - PACE_SAMPLES; i++) {
    const [before, sample, after] = samples.slice(i - 1, i + 2) as [JobSample, JobSample, JobSample];
    if (before.state !== sample.state) continue;
    const area = bend(before, sample, after, 'processed') + bend(before, sample, after, 'failed');
    if (area < least.area) least = { index: i, area };
  }
  return samples.toSpliced(least.index, 1);
}

/** Twice the area of the triangle of three points of a curve. */
const bend = (a: JobSample, b: JobSample, c: JobSample, rows: 'processed' | 'failed'): number =>
  Math.abs((b.at - a.at) * (c[rows] - a[rows]) - (c.at - a.at) * (b[rows] - a[rows]));

/**
 * How fast rows are processed, over the last samples, and how long the rest will take.
 * @param rows in all, where known
 * @param now ms since the epoch
 * @returns nothing that cannot honestly be said: not before the counters were seen three times above 0, nor once there was
 * no news for long; no time left without a total, nor after the time that was left has passed
 */
export function pace(
  samples: readonly JobSample[],
  rows: number | undefined,
  now: number,
): { readonly rowsPerSecond?: number; readonly msLeft?: number } {
  const recent = samples.filter(({ state, processed }) => state === 'InProgress' && processed > 0).slice(-PACE_SAMPLES);
  const first = recent[0];
  const last = recent.at(-1);
  if (!first || !last || last !== samples.at(-1) || recent.length < 3) return {};
  const gaps = recent.slice(1).map((sample, i) => sample.at - (recent[i]?.at ?? sample.at));
  const silence = now - last.at;
  const rowsPerMs = (last.processed - first.processed) / (last.at - first.at);
  if (silence > Math.max(NO_NEWS, 2 * Math.max(...gaps)) || !(rowsPerMs > 0) || rowsPerMs === Infinity) return {};
  const msLeft = rows === undefined ? 0 : (rows - last.processed) / rowsPerMs - silence;
  return { rowsPerSecond: rowsPerMs * 1000, ...(msLeft > 0 && { msLeft }) };
}
