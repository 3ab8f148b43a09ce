// The resources of /jobs/ingest, results apart.

import { ApiError, notFound, readJsonObject, type Answer } from '../http.js';
import type { Json } from '../json.js';
import type { Call, Route } from '../router.js';
import { createJob, invalidValue, rejectUnknownMembers } from './create.js';
import { jobOf } from './findJob.js';
import { createdJson, hasEnded, infoJson, listedJson, patchedJson, type Job, type JobState } from './job.js';
import { createJobWithData, isMultipart } from './multipart.js';
import { shuffled } from './order.js';
import { showCounters } from './processJob.js';
import { foundMultipleContents, uploadJobData } from './upload.js';

const FIRST_VERSION = 41;

function sinceFirstVersion(
  handler: (call: Call) => Answer | Promise<Answer>,
): (call: Call) => Answer | Promise<Answer> {
  return (call) => {
    if (call.version < FIRST_VERSION) throw notFound();
    return handler(call);
  };
}

const invalidState = (message: string): ApiError => new ApiError(400, 'INVALIDJOBSTATE', message);

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
  // systemModstamp moves with the state, but the answer still has the old one.
  const json = { ...Object(patchedJson(job)), state } as Json;
  org.jobs.setState(job, state);
  if (state === 'UploadComplete') org.process(job);
  return { status: 200, json };
}

/** Only the sentence for JobComplete is recorded. */
const ENDED: Partial<Record<JobState, string>> = { JobComplete: 'Completed', Failed: 'Failed', Aborted: 'Aborted' };

function abort({ org }: Call, job: Job): void {
  if (hasEnded(job)) throw invalidState(`Aborting already ${ENDED[job.state]} Job not allowed`);
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
    throw new ApiError(400, 'API_ERROR', 'Error encountered when deleting the job because the job is not terminated');
  }
  org.jobs.delete(job);
  return { status: 204 };
}

/** The first page is a snapshot in no order; the others follow it by locator. */
function listJobs(call: Call): Answer {
  const { org, query, version } = call;
  const locator = query.get('queryLocator');
  const { all, from } = locator ? org.cursors.get<string>(locator) : { all: selectJobs(call), from: 0 };
  const to = from + org.settings.jobsPerPage;
  const done = to >= all.length;
  const next = `/services/data/v${version}.0/jobs/ingest?queryLocator=`;
  const records = all.slice(from, to).flatMap((id) => {
    const job = org.jobs.get(id);
    return job ? [listedJson(job)] : [];
  });
  return { status: 200, json: { done, records, nextRecordsUrl: done ? null : next + org.cursors.add(all, to) } };
}

const JOB_TYPES = ['Classic', 'V2Ingest', 'BigObjectIngest'];

function selectJobs({ org, query }: Call): readonly string[] {
  const jobType = query.get('jobType');
  if (jobType !== null && !JOB_TYPES.includes(jobType)) throw invalidValue(jobType, 'jobType');
  const isPkChunkingEnabled = query.get('isPkChunkingEnabled') === 'true';
  const jobs = org.jobs.all().filter((job) => (jobType === null || job.jobType === jobType) && !isPkChunkingEnabled);
  return shuffled(jobs).map(({ id }) => id);
}

const BASE = '/services/data/v{version}/jobs/ingest';

const wrap = (methods: Route['methods']): Route['methods'] =>
  Object.fromEntries(Object.entries(methods).map(([method, handler]) => [method, sinceFirstVersion(handler)]));

export const ingestRoutes: readonly Route[] = [
  {
    path: BASE,
    methods: wrap({
      GET: listJobs,
      POST: (call) => (isMultipart(call.request) ? createJobWithData(call) : createEmptyJob(call)),
    }),
  },
  {
    path: `${BASE}/{id}`,
    methods: wrap({
      GET: (call) => ({ status: 200, json: infoJson(jobOf(call), call.org.settings.doubts.isPkChunkingSupported) }),
      PATCH: patchJob,
      DELETE: deleteJob,
    }),
  },
  { path: `${BASE}/{id}/batches`, methods: wrap({ PUT: uploadJobData }) },
];
