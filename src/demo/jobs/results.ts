// GET …/successfulResults, failedResults and unprocessedrecords.

import { notFound, type Answer } from '../http.js';
import type { Call, Route } from '../router.js';
import { CSV_TYPE, csvAnswer } from './csvAnswer.js';
import { jobOf } from './findJob.js';
import { INGEST_SINCE, hasEnded } from './job.js';
import { resultLine } from './resultLine.js';
import { processed, unprocessed } from './resultSets.js';
import { resultsNotAvailable } from './stateErrors.js';

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

/** A query job's, which failed no row: recorded, and of failedResults only. */
function ofQueryJob({ org, params }: Call, resultSet: ResultSet): Answer | undefined {
  const job = org.queryJobs.get(params['id'] ?? '');
  if (!job || resultSet !== 'failedResults') return undefined;
  const names = ['sf__Id', 'sf__Error', ...job.columns.map(({ name }) => name)];
  return { status: 200, headers: CSV_TYPE, text: resultLine(org, job, names) };
}

function answer(call: Call, resultSet: ResultSet): Answer {
  const { org } = call;
  const header = ofQueryJob(call, resultSet);
  if (header) return header;
  const job = jobOf(call);
  if (job.jobType === 'Classic') return { status: 204 };
  if (!hasEnded(job) && org.settings.doubts.resultsBeforeEnd === 'rejected') throw resultsNotAvailable(job);
  return csvAnswer(call, resultSet === 'unprocessedrecords' ? unprocessed(org, job) : processed(org, job, resultSet));
}
