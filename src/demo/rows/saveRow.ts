// One row into the org, or the reason why not.

import type { Doubts } from '../doubts.js';
import { toId18 } from '../ids.js';
import type { Records, SalesforceRecord, Value } from '../objects/records.js';
import { objectNamed, objectOfId } from '../objects/schema.js';
import type { SObject } from '../objects/sobject.js';
import { checkValue, readCell } from './cells.js';
import type { Column, Target } from './columns.js';
import { RowError } from './rowError.js';

export interface SaveContext extends Target {
  readonly records: Records;
  /** Else rows are checked as far as the records known go, and change none. */
  readonly keepsRecords: boolean;
  readonly columns: readonly Column[];
  readonly userId: string;
  readonly doubts: Readonly<Doubts>;
  /** Who gets new records by the job's assignment rule. */
  readonly assignTo: string | undefined;
}

/** What became of a row that was saved. */
export interface Saved {
  readonly id: string;
  readonly created: boolean;
}

/**
 * @param cells as many as there are columns
 * @throws RowError
 */
export function saveRow(context: SaveContext, cells: readonly string[]): Saved {
  const { operation, records, object } = context;
  if (operation === 'delete' || operation === 'hardDelete') {
    const record = existing(context, cells[0] ?? '');
    forbidDelete(context, record);
    if (context.keepsRecords) records.delete(object, record, operation === 'hardDelete');
    return { id: record.Id, created: false };
  }
  const values = readValues(context, cells);
  const id = values.get('Id');
  values.delete('Id');
  const record = match(context, id, values);
  return record ? update(context, record, values) : insert(context, values);
}

/** The text of the cell a row is matched by: its Id or its external id. */
export function keyCell(context: SaveContext, cells: readonly string[]): string {
  const key = context.operation === 'upsert' ? (context.externalId?.name ?? 'Id') : 'Id';
  const index = context.columns.findIndex(({ field, parent }) => field.name === key && !parent);
  return cells[index] ?? '';
}

type RowValues = Map<string, Value>;

/** Cells that say nothing are left out; `#N/A` is null. */
function readValues(context: SaveContext, cells: readonly string[]): RowValues {
  const { columns, doubts } = context;
  const values: RowValues = new Map();
  const present = columns.flatMap((column, index) => {
    const text = cells[index] ?? '';
    return text === '' ? [] : [{ column, index, text, isNull: isNullMarker(text, doubts.nullMarker) }];
  });
  for (const { column, index, text, isNull } of present) {
    if (column.readOnly) throw notWritable(column.field.name);
    if (!column.parent) values.set(column.field.name, isNull ? null : readCell(column.field, text, index, doubts));
  }
  for (const { column, text, isNull } of present) {
    if (column.parent) values.set(column.field.name, isNull ? null : parentId(context, column.parent, text));
  }
  return values;
}

const isNullMarker = (text: string, nullMarker: Doubts['nullMarker']): boolean =>
  (nullMarker === 'anyCase' ? text.toUpperCase() : text) === '#N/A';

function parentId({ records }: SaveContext, parent: NonNullable<Column['parent']>, text: string): string {
  const { object, field } = parent;
  if (field.name === 'Id') return text;
  const [found, ...more] = records.find(object, field, text);
  if (!found) {
    const reason = `Foreign key external ID: ${text} not found for field ${field.name} in entity ${object.name}`;
    throw new RowError('INVALID_FIELD', reason);
  }
  if (more.length > 0) throw severalFound(field.name, [found, ...more]);
  return found.Id;
}

/** The record a row is about; undefined where the row makes a new one. */
function match(context: SaveContext, id: Value | undefined, values: RowValues): SalesforceRecord | undefined {
  const { operation, externalId, records, object } = context;
  const idText = typeof id === 'string' ? id : '';
  if (operation === 'insert') {
    if (id === undefined) return undefined;
    throw new RowError('INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id']);
  }
  if (operation === 'update') {
    if (idText === '') throw new RowError('MISSING_ARGUMENT', 'Id not specified in an update call');
    return existing(context, idText);
  }
  if (!externalId || externalId.name === 'Id') return idText === '' ? undefined : existing(context, idText);
  if (idText !== '') {
    throw new RowError('INVALID_FIELD', 'The Id field should not be specified in the sobject data.', ['Id']);
  }
  const key = values.get(externalId.name) ?? null;
  if (key === null) throw new RowError('MISSING_ARGUMENT', `${externalId.name} not specified`, [externalId.name]);
  const [found, ...more] = records.find(object, externalId, key);
  if (found && more.length > 0) throw severalFound(externalId.name, [found, ...more]);
  return found;
}

const severalFound = (field: string, records: readonly SalesforceRecord[]): RowError =>
  new RowError(
    'DUPLICATE_EXTERNAL_ID',
    `${field}: more than one record found for external id field: [${records.map(({ Id }) => Id).join(', ')}]`,
  );

