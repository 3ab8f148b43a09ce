import { groupBy } from '../groupBy.js';
import type { LoggedRequest } from '../requestLog.js';

/** A request about a job. */
export type JobRequest = LoggedRequest & Required<Pick<LoggedRequest, 'job'>>;

/** By the id of the job, each in the order they came. */
export const byJob = (log: readonly LoggedRequest[]): ReadonlyMap<string, readonly JobRequest[]> =>
  groupBy(log.filter(isJobRequest), ({ job }) => job.id);

const isJobRequest = (request: LoggedRequest): request is JobRequest => request.job !== undefined;

/** What follows the id of the job: `batches`, `failedResults`, …; empty for the job itself. */
export const resourceOf = ({ path }: LoggedRequest): string => /\/750\w+\/([^/?]+)/.exec(path)?.[1] ?? '';

/** A request for job info. */
export const isLook = (request: LoggedRequest): boolean => request.method === 'GET' && resourceOf(request) === '';

/** A whole answer that says yes has left. */
export const succeeded = ({ status = 0 }: LoggedRequest): boolean => status >= 200 && status < 300;
