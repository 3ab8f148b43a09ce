import { ApiError } from '../http.js';
import { toId18 } from '../ids.js';
import type { Json } from '../json.js';
import { attributes } from '../objects/recordJson.js';
import type { SalesforceRecord, Value } from '../objects/records.js';
import { findField, findObject, findRelationship, objectNamed, objectOfId } from '../objects/schema.js';
import type { SObject } from '../objects/sobject.js';
import type { Org } from '../org.js';
import type { Call, Route } from '../router.js';
import { parseSoql, type Condition } from './soql.js';

const REFER = 'Please reference your WSDL or the describe call for the appropriate names.';

/** Where a value of a query comes from: the record's own field, or a parent's. */
interface Path {
  /** In the canonical letter case: `Name`, `Owner.Name`. */
  readonly name: string;
  read(record: SalesforceRecord): Value;
  /** The parent's object and id, for a field of a parent. */
  parent?(record: SalesforceRecord): { relationship: string; field: string; record: SalesforceRecord | undefined };
}

function resolve(org: Org, object: SObject, name: string): Path {
  const [first = '', second, ...more] = name.split('.');
  const own = second === undefined ? findField(object, first) : undefined;
  if (own) return { name: own.name, read: (record) => record[own.name] ?? null };
  const reference = second === undefined ? undefined : findRelationship(object, first);
  const parentObject = reference && objectNamed(reference.referenceTo.at(-1) ?? '');
  const field = parentObject && more.length === 0 ? findField(parentObject, second ?? '') : undefined;
  if (!reference?.relationshipName || !field) {
    throw new ApiError(
      400,
      'INVALID_FIELD',
      `No such column '${name}' on entity '${object.name}'. If you are attempting to use a custom field, be sure to ` +
        `append the '__c' after the custom field name. ${REFER}`,
    );
  }
  const parentOf = (record: SalesforceRecord) => org.records.get(String(record[reference.name] ?? ''));
  const relationship = reference.relationshipName;
  return {
    name: `${relationship}.${field.name}`,
    read: (record) => parentOf(record)?.[field.name] ?? null,
    parent: (record) => ({ relationship, field: field.name, record: parentOf(record) }),
  };
}

const compare = (one: Value, other: Value): number => {
  if (one === other) return 0;
  if (one === null) return -1;
  if (other === null) return 1;
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  return String(one).toLowerCase() < String(other).toLowerCase() ? -1 : 1;
};

const equal = (one: Value, other: Value): boolean =>
  one !== null && other !== null
    ? String(one).toLowerCase() === String(other).toLowerCase() ||
      (typeof other === 'string' && toId18(other) !== undefined && toId18(other) === one)
    : one === other;

const like = (pattern: Value): RegExp =>
  new RegExp(
    `^${String(pattern)
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replace(/%/g, '.*')
      .replace(/_/g, '.')}$`,
    'is',
  );

function matches({ operator, values }: Condition, value: Value): boolean {
  const first = values[0] ?? null;
  switch (operator) {
    case '=':
      return equal(value, first);
    case '!=':
      return !equal(value, first);
    case 'IN':
      return values.some((candidate) => equal(value, candidate));
    case 'NOT IN':
      return !values.some((candidate) => equal(value, candidate));
    case 'LIKE':
      return value !== null && like(first).test(String(value));
    case '<':
      return value !== null && compare(value, first) < 0;
    case '>':
      return value !== null && compare(value, first) > 0;
    case '<=':
      return value !== null && compare(value, first) <= 0;
    case '>=':
      return value !== null && compare(value, first) >= 0;
  }
}

function run(
  org: Org,
  soql: string,
): { object: SObject; paths: readonly Path[]; records: readonly SalesforceRecord[] } {
  const query = parseSoql(soql);
  const object = findObject(query.object);
  if (!object) {
    throw new ApiError(
      400,
      'INVALID_TYPE',
      `sObject type '${query.object}' is not supported. If you are attempting to use a custom object, be sure to ` +
        `append the '__c' after the entity name. ${REFER}`,
    );
  }
  const paths = query.fields.map((name) => resolve(org, object, name));
  const where = query.where.map((condition) => ({ condition, path: resolve(org, object, condition.field) }));
  const orderBy = query.orderBy.map(({ field, descending }) => ({ descending, path: resolve(org, object, field) }));
  const records = [...org.records.all(object)]
    .filter((record) => where.every(({ condition, path }) => matches(condition, path.read(record))))
    .sort((one, other) => {
      for (const { path, descending } of orderBy) {
        const order = compare(path.read(one), path.read(other));
        if (order !== 0) return descending ? -order : order;
      }
      return 0;
    });
  return { object, paths, records: records.slice(0, query.limit) };
}

function row(object: SObject, paths: readonly Path[], record: SalesforceRecord, version: number): Json {
  const json: Record<string, Json> = { attributes: attributes(object, record.Id, version) };
  for (const path of paths) {
    const parent = path.parent?.(record);
    if (!parent) {
      json[path.name] = path.read(record);
    } else if (!parent.record) {
      json[parent.relationship] = null;
    } else {
      const { Id } = parent.record;
      const before = (json[parent.relationship] as Record<string, Json> | undefined) ?? {
        attributes: attributes(objectOfId(Id) ?? object, Id, version),
      };
      json[parent.relationship] = { ...before, [parent.field]: path.read(record) };
    }
  }
  return json;
}

/** Records a page; 2,000 unless `Sforce-Query-Options: batchSize=` asks for 200 to 2,000. */
function pageSize({ request }: Call): number {
  const options = String(request.headers['sforce-query-options'] ?? '');
  const size = Number(/batchSize\s*=\s*(\d+)/i.exec(options)?.[1] ?? 2000);
  return Math.min(2000, Math.max(200, size));
}

function page(call: Call, all: readonly Json[], from: number): Json {
  const { org, version } = call;
  const to = from + pageSize(call);
  const done = to >= all.length;
  const nextRecordsUrl = done
    ? {}
    : { nextRecordsUrl: `/services/data/v${version}.0/query/${org.cursors.add(all, to)}` };
  return { totalSize: all.length, done, ...nextRecordsUrl, records: all.slice(from, to) };
}

export const queryRoutes: readonly Route[] = [
  {
    path: '/services/data/v{version}/query',
    methods: {
      GET: (call) => {
        const soql = call.query.get('q');
        if (!soql) throw new ApiError(400, 'MALFORMED_QUERY', 'A query string has to be specified');
        const { object, paths, records } = run(call.org, soql);
        if (paths.length === 0) return { status: 200, json: { totalSize: records.length, done: true, records: [] } };
        const rows = records.map((record) => row(object, paths, record, call.version));
        return { status: 200, json: page(call, rows, 0) };
      },
    },
  },
  {
    path: '/services/data/v{version}/query/{locator}',
    methods: {
      GET: (call) => {
        const { all, from } = call.org.cursors.get<Json>(call.params['locator'] ?? '');
        return { status: 200, json: page(call, all, from) };
      },
    },
  },
];
