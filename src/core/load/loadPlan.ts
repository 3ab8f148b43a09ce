import type { CsvFacts, CsvPart, RowTransform } from '../csv/facts.js';
import type { ByteSource } from '../csv/source.js';
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
  /** Its bytes, and what one pass over them found. */
  readonly csv: ByteSource;
  readonly facts: CsvFacts;
  readonly transform: RowTransform;
  readonly job: CreateJobRequest;
  /** Rows that are sent. */
  readonly rows: number;
  readonly parts: readonly CsvPart[];
  /** API names of the object's fields, where they are known. */
  readonly fields: readonly string[];
  /** Rows of an earlier load that did not get in, sent again. */
  readonly attempt?: Attempt;
}

export interface Attempt {
  /** The load that was the first. */
  readonly of: string;
  /** 2, 3, … */
  readonly number: number;
  /** For each data row of this file, the 1-based data row of the first load's file that it is. */
  readonly sourceRows: Uint32Array;
  /** That of the first load: fingerprints of both can be compared. */
  readonly seed: number;
}

/** What the journal keeps of a plan. */
export function loadEntry(plan: LoadPlan, startedAt: number): LoadEntry {
  const { loadId, org, uri, fileName, facts, rows, job } = plan;
  const { object, operation, externalIdFieldName } = job;
  return {
    type: 'load',
    version: 1,
    loadId,
    pid: process.pid,
    org,
    uri,
    fileName,
    object,
    operation,
    ...(externalIdFieldName !== undefined && { externalIdFieldName }),
    rows,
    source: facts.stat,
    parts: plan.parts.map(({ rows, start, end, length, sha256 }) => ({ rows, start, end, length, sha256 })),
    ...attemptOf(plan),
    startedAt,
  };
}

const attemptOf = ({ attempt }: LoadPlan) => attempt && { attempt: { of: attempt.of, number: attempt.number } };

/** A load of which nothing is sent yet. */
export function plannedLoad(plan: LoadPlan, startedAt: number): LoadState {
  const { loadId, org, uri, fileName, rows, job, parts } = plan;
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
    ...attemptOf(plan),
  };
}
