// The resources of /jobs/ingest, results apart.

import { readJsonObject, type Answer } from '../http.js';
import type { Call, Route } from '../router.js';
import { createJob } from './create.js';
import { jobOf } from './findJob.js';
import { listJobs } from './list.js';
import { INGEST_SINCE, createdJson, hasEnded, infoJson, patchedJson, type Job } from './job.js';
import { invalidValue, rejectUnknownMembers } from './members.js';
import { createJobWithData, isMultipart } from './multipart.js';
import { showCounters } from './processJob.js';
import { ENDED, invalidState, notTerminated, refuseAbortAfterEnd } from './stateErrors.js';
import { foundMultipleContents, uploadJobData } from './upload.js';

const createEmptyJob = async ({ org, user, request, version }: Call): Promise<Answer> => ({
  status: 200,
  json: createdJson(createJob(org, await readJsonObject(request), version, user.Id)),
});

async function patchJob(call: Call): Promise<Answer> {
  const { org } = call;
  const body = await readJsonObject(call.request);
  const job = jobOf(call);
  // `id` is tolerated: some clients send the job's own.
  rejectUnknownMembers(org, body, ['state', 'id']);
  const state = body['state'];
  if (state === 'Aborted') abort(call, job);
  else if (state === 'UploadComplete') close(call, job);
  else throw invalidValue(state, 'state');
  const json = patchedJson(job, state);
  org.jobs.setState(job, state);
  if (state === 'UploadComplete') org.process(job);
  return { status: 200, json };
}

function abort({ org }: Call, job: Job): void {
  refuseAbortAfterEnd(job);
  showCounters(org, job);
}

function close({ org }: Call, job: Job): void {
  if (job.state === 'Aborted') throw invalidState('Closing already aborted Job not allowed');
  if (job.state !== 'Open') throw invalidState(`Closing already ${ENDED[job.state] ?? 'closed'} Job not allowed`);
  if (job.uploads > 1) throw foundMultipleContents(job, 'INVALIDJOB');
  if (!job.upload && org.settings.doubts.closeWithoutUpload === 'rejected') {
    throw invalidState('The job has no data. Upload data before closing it');
  }
}

function deleteJob(call: Call): Answer {
  const { org } = call;
  const job = jobOf(call);
  const open = job.state === 'Open' && org.settings.doubts.deleteOpenJob === 'accepted';
  if (!hasEnded(job) && job.state !== 'UploadComplete' && !open) {
    throw notTerminated();
  }
  org.jobs.delete(job);
  return { status: 204 };
}

const PATH = '/services/data/v{version}/jobs/ingest';

export const ingestRoutes: readonly Route[] = [
  {
    path: PATH,
    since: INGEST_SINCE,
    methods: {
      GET: (call) => listJobs(call, 'ingest'),
      POST: (call) => (isMultipart(call.request) ? createJobWithData(call) : createEmptyJob(call)),
    },
  },
  {
    path: `${PATH}/{id}`,
    since: INGEST_SINCE,
    methods: {
      GET: (call) => ({ status: 200, json: infoJson(jobOf(call), call.org.settings.doubts.isPkChunkingSupported) }),
      PATCH: patchJob,
      DELETE: deleteJob,
    },
  },
  { path: `${PATH}/{id}/batches`, since: INGEST_SINCE, methods: { PUT: uploadJobData } },
];
