// A closed job is worked off: UploadComplete → InProgress → JobComplete or Failed, unless it is aborted on the way.

import { findField, objectNamed } from '../objects/schema.js';
import { toId18 } from '../ids.js';
import type { Org } from '../org.js';
import { rowsPerStep, type Pace } from '../pace.js';
import { resolveColumns, type Column, type Target } from '../rows/columns.js';
import { DELIMITERS, StructuralError, Upload, checkLineEnding, readRecords } from '../rows/csv.js';
import { CHUNK_ROWS, saveChunk, type ChunkContext } from '../rows/saveChunk.js';
import type { Job, JobState } from './job.js';

/** @param pace the org's own, except for jobs that were there before anyone looked */
export async function processJob(org: Org, job: Job, pace: Pace, signal: AbortSignal): Promise<void> {
  await org.clock.sleep(pace.queuedMs, signal);
  if (stateOf(job) !== 'UploadComplete') return;
  org.jobs.setState(job, 'InProgress');
  const startedAt = org.clock.now();
  try {
    const file = await inspect(org, job);
    const fault = org.faults.takeJobFault(job);
    const context = chunkContext(org, job, file.columns, fault.lockEvery);
    for await (const step of steps(job, rowsPerStep(pace, file.rows), org.settings.doubts.blankLine)) {
      await org.clock.sleep(pace.stepMs, signal);
      if (stateOf(job) !== 'InProgress') return;
      const failAfter = fault.failAfterRows ?? Infinity;
      saveStep(job, context, step.slice(0, Math.max(0, failAfter - job.outcomes.length)));
      if (org.settings.doubts.counters === 'step') showCounters(org, job);
      if (job.outcomes.length >= failAfter && job.outcomes.length < file.rows) {
        return end(org, job, startedAt, 'Failed', fault.errorMessage);
      }
    }
    if (stateOf(job) === 'InProgress') end(org, job, startedAt, 'JobComplete');
  } catch (error) {
    if (!(error instanceof StructuralError)) throw error;
    if (stateOf(job) !== 'InProgress') return;
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
  const since = job.outcomes.slice(job.numberRecordsProcessed);
  job.numberRecordsProcessed = job.outcomes.length;
  job.numberRecordsFailed += since.filter(({ error }) => error !== undefined).length;
  org.jobs.changed(job);
}

/**
 * The whole file is looked through before the first row is saved.
 * @throws StructuralError
 */
async function inspect(org: Org, job: Job): Promise<{ columns: readonly Column[]; rows: number }> {
  const { doubts } = org.settings;
  const upload = job.upload ?? new Upload();
  checkLineEnding(upload, job.lineEnding, doubts.loneCarriageReturn);
  let columns: readonly Column[] = [];
  let records = 0;
  for await (const record of readRecords(upload, job)) {
    if (records === 0) columns = resolveColumns(record, targetOf(job), doubts.readOnlyColumn);
    records++;
  }
  return { columns, rows: Math.max(0, records - 1) };
}

function targetOf({ object: name, operation, externalIdFieldName }: Job): Target {
  const object = objectNamed(name);
  const externalId = externalIdFieldName === undefined ? undefined : findField(object, externalIdFieldName);
  return { object, operation, externalId };
}

function chunkContext(org: Org, job: Job, columns: readonly Column[], lockEvery: number | undefined): ChunkContext {
  const rule = job.assignmentRuleId === undefined ? undefined : org.records.get(toId18(job.assignmentRuleId) ?? '');
  return {
    ...targetOf(job),
    records: org.records,
    columns,
    userId: job.createdById,
    doubts: org.settings.doubts,
    assignTo: rule && org.assignsTo(rule.Id),
    delimiter: DELIMITERS[job.columnDelimiter],
    failedIds: job.apiVersion >= 53,
    isLocked: (row) => lockEvery !== undefined && row % lockEvery === 0,
  };
}

function saveStep(job: Job, context: ChunkContext, rows: readonly (readonly string[])[]): void {
  for (let at = 0; at < rows.length; at += CHUNK_ROWS) {
    job.outcomes.push(...saveChunk(context, rows.slice(at, at + CHUNK_ROWS), job.outcomes.length));
  }
}

async function* steps(
  job: Job,
  rowsPerStep: number,
  blankLine: 'row' | 'skipped',
): AsyncGenerator<readonly (readonly string[])[]> {
  let step: string[][] = [];
  for await (const row of dataRows(job, blankLine)) {
    step.push(row);
    if (step.length === rowsPerStep) {
      yield step;
      step = [];
    }
  }
  if (step.length > 0) yield step;
}

/** The records under the header. */
export async function* dataRows(job: Job, blankLine: 'row' | 'skipped'): AsyncGenerator<string[]> {
  let isHeader = true;
  for await (const record of readRecords(job.upload ?? new Upload(), job)) {
    const isBlank = record.length === 1 && record[0] === '';
    if (!isHeader && !(isBlank && blankLine === 'skipped')) yield record;
    isHeader = false;
  }
}
