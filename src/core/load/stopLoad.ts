import type { Clock } from '../clock.js';
import { UserError } from '../errors.js';
import { hasEnded, type JobInfo } from '../salesforce/job.js';
import type { BulkApi } from '../salesforce/ports.js';
import { abortSafely } from './jobEnd.js';
import type { JobStore, OrgKey } from './jobStore.js';

const AT_ONCE = 5;

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
  const abort = async (id: string) => {
    const asOf = deps.clock.now();
    const job = await abortSafely(deps.bulk, id, deps.clock);
    deps.store.put(org, job, asOf);
    return job;
  };
  const answers: PromiseSettledResult<JobInfo>[] = [];
  for (let from = 0; from < open.length; from += AT_ONCE) {
    answers.push(...(await Promise.allSettled(open.slice(from, from + AT_ONCE).map(abort))));
  }
  const gone = (reason: unknown) => reason instanceof UserError && reason.code === 'NotFound';
  for (const answer of answers) if (answer.status === 'rejected' && !gone(answer.reason)) throw answer.reason;
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
}
