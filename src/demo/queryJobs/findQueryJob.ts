import { notFound } from '../http.js';
import type { Call } from '../router.js';
import type { QueryJob } from './queryJob.js';

/**
 * The job of the path's `{id}`.
 * @throws ApiError 404
 */
export function queryJobOf({ org, params }: Call): QueryJob {
  const job = org.queryJobs.get(params['id'] ?? '');
  if (!job) throw notFound();
  return job;
}
