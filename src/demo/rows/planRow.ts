// From the cells of a row to what it means to do: which record, which values.

import type { Doubts } from '../doubts.js';
import type { Field } from '../objects/field.js';
import type { SalesforceRecord, Value } from '../objects/records.js';
import { readCell } from './cells.js';
import type { Column, Target } from './columns.js';
import { RowError } from './rowError.js';
import { entityIsDeleted, findById, notWritable, type RecordValues, type SaveContext } from './saveRecord.js';

export interface RowContext extends SaveContext, Target {
  readonly columns: readonly Column[];
}

/** A row as it is understood before anything of its chunk is saved. */
export interface PlannedRow {
  /** Absent where the row makes a new one. */
  readonly record: SalesforceRecord | undefined;
  readonly values: RecordValues;
}

/**
 * @param cells as many as there are columns
 * @throws RowError
 */
export function planRow(context: RowContext, cells: readonly string[]): PlannedRow {
  if (context.operation === 'delete' || context.operation === 'hardDelete') {
    return { record: findById(context, cells[0] ?? ''), values: new Map() };
  }
  const values = readValues(context, cells);
  const id = values.get('Id');
  values.delete('Id');
  const record = match(context, id, values);
  if (record && context.operation === 'upsert' && context.externalId) values.delete(context.externalId.name);
  return { record, values };
}

/** The text of the cell a row is matched by, its Id or its external id; blank where it says nothing. */
export function keyCell({ operation, externalId, columns, doubts }: RowContext, cells: readonly string[]): string {
  const key = operation === 'upsert' ? (externalId?.name ?? 'Id') : 'Id';
  const text = cells[columns.findIndex(({ field, parent }) => field.name === key && !parent)] ?? '';
  return isNullMarker(text, doubts.nullMarker) ? '' : text;
}

/** Cells that say nothing are left out; `#N/A` is null. */
function readValues(context: RowContext, cells: readonly string[]): Map<string, Value> {
  const { columns, doubts } = context;
  const values = new Map<string, Value>();
  const present = columns.flatMap((column, index) => {
    const text = cells[index] ?? '';
    return text === '' ? [] : [{ column, index, text, isNull: isNullMarker(text, doubts.nullMarker) }];
  });
  for (const { column, index, text, isNull } of present) {
    if (column.readOnly) throw notWritable(column.field.name);
    if (!column.parent) values.set(column.field.name, isNull ? null : readCell(column.field, text, index, doubts));
  }
  const parents = new Set<Field>();
  for (const { column, text, isNull } of present) {
    const { field, parent } = column;
    if (!parent) continue;
    if (parents.has(field)) throw severalKeys(parent.object.name);
    if (values.has(field.name)) throw idAndKey(field);
    parents.add(field);
    values.set(field.name, isNull ? null : parentId(context, parent, text));
  }
  return values;
}

const isNullMarker = (text: string, nullMarker: Doubts['nullMarker']): boolean =>
  (nullMarker === 'anyCase' ? text.toUpperCase() : text) === '#N/A';

const idAndKey = ({ name, relationshipName }: Field): RowError =>
  new RowError(
    'INVALID_FIELD',
    `Cannot specify both an external ID reference ${relationshipName} and a salesforce id, ${name}`,
  );

const severalKeys = (parent: string): RowError =>
  new RowError('INVALID_FIELD', `More than 1 field provided in an external foreign key reference in entity: ${parent}`);

function parentId({ records }: RowContext, parent: NonNullable<Column['parent']>, text: string): string {
  const { object, field } = parent;
  if (field.name === 'Id') return text;
  const [found, ...more] = records.find(object, field, text);
  if (!found) {
    const reason = `Foreign key external ID: ${text} not found for field ${field.name} in entity ${object.name}`;
    throw new RowError('INVALID_FIELD', reason);
  }
  if (more.length > 0) throw severalFound(field, [found, ...more]);
  return found.Id;
}

/** The record a row is about; undefined where the row makes a new one. */
function match(context: RowContext, id: Value | undefined, values: RecordValues): SalesforceRecord | undefined {
  const { operation, externalId, records, object } = context;
  const idText = typeof id === 'string' ? id : '';
  if (operation === 'insert') {
    if (id === undefined) return undefined;
    throw new RowError('INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id']);
  }
  if (operation === 'update') {
    if (idText === '') throw new RowError('MISSING_ARGUMENT', 'Id not specified in an update call');
    return notDeleted(findById(context, idText));
  }
  if (!externalId || externalId.name === 'Id') {
    return idText === '' ? undefined : notDeleted(findById(context, idText));
  }
  if (idText !== '') {
    throw new RowError('INVALID_FIELD', 'The Id field should not be specified in the sobject data.', ['Id']);
  }
  const key = values.get(externalId.name) ?? null;
  if (key === null) throw new RowError('MISSING_ARGUMENT', `${externalId.name} not specified`, [externalId.name]);
  const [found, ...more] = records.find(object, externalId, key);
  if (found && more.length > 0) throw severalFound(externalId, [found, ...more]);
  return found;
}

function notDeleted(record: SalesforceRecord): SalesforceRecord {
  if (record.IsDeleted) throw entityIsDeleted();
  return record;
}

const severalFound = ({ label }: Field, records: readonly SalesforceRecord[]): RowError =>
  new RowError(
    'DUPLICATE_EXTERNAL_ID',
    `${label}: more than one record found for external id field: [${records.map(({ Id }) => Id).join(', ')}]`,
  );
