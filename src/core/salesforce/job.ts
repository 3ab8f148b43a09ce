// Salesforce's own words for a Bulk API 2.0 ingest job.
// https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch/get_job_info.htm

export const OPERATIONS = ['insert', 'update', 'upsert', 'delete', 'hardDelete'] as const;
export type Operation = (typeof OPERATIONS)[number];

export const COLUMN_DELIMITERS = ['COMMA', 'SEMICOLON', 'TAB', 'PIPE', 'CARET', 'BACKQUOTE'] as const;
export type ColumnDelimiter = (typeof COLUMN_DELIMITERS)[number];

export type LineEnding = 'LF' | 'CRLF';

export type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

export const RESULT_SETS = ['successfulResults', 'failedResults', 'unprocessedrecords'] as const;
export type ResultSet = (typeof RESULT_SETS)[number];

/** Body of `POST /jobs/ingest`. */
export interface CreateJobRequest {
  readonly object: string;
  readonly operation: Operation;
  readonly externalIdFieldName?: string;
  readonly assignmentRuleId?: string;
  readonly lineEnding: LineEnding;
  readonly columnDelimiter: ColumnDelimiter;
}

/**
 * A job as Salesforce answers it. Which members are there depends on the call and the moment: a list record and the
 * answer of a PATCH have no counters, a job before its upload has none either. Unknown members are ignored.
 */
export interface JobInfo {
  readonly id: string;
  readonly operation: Operation;
  readonly object: string;
  readonly createdById: string;
  /** `2024-09-09T19:25:27.000+0000` */
  readonly createdDate: string;
  readonly systemModstamp: string;
  readonly state: JobState;
  readonly externalIdFieldName?: string;
  readonly assignmentRuleId?: string;
  readonly apiVersion?: number;
  readonly jobType?: 'V2Ingest' | 'BigObjectIngest' | 'Classic';
  readonly lineEnding?: LineEnding;
  readonly columnDelimiter?: ColumnDelimiter;
  /** Rows, failed ones included. */
  readonly numberRecordsProcessed?: number;
  /** Rows. */
  readonly numberRecordsFailed?: number;
  readonly retries?: number;
  /** Milliseconds, as the next two. */
  readonly totalProcessingTime?: number;
  readonly apiActiveProcessingTime?: number;
  readonly apexProcessingTime?: number;
  readonly errorMessage?: string;
}

/** The states in which nothing more will happen to a job. */
export const hasEnded = (job: Pick<JobInfo, 'state'>): boolean =>
  job.state === 'JobComplete' || job.state === 'Failed' || job.state === 'Aborted';

/**
 * Rows of a result set of an ended job, where it can be said: of a job that Failed or was Aborted, processed − failed
 * may hide rows that nobody looked at.
 */
export function rowsIn(job: JobInfo, resultSet: ResultSet): number | undefined {
  const { state, numberRecordsProcessed: processed, numberRecordsFailed: failed } = job;
  if (resultSet === 'failedResults') return failed;
  if (state !== 'JobComplete' || processed === undefined || failed === undefined) return undefined;
  return resultSet === 'successfulResults' ? processed - failed : 0;
}
