// From the header's names to fields of the object, or the reason why the job fails.

import type { Field } from '../objects/field.js';
import { findField, findObject, findRelationship, objectNamed } from '../objects/schema.js';
import type { SObject } from '../objects/sobject.js';
import { StructuralError } from './csv.js';

export type Operation = 'insert' | 'update' | 'upsert' | 'delete' | 'hardDelete';

/** A column that fills a field, or one that names a parent by a field of the parent. */
export interface Column {
  readonly field: Field;
  readonly parent?: { readonly object: SObject; readonly field: Field };
  /** The field exists but the operation cannot write it; only where read-only columns fail rows. */
  readonly readOnly?: boolean;
}

export interface Target {
  readonly object: SObject;
  readonly operation: Operation;
  /** What rows are matched by. */
  readonly externalId: Field | undefined;
}

const MAX_HEADER_CHARACTERS = 32_000;

const invalidBatch = (text: string): StructuralError => new StructuralError(`InvalidBatch : ${text}`);

/**
 * @param readOnlyColumn what a column that cannot be written does
 * @throws StructuralError
 */
export function resolveColumns(
  header: readonly string[],
  target: Target,
  readOnlyColumn: 'failsJob' | 'failsRows',
): readonly Column[] {
  const { operation } = target;
  if (header.join().length > MAX_HEADER_CHARACTERS) {
    throw invalidBatch(`The header line is longer than ${MAX_HEADER_CHARACTERS} characters`); // wording not recorded
  }
  if (operation === 'delete' || operation === 'hardDelete') {
    const onlyId = header.length === 1 && header[0]?.toLowerCase() === 'id';
    if (!onlyId) throw invalidBatch(`The '${operation}' batch must contain only ids`);
  }
  const seen = new Set<string>();
  return header.map((name) => {
    const column = name.includes('.') ? parentColumn(name, target.object) : ownColumn(name, target.object);
    const key = name.toLowerCase();
    if (seen.has(key)) throw invalidBatch(`Duplicate field name : ${name}`); // wording not recorded
    seen.add(key);
    if (isWritable(column, target)) return column;
    if (readOnlyColumn === 'failsJob' || column.field.type === 'address') throw fieldNotFound(name);
    return { ...column, readOnly: true };
  });
}

const fieldNotFound = (name: string): StructuralError => invalidBatch(`Field name not found : ${name}`);

function ownColumn(name: string, object: SObject): Column {
  const field = findField(object, name);
  if (!field) throw fieldNotFound(name);
  return { field };
}

/** `Account.External_Id__c`, and with its type where the reference is polymorphic: `User:Owner.Username`. */
function parentColumn(name: string, object: SObject): Column {
  const match = /^(?:([^:.]+):)?([^:.]+)\.([^:.]+)$/.exec(name);
  if (!match) throw fieldNotFound(name);
  const [, type, relationship = '', parentField = ''] = match;
  const field = findRelationship(object, relationship);
  if (!field) throw invalidBatch(`Unable to find relationship: ${relationship}`);
  const polymorphic = field.referenceTo.length > 1;
  if (type !== undefined && !polymorphic) {
    throw invalidBatch(`type is not needed for non polymorphic foreign key references: ${relationship}`);
  }
  // The next two wordings are not recorded.
  if (type === undefined && polymorphic) {
    throw invalidBatch(`type is needed for polymorphic foreign key references: ${relationship}`);
  }
  const parent = type === undefined ? objectNamed(field.referenceTo[0] ?? '') : findObject(type);
  if (!parent || !field.referenceTo.includes(parent.name)) throw invalidBatch(`Unable to find object: ${type}`);
  const key = findField(parent, parentField);
  if (!key || !(key.idLookup || key.externalId)) throw fieldNotFound(name);
  return { field, parent: { object: parent, field: key } };
}

function isWritable({ field, parent }: Column, { operation }: Target): boolean {
  // Rows without an Id are inserted by an upsert, and an insert answers for each Id it is given.
  if (field.name === 'Id' && parent === undefined) return true;
  switch (operation) {
    case 'insert':
      return field.createable;
    case 'update':
      return field.updateable;
    case 'upsert':
      return field.createable || field.updateable;
    case 'delete':
    case 'hardDelete':
      return false;
  }
}
