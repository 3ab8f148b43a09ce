import type { CsvPart } from '../csv/facts.js';
import type { PartData } from '../csv/parts.js';
import type { SourceStat } from '../csv/source.js';
import type { CreateJobRequest } from '../salesforce/job.js';
import type { LoadEntry } from './journal.js';
import type { OrgKey } from './jobStore.js';
import type { LoadState } from './loadState.js';

/** All that will be sent of one file. */
export interface LoadPlan {
  readonly loadId: string;
  readonly org: OrgKey;
  /** The source, as a URI in text form. */
  readonly uri: string;
  readonly fileName: string;
  readonly source: SourceStat;
  readonly job: CreateJobRequest;
  /** Rows that are sent. */
  readonly rows: number;
  readonly parts: readonly CsvPart[];
  /** The bytes of a part, read again from the file. */
  readonly data: (part: CsvPart) => PartData;
}

/** What the journal keeps of a plan. */
export function loadEntry({ job, data: _, ...plan }: LoadPlan, startedAt: number): LoadEntry {
  const { object, operation, externalIdFieldName } = job;
  const parts = plan.parts.map(({ rows, start, end, length, sha256 }) => ({ rows, start, end, length, sha256 }));
  const key = externalIdFieldName !== undefined && { externalIdFieldName };
  return { type: 'load', version: 1, pid: process.pid, ...plan, object, operation, ...key, parts, startedAt };
}

/** A load of which nothing is sent yet. */
export function plannedLoad({ loadId, org, uri, fileName, rows, job, parts }: LoadPlan, startedAt: number): LoadState {
  return {
    loadId,
    org,
    uri,
    fileName,
    object: job.object,
    operation: job.operation,
    rows,
    parts: parts.map(({ rows, length }) => ({ rows, bytes: length, bytesSent: 0, phase: 'planned', jobIds: [] })),
    phase: 'uploading',
    startedAt,
  };
}
