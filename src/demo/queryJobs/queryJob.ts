import type { Doubts } from '../doubts.js';
import { dialectJson, startJson, type BulkJob } from '../jobs/job.js';
import type { Json } from '../json.js';
import type { Plan } from '../query/plan.js';
import type { Path } from '../query/path.js';
import type { QueryLines } from './queryLines.js';

/** The first API version that has query jobs. */
export const QUERY_SINCE = 47;

export interface QueryJob extends BulkJob {
  readonly jobType: 'V2Query';
  /** queryAll: deleted and archived records too. */
  readonly operation: 'query' | 'queryAll';
  readonly plan: Plan;
  /** In the order of the results. */
  readonly columns: readonly Path[];
  readonly lines: QueryLines;
}

/** The answer of POST; the text of the query never comes back. */
export const createdQueryJson = (job: QueryJob): Json => ({ ...startJson(job), ...dialectJson(job) });

/** The answer of GET. */
export const queryInfoJson = (
  job: QueryJob,
  { isPkChunkingSupported, queryJobErrorMessage }: Readonly<Doubts>,
): Json => ({
  ...startJson(job),
  jobType: job.jobType,
  ...dialectJson(job),
  numberRecordsProcessed: job.numberRecordsProcessed,
  retries: 0,
  totalProcessingTime: job.totalProcessingTime,
  ...(isPkChunkingSupported === 'present' && job.apiVersion >= 61 && { isPkChunkingSupported: true }),
  ...(queryJobErrorMessage === 'present' && job.errorMessage !== undefined && { errorMessage: job.errorMessage }),
});
