// A closed job is worked off: UploadComplete → InProgress → JobComplete or Failed, unless it is aborted on the way.

import { findField, objectNamed } from '../objects/schema.js';
import type { Org } from '../org.js';
import { rowsPerStep, type Pace } from '../pace.js';
import { resolveColumns, type Column, type Target } from '../rows/columns.js';
import {
  DELIMITERS,
  StructuralError,
  checkLineEnding,
  readRecords,
  splitCells,
  unescapedQuote,
  type Cells,
} from '../rows/csv.js';
import { BATCH_RECORDS, type Batch } from '../rows/layout.js';
import { CHUNK_ROWS, saveChunk, type ChunkContext } from '../rows/saveChunk.js';
import { Upload } from '../rows/upload.js';
import { dataRows } from './dataRows.js';
import type { Job, JobState } from './job.js';
import { inOrder } from './order.js';

/** @param pace the org's own, except for jobs that were there before anyone looked */
export async function processJob(org: Org, job: Job, pace: Pace, signal?: AbortSignal): Promise<void> {
  await org.clock.sleep(pace.queuedMs, signal);
  if (stateOf(job) !== 'UploadComplete') return;
  org.jobs.setState(job, 'InProgress');
  const startedAt = org.clock.now();
  const upload = job.upload ?? new Upload();
  try {
    const columns = await inspect(org, job, upload);
    if (stateOf(job) !== 'InProgress') return;
    const fault = org.faults.takeJobFault(job);
    const context = chunkContext(org, job, columns, fault.lockEvery);
    const { records } = upload.layout;
    const step = rowsPerStep(pace, records);
    const failAfter = Math.min(fault.failAfterRows ?? Infinity, records);
    let stepEnd = 0;
    for await (const { batch, first, rows } of chunks(org, job, upload)) {
      if (job.outcomes.length >= stepEnd) {
        if (stepEnd > 0 && org.settings.doubts.counters === 'step') showCounters(org, job);
        await org.clock.sleep(pace.stepMs, signal);
        stepEnd += step;
      }
      if (stateOf(job) !== 'InProgress') return;
      const reached = rows.slice(0, Math.max(0, failAfter - job.outcomes.length));
      await job.outcomes.append(batch, saveChunk(context, reached, first));
      if (job.outcomes.length >= failAfter && failAfter < records) {
        return end(org, job, startedAt, 'Failed', fault.errorMessage);
      }
    }
    if (org.settings.doubts.counters === 'step') showCounters(org, job);
    if (stateOf(job) === 'InProgress') end(org, job, startedAt, 'JobComplete');
  } catch (error) {
    if (stateOf(job) !== 'InProgress') return; // aborted or deleted, with what was read
    if (!(error instanceof StructuralError)) throw error;
    job.structuralFailure = true;
    end(org, job, startedAt, 'Failed', error.message);
  }
}

/** Read anew each time: an abort may come during any wait. */
const stateOf = (job: Job): JobState => job.state;

function end(org: Org, job: Job, startedAt: number, state: JobState, errorMessage?: string): void {
  job.totalProcessingTime = Math.max(1, Math.round(org.clock.now() - startedAt));
  job.apiActiveProcessingTime = job.totalProcessingTime;
  if (errorMessage !== undefined) job.errorMessage = errorMessage;
  showCounters(org, job);
  org.jobs.setState(job, state);
}

/** What job info tells of the rows reached so far. */
export function showCounters(org: Org, job: Job): void {
  job.numberRecordsProcessed = job.outcomes.length;
  job.numberRecordsFailed = job.outcomes.failed;
  org.jobs.changed(job);
}

/**
 * The whole file is looked through before the first row is saved.
 * @throws StructuralError
 */
async function inspect(org: Org, job: Job, upload: Upload): Promise<readonly Column[]> {
  const { doubts } = org.settings;
  const delimiter = DELIMITERS[job.columnDelimiter];
  checkLineEnding(upload.layout, job.lineEnding, doubts.loneCarriageReturn);
  let columns: readonly Column[] | undefined;
  for await (const records of readRecords(upload, job.lineEnding, { invalidUtf8: doubts.invalidUtf8 })) {
    for (const record of records) {
      if (columns && !record.includes('"')) continue;
      const cells = splitCells(record, delimiter);
      if (!cells && (!columns || doubts.spaceByQuote === 'failsJob')) throw unescapedQuote();
      columns ??= resolveColumns(cells ?? [], targetOf(job), doubts.readOnlyColumn);
    }
  }
  return columns ?? [];
}

function targetOf({ object: name, operation, externalIdFieldName }: Job): Target {
  const object = objectNamed(name);
  const externalId = externalIdFieldName === undefined ? undefined : findField(object, externalIdFieldName);
  return { object, operation, externalId };
}

function chunkContext(org: Org, job: Job, columns: readonly Column[], lockEvery: number | undefined): ChunkContext {
  return {
    ...targetOf(job),
    records: org.records,
    keepsRecords: job.keepsRecords,
    columns,
    userId: job.createdById,
    doubts: org.settings.doubts,
    assignTo: org.assignsTo(job.assignmentRuleId ?? ''),
    failedIds: job.apiVersion >= 53,
    isLocked: (row) => lockEvery !== undefined && row % lockEvery === 0,
  };
}

/** Rows that are saved together; `first`: number of the first of them in the job, 0-based. */
interface Chunk {
  readonly batch: Batch;
  readonly first: number;
  readonly rows: readonly Cells[];
}

/** Salesforce works on several batches at a time: none has to come before another. */
async function* chunks(org: Org, job: Job, upload: Upload): AsyncGenerator<Chunk> {
  for (const batch of inOrder(org, upload.layout.batches)) {
    let rows: Cells[] = [];
    let first = batch.number * BATCH_RECORDS;
    for await (const row of dataRows(org, job, batch)) {
      rows.push(row);
      if (rows.length < CHUNK_ROWS) continue;
      yield { batch, first, rows };
      first += rows.length;
      rows = [];
    }
    if (rows.length > 0) yield { batch, first, rows };
  }
}
