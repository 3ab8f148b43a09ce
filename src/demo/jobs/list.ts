// GET /jobs/ingest and /jobs/query: jobs of all users and, without a jobType, of all kinds.

import type { Answer } from '../http.js';
import type { Org } from '../org.js';
import type { Call } from '../router.js';
import { listedJson, type BulkJob } from './job.js';
import { invalidValue } from './members.js';
import { shuffled } from './order.js';

const JOB_TYPES = {
  ingest: ['Classic', 'V2Ingest', 'BigObjectIngest'],
  query: ['Classic', 'V2Query', 'V2Ingest'],
} as const;

type Family = keyof typeof JOB_TYPES;

const find = (org: Org, id: string): BulkJob | undefined => org.jobs.get(id) ?? org.queryJobs.get(id);

/**
 * The first page is a snapshot in no order; the others follow it by locator.
 * @throws ApiError 400
 */
export function listJobs(call: Call, family: Family): Answer {
  const { org, query, version } = call;
  const locator = query.get('queryLocator');
  const { all, from } = locator ? org.jobCursors.get(locator) : { all: selectJobs(call, family), from: 0 };
  const to = from + org.settings.jobsPerPage;
  const done = to >= all.length;
  const next = `/services/data/v${version}.0/jobs/${family}?queryLocator=`;
  const records = all.slice(from, to).flatMap((id) => {
    const job = find(org, id);
    return job ? [listedJson(job)] : [];
  });
  return { status: 200, json: { done, records, nextRecordsUrl: done ? null : next + org.jobCursors.add(all, to) } };
}

function selectJobs({ org, query }: Call, family: Family): readonly string[] {
  const jobType = query.get('jobType');
  const known: readonly string[] = JOB_TYPES[family];
  if (jobType !== null && !known.includes(jobType)) throw invalidValue(jobType, 'jobType');
  const concurrencyMode = query.get('concurrencyMode') ?? 'parallel';
  if (!/^parallel$/i.test(concurrencyMode)) throw invalidValue(concurrencyMode, 'concurrencyMode');
  if (query.get('isPkChunkingEnabled') === 'true') return []; // no job here is chunked
  const jobs = [...org.jobs.all(), ...org.queryJobs.all()].filter((job) => jobType === null || job.jobType === jobType);
  return shuffled(jobs).map(({ id }) => id);
}
