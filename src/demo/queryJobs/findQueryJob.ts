import { notFound } from '../http.js';
import { toId18 } from '../ids.js';
import type { Call } from '../router.js';
import type { QueryJob } from './queryJob.js';

/**
 * The job of the path's `{id}`, 15 or 18 characters.
 * @param since the first API version that has the resource
 * @throws ApiError 404
 */
export function queryJobOf({ org, params, version }: Call, since = 47): QueryJob {
  const job = version < since ? undefined : org.queryJobs.get(toId18(params['id'] ?? '') ?? '');
  if (!job) throw notFound();
  return job;
}
