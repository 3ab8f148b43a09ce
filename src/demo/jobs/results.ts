// The three result sets: header as it was uploaded, every value quoted, rows in no order.

import { ApiError, notFound } from '../http.js';
import type { Org } from '../org.js';
import type { Answer } from '../http.js';
import type { Call, Route } from '../router.js';
import { DELIMITERS, LINE_ENDINGS, StructuralError, quote } from '../rows/csv.js';
import { toLine, type Outcome } from '../rows/saveChunk.js';
import { jobOf } from './findJob.js';
import { hasEnded, type Job } from './job.js';
import { dataRows } from './processJob.js';

type ResultSet = 'successfulResults' | 'failedResults' | 'unprocessedrecords';

export const resultRoutes: readonly Route[] = (
  ['successfulResults', 'failedResults', 'unprocessedrecords', 'unprocessedRecords'] as const
).map((name) => ({
  path: `/services/data/v{version}/jobs/ingest/{id}/${name}`,
  methods: {
    GET: (call: Call) => {
      if (name !== 'unprocessedRecords') return answer(call, name);
      if (call.org.settings.doubts.resultPathCase === 'documented') throw notFound();
      return answer(call, 'unprocessedrecords');
    },
  },
}));

/** Characters of one chunk of an answer, about. */
const CHUNK_CHARACTERS = 64 * 1024;

function answer(call: Call, resultSet: ResultSet): Answer {
  const { org, request } = call;
  const job = jobOf(call);
  if (job.jobType === 'Classic') return { status: 204 };
  const { resultsBeforeEnd, gzipResults } = org.settings.doubts;
  if (!hasEnded(job) && resultsBeforeEnd === 'rejected') {
    throw new ApiError(400, 'INVALIDJOBSTATE', `Results are not available. Current job state is '${job.state}'`);
  }
  const accepted = String(request.headers['accept-encoding'] ?? '');
  const gzip = gzipResults === 'yes' && /\bgzip\b/.test(accepted);
  return {
    status: 200,
    headers: { 'Content-Type': 'text/csv; charset=UTF-8', ...(gzip && { 'Content-Encoding': 'gzip' }) },
    stream: inChunks(resultSet === 'unprocessedrecords' ? unprocessed(org, job) : processed(org, job, resultSet)),
  };
}

async function* inChunks(parts: AsyncIterable<string> | Iterable<string>): AsyncGenerator<string> {
  let chunk = '';
  for await (const part of parts) {
    chunk += part;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}

const lineEndingOf = (org: Org, job: Job): string =>
  org.settings.doubts.resultLineEnding === 'LF' ? '\n' : LINE_ENDINGS[job.lineEnding];

function* processed(org: Org, job: Job, resultSet: 'successfulResults' | 'failedResults'): Generator<string> {
  const delimiter = DELIMITERS[job.columnDelimiter];
  const lineEnding = lineEndingOf(org, job);
  const failed = resultSet === 'failedResults';
  const header = job.upload?.headerText() ?? '';
  const names = toLine(['sf__Id', failed ? 'sf__Error' : 'sf__Created'], delimiter);
  yield `${names}${header === '' ? '' : delimiter}${header}${lineEnding}`;
  const outcomes = hasEnded(job) ? job.outcomes.filter(({ error }) => (error !== undefined) === failed) : [];
  for (const { sfId, created, error, line } of inOrder(org, outcomes)) {
    yield `${quote(sfId)}${delimiter}${quote(error ?? String(created))}${delimiter}${line}${lineEnding}`;
  }
}

async function* unprocessed(org: Org, job: Job): AsyncGenerator<string> {
  const { unprocessedAfterFailure, blankLine } = org.settings.doubts;
  const { upload } = job;
  if (!upload) return;
  const rows = await notReached(job, blankLine);
  if (!rows && unprocessedAfterFailure === 'text') {
    yield upload.text;
    return;
  }
  const lineEnding = lineEndingOf(org, job);
  yield `${upload.headerText()}${lineEnding}`;
  for (const line of inOrder(org, rows ?? [])) yield `${line}${lineEnding}`;
}

/** Undefined where the upload cannot be read as rows. */
async function notReached(job: Job, blankLine: 'row' | 'skipped'): Promise<readonly string[] | undefined> {
  if (job.structuralFailure) return undefined;
  if (!hasEnded(job) || job.state === 'JobComplete') return [];
  const rows: string[] = [];
  try {
    for await (const cells of dataRows(job, blankLine)) rows.push(toLine(cells, DELIMITERS[job.columnDelimiter]));
  } catch (error) {
    if (error instanceof StructuralError) return undefined;
    throw error;
  }
  return rows.slice(job.outcomes.length);
}

function inOrder<Row extends Outcome | string>(org: Org, rows: readonly Row[]): readonly Row[] {
  return org.settings.doubts.resultOrder === 'uploaded' ? rows : shuffled(rows);
}

/** Fisher–Yates. */
export function shuffled<Item>(items: readonly Item[]): Item[] {
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last--) {
    const pick = Math.floor(Math.random() * (last + 1));
    [copy[last], copy[pick]] = [copy[pick] as Item, copy[last] as Item];
  }
  return copy;
}
