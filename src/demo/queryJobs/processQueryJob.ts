// UploadComplete → InProgress → JobComplete or Failed, unless the job is aborted on the way.

import type { JobState } from '../jobs/job.js';
import { resultLine } from '../jobs/resultLine.js';
import type { SalesforceRecord } from '../objects/records.js';
import type { Org } from '../org.js';
import { rowsPerStep } from '../pace.js';
import { csvText } from './csvText.js';
import type { QueryJob } from './queryJob.js';

export async function processQueryJob(org: Org, job: QueryJob, signal: AbortSignal): Promise<void> {
  const { pace } = org.settings;
  await org.clock.sleep(pace.queuedMs, signal);
  if (stateOf(job) !== 'UploadComplete') return;
  org.queryJobs.setState(job, 'InProgress');
  const startedAt = org.clock.now();
  const { failAfterRows = Infinity, errorMessage } = org.faults.takeJobFault(job);
  const records = job.plan.cut(job.plan.matches(job.operation === 'queryAll'));
  const step = rowsPerStep(pace, records.length);
  for (let at = 0; at === 0 || at < records.length; at += step) {
    await org.clock.sleep(pace.stepMs, signal);
    if (stateOf(job) !== 'InProgress') return;
    const to = Math.min(at + step, failAfterRows);
    const appended = job.lines.append(records.slice(at, to).map((record) => lineOf(org, job, record)));
    await appended.catch((error: unknown) => {
      if (stateOf(job) === 'InProgress') throw error; // else deleted, with what was written
    });
    if (stateOf(job) !== 'InProgress') return;
    if (job.lines.length >= failAfterRows) return end(org, job, startedAt, 'Failed', errorMessage);
    if (org.settings.doubts.counters === 'step') showCounter(org, job);
  }
  end(org, job, startedAt, 'JobComplete');
}

/** Read anew each time: an abort may come during any wait. */
const stateOf = (job: QueryJob): JobState => job.state;

function showCounter(org: Org, job: QueryJob): void {
  job.numberRecordsProcessed = job.lines.length;
  org.queryJobs.changed(job);
}

function end(org: Org, job: QueryJob, startedAt: number, state: JobState, errorMessage?: string): void {
  job.totalProcessingTime = Math.max(1, Math.round(org.clock.now() - startedAt));
  if (errorMessage !== undefined) job.errorMessage = errorMessage;
  showCounter(org, job);
  org.queryJobs.setState(job, state);
}

const lineOf = (org: Org, job: QueryJob, record: SalesforceRecord): string =>
  resultLine(
    org,
    job,
    job.columns.map((path) => csvText(path.field, path.read(record))),
  );
