// GET /jobs/query/{id}/results, page by page, and …/resultPages, which tells where the next pages are.

import { ApiError, type Answer } from '../http.js';
import { csvAnswer } from '../jobs/csvAnswer.js';
import { invalidValue } from '../jobs/members.js';
import { resultLine } from '../jobs/resultLine.js';
import { resultsNotAvailable } from '../jobs/stateErrors.js';
import type { Org } from '../org.js';
import { invalidLocator } from '../query/cursors.js';
import type { Call, Route } from '../router.js';
import { queryJobOf } from './findQueryJob.js';
import { QUERY_SINCE, type QueryJob } from './queryJob.js';

/** Of a page's first row. Opaque to clients. */
const toLocator = (row: number): string => Buffer.from(String(row)).toString('base64').replace(/=+$/, '');

/** @throws ApiError 400; neither code nor text is recorded */
function rowAt(locator: string, { lines }: QueryJob): number {
  const row = Number(Buffer.from(locator, 'base64').toString());
  if (toLocator(row) === locator && Number.isInteger(row) && row >= 0 && row <= lines.length) return row;
  throw invalidLocator();
}

/** @throws ApiError 409, 400 INVALIDJOBSTATE; of both the documents say nothing but the status or not even that */
function checkReadable({ org, version }: Call, job: QueryJob): void {
  if (version !== job.apiVersion) {
    const message = `The results must be read with the API version that created the job: ${job.apiVersion}.0`;
    throw new ApiError(409, 'CONFLICT', message);
  }
  if (job.state === 'JobComplete' || org.settings.doubts.resultsBeforeEnd === 'headerOnly') return;
  throw resultsNotAvailable(job);
}

function results(call: Call): Answer {
  const { org, query } = call;
  const job = queryJobOf(call);
  checkReadable(call, job);
  const length = job.state === 'JobComplete' ? job.lines.length : 0;
  const from = rowAt(query.get('locator') ?? toLocator(0), job);
  const to = Math.min(from + pageSize(call), length);
  return csvAnswer(call, page(org, job, from, to), {
    'Sforce-Locator': to < length ? toLocator(to) : 'null',
    'Sforce-NumberOfRecords': String(to - from),
  });
}

function pageSize({ org, query }: Call): number {
  const maxRecords = query.get('maxRecords');
  if (maxRecords === null) return org.settings.queryPageRecords;
  if (!/^[1-9]\d*$/.test(maxRecords)) throw invalidValue(maxRecords, 'maxRecords'); // not recorded
  return Number(maxRecords);
}

/** Each page begins with the header. */
async function* page(org: Org, job: QueryJob, from: number, to: number): AsyncGenerator<string> {
  yield resultLine(
    org,
    job,
    job.columns.map(({ name }) => name),
  );
  yield* job.lines.read(from, to);
}

const RESULT_PAGES_SINCE = 58;
const RESULT_PAGES = 5;

function resultPages(call: Call): Answer {
  const { org, query, version } = call;
  const job = queryJobOf(call);
  checkReadable(call, job);
  const base = `/services/data/v${version}.0/jobs/query/${job.id}`;
  const size = org.settings.queryPageRecords;
  const from = rowAt(query.get('locator') ?? toLocator(0), job);
  const next = from + RESULT_PAGES * size;
  const done = next >= job.lines.length;
  const rows = Array.from({ length: RESULT_PAGES }, (_, index) => from + index * size).filter(
    (row) => row === 0 || row < job.lines.length,
  );
  return {
    status: 200,
    json: {
      resultPages: rows.map((row) => ({ resultUrl: `${base}/results?locator=${toLocator(row)}` })),
      nextRecordsUrl: done ? null : `${base}/resultPages?locator=${toLocator(next)}`,
      done,
    },
  };
}

export const queryResultRoutes: readonly Route[] = [
  { path: '/services/data/v{version}/jobs/query/{id}/results', since: QUERY_SINCE, methods: { GET: results } },
  {
    path: '/services/data/v{version}/jobs/query/{id}/resultPages',
    since: RESULT_PAGES_SINCE,
    methods: { GET: resultPages },
  },
];
