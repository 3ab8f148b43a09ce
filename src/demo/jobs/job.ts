import { toJobDate } from '../clock.js';
import { Decimal, type Json } from '../json.js';
import type { Operation } from '../rows/columns.js';
import type { ColumnDelimiter, LineEnding } from '../rows/csv.js';
import type { Upload } from '../rows/upload.js';
import type { Outcomes } from './outcomes.js';

export type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

/** An ingest job, with what the org knows of it. */
export interface Job {
  /** 18 characters. */
  readonly id: string;
  readonly jobType: 'V2Ingest' | 'Classic';
  readonly operation: Operation;
  readonly object: string;
  readonly createdById: string;
  /** Milliseconds since 1970, as the next. */
  readonly createdDate: number;
  systemModstamp: number;
  state: JobState;
  /** As the request spelled it. */
  readonly externalIdFieldName?: string;
  readonly assignmentRuleId?: string;
  readonly apiVersion: number;
  readonly lineEnding: LineEnding;
  readonly columnDelimiter: ColumnDelimiter;
  /** PUTs that were taken or are under way. */
  uploads: number;
  upload?: Upload;
  /** Whether its rows change records; else they are only read, and count as saved. */
  keepsRecords: boolean;
  /** Of the rows reached so far. */
  readonly outcomes: Outcomes;
  /** As far as job info shows it: rows, failed ones included. */
  numberRecordsProcessed: number;
  numberRecordsFailed: number;
  /** Milliseconds, as the next two. */
  totalProcessingTime: number;
  apiActiveProcessingTime: number;
  apexProcessingTime: number;
  errorMessage?: string;
  /** The file could not be read as rows of the object: nothing of it was processed. */
  structuralFailure?: boolean;
}

export const hasEnded = ({ state }: Pick<Job, 'state'>): boolean =>
  state === 'JobComplete' || state === 'Failed' || state === 'Aborted';

const start = (job: Job): Record<string, Json> => ({
  id: job.id,
  operation: job.operation,
  object: job.object,
  createdById: job.createdById,
  createdDate: toJobDate(job.createdDate),
  systemModstamp: toJobDate(job.systemModstamp),
  state: job.state,
  ...(job.externalIdFieldName !== undefined && { externalIdFieldName: job.externalIdFieldName }),
  ...(job.assignmentRuleId !== undefined && { assignmentRuleId: job.assignmentRuleId }),
  concurrencyMode: 'Parallel',
  contentType: 'CSV',
  apiVersion: new Decimal(job.apiVersion),
});

const contentUrl = (job: Job): Record<string, Json> => ({
  contentUrl: `services/data/v${job.apiVersion}.0/jobs/ingest/${job.id}/batches`, // no slash at its start
});

const dialect = ({ lineEnding, columnDelimiter }: Job): Record<string, Json> => ({ lineEnding, columnDelimiter });

/** The answer of POST. */
export const createdJson = (job: Job): Json => ({ ...start(job), ...contentUrl(job), ...dialect(job) });

/** The answer of a POST that brought its data: nothing is left to upload. */
export const closedJson = (job: Job): Json => ({ ...start(job), ...dialect(job) });

/** The answer of PATCH: the short form. */
export const patchedJson = (job: Job): Json => start(job);

/** The answer of GET. */
export const infoJson = (job: Job, isPkChunkingSupported: 'present' | 'absent'): Json => ({
  ...start(job),
  jobType: job.jobType,
  ...(job.state === 'Open' && contentUrl(job)),
  ...dialect(job),
  ...((job.state !== 'Open' || job.upload !== undefined) && {
    numberRecordsProcessed: job.numberRecordsProcessed,
    numberRecordsFailed: job.numberRecordsFailed,
  }),
  retries: 0,
  totalProcessingTime: job.totalProcessingTime,
  apiActiveProcessingTime: job.apiActiveProcessingTime,
  apexProcessingTime: job.apexProcessingTime,
  ...(isPkChunkingSupported === 'present' && job.apiVersion >= 61 && { isPkChunkingSupported: false }),
  ...(job.errorMessage !== undefined && { errorMessage: job.errorMessage }),
});

/** A record of the list: no counters, times and retries. */
export const listedJson = (job: Job): Json => ({
  ...start(job),
  jobType: job.jobType,
  ...(job.state === 'Open' && contentUrl(job)),
  ...(job.jobType === 'V2Ingest' && dialect(job)),
});
