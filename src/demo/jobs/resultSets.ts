// The texts of the three result sets, made of the upload and of what became of its rows.

import type { Org } from '../org.js';
import { DELIMITERS, StructuralError, checkLineEnding, quote, readRecords, splitCells } from '../rows/csv.js';
import type { Batch } from '../rows/layout.js';
import type { Upload } from '../rows/upload.js';
import { dataRows, rowTexts } from './dataRows.js';
import { hasEnded, type Job } from './job.js';
import { inOrder } from './order.js';
import { resultColumns, type ResultColumn } from './resultColumns.js';
import { lineEndingOf, resultLine } from './resultLine.js';

/** Header as it was uploaded, every value quoted, rows in no order. */
export async function* processed(
  org: Org,
  job: Job,
  resultSet: 'successfulResults' | 'failedResults',
): AsyncGenerator<string> {
  const failed = resultSet === 'failedResults';
  const { upload, outcomes } = job;
  const columns = resultColumns(org, job, (await upload?.headerText()) ?? '', resultSet);
  const names = [quote('sf__Id'), quote(failed ? 'sf__Error' : 'sf__Created'), ...columns.map(({ name }) => name)];
  yield names.join(DELIMITERS[job.columnDelimiter]) + lineEndingOf(org, job);
  if (!upload || !hasEnded(job)) return;
  const rowsOf = (batch: Batch): number =>
    failed ? outcomes.failedOf(batch) : outcomes.lengthOf(batch) - outcomes.failedOf(batch);
  const batches = upload.layout.batches.filter((batch) => rowsOf(batch) > 0);
  for (const batch of inOrder(org, batches)) yield* inNoOrder(org, processedLines(org, job, batch, columns, failed));
}

async function* processedLines(
  org: Org,
  job: Job,
  batch: Batch,
  columns: readonly ResultColumn[],
  failed: boolean,
): AsyncGenerator<string> {
  const rows = dataRows(org, job, batch);
  for await (const { sfId, created, error } of job.outcomes.read(batch)) {
    const row = await rows.next();
    if ((error !== undefined) !== failed) continue;
    // A row with too many or too few cells comes back with all of them blank.
    const cells = row.value?.length === columns.length ? row.value : [];
    const values = columns.map(({ at, isBlank }) => (isBlank ? '' : (cells[at] ?? '')));
    yield resultLine(org, job, [sfId, error ?? String(created), ...values]);
  }
}

/** The rows that were not reached; the text as it was where it cannot be read as rows. */
export async function* unprocessed(org: Org, job: Job): AsyncGenerator<string> {
  const { upload } = job;
  if (!upload) return;
  const readable = !job.structuralFailure && (job.outcomes.length > 0 || !hasEnded(job) || (await isCsv(job, upload)));
  if (!readable && org.settings.doubts.unprocessedAfterFailure === 'text') {
    yield* textOf(upload);
    return;
  }
  yield `${await upload.headerText()}${lineEndingOf(org, job)}`;
  if (!readable || !hasEnded(job) || job.state === 'JobComplete') return;
  for (const batch of inOrder(org, upload.layout.batches)) {
    yield* inNoOrder(org, unprocessedLines(org, job, batch));
  }
}

async function* unprocessedLines(org: Org, job: Job, batch: Batch): AsyncGenerator<string> {
  let left = job.outcomes.lengthOf(batch);
  for await (const text of rowTexts(org, job, batch)) {
    if (left-- > 0) continue;
    const cells = splitCells(text, DELIMITERS[job.columnDelimiter]);
    yield cells ? resultLine(org, job, cells) : text + lineEndingOf(org, job);
  }
}

/** Whether the upload of a job that ended before its first row can be read as rows. */
async function isCsv(job: Job, upload: Upload): Promise<boolean> {
  try {
    checkLineEnding(upload.layout, job.lineEnding, 'value');
    for await (const records of readRecords(upload, job.lineEnding)) {
      for (const record of records) splitCells(record, DELIMITERS[job.columnDelimiter]);
    }
    return true;
  } catch (error) {
    if (error instanceof StructuralError) return false;
    throw error;
  }
}

async function* textOf(upload: Upload): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for await (const chunk of upload.read()) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** Characters that are held to be shuffled, about: less than a batch only where rows are long. */
const WINDOW_CHARACTERS = 1_000_000;

async function* inNoOrder(org: Org, lines: AsyncIterable<string>): AsyncGenerator<string> {
  let window: string[] = [];
  let characters = 0;
  for await (const line of lines) {
    window.push(line);
    characters += line.length;
    if (characters < WINDOW_CHARACTERS) continue;
    yield inOrder(org, window).join('');
    window = [];
    characters = 0;
  }
  yield inOrder(org, window).join('');
}
