// A name in a query: a field of the object, or of a parent, several levels up.

import type { FieldType } from '@jetstreamapp/soql-parser-js';
import type { ApiError } from '../http.js';
import { text as textField } from '../objects/defineField.js';
import type { Field } from '../objects/field.js';
import type { Records, SalesforceRecord, Value } from '../objects/records.js';
import { findField, findObject, findRelationship, objectNamed, objectOfId } from '../objects/schema.js';
import { define, type SObject } from '../objects/sobject.js';
import type { SoqlText } from './soqlText.js';

const REFER = 'Please reference your WSDL or the describe call for the appropriate names.';

/** What can be asked of a parent that may be of several objects. */
const ANY_PARENT = define('Name', 'Name', '', [
  ...['Alias', 'Email', 'FirstName', 'LastName', 'Name', 'Phone', 'Title', 'Type', 'Username'].map((name) =>
    textField(name, name, 255),
  ),
]);

type SelectField = Extract<FieldType, { type: 'Field' | 'FieldRelationship' }>;

export interface Scope {
  readonly records: Records;
  readonly object: SObject;
  readonly alias: string | undefined;
  readonly text: SoqlText;
}

export interface Path {
  /** In the canonical letter case: `Name`, `Owner.Name`. */
  readonly name: string;
  readonly field: Field;
  /** From the record up; empty for its own field. */
  readonly references: readonly Field[];
  read(record: SalesforceRecord): Value;
}

/** Of a field in the SELECT list, as the query spells it, parents before it. */
export const writtenName = (field: SelectField): string =>
  ('rawValue' in field ? field.rawValue : undefined) ??
  [...('relationships' in field ? field.relationships : []), field.field].join('.');

export const parentOf = (records: Records, reference: Field, record: SalesforceRecord): SalesforceRecord | undefined =>
  records.get(String(record[reference.name] ?? ''));

function valueOf(record: SalesforceRecord, name: string, polymorphic: boolean): Value {
  if (!polymorphic || name !== 'Type') return record[name] ?? null;
  const object = objectOfId(record.Id)?.name ?? null;
  return object === 'Group' ? (record['Type'] ?? object) : object;
}

/**
 * @param after keyword of the clause the name stands in
 * @throws ApiError 400 INVALID_FIELD
 */
export function resolvePath(scope: Scope, name: string, after?: string): Path {
  const { records, text } = scope;
  const at = (): number => text.find(name, after);
  const segments = name.split('.');
  const fieldName = segments.pop() ?? '';
  // `a.Name` and `Account.Name` both mean the object's own field.
  const [first] = segments;
  const own = [scope.alias, scope.object.name].some((prefix) => prefix?.toLowerCase() === first?.toLowerCase());
  if (first !== undefined && own && (first === scope.alias || !findRelationship(scope.object, first))) segments.shift();
  let object = scope.object;
  const references = segments.map((relationship) => {
    const reference = findRelationship(object, relationship);
    if (!reference) throw unknownRelationship(text, at(), relationship, 'field path');
    object = reference.referenceTo.length > 1 ? ANY_PARENT : objectNamed(reference.referenceTo[0] ?? '');
    return reference;
  });
  const field = findField(object, fieldName);
  if (!field) {
    throw text.error(
      at(),
      'INVALID_FIELD',
      `No such column '${fieldName}' on entity '${object.name}'. If you are attempting to use a custom field, be sure ` +
        `to append the '__c' after the custom field name. ${REFER}`,
    );
  }
  return {
    name: [...references.map(({ relationshipName }) => relationshipName), field.name].join('.'),
    field,
    references,
    read: (record) => {
      let current: SalesforceRecord | undefined = record;
      for (const reference of references) current = current && parentOf(records, reference, current);
      return current ? valueOf(current, field.name, object === ANY_PARENT) : null;
    },
  };
}

/** @param place where the name stands, in the words of the message */
export function unknownRelationship(
  text: SoqlText,
  at: number,
  name: string,
  place: 'field path' | 'FROM part of query call',
): ApiError {
  return text.error(
    at,
    place === 'field path' ? 'INVALID_FIELD' : 'INVALID_TYPE',
    `Didn't understand relationship '${name}' in ${place}. If you are attempting to use a custom relationship, be ` +
      `sure to append the '__r' after the custom relationship name. ${REFER}`,
  );
}

/** @throws ApiError 400 INVALID_TYPE */
export function resolveObject(text: SoqlText, name: string): SObject {
  const object = findObject(name);
  if (object) return object;
  throw text.error(
    text.find(name, 'FROM'),
    'INVALID_TYPE',
    `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the ` +
      `'__c' after the entity name. ${REFER}`,
  );
}
