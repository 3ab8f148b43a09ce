// POST /jobs/query: a query that cannot be run is refused here, before there is a job.

import { ApiError } from '../http.js';
import { invalidValue, oneOf, optionalText, readDialect, rejectUnknownMembers } from '../jobs/members.js';
import { isPath, planQuery, type Plan } from '../query/plan.js';
import type { Path } from '../query/path.js';
import type { Call } from '../router.js';
import type { QueryJob } from './queryJob.js';

const MEMBERS = ['operation', 'query', 'contentType', 'lineEnding', 'columnDelimiter'];

/** Results have the columns in the order of the query since this version, and in that of the alphabet before. */
const COLUMNS_AS_ASKED = 50;

/** @throws ApiError */
export async function createQueryJob({ org, user, version }: Call, body: Record<string, unknown>): Promise<QueryJob> {
  rejectUnknownMembers(org, body, MEMBERS);
  const operation = oneOf(body, 'operation', ['query', 'queryAll']);
  const dialect = readDialect(body);
  const soql = optionalText(body['query']);
  if (soql === undefined) throw invalidValue(body['query'], 'query'); // not recorded
  const plan = await planQuery(org, soql);
  const columns = columnsOf(plan);
  if (version < COLUMNS_AS_ASKED) columns.sort((one, other) => (one.name < other.name ? -1 : 1));
  return org.queryJobs.add({
    operation,
    createdById: user.Id,
    apiVersion: version,
    ...dialect,
    plan,
    columns,
  });
}

const unsupported = (what: string): ApiError => new ApiError(400, 'API_ERROR', `${what} not supported in Bulk Query`);

/**
 * Only the texts for children and for compound fields are recorded.
 * @throws ApiError 400 API_ERROR for what REST answers and Bulk API does not
 */
function columnsOf({ items, aggregate, isCount, query }: Plan): Path[] {
  if (aggregate || isCount) throw unsupported('Implementation restriction: aggregate functions and GROUP BY');
  if (query.offset !== undefined) throw unsupported('Implementation restriction: OFFSET');
  const columns = items.filter(isPath);
  if (columns.length < items.length) throw unsupported('Aggregate Relationships');
  if (columns.some(({ field }) => field.type === 'address')) throw unsupported('Selecting compound data');
  return columns;
}
