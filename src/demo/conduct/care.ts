// What becomes of jobs, and of what nobody else may know.

import type { Job } from '../jobs/job.js';
import type { LoggedRequest } from '../requestLog.js';
import { finding, type Finding } from './finding.js';
import { byJob, isLook, succeeded, type JobRequest } from './jobRequests.js';

type JudgedJob = Pick<Job, 'id' | 'state' | 'errorMessage'>;

export function care(log: readonly LoggedRequest[], jobs: readonly JudgedJob[]): readonly Finding[] {
  const known = new Map(jobs.map((job) => [job.id, job]));
  const requests = [...byJob(log)];
  return [
    ...requests.flatMap(([id, about]) => leftOpen(known.get(id), about)),
    ...requests.flatMap(([id, about]) => misread(known.get(id), about)),
    ...requests.flatMap(([, about]) => versionsMixed(about)),
    ...requests.flatMap(([, about]) => deleted(about)),
    ...log
      .filter(({ secretIn }) => secretIn !== undefined)
      .map((request) => finding('secretTold', `a token or a secret stood in the ${request.secretIn}`, request)),
  ];
}

const created = (requests: readonly JobRequest[]): JobRequest | undefined =>
  requests.find((request) => request.method === 'POST' && succeeded(request));

/** Not where the client tried last to close or abort it, or to look at it, and could not. */
function leftOpen(job: JudgedJob | undefined, requests: readonly JobRequest[]): readonly Finding[] {
  const creation = created(requests);
  if (job?.state !== 'Open' || !creation) return [];
  const last = requests.findLast((request) => request.method === 'PATCH' || isLook(request));
  if (last && !succeeded(last)) return [];
  return [finding('jobLeftOpen', `job ${job.id} was made and neither closed nor aborted`, creation)];
}

/** The job was declared in another way than its data was written. */
function misread(job: JudgedJob | undefined, requests: readonly JobRequest[]): readonly Finding[] {
  if (job?.errorMessage === undefined || !created(requests)) return [];
  const { id, errorMessage } = job;
  const sent = requests.filter(({ method }) => method === 'POST' || method === 'PUT');
  if (/LineEnding is invalid/.test(errorMessage)) {
    return [finding('wrongLineEnding', `the data of job ${id} had another line ending than declared`, ...sent)];
  }
  // A name that is none, since it is a whole header.
  if (/Field name not found : .*[,;|\t^`]/.test(errorMessage)) {
    return [finding('wrongDelimiter', `the data of job ${id} had another delimiter than declared`, ...sent)];
  }
  return [];
}

const versionOf = ({ path }: LoggedRequest): string | undefined => /\/v(\d+\.\d)\//.exec(path)?.[1];

function versionsMixed(requests: readonly JobRequest[]): readonly Finding[] {
  const [first] = requests;
  const others = requests.filter((request) => first && versionOf(request) !== versionOf(first));
  if (!first || others.length === 0) return [];
  const versions = [...new Set(requests.map(versionOf))].join(', ');
  return [finding('versionsMixed', `job ${first.job.id} was spoken of in versions ${versions}`, first, ...others)];
}

/** Whatever came of it: the answer may be lost, and who is refused has asked, too. */
const deleted = (requests: readonly JobRequest[]): readonly Finding[] =>
  requests
    .filter(({ method }) => method === 'DELETE')
    .map((request) => finding('jobDeleted', `a DELETE of job ${request.job.id} was sent`, request));
