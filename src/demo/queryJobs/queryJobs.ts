// The resources of /jobs/query, results apart.

import { readJsonObject, type Answer } from '../http.js';
import { hasEnded, patchedJson } from '../jobs/job.js';
import { listJobs } from '../jobs/list.js';
import { invalidValue, rejectUnknownMembers } from '../jobs/members.js';
import { notTerminated, refuseAbortAfterEnd } from '../jobs/stateErrors.js';
import type { Call, Route } from '../router.js';
import { createQueryJob } from './createQueryJob.js';
import { queryJobOf } from './findQueryJob.js';
import { QUERY_SINCE, createdQueryJson, queryInfoJson } from './queryJob.js';

async function create(call: Call): Promise<Answer> {
  const job = await createQueryJob(call, await readJsonObject(call.request));
  const json = createdQueryJson(job);
  call.org.processQuery(job);
  return { status: 200, json };
}

async function abort(call: Call): Promise<Answer> {
  const { org } = call;
  const body = await readJsonObject(call.request);
  const job = queryJobOf(call);
  rejectUnknownMembers(org, body, ['state', 'id']);
  if (body['state'] !== 'Aborted') throw invalidValue(body['state'], 'state');
  refuseAbortAfterEnd(job);
  const json = patchedJson(job, 'Aborted');
  org.queryJobs.setState(job, 'Aborted');
  return { status: 200, json };
}

function deleteJob(call: Call): Answer {
  const job = queryJobOf(call);
  if (!hasEnded(job)) throw notTerminated();
  call.org.queryJobs.delete(job);
  return { status: 204 };
}

export const queryJobRoutes: readonly Route[] = [
  {
    path: '/services/data/v{version}/jobs/query',
    since: QUERY_SINCE,
    methods: { GET: (call) => listJobs(call, 'query'), POST: create },
  },
  {
    path: '/services/data/v{version}/jobs/query/{id}',
    since: QUERY_SINCE,
    methods: {
      GET: (call) => ({ status: 200, json: queryInfoJson(queryJobOf(call), call.org.settings.doubts) }),
      PATCH: abort,
      DELETE: deleteJob,
    },
  },
];
