// Refusals of what the state of a job does not allow, ingest and query alike.

import { ApiError } from '../http.js';
import { hasEnded, type Job, type JobState } from './job.js';

export const invalidState = (message: string): ApiError => new ApiError(400, 'INVALIDJOBSTATE', message);

export const resultsNotAvailable = ({ state }: Pick<Job, 'state'>): ApiError =>
  invalidState(`Results are not available. Current job state is '${state}'`);

/** Only the sentence for JobComplete is recorded. */
export const ENDED: Partial<Record<JobState, string>> = {
  JobComplete: 'Completed',
  Failed: 'Failed',
  Aborted: 'Aborted',
};

/** @throws ApiError 400 INVALIDJOBSTATE */
export function refuseAbortAfterEnd(job: Pick<Job, 'state'>): void {
  if (hasEnded(job)) throw invalidState(`Aborting already ${ENDED[job.state]} Job not allowed`);
}

export const notTerminated = (): ApiError =>
  new ApiError(400, 'API_ERROR', 'Error encountered when deleting the job because the job is not terminated');
