import type { OrderByClause } from '@jetstreamapp/soql-parser-js';
import { isSortable } from '../objects/field.js';
import type { SalesforceRecord, Value } from '../objects/records.js';
import { compare } from './compare.js';
import { resolvePath, type Scope } from './path.js';

type Order<Row> = (one: Row, other: Row) => number;

/** Nulls come first unless the query wants them last, in whatever direction. */
export function orderOf({ order, nulls }: OrderByClause, one: Value, other: Value): number {
  if (one === null || other === null) return nulls === 'LAST' ? -compare(one, other) : compare(one, other);
  return order === 'DESC' ? -compare(one, other) : compare(one, other);
}

/** Each order decides where those before it find no difference. */
export const inTurn =
  <Row>(orders: readonly Order<Row>[]): Order<Row> =>
  (one, other) =>
    orders.reduce((order, next) => order || next(one, other), 0);

/** @throws ApiError 400 */
export const compileOrderBy = (scope: Scope, clauses: readonly OrderByClause[]): Order<SalesforceRecord> =>
  inTurn(clauses.map((clause) => compileClause(scope, clause)));

function compileClause(scope: Scope, clause: OrderByClause): Order<SalesforceRecord> {
  const { text } = scope;
  if ('fn' in clause) throw text.unexpectedFunction(clause.fn, 'ORDER');
  const path = resolvePath(scope, clause.field, 'ORDER');
  if (!isSortable(path.field)) {
    const message = `field '${path.field.name}' can not be sorted in a query call`;
    throw text.error(text.find(clause.field, 'ORDER'), 'INVALID_FIELD', message);
  }
  return (one, other) => orderOf(clause, path.read(one), path.read(other));
}
