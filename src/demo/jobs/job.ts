import { toJobDate } from '../clock.js';
import { Decimal, type Json } from '../json.js';
import type { Operation } from '../rows/columns.js';
import type { ColumnDelimiter, LineEnding } from '../rows/csv.js';
import type { Upload } from '../rows/upload.js';
import type { Outcomes } from './outcomes.js';

/** The first API version that has ingest jobs. */
export const INGEST_SINCE = 41;

export type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

/** What ingest and query jobs have in common. */
export interface BulkJob {
  /** 18 characters. */
  readonly id: string;
  readonly jobType: 'V2Ingest' | 'Classic' | 'V2Query';
  readonly operation: Operation | 'query' | 'queryAll';
  readonly object: string;
  readonly createdById: string;
  /** Milliseconds since 1970, as the next. */
  readonly createdDate: number;
  systemModstamp: number;
  state: JobState;
  readonly apiVersion: number;
  readonly lineEnding: LineEnding;
  readonly columnDelimiter: ColumnDelimiter;
  /** As far as job info shows it: rows, failed ones included. */
  numberRecordsProcessed: number;
  /** Milliseconds. */
  totalProcessingTime: number;
  errorMessage?: string;
}

/** An ingest job, with what the org knows of it. */
export interface Job extends BulkJob {
  readonly jobType: 'V2Ingest' | 'Classic';
  readonly operation: Operation;
  /** As the request spelled it. */
  readonly externalIdFieldName?: string;
  /** 18 characters. */
  readonly assignmentRuleId?: string;
  /** PUTs that were taken or are under way. */
  uploads: number;
  upload?: Upload;
  /** Whether its rows change records; else they are only read, and count as saved. */
  keepsRecords: boolean;
  /** Of the rows reached so far. */
  readonly outcomes: Outcomes;
  numberRecordsFailed: number;
  /** Milliseconds, as the next. */
  apiActiveProcessingTime: number;
  apexProcessingTime: number;
  /** The file could not be read as rows of the object: nothing of it was processed. */
  structuralFailure?: boolean;
}

export const hasEnded = ({ state }: Pick<BulkJob, 'state'>): boolean =>
  state === 'JobComplete' || state === 'Failed' || state === 'Aborted';

type JsonObject = Readonly<Record<string, Json>>;

/** The members that every answer begins with. */
export const startJson = (
  job: BulkJob & Partial<Pick<Job, 'externalIdFieldName' | 'assignmentRuleId'>>,
): JsonObject => ({
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

const contentUrl = (job: BulkJob): JsonObject => ({
  contentUrl: `services/data/v${job.apiVersion}.0/jobs/ingest/${job.id}/batches`, // no slash at its start
});

export const dialectJson = ({ lineEnding, columnDelimiter }: BulkJob): JsonObject => ({ lineEnding, columnDelimiter });

/** The answer of PATCH: the short form. systemModstamp moves with the state, but the answer still has the old one. */
export const patchedJson = (job: BulkJob, state: JobState): Json => ({ ...startJson(job), state });

/** The answer of POST. */
export const createdJson = (job: Job): Json => ({ ...startJson(job), ...contentUrl(job), ...dialectJson(job) });

/** The answer of a POST that brought its data: nothing is left to upload. */
export const closedJson = (job: Job): Json => ({ ...startJson(job), ...dialectJson(job) });

/** The answer of GET. */
export const infoJson = (job: Job, isPkChunkingSupported: 'present' | 'absent'): Json => ({
  ...startJson(job),
  jobType: job.jobType,
  ...(job.state === 'Open' && contentUrl(job)),
  ...dialectJson(job),
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
export const listedJson = (job: BulkJob): Json => ({
  ...startJson(job),
  jobType: job.jobType,
  ...(job.state === 'Open' && contentUrl(job)),
  ...(job.jobType !== 'Classic' && dialectJson(job)),
});
