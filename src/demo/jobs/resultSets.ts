// The texts of the three result sets, made of the upload and of what became of its rows.

import { objectNamed } from '../objects/schema.js';
import type { Org } from '../org.js';
import {
  DELIMITERS,
  LINE_ENDINGS,
  StructuralError,
  checkLineEnding,
  quote,
  readRecords,
  splitCells,
} from '../rows/csv.js';
import type { Batch } from '../rows/layout.js';
import type { Upload } from '../rows/upload.js';
import { dataRows } from './dataRows.js';
import { hasEnded, type Job } from './job.js';
import { inOrder } from './order.js';

/** Header as it was uploaded, every value quoted, rows in no order. */
export async function* processed(
  org: Org,
  job: Job,
  resultSet: 'successfulResults' | 'failedResults',
): AsyncGenerator<string> {
  const failed = resultSet === 'failedResults';
  const delimiter = DELIMITERS[job.columnDelimiter];
  const { upload } = job;
  const header = upload ? splitHeader(await upload.headerText(), delimiter) : [];
  const columns = columnOrder(job, header);
  const lost =
    failed && org.settings.doubts.failedHeaderCase === 'blank' ? inOtherCase(job, header) : new Set<number>();
  const names = [quote('sf__Id'), quote(failed ? 'sf__Error' : 'sf__Created'), ...columns.map((at) => header[at])];
  yield names.join(delimiter) + lineEndingOf(org, job);
  if (!upload || !hasEnded(job)) return;
  const { outcomes } = job;
  const rowsOf = (batch: Batch): number =>
    failed ? outcomes.failedOf(batch) : outcomes.lengthOf(batch) - outcomes.failedOf(batch);
  const batches = upload.layout.batches.filter((batch) => rowsOf(batch) > 0);
  for (const batch of inOrder(org, batches)) {
    yield* inNoOrder(org, job, processedLines(org, job, upload, batch, failed, columns, lost));
  }
}

async function* processedLines(
  org: Org,
  job: Job,
  upload: Upload,
  batch: Batch,
  failed: boolean,
  columns: readonly number[],
  lost: ReadonlySet<number>,
): AsyncGenerator<string> {
  const delimiter = DELIMITERS[job.columnDelimiter];
  const rows = dataRows(job, upload, batch, org.settings.doubts.blankLine);
  for await (const { sfId, created, error } of job.outcomes.read(batch)) {
    const row = await rows.next();
    if ((error !== undefined) !== failed) continue;
    // A row with too many or too few cells comes back with all of them blank.
    const cells = row.value?.length === columns.length ? row.value : [];
    const values = [sfId, error ?? String(created), ...columns.map((at) => (lost.has(at) ? '' : (cells[at] ?? '')))];
    yield values.map(quote).join(delimiter);
  }
}

/** The rows that were not reached; the text as it was where it cannot be read as rows. */
export async function* unprocessed(org: Org, job: Job): AsyncGenerator<string> {
  const { unprocessedAfterFailure, blankLine } = org.settings.doubts;
  const { upload } = job;
  if (!upload) return;
  const readable = !job.structuralFailure && (job.outcomes.length > 0 || !hasEnded(job) || (await isCsv(job, upload)));
  if (!readable && unprocessedAfterFailure === 'text') {
    yield* textOf(upload);
    return;
  }
  yield `${await upload.headerText()}${lineEndingOf(org, job)}`;
  if (!readable || !hasEnded(job) || job.state === 'JobComplete') return;
  for (const batch of inOrder(org, upload.layout.batches)) {
    yield* inNoOrder(org, job, unprocessedLines(job, upload, batch, blankLine));
  }
}

async function* unprocessedLines(
  job: Job,
  upload: Upload,
  batch: Batch,
  blankLine: 'row' | 'skipped',
): AsyncGenerator<string> {
  const delimiter = DELIMITERS[job.columnDelimiter];
  let left = job.outcomes.lengthOf(batch);
  for await (const cells of dataRows(job, upload, batch, blankLine)) {
    if (left-- <= 0) yield (cells ?? []).map(quote).join(delimiter);
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

const lineEndingOf = (org: Org, job: Job): string =>
  org.settings.doubts.resultLineEnding === 'LF' ? '\n' : LINE_ENDINGS[job.lineEnding];

/** Characters that are held to be shuffled, about: less than a batch only where rows are long. */
const WINDOW_CHARACTERS = 1_000_000;

async function* inNoOrder(org: Org, job: Job, lines: AsyncIterable<string>): AsyncGenerator<string> {
  const lineEnding = lineEndingOf(org, job);
  const text = (held: readonly string[]): string =>
    inOrder(org, held)
      .map((line) => line + lineEnding)
      .join('');
  let window: string[] = [];
  let characters = 0;
  for await (const line of lines) {
    window.push(line);
    characters += line.length;
    if (characters < WINDOW_CHARACTERS) continue;
    yield text(window);
    window = [];
    characters = 0;
  }
  yield text(window);
}

/** The names as they were sent, quotes and all. */
function splitHeader(header: string, delimiter: string): readonly string[] {
  const names: string[] = [];
  let name = '';
  for (const part of header === '' ? [] : header.split(delimiter)) {
    name += part;
    const isWhole = name.split('"').length % 2 === 1;
    if (isWhole) names.push(name);
    name = isWhole ? '' : name + delimiter;
  }
  return name === '' ? names : [...names, name];
}

const unquoted = (name = ''): string => name.replace(/^"(.*)"$/s, '$1');

/** Columns whose name is not in the letter case of its field. */
function inOtherCase({ object }: Job, header: readonly string[]): ReadonlySet<number> {
  const { fields } = objectNamed(object);
  const isOther = (name: string): boolean => !name.includes('.') && !fields.some((field) => field.name === name);
  return new Set(header.flatMap((name, at) => (isOther(unquoted(name)) ? [at] : [])));
}

/** Up to v49.0 the columns of the upload come back in the order of their names. */
function columnOrder({ apiVersion }: Job, header: readonly string[]): readonly number[] {
  const order = header.map((_, at) => at);
  if (apiVersion > 49) return order;
  return order.sort((one, other) => (unquoted(header[one]) < unquoted(header[other]) ? -1 : 1));
}
