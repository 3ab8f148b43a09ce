// Judges a client by what it asked and when: what Salesforce would put up with, and a good client does not do.

import type { Org } from '../org.js';
import type { LoggedRequest, RequestLog } from '../requestLog.js';
import { care } from './care.js';
import type { Finding } from './finding.js';
import { patience } from './patience.js';
import { uploads } from './uploads.js';

/**
 * @param except a User-Agent that is not judged
 * @returns in the order in which the client gave cause
 */
export function conductOf({ jobs }: Pick<Org, 'jobs'>, { all }: RequestLog, except?: string): readonly Finding[] {
  const isJudged = ({ path, headers }: LoggedRequest): boolean =>
    !path.startsWith('/__demo/') && (except === undefined || headers['user-agent'] !== except);
  const log = all.filter(isJudged);
  const last = ({ requests }: Finding): number => Math.max(...requests);
  return [...uploads(log), ...patience(log), ...care(log, jobs.all())].sort((a, b) => last(a) - last(b));
}
