// Records of a query as REST answers them: attributes first, parents nested, children as query results of their own.

import type { Json } from '../json.js';
import type { Records, SalesforceRecord } from '../objects/records.js';
import { objectOfId } from '../objects/schema.js';
import { attributes, fieldJson } from '../sobjects/recordJson.js';
import { parentOf, type Path } from './path.js';
import { isPath, type Plan } from './plan.js';

type JsonObject = Record<string, Json>;

interface RowContext {
  readonly records: Records;
  readonly version: number;
  /** Deleted and archived ones too: queryAll. */
  readonly withDeleted: boolean;
}

export function rowJson(context: RowContext, { object, items }: Plan, record: SalesforceRecord): Json {
  const json: JsonObject = { attributes: attributes(object, record.Id, context.version) };
  for (const item of items) {
    if (isPath(item)) {
      setValue(context, json, item, record);
      continue;
    }
    const { plan } = item;
    const records = item.of(record, context.withDeleted).map((child) => rowJson(context, plan, child));
    json[item.relationshipName] = records.length === 0 ? null : { totalSize: records.length, done: true, records };
  }
  return json;
}

function setValue({ records, version }: RowContext, json: JsonObject, path: Path, record: SalesforceRecord): void {
  let [at, current] = [json, record];
  for (const reference of path.references) {
    const relationship = reference.relationshipName ?? '';
    const parent = parentOf(records, reference, current);
    if (!parent) {
      at[relationship] = null;
      return;
    }
    at = (at[relationship] ??= {
      attributes: parentAttributes(parent.Id, reference.referenceTo, version),
    }) as JsonObject;
    current = parent;
  }
  at[path.field.name] = path.field.type === 'address' ? fieldJson(current, path.field) : path.read(record);
}

/** A parent that may be of several objects is a `Name`; only its URL tells which object it is of. */
function parentAttributes(id: string, referenceTo: readonly string[], version: number): Json {
  const object = objectOfId(id);
  if (!object) return null;
  const own = attributes(object, id, version);
  return referenceTo.length > 1 ? { ...(own as JsonObject), type: 'Name' } : own;
}
