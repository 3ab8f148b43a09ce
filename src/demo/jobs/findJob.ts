import { notFound } from '../http.js';
import { toId18 } from '../ids.js';
import type { Call } from '../router.js';
import type { Job } from './job.js';

/**
 * The job of the path's `{id}`, 15 or 18 characters.
 * @throws ApiError 404
 */
export function jobOf({ org, params }: Call): Job {
  const job = org.jobs.get(toId18(params['id'] ?? '') ?? '');
  if (!job) throw notFound();
  return job;
}
