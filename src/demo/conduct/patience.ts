// How often a client asks, and whether it waits when it is told to.

import { hasEnded } from '../jobs/job.js';
import type { LoggedRequest } from '../requestLog.js';
import { finding, type Finding } from './finding.js';
import { byJob, isLook, resourceOf, succeeded, type JobRequest } from './jobRequests.js';

/** Seconds that must lie between looks at one job which follow one another; the last one repeats. */
const BACK_OFF = [1, 2, 3, 5, 8, 13, 21, 30];

/** Looks at once that are no polling, where the client knows that the job has ended: each part of it wants the counters. */
const LOOKS_AT_THE_END = 3;

/** Milliseconds by which a timer may be early. */
const TOLERANCE = 20;

export function patience(log: readonly LoggedRequest[]): readonly Finding[] {
  const jobs = [...byJob(log).values()];
  return [...jobs.flatMap(looks), ...jobs.flatMap(resultsBeforeEnd), ...log.flatMap((request) => hurry(request, log))];
}

/** Whatever the client does with the job begins a new row of looks: it may want to know at once what has come of it. */
function looks(requests: readonly JobRequest[]): readonly Finding[] {
  const findings: Finding[] = [];
  let row: JobRequest[] = [];
  for (const [at, request] of requests.entries()) {
    if (request.method !== 'GET') row = [];
    if (!isLook(request) || request.status === 401) continue;
    const last = row.at(-1);
    const next = requests[at + 1];
    // Who is about to do something with a job makes sure first that it is as he thinks.
    if ((last?.status ?? 500) < 400 && next && next.method !== 'GET') continue;
    const ends = row.filter((look) => succeeded(look) && hasEnded(look.job)).length;
    row.push(request);
    if (!last || (ends > 0 && ends < LOOKS_AT_THE_END)) continue;
    const seconds = BACK_OFF[Math.min(row.length - 1, BACK_OFF.length) - 1] ?? 0;
    const waited = request.time - last.time;
    if (waited >= seconds * 1000 - TOLERANCE) continue;
    const sentence = `job ${request.job.id} was looked at again after ${Math.round(waited)} ms, ${seconds} s were due`;
    findings.push(finding('lookedTooSoon', sentence, last, request));
  }
  return findings;
}

function resultsBeforeEnd(requests: readonly JobRequest[]): readonly Finding[] {
  return requests
    .filter((request) => request.method === 'GET' && resourceOf(request) !== '' && !hasEnded(request.job))
    .map((request) => {
      const { id, state } = request.job;
      return finding(
        'resultsBeforeEnd',
        `${resourceOf(request)} of job ${id} was asked for while it was ${state}`,
        request,
      );
    });
}

/** Salesforce counts requests of a whole org: none is meant to come before the time that it names. */
function hurry(refused: LoggedRequest, log: readonly LoggedRequest[]): readonly Finding[] {
  const { answered, retryAfter } = refused;
  if (answered === undefined || retryAfter === undefined) return [];
  const until = refused.time + retryAfter * 1000 - TOLERANCE;
  // A request that was on its way then knew nothing of it.
  const early = log.filter(({ number, sent, time }) => number > refused.number && sent >= answered && time < until);
  if (early.length === 0) return [];
  return [finding('retryAfterIgnored', `the org had asked for ${retryAfter} s without requests`, refused, ...early)];
}
