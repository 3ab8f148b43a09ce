// Values of one record into the org, or the reason why not: what the platform checks whichever API they came by.

import type { Doubts } from '../doubts.js';
import { toId18 } from '../ids.js';
import type { Field } from '../objects/field.js';
import type { Records, SalesforceRecord, Value } from '../objects/records.js';
import { SOBJECTS, objectOfId } from '../objects/schema.js';
import type { SObject } from '../objects/sobject.js';
import { checkValue } from './cells.js';
import { RowError } from './rowError.js';

export interface SaveContext {
  readonly object: SObject;
  readonly records: Records;
  /** Else values are checked as far as the records known go, and change none. */
  readonly keepsRecords: boolean;
  readonly userId: string;
  readonly doubts: Readonly<Doubts>;
  /** Who gets new records by an assignment rule. */
  readonly assignTo: string | undefined;
}

/** By field name in the canonical letter case; without Id. */
export type RecordValues = ReadonlyMap<string, Value>;

/** What became of a row that was saved. */
export interface Saved {
  readonly id: string;
  readonly created: boolean;
}

/** @throws RowError */
export function insertRecord(context: SaveContext, given: RecordValues): Saved {
  const { object, records, userId, assignTo, doubts } = context;
  const values = withoutNullCheckboxes(context, given);
  for (const [name, value] of values) {
    const isNull = value === null && doubts.nullOnInsert === 'null' && fieldOf(object, name)?.nillable;
    if (value === null && !isNull) values.delete(name);
  }
  rejectMissing(
    object.fields.filter(
      (field) => field.createable && !field.nillable && !field.defaultedOnCreate && !values.has(field.name),
    ),
  );
  check(context, values, 'createable', undefined);
  if (assignTo !== undefined && !values.has('OwnerId')) values.set('OwnerId', assignTo);
  if (!context.keepsRecords) return { id: records.ids.next(object.keyPrefix), created: true };
  return { id: records.insert(object, Object.fromEntries(values), userId).Id, created: true };
}

/** @throws RowError */
export function updateRecord(context: SaveContext, record: SalesforceRecord, given: RecordValues): Saved {
  const { object, records, userId } = context;
  const values = withoutNullCheckboxes(context, given);
  rejectMissing(object.fields.filter(({ name, nillable }) => !nillable && values.get(name) === null));
  check(context, values, 'updateable', record);
  if (context.keepsRecords) records.update(object, record, Object.fromEntries(values), userId);
  return { id: record.Id, created: false };
}

/**
 * @param hard past the recycle bin
 * @throws RowError
 */
export function deleteRecord(context: SaveContext, record: SalesforceRecord, hard: boolean): Saved {
  const { object, records, doubts } = context;
  if (record.IsDeleted && !(hard && doubts.hardDeleteFromBin === 'taken')) throw entityIsDeleted();
  forbidDelete(context, record);
  if (context.keepsRecords) records.delete(object, record, hard);
  return { id: record.Id, created: false };
}

/**
 * @param text an id of 15 or 18 characters
 * @throws RowError for an id that is none, of another object, or unknown; a record in the recycle bin is found
 */
export function findById({ records, object, keepsRecords }: SaveContext, text: string): SalesforceRecord {
  const id = toId18(text);
  // 001000000000000AAA is answered so although it is well formed (recorded).
  if (!id || /^.{3}0{12}/.test(id)) throw new RowError('MALFORMED_ID', `malformed id ${text}`);
  if (!id.startsWith(object.keyPrefix)) {
    throw new RowError('MALFORMED_ID', `${object.label} ID: id value of incorrect type: ${text}`, ['Id']);
  }
  const record = records.get(id);
  if (record) return record;
  if (!keepsRecords) return { Id: id, IsDeleted: false }; // as good as any other
  throw invalidCrossReference();
}

const invalidCrossReference = (): RowError => new RowError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');

export const entityIsDeleted = (): RowError => new RowError('ENTITY_IS_DELETED', 'entity is deleted');

export const notWritable = (name: string): RowError =>
  new RowError(
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    `Unable to create/update fields: ${name}. Please check the security settings of this field and verify that it ` +
      'is read/write for your profile or permission set.',
    [name],
  );

const fieldOf = (object: SObject, name: string): Field | undefined =>
  object.fields.find((field) => field.name === name);

function rejectMissing(fields: readonly Field[]): void {
  const names = fields.map(({ name }) => name);
  if (names.length === 0) return;
  throw new RowError('REQUIRED_FIELD_MISSING', `Required fields are missing: [${names.join(', ')}]`, names);
}

function withoutNullCheckboxes({ object, doubts }: SaveContext, given: RecordValues): Map<string, Value> {
  const values = new Map(given);
  const boxes = object.fields.filter(({ name, type }) => type === 'boolean' && values.get(name) === null);
  if (doubts.nullCheckbox === 'failsRow') rejectMissing(boxes);
  for (const { name } of boxes) values.set(name, false);
  return values;
}

/** Values, references and unique fields. */
function check(
  context: SaveContext,
  values: Map<string, Value>,
  permission: 'createable' | 'updateable',
  self: SalesforceRecord | undefined,
): void {
  const { object, records } = context;
  for (const [name, value] of values) {
    const field = fieldOf(object, name);
    if (!field) continue;
    if (!field[permission]) throw notWritable(name);
    checkValue(field, value);
    if (value === null) continue;
    if (field.type === 'reference') values.set(name, checkReference(records, field, String(value)));
    const twin = field.unique ? records.find(object, field, value).find((other) => other !== self) : undefined;
    if (twin) {
      const reason = `duplicate value found: ${name} duplicates value on record with id: ${twin.Id}`;
      throw new RowError('DUPLICATE_VALUE', reason);
    }
  }
}

/** @returns the id in 18 characters */
function checkReference(records: Records, { name, label, referenceTo }: Field, text: string): string {
  const id = toId18(text) ?? '';
  const parent = objectOfId(id);
  if (!parent || !referenceTo.includes(parent.name)) {
    throw new RowError('FIELD_INTEGRITY_EXCEPTION', `${label}: id value of incorrect type: ${text}`, [name]);
  }
  const record = records.get(id);
  if (!record) throw invalidCrossReference();
  if (record.IsDeleted) throw entityIsDeleted();
  return id;
}

function forbidDelete({ records, object }: SaveContext, record: SalesforceRecord): void {
  if (!object.deletable) {
    throw new RowError('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
  }
  for (const child of SOBJECTS) {
    for (const field of child.fields) {
      if (!field.restrictedDelete || !field.referenceTo.includes(object.name)) continue;
      const children = records.find(child, field, record.Id);
      if (children.length > 0) throw hasChildren(record, child, children);
    }
  }
}

function hasChildren(record: SalesforceRecord, child: SObject, children: readonly SalesforceRecord[]): RowError {
  const nameField = child.fields.find((field) => field.nameField)?.name ?? 'Id';
  return new RowError(
    'DELETE_FAILED',
    `Your attempt to delete ${String(record['Name'])} could not be completed because it is associated with the ` +
      `following ${child.labelPlural.toLowerCase()}.: ${children.map((one) => String(one[nameField])).join(', ')}\n`,
  );
}
