// What the path or the query of a call names: refused where there is none.

import { ApiError, notFound } from '../http.js';
import type { Field } from '../objects/field.js';
import { findField, findObject } from '../objects/schema.js';
import type { SObject } from '../objects/sobject.js';

/** @throws ApiError 404 */
export function knownObject(name = ''): SObject {
  const object = findObject(name);
  if (!object) throw notFound();
  return object;
}

/** @throws ApiError 400 INVALID_FIELD */
export const knownFields = (object: SObject, names: readonly string[]): readonly Field[] =>
  names.map((name) => {
    const field = findField(object, name.trim());
    if (!field) throw new ApiError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`);
    return field;
  });

/** @throws ApiError 404 */
export function knownExternalId(object: SObject, name = ''): Field {
  const field = findField(object, name);
  if (!field?.idLookup) throw noExternalId(name);
  return field;
}

export const noExternalId = (name: string): ApiError =>
  new ApiError(404, 'NOT_FOUND', `Provided external ID field does not exist or is not accessible: ${name}`);
