// The resources of /jobs/query, results apart.

import { notFound, readJsonObject, type Answer } from '../http.js';
import { invalidValue, rejectUnknownMembers } from '../jobs/create.js';
import { hasEnded } from '../jobs/job.js';
import { listJobs } from '../jobs/list.js';
import { notTerminated, refuseAbortAfterEnd } from '../jobs/stateErrors.js';
import type { Json } from '../json.js';
import type { Call, Route } from '../router.js';
import { createQueryJob } from './createQueryJob.js';
import { queryJobOf } from './findQueryJob.js';
import { createdQueryJson, patchedQueryJson, queryInfoJson } from './queryJob.js';

const FIRST_VERSION = 47;

async function create(call: Call): Promise<Answer> {
  if (call.version < FIRST_VERSION) throw notFound();
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
  // systemModstamp moves with the state, but the answer still has the old one, as with ingest jobs.
  const json = { ...Object(patchedQueryJson(job)), state: 'Aborted' } as Json;
  org.queryJobs.setState(job, 'Aborted');
  return { status: 200, json };
}

function deleteJob(call: Call): Answer {
  const job = queryJobOf(call);
  if (!hasEnded(job)) throw notTerminated();
  call.org.queryJobs.delete(job);
  return { status: 204 };
}

function list(call: Call): Answer {
  if (call.version < FIRST_VERSION) throw notFound();
  return listJobs(call, 'query');
}

export const queryJobRoutes: readonly Route[] = [
  { path: '/services/data/v{version}/jobs/query', methods: { GET: list, POST: create } },
  {
    path: '/services/data/v{version}/jobs/query/{id}',
    methods: {
      GET: (call) => ({ status: 200, json: queryInfoJson(queryJobOf(call), call.org.settings.doubts) }),
      PATCH: abort,
      DELETE: deleteJob,
    },
  },
];