/** @throws RowError for an id that is none, of another object, unknown or deleted */
function existing({ records, object, keepsRecords }: SaveContext, text: string): SalesforceRecord {
  const id = toId18(text);
  // 001000000000000AAA is answered so although it is well formed (recorded).
  if (!id || /^.{3}0{12}/.test(id)) throw new RowError('MALFORMED_ID', `malformed id ${text}`);
  if (!id.startsWith(object.keyPrefix)) {
    throw new RowError('MALFORMED_ID', `${object.label} ID: id value of incorrect type: ${text}`, ['Id']);
  }
  const record = records.get(id);
  if (!record && !keepsRecords) return { Id: id, IsDeleted: false }; // as good as any other
  if (!record) throw new RowError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  if (record.IsDeleted) throw new RowError('ENTITY_IS_DELETED', 'entity is deleted');
  return record;
}

function insert(context: SaveContext, values: RowValues): Saved {
  const { object, records, userId, assignTo } = context;
  // On insert null is no value: the default or the missing value of a required field.
  for (const [name, value] of values) if (value === null) values.delete(name);
  const missing = object.fields
    .filter((field) => field.createable && !field.nillable && !field.defaultedOnCreate && !values.has(field.name))
    .map(({ name }) => name);
  if (missing.length > 0) throw requiredMissing(missing);
  check(context, values, 'createable', undefined);
  if (assignTo !== undefined && !values.has('OwnerId')) values.set('OwnerId', assignTo);
  if (!context.keepsRecords) return { id: records.ids.next(object.keyPrefix), created: true };
  return { id: records.insert(object, Object.fromEntries(values), userId).Id, created: true };
}

function update(context: SaveContext, record: SalesforceRecord, values: RowValues): Saved {
  const { object, records, userId, externalId } = context;
  const missing = object.fields.filter(({ name, nillable }) => !nillable && values.get(name) === null);
  if (missing.length > 0) throw requiredMissing(missing.map(({ name }) => name));
  if (context.operation === 'upsert' && externalId) values.delete(externalId.name);
  check(context, values, 'updateable', record);
  if (context.keepsRecords) records.update(object, record, Object.fromEntries(values), userId);
  return { id: record.Id, created: false };
}

const requiredMissing = (names: readonly string[]): RowError =>
  new RowError('REQUIRED_FIELD_MISSING', `Required fields are missing: [${names.join(', ')}]`, names);

const notWritable = (name: string): RowError =>
  new RowError(
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    `Unable to create/update fields: ${name}. Please check the security settings of this field and verify that it ` +
      'is read/write for your profile or permission set.',
    [name],
  );

/** Values, references and unique fields. */
function check(
  context: SaveContext,
  values: RowValues,
  permission: 'createable' | 'updateable',
  self: SalesforceRecord | undefined,
): void {
  const { object, records } = context;
  for (const [name, value] of values) {
    const field = object.fields.find((candidate) => candidate.name === name);
    if (!field) continue;
    if (!field[permission]) throw notWritable(name);
    checkValue(field, value);
    if (value === null) continue;
    if (field.type === 'reference')
      values.set(name, checkReference(context, field.label, name, field.referenceTo, String(value)));
    const twin = field.unique ? records.find(object, field, value).find((other) => other !== self) : undefined;
    if (twin) {
      const reason = `duplicate value found: ${name} duplicates value on record with id: ${twin.Id}`;
      throw new RowError('DUPLICATE_VALUE', reason);
    }
  }
}

function checkReference(
  { records }: SaveContext,
  label: string,
  name: string,
  referenceTo: readonly string[],
  text: string,
): string {
  const id = toId18(text) ?? '';
  const parent = objectOfId(id);
  if (!parent || !referenceTo.includes(parent.name)) {
    throw new RowError('FIELD_INTEGRITY_EXCEPTION', `${label}: id value of incorrect type: ${text}`, [name]);
  }
  const record = records.get(id);
  if (!record) throw new RowError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
  if (record.IsDeleted) throw new RowError('ENTITY_IS_DELETED', 'entity is deleted');
  return id;
}

/** An account that has cases stays. */
function forbidDelete({ records, object }: SaveContext, record: SalesforceRecord): void {
  if (!object.deletable) {
    throw new RowError('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
  }
  if (object.name !== 'Account') return;
  const numbers = casesOf(records, objectNamed('Case'), record.Id);
  if (numbers.length === 0) return;
  throw new RowError(
    'DELETE_FAILED',
    `Your attempt to delete ${String(record['Name'])} could not be completed because it is associated with the ` +
      `following cases.: ${numbers.join(', ')}\n`,
  );
}

const casesOf = (records: Records, cases: SObject, accountId: string): readonly string[] =>
  [...records.all(cases)]
    .filter(({ AccountId }) => AccountId === accountId)
    .map(({ CaseNumber }) => String(CaseNumber));
