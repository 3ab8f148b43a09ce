import { toJobDate } from '../clock.js';
import type { Doubts } from '../doubts.js';
import type { JobState } from '../jobs/job.js';
import { Decimal, type Json } from '../json.js';
import type { Plan } from '../query/plan.js';
import type { Path } from '../query/path.js';
import type { ColumnDelimiter, LineEnding } from '../rows/csv.js';
import type { QueryLines } from './queryLines.js';

export interface QueryJob {
  /** 18 characters. */
  readonly id: string;
  readonly jobType: 'V2Query';
  /** queryAll: deleted and archived records too. */
  readonly operation: 'query' | 'queryAll';
  readonly object: string;
  readonly createdById: string;
  /** Milliseconds since 1970, as the next. */
  readonly createdDate: number;
  systemModstamp: number;
  state: JobState;
  readonly apiVersion: number;
  readonly lineEnding: LineEnding;
  readonly columnDelimiter: ColumnDelimiter;
  readonly plan: Plan;
  /** In the order of the results. */
  readonly columns: readonly Path[];
  readonly lines: QueryLines;
  numberRecordsProcessed: number;
  /** Milliseconds. */
  totalProcessingTime: number;
  errorMessage?: string;
}

const start = (job: QueryJob): Record<string, Json> => ({
  id: job.id,
  operation: job.operation,
  object: job.object,
  createdById: job.createdById,
  createdDate: toJobDate(job.createdDate),
  systemModstamp: toJobDate(job.systemModstamp),
  state: job.state,
  concurrencyMode: 'Parallel',
  contentType: 'CSV',
  apiVersion: new Decimal(job.apiVersion),
});

const dialect = ({ lineEnding, columnDelimiter }: QueryJob): Record<string, Json> => ({ lineEnding, columnDelimiter });

/** The answer of POST; the text of the query never comes back. */
export const createdQueryJson = (job: QueryJob): Json => ({ ...start(job), ...dialect(job) });

/** The answer of PATCH. */
export const patchedQueryJson = (job: QueryJob): Json => start(job);

/** The answer of GET. */
export const queryInfoJson = (
  job: QueryJob,
  { isPkChunkingSupported, queryJobErrorMessage }: Readonly<Doubts>,
): Json => ({
  ...start(job),
  jobType: job.jobType,
  ...dialect(job),
  numberRecordsProcessed: job.numberRecordsProcessed,
  retries: 0,
  totalProcessingTime: job.totalProcessingTime,
  ...(isPkChunkingSupported === 'present' && job.apiVersion >= 61 && { isPkChunkingSupported: true }),
  ...(queryJobErrorMessage === 'present' && job.errorMessage !== undefined && { errorMessage: job.errorMessage }),
});

/** A record of the list. */
export const listedQueryJson = (job: QueryJob): Json => ({ ...start(job), jobType: job.jobType, ...dialect(job) });
