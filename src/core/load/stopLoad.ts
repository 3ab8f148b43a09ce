import type { Clock } from '../clock.js';
import { UserError } from '../errors.js';
import { hasEnded, type JobInfo } from '../salesforce/job.js';
import type { BulkApi } from '../salesforce/ports.js';
import { abortSafely } from './jobEnd.js';
import type { JobStore, OrgKey } from './jobStore.js';

/**
 * Aborts every job of a load that has not ended, each confirmed by Salesforce. Jobs that are gone count as ended; if
 * one cannot be aborted the others still are, and the first error is thrown.
 * @returns the jobs as answered
 */
export async function abortJobs(
  org: OrgKey,
  jobIds: readonly string[],
  deps: { readonly bulk: BulkApi; readonly store: JobStore; readonly clock: Clock },
): Promise<readonly JobInfo[]> {
  const open = jobIds.filter((id) => {
    const record = deps.store.job(org, id);
    return record === undefined || !hasEnded(record.job);
  });
  const answers = await Promise.allSettled(
    open.map(async (id) => {
      const asOf = deps.clock.now();
      const job = await abortSafely(deps.bulk, id, deps.clock);
      deps.store.put(org, job, asOf);
      return job;
    }),
  );
  const gone = (reason: unknown) => reason instanceof UserError && reason.code === 'NotFound';
  for (const answer of answers) if (answer.status === 'rejected' && !gone(answer.reason)) throw answer.reason;
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
}
