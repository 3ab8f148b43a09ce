// A member of a record that came as JSON, made the cell of a row.

import { ApiError } from '../http.js';
import { xsdType, type Field } from '../objects/field.js';
import { findField, findRelationship } from '../objects/schema.js';
import type { SObject } from '../objects/sobject.js';
import type { Call } from '../router.js';
import { readCell } from '../rows/cells.js';
import { RowError } from '../rows/rowError.js';

export type Members = Readonly<Record<string, unknown>>;

/** What a row has for null. */
const NULL = '#N/A';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

interface MemberCell {
  readonly header: string;
  readonly text: string;
}

/** @throws RowError, ApiError 400 JSON_PARSER_ERROR */
export function toCell({ org }: Call, object: SObject, name: string, value: unknown): MemberCell {
  const field = findField(object, name);
  if (field && !name.includes('.')) {
    checkType(field, value, () => readCell(field, textOf(value), 0, org.settings.doubts));
    return { header: name, text: value === null || value === '' ? NULL : textOf(value) };
  }
  const reference = findRelationship(object, name);
  if (!reference || name.includes('.') || typeof value !== 'object' || value === null) {
    throw new RowError('INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`);
  }
  return parentCell(name, reference, value as Members);
}

/** `"Account": {"External_Id__c": "A-1"}`; one that may be of several objects says which by its attributes. */
function parentCell(relationship: string, { referenceTo }: Field, parent: Members): MemberCell {
  const [[name, value] = ['', ''], ...more] = Object.entries(parent).filter(([member]) => member !== 'attributes');
  if (more.length > 0) {
    const reason = `${relationship}: more than one field of the parent is named`; // wording not recorded
    throw new RowError('INVALID_FIELD', reason);
  }
  const { type = '' } = (parent['attributes'] ?? {}) as { type?: string };
  const prefix = referenceTo.length > 1 ? `${type}:` : '';
  return { header: `${prefix}${relationship}.${name}`, text: value === null ? NULL : textOf(value) };
}

/** What Salesforce's JSON parser calls the values; texts have a string. */
function jsonType(field: Field): string {
  const type = xsdType(field);
  return type === 'time' ? 'string' : type.toLowerCase();
}

function tokenOf(value: unknown): string {
  if (typeof value === 'string') return 'VALUE_STRING';
  if (typeof value === 'number') return Number.isInteger(value) ? 'VALUE_NUMBER_INT' : 'VALUE_NUMBER_FLOAT';
  if (typeof value === 'boolean') return `VALUE_${String(value).toUpperCase()}`;
  return Array.isArray(value) ? 'START_ARRAY' : 'START_OBJECT';
}

/** Texts want a string; for the rest a string will do if it reads as one. */
function checkType(field: Field, value: unknown, read: () => unknown): void {
  if (value === null || value === '') return;
  const type = jsonType(field);
  const token = tokenOf(value);
  try {
    if (type === 'string' ? token === 'VALUE_STRING' : token.startsWith('VALUE')) return void read();
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
  }
  const shown = token.startsWith('START') ? textOf(value).charAt(0) : textOf(value);
  throw new ApiError(
    400,
    'JSON_PARSER_ERROR',
    `Cannot deserialize instance of ${type} from ${token} value ${shown} or request may be missing a ` +
      'required field at [line:1, column:2]',
  );
}
