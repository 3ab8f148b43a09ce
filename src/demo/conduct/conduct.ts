// Judges a client by what it asked and when: what Salesforce would put up with, and a good client does not do.

import type { Org } from '../org.js';
import type { LoggedRequest, RequestLog } from '../requestLog.js';
import { care, type JudgedJob } from './care.js';
import type { Finding } from './finding.js';
import { patience } from './patience.js';
import { uploads } from './uploads.js';

/**
 * @param log the requests of one client, in the order they came
 * @param jobs as they are now
 * @returns in the order in which the client gave cause
 */
function judge(log: readonly LoggedRequest[], jobs: readonly JudgedJob[]): readonly Finding[] {
  const last = ({ requests }: Finding): number => Math.max(...requests);
  return [...uploads(log), ...patience(log), ...care(log, jobs)].sort((a, b) => last(a) - last(b));
}

/** @param except a User-Agent that is not judged */
export function conductOf(org: Pick<Org, 'jobs'>, { all }: RequestLog, except?: string): readonly Finding[] {
  const isJudged = ({ path, headers }: LoggedRequest): boolean =>
    !path.startsWith('/__demo/') && (except === undefined || headers['user-agent'] !== except);
  return judge(all.filter(isJudged), org.jobs.all());
}
