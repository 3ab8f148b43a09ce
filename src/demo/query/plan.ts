// What a query asks for, with all its names found; it can then be run.

import type { FieldType, QueryBase, Subquery } from '@jetstreamapp/soql-parser-js';
import { groupBy } from '../groupBy.js';
import { ApiError } from '../http.js';
import { childRelationships } from '../objects/childRelationships.js';
import { isCustom, type Field } from '../objects/field.js';
import type { SalesforceRecord, Value } from '../objects/records.js';
import type { SObject } from '../objects/sobject.js';
import type { Org } from '../org.js';
import { planAggregate, type AggregatePlan } from './aggregate.js';
import { compileOrderBy } from './orderBy.js';
import { parseSoql } from './parseSoql.js';
import { resolveObject, resolvePath, unknownRelationship, writtenName, type Path, type Scope } from './path.js';
import { SoqlText } from './soqlText.js';
import { compileWhere, type InnerValues } from './where.js';

/** A parent-to-child subquery of the SELECT list. */
interface Children {
  readonly relationshipName: string;
  readonly plan: Plan;
  /** @returns those of one record */
  of(parent: SalesforceRecord, withDeleted: boolean): readonly SalesforceRecord[];
}

export type Item = Path | Children;

export interface Plan {
  readonly object: SObject;
  readonly query: QueryBase;
  /** `SELECT count()`: a number, no records. */
  readonly isCount: boolean;
  /** In the order of the SELECT list; empty for count() and aggregates. */
  readonly items: readonly Item[];
  readonly aggregate: AggregatePlan | undefined;
  /** Filtered and in order, before LIMIT and OFFSET. */
  matches(withDeleted: boolean): SalesforceRecord[];
  /** What LIMIT and OFFSET leave. */
  cut<Row>(rows: readonly Row[]): readonly Row[];
}

export const isPath = (item: Item): item is Path => 'field' in item;

const MAX_OFFSET = 2000;

/** @throws ApiError 400 */
export async function planQuery(org: Org, soql: string): Promise<Plan> {
  const text = new SoqlText(soql);
  const query = await parseSoql(text);
  return plan(org, text, query, resolveObject(text, query.sObject ?? ''));
}

function plan(org: Org, text: SoqlText, query: QueryBase, object: SObject): Plan {
  const { fields = [], limit = Infinity, offset = 0 } = query;
  const scope: Scope = { records: org.records, object, alias: query.sObjectAlias, text };
  if (offset > MAX_OFFSET) {
    throw text.error(
      text.find(String(offset), 'OFFSET'),
      'NUMBER_OUTSIDE_VALID_RANGE',
      `Maximum SOQL offset allowed is ${MAX_OFFSET}`,
    );
  }
  const context = { ...scope, now: org.clock.now(), innerValues: innerValues(org, text) };
  const isCount = fields.length === 1 && isCountAll(fields[0]) && !query.groupBy;
  const isAggregate = !isCount && (query.groupBy !== undefined || fields.some(isAggregateFunction));
  const items = isCount || isAggregate ? [] : fields.flatMap((field) => resolveItem(org, scope, query, field));
  const names = items.filter(isPath).map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new ApiError(400, 'MALFORMED_QUERY', `duplicate field selected: ${twice}`);
  const test = compileWhere(context, query.where);
  const aggregate = isAggregate ? planAggregate(context, query) : undefined;
  const order = aggregate || !query.orderBy ? undefined : compileOrderBy(scope, [query.orderBy].flat());
  return {
    object,
    query,
    isCount,
    items,
    aggregate,
    matches: (withDeleted) => {
      const found = [...org.records.all(object, withDeleted)].filter(test);
      return order ? found.sort(order) : found;
    },
    cut: (rows) => rows.slice(offset, offset + limit),
  };
}

const isAggregateFunction = (field: FieldType): boolean =>
  field.type === 'FieldFunctionExpression' && field.isAggregateFn === true;

const isCountAll = (field: FieldType | undefined): boolean =>
  field?.type === 'FieldFunctionExpression' && field.functionName === 'COUNT' && field.parameters.length === 0;

/** `IN (SELECT AccountId FROM Contact)` */
const innerValues =
  (org: Org, text: SoqlText): InnerValues =>
  (query): readonly Value[] => {
    const inner = plan(org, text, query, resolveObject(text, query.sObject ?? ''));
    const [item] = inner.items;
    if (inner.items.length !== 1 || !item || !isPath(item)) {
      const message = 'semi join sub-selects can only query one field';
      throw new ApiError(400, 'MALFORMED_QUERY', message); // wording not recorded
    }
    return inner.cut(inner.matches(false)).map((record) => item.read(record));
  };

function resolveItem(org: Org, scope: Scope, query: QueryBase, field: FieldType): readonly Item[] {
  const { text } = scope;
  if ('alias' in field && field.alias !== undefined && field.type !== 'FieldFunctionExpression') {
    const message = 'only aggregate expressions use field aliasing';
    throw text.error(text.find(field.alias), 'MALFORMED_QUERY', message);
  }
  switch (field.type) {
    case 'Field':
    case 'FieldRelationship':
      return [resolvePath(scope, writtenName(field))];
    case 'FieldSubquery':
      return [planChildren(org, scope, field.subquery)];
    case 'FieldFunctionExpression': {
      const [parameter] = field.parameters;
      const name = typeof parameter === 'string' ? parameter : '';
      if (field.functionName === 'FIELDS') return selectFields(scope, query, name);
      if (field.functionName === 'toLabel') return [resolvePath(scope, name)]; // labels are the values here
      throw text.unexpectedFunction(field);
    }
    case 'FieldTypeof':
      throw text.unexpected(text.find('TYPEOF'), 'TYPEOF');
  }
}

/** FIELDS(ALL), FIELDS(CUSTOM), FIELDS(STANDARD) */
function selectFields(scope: Scope, query: QueryBase, which: string): readonly Path[] {
  const { object, text } = scope;
  if (which !== 'STANDARD' && !((query.limit ?? Infinity) <= 200)) {
    const message = 'The SOQL FIELDS function must have a LIMIT of at most 200';
    throw text.error(text.find('FIELDS'), 'MALFORMED_QUERY', message);
  }
  const isWanted = (field: Field): boolean => which === 'ALL' || (which === 'CUSTOM') === isCustom(field);
  return object.fields.filter(isWanted).map(({ name }) => resolvePath(scope, name));
}

function planChildren(org: Org, { object, text }: Scope, query: Subquery): Children {
  const name = query.relationshipName;
  const relationship = childRelationships(object).find((one) => one.name?.toLowerCase() === name.toLowerCase());
  if (!relationship?.name) throw unknownRelationship(text, text.find(name), name, 'FROM part of query call');
  const { child, field } = relationship;
  const children = plan(org, text, query, child);
  let byParent: Map<Value, SalesforceRecord[]> | undefined;
  return {
    relationshipName: relationship.name,
    plan: children,
    of: (parent, withDeleted) => {
      byParent ??= groupBy(children.matches(withDeleted), (record) => record[field.name] ?? null);
      return children.cut(byParent.get(parent.Id) ?? []);
    },
  };
}
