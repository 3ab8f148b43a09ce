// GET /query?columns=true: the shape of the rows instead of the rows.

import type { Json } from '../json.js';
import { isNumeric, type Field, type FieldType } from '../objects/field.js';
import type { AggregateColumn } from './aggregate.js';
import type { Path } from './path.js';
import { isPath, type Item, type Plan } from './plan.js';

const APEX_TYPES: Partial<Record<FieldType, string>> = {
  id: 'Id',
  reference: 'Id',
  boolean: 'Boolean',
  int: 'Integer',
  double: 'Double',
  currency: 'Decimal',
  percent: 'Decimal',
  date: 'Date',
  datetime: 'Datetime',
  address: 'Address',
};

interface Column {
  readonly columnName: string;
  readonly displayName: string;
  readonly aggregate?: boolean;
  readonly field?: Field | undefined;
  readonly foreignKeyName?: string;
  readonly joinColumns?: readonly Json[];
}

function columnJson({ columnName, displayName, aggregate, field, foreignKeyName, joinColumns }: Column): Json {
  const apexType = field ? (APEX_TYPES[field.type] ?? 'String') : null;
  return {
    aggregate: aggregate ?? false,
    apexType,
    booleanType: field?.type === 'boolean',
    columnName,
    custom: /__[cr]$/.test(columnName),
    displayName,
    foreignKeyName: foreignKeyName ?? null,
    insertable: field?.createable ?? false,
    joinColumns: joinColumns ?? [],
    numberType: field !== undefined && isNumeric(field),
    textType: apexType === 'String',
    updatable: field?.updateable ?? false,
  };
}

/** Names of parents become columns of their own that hold the parents' fields. */
function columnsOf(items: readonly Item[], level = 0): readonly Json[] {
  const done = new Set<string>();
  return items.flatMap((item): readonly Json[] => {
    if (!isPath(item)) {
      const name = item.relationshipName;
      const joinColumns = columnsOf(item.plan.items);
      return [columnJson({ columnName: name, displayName: name, aggregate: true, joinColumns })];
    }
    const reference = item.references[level];
    if (!reference)
      return [columnJson({ columnName: item.field.name, displayName: item.field.name, field: item.field })];
    const name = reference.relationshipName ?? '';
    if (done.has(name)) return [];
    done.add(name);
    const siblings = items.filter((other): other is Path => isPath(other) && other.references[level] === reference);
    const joinColumns = columnsOf(siblings, level + 1);
    return [columnJson({ columnName: name, displayName: name, foreignKeyName: reference.name, joinColumns })];
  });
}

const aggregateColumn = ({ key, label, isFunction, path }: AggregateColumn): Json =>
  columnJson({
    columnName: key,
    displayName: label,
    aggregate: isFunction,
    field: isFunction ? undefined : path?.field,
  });

export const columnsJson = ({ object, query, items, aggregate }: Plan): Json => ({
  columnMetadata: aggregate ? aggregate.columns.map(aggregateColumn) : columnsOf(items),
  entityName: object.name,
  groupBy: query.groupBy !== undefined,
  idSelected: items.some((item) => isPath(item) && item.name === 'Id'),
  keyPrefix: object.keyPrefix,
});
