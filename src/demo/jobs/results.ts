// GET …/successfulResults, failedResults and unprocessedrecords.

import { ApiError, notFound } from '../http.js';
import type { Answer } from '../http.js';
import { toRecord } from '../queryJobs/processQueryJob.js';
import type { Call, Route } from '../router.js';
import { jobOf } from './findJob.js';
import { INGEST_SINCE, hasEnded } from './job.js';
import { processed, unprocessed } from './resultSets.js';

type ResultSet = 'successfulResults' | 'failedResults' | 'unprocessedrecords';

export const resultRoutes: readonly Route[] = (
  ['successfulResults', 'failedResults', 'unprocessedrecords', 'unprocessedRecords'] as const
).map((name) => ({
  path: `/services/data/v{version}/jobs/ingest/{id}/${name}`,
  since: INGEST_SINCE,
  methods: {
    GET: (call: Call) => {
      if (name !== 'unprocessedRecords') return answer(call, name);
      if (call.org.settings.doubts.resultPathCase === 'documented') throw notFound();
      return answer(call, 'unprocessedrecords');
    },
  },
}));

const TYPE = { 'Content-Type': 'text/csv; charset=UTF-8' };

/** A query job's, which failed no row: recorded, and of failedResults only. */
function ofQueryJob({ org, params }: Call, resultSet: ResultSet): Answer | undefined {
  const job = org.queryJobs.get(params['id'] ?? '');
  if (!job || resultSet !== 'failedResults') return undefined;
  const names = ['sf__Id', 'sf__Error', ...job.columns.map(({ name }) => name)];
  return { status: 200, headers: TYPE, text: toRecord(org, job, names) };
}

function answer(call: Call, resultSet: ResultSet): Answer {
  const { org, request } = call;
  const header = ofQueryJob(call, resultSet);
  if (header) return header;
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
    headers: { ...TYPE, ...(gzip && { 'Content-Encoding': 'gzip' }) },
    stream: resultSet === 'unprocessedrecords' ? unprocessed(org, job) : processed(org, job, resultSet),
  };
}
