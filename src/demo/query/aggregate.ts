// GROUP BY, HAVING and the aggregate functions.

import type { FieldType, FunctionExp, OrderByClause, QueryBase } from '@jetstreamapp/soql-parser-js';
import { groupBy } from '../groupBy.js';
import { isNumeric } from '../objects/field.js';
import type { SalesforceRecord, Value } from '../objects/records.js';
import { compare } from './compare.js';
import { readLiterals, single } from './literal.js';
import { compileLogic, type Condition } from './logic.js';
import { inTurn, orderOf } from './orderBy.js';
import { resolvePath, writtenName, type Path, type Scope } from './path.js';
import { compileOperator, operatorOf, type WhereContext } from './where.js';

type Group = readonly SalesforceRecord[];

/** A column of an AggregateResult. */
export interface AggregateColumn {
  /** Its alias, the field's name, or `expr0`, `expr1` … */
  readonly key: string;
  /** As the query has it: `count(Id)`. */
  readonly label: string;
  readonly isFunction: boolean;
  readonly path: Path | undefined;
  readonly read: (group: Group) => Value;
}

export interface AggregatePlan {
  readonly columns: readonly AggregateColumn[];
  /** The groups, in order. */
  rows(records: readonly SalesforceRecord[]): readonly Readonly<Record<string, Value>>[];
}

/** @throws ApiError 400 */
export function planAggregate(context: WhereContext, query: QueryBase): AggregatePlan {
  const { text } = context;
  const groupedBy = [query.groupBy ?? []].flat().map((clause) => {
    if (!('field' in clause)) throw text.unexpectedFunction(clause.fn, 'GROUP');
    return resolvePath(context, clause.field, 'GROUP');
  });
  let unnamed = 0;
  const columns = (query.fields ?? []).map((field) =>
    resolveColumn(context, groupedBy, field, () => `expr${unnamed++}`),
  );
  const expression = (name: string | FunctionExp, clause: string): Expression =>
    typeof name === 'string' ? grouped(context, groupedBy, name, clause) : compileFunction(context, name, clause);
  const having = query.having
    ? compileLogic(text, query.having, (condition) => compileHaving(context, condition, expression))
    : () => true;
  const orders = [query.orderBy ?? []].flat().map((clause: OrderByClause) => {
    const column = 'field' in clause ? columns.find(({ key }) => key === clause.field) : undefined;
    const { read } = column ?? expression('field' in clause ? clause.field : clause.fn, 'ORDER');
    return (one: Group, other: Group): number => orderOf(clause, read(one), read(other));
  });
  return {
    columns,
    rows: (records) =>
      groupsOf(records, groupedBy)
        .filter(having)
        .sort(inTurn(orders))
        .map((group) => Object.fromEntries(columns.map(({ key, read }) => [key, read(group)]))),
  };
}

/** Without GROUP BY all records are one group, even none. */
function groupsOf(records: readonly SalesforceRecord[], paths: readonly Path[]): Group[] {
  if (paths.length === 0) return [records];
  const key = (record: SalesforceRecord): string => JSON.stringify(paths.map((path) => path.read(record)));
  return [...groupBy(records, key).values()];
}

interface Expression {
  readonly path: Path | undefined;
  readonly read: (group: Group) => Value;
}

function resolveColumn(
  scope: Scope,
  groupedBy: readonly Path[],
  field: FieldType,
  nextKey: () => string,
): AggregateColumn {
  const { text } = scope;
  if (field.type === 'FieldFunctionExpression') {
    const label = field.rawValue ?? field.functionName;
    return { key: field.alias ?? nextKey(), label, isFunction: true, ...compileFunction(scope, field) };
  }
  if (field.type !== 'Field' && field.type !== 'FieldRelationship') {
    throw text.unexpected(text.find('('), '('); // a subquery or TYPEOF
  }
  const expression = grouped(scope, groupedBy, writtenName(field));
  const key = ('alias' in field ? field.alias : undefined) ?? expression.path.field.name;
  return { key, label: expression.path.name, isFunction: false, ...expression };
}

function grouped(scope: Scope, groupedBy: readonly Path[], name: string, clause?: string): Expression & { path: Path } {
  const path = resolvePath(scope, name, clause);
  if (!groupedBy.some((one) => one.name === path.name)) {
    const message = `Field must be grouped or aggregated: ${path.name}`;
    throw scope.text.error(scope.text.find(name, clause), 'MALFORMED_QUERY', message);
  }
  return { path, read: ([first]) => (first ? path.read(first) : null) };
}

function compileFunction(scope: Scope, fn: FunctionExp, clause?: string): Expression {
  const { text } = scope;
  const { functionName = '', parameters: [parameter] = [] } = fn;
  if (functionName === 'COUNT' && parameter === undefined) return { path: undefined, read: ({ length }) => length };
  if (typeof parameter !== 'string') throw text.unexpectedFunction(fn, clause);
  const path = resolvePath(scope, parameter, clause);
  const isSum = functionName === 'SUM' || functionName === 'AVG';
  if (isSum && !isNumeric(path.field)) {
    const message = `field ${path.field.name} does not support aggregate operator ${functionName}`;
    throw text.error(text.find(functionName, clause), 'MALFORMED_QUERY', message);
  }
  const values = (group: Group): Value[] => group.map((record) => path.read(record)).filter((value) => value !== null);
  const read = ((): Expression['read'] => {
    switch (functionName) {
      case 'COUNT':
        return (group) => values(group).length;
      case 'COUNT_DISTINCT':
        return (group) => new Set(values(group).map((value) => String(value).toLowerCase())).size;
      case 'SUM':
        return (group) => sum(values(group));
      case 'AVG':
        return (group) => {
          const all = values(group);
          const total = sum(all);
          return total === null ? null : total / all.length;
        };
      case 'MIN':
        return (group) => values(group).sort(compare)[0] ?? null;
      case 'MAX':
        return (group) => values(group).sort(compare).at(-1) ?? null;
      default:
        throw text.unexpectedFunction(fn, clause);
    }
  })();
  return { path, read };
}

const sum = (values: readonly Value[]): number | null =>
  values.length === 0 ? null : values.reduce<number>((total, value) => total + Number(value), 0);

function compileHaving(
  context: WhereContext,
  condition: Condition,
  expression: (name: string | FunctionExp, clause: string) => Expression,
): (group: Group) => boolean {
  const { text } = context;
  if ('valueQuery' in condition) throw text.unexpected(text.find('SELECT', 'HAVING'), 'SELECT');
  const { path, read } = expression('fn' in condition ? condition.fn : condition.field, 'HAVING');
  const isNumber = 'fn' in condition && /^(COUNT|COUNT_DISTINCT|SUM|AVG)$/.test(condition.fn.functionName ?? '');
  const values = [condition.value].flat();
  const literals =
    isNumber || !path ? values.map((value) => single(Number(value))) : readLiterals(context, path, condition);
  const test = compileOperator(operatorOf(condition), values, literals);
  return (group) => test(read(group));
}
