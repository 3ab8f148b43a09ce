import type { Json } from '../json.js';
import type { Field } from '../objects/field.js';
import type { SalesforceRecord } from '../objects/records.js';
import type { SObject } from '../objects/sobject.js';

export const recordUrl = (object: SObject, id: string, version: number): string =>
  `/services/data/v${version}.0/sobjects/${object.name}/${id}`;

/** Where a record is, and of which object: the first member of every record in REST answers. */
export const attributes = (object: SObject, id: string, version: number): Json => ({
  type: object.name,
  url: recordUrl(object, id, version),
});

const NO_GEOCODE = { geocodeAccuracy: null, latitude: null, longitude: null };

/** Compound addresses are put together of their parts; null where none of them has a value. */
export function fieldJson(record: SalesforceRecord, { name, type }: Field): Json {
  if (type !== 'address') return record[name] ?? null;
  const part = (suffix: string): string | null => (record[name.replace(/Address$/, suffix)] as string | null) ?? null;
  const [city, country] = [part('City'), part('Country')];
  const [postalCode, state, street] = [part('PostalCode'), part('State'), part('Street')];
  const isEmpty = [city, country, postalCode, state, street].every((value) => value === null);
  return isEmpty ? null : { city, country, ...NO_GEOCODE, postalCode, state, street };
}

export const recordJson = (
  object: SObject,
  record: SalesforceRecord,
  fields: readonly Field[],
  version: number,
): Json => ({
  attributes: attributes(object, record.Id, version),
  ...Object.fromEntries(fields.map((field) => [field.name, fieldJson(record, field)])),
});
