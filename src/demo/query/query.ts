// GET /query and /queryAll.

import { ApiError, type Answer } from '../http.js';
import type { Json } from '../json.js';
import type { Call, Route } from '../router.js';
import { columnsJson } from './columns.js';
import type { Pages } from './cursors.js';
import { planQuery, type Plan } from './plan.js';
import { rowJson } from './rows.js';

const answer =
  (withDeleted: boolean) =>
  async (call: Call): Promise<Answer> => {
    const soql = call.query.get('q');
    if (!soql) throw new ApiError(400, 'MALFORMED_QUERY', 'A query string has to be specified');
    const plan = await planQuery(call.org, soql);
    if (call.query.get('columns') === 'true') return { status: 200, json: columnsJson(plan) };
    if (plan.isCount) {
      const totalSize = plan.cut(plan.matches(withDeleted)).length;
      return { status: 200, json: { totalSize, done: true, records: [] } };
    }
    return { status: 200, json: page(call, rows(call, plan, withDeleted), 0) };
  };

/** Made page by page. */
function rows({ org, version }: Call, plan: Plan, withDeleted: boolean): Pages<Json> {
  const records = plan.matches(withDeleted);
  if (plan.aggregate) {
    const attributes = { type: 'AggregateResult' };
    return plan.cut(plan.aggregate.rows(records)).map((row) => ({ attributes, ...row }));
  }
  const found = plan.cut(records);
  const context = { records: org.records, version, withDeleted };
  return {
    length: found.length,
    slice: (from, to) => found.slice(from, to).map((record) => rowJson(context, plan, record)),
  };
}

/** Records a page; 2,000 unless `Sforce-Query-Options: batchSize=` asks for 200 to 2,000. */
function pageSize({ request }: Call): number {
  const options = String(request.headers['sforce-query-options'] ?? '');
  const size = Number(/batchSize\s*=\s*(\d+)/i.exec(options)?.[1] ?? 2000);
  return Math.min(2000, Math.max(200, size));
}

function page(call: Call, all: Pages<Json>, from: number): Json {
  const { org, version } = call;
  const to = from + pageSize(call);
  const done = to >= all.length;
  const nextRecordsUrl = done
    ? {}
    : { nextRecordsUrl: `/services/data/v${version}.0/query/${org.rowCursors.add(all, to)}` };
  return { totalSize: all.length, done, ...nextRecordsUrl, records: all.slice(from, to) };
}

function nextPage(call: Call): Answer {
  const { all, from } = call.org.rowCursors.get(call.params['locator'] ?? '');
  return { status: 200, json: page(call, all, from) };
}

export const queryRoutes: readonly Route[] = (['query', 'queryAll'] as const).flatMap((name) => [
  { path: `/services/data/v{version}/${name}`, methods: { GET: answer(name === 'queryAll') } },
  { path: `/services/data/v{version}/${name}/{locator}`, methods: { GET: nextPage } },
]);
