import type { Json } from '../json.js';
import type { SalesforceRecord } from './records.js';
import type { SObject } from './sobject.js';

/** Where a record is, and of which object: the first member of every record in REST answers. */
export const attributes = (object: SObject, id: string, version: number): Json => ({
  type: object.name,
  url: `/services/data/v${version}.0/sobjects/${object.name}/${id}`,
});

export const recordJson = (
  object: SObject,
  record: SalesforceRecord,
  fields: readonly string[],
  version: number,
): Json => ({
  attributes: attributes(object, record.Id, version),
  ...Object.fromEntries(fields.map((name) => [name, record[name] ?? null])),
});
