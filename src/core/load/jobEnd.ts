import type { Clock } from '../clock.js';
import { UserError } from '../errors.js';
import { PASSING, retry } from '../retry.js';
import { hasEnded, type JobInfo } from '../salesforce/job.js';
import type { BulkApi } from '../salesforce/ports.js';

/**
 * Closes a job, so that Salesforce begins. A PATCH whose answer was lost is not repeated blindly: the job is asked.
 * @returns the job as answered, past `Open`
 */
export const closeSafely = (bulk: BulkApi, jobId: string, clock: Clock): Promise<JobInfo> =>
  changeState(bulk, jobId, clock, () => bulk.closeJob(jobId));

/** Aborts a job and has it confirmed. A job that had already ended is answered as it is. */
export const abortSafely = (bulk: BulkApi, jobId: string, clock: Clock): Promise<JobInfo> =>
  changeState(bulk, jobId, clock, () => bulk.abortJob(jobId), hasEnded);

async function changeState(
  bulk: BulkApi,
  jobId: string,
  clock: Clock,
  patch: () => Promise<JobInfo>,
  isDone: (job: JobInfo) => boolean = (job) => job.state !== 'Open',
): Promise<JobInfo> {
  let asked = false;
  return retry(PASSING, clock, undefined, async () => {
    if (asked) {
      const job = await bulk.getJob(jobId);
      if (isDone(job)) return job;
    }
    asked = true;
    try {
      return await patch();
    } catch (error) {
      if (!(error instanceof UserError && error.code === 'InvalidJobState')) throw error;
      const job = await bulk.getJob(jobId);
      if (isDone(job)) return job;
      throw error;
    }
  });
}
