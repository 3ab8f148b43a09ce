import { notFound } from '../http.js';
import type { Call } from '../router.js';
import type { Job } from './job.js';

/**
 * The job of the path's `{id}`.
 * @throws ApiError 404
 */
export function jobOf({ org, params }: Call): Job {
  const job = org.jobs.get(params['id'] ?? '');
  if (!job) throw notFound();
  return job;
}
