// sObject collections: up to 200 records in one call, /composite/sobjects.

import { ApiError, readJsonObject, type Answer } from '../http.js';
import type { Json } from '../json.js';
import { findObject, objectOfId } from '../objects/schema.js';
import type { SObject } from '../objects/sobject.js';
import type { Call, Handler, Route } from '../router.js';
import type { Operation } from '../rows/columns.js';
import { RowError, attempt } from '../rows/rowError.js';
import type { Saved } from '../rows/saveRecord.js';
import { knownExternalId, knownFields, knownObject } from './known.js';
import type { Members } from './memberCell.js';
import { recordJson } from './recordJson.js';
import { saveMembers } from './saveMembers.js';

const MAX_RECORDS = 200;
const COLLECTIONS_SINCE = 42;
const UPSERT_SINCE = 46;

/** @throws ApiError 400 EXCEEDED_ID_LIMIT */
function limited<Item>(items: readonly Item[]): readonly Item[] {
  if (items.length <= MAX_RECORDS) return items;
  const message = `record limit reached. cannot submit more than ${MAX_RECORDS} records into this call`;
  throw new ApiError(400, 'EXCEEDED_ID_LIMIT', message);
}

interface Collection {
  readonly allOrNone: boolean;
  readonly records: readonly Members[];
}

/** @throws ApiError 400 JSON_PARSER_ERROR, in words that are not recorded */
function listOf<Item>(name: string, value: unknown, isItem: (item: unknown) => item is Item): readonly Item[] {
  if (Array.isArray(value) && value.every(isItem)) return value;
  throw new ApiError(400, 'JSON_PARSER_ERROR', `Cannot deserialize the list '${name}'`);
}

const isText = (value: unknown): value is string => typeof value === 'string';

function isRecord(value: unknown): value is Members {
  const { attributes } = Object(value) as Members;
  const { type = '' } = Object(attributes) as Members;
  return typeof value === 'object' && value !== null && isText(type);
}

async function readCollection({ request }: Call): Promise<Collection> {
  const { allOrNone, records = [] } = await readJsonObject(request);
  const known = listOf('records', records, isRecord);
  if (known.length === 0) {
    throw new ApiError(400, 'MISSING_ARGUMENT', "The 'records' member is missing or empty"); // not recorded
  }
  return { allOrNone: allOrNone === true, records: limited(known) };
}

const ROLLED_BACK = new RowError(
  'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  'Record rolled back because not all records were valid and the request was using AllOrNone header',
);

interface Saves<Item> extends Pick<Collection, 'allOrNone'> {
  readonly items: readonly Item[];
  readonly save: (item: Item) => Saved;
  /** Results say whether a record is new. */
  readonly isUpsert?: boolean;
}

/** One after the other; with allOrNone, one that fails takes back all. */
function saveAll<Item>({ org }: Call, { allOrNone, items, save, isUpsert = false }: Saves<Item>): Answer {
  let results: readonly (Saved | RowError)[] = [];
  org.records.atomically(() => {
    results = items.map((item) => attempt(() => save(item)));
    if (!allOrNone || !results.some((result) => result instanceof RowError)) return 'keep';
    results = results.map((result) => (result instanceof RowError ? result : ROLLED_BACK));
    return 'rollBack';
  });
  return { status: 200, json: results.map((result) => resultJson(result, isUpsert)) };
}

function resultJson(result: Saved | RowError, isUpsert: boolean): Json {
  if (!(result instanceof RowError)) {
    return { id: result.id, success: true, errors: [], ...(isUpsert && { created: result.created }) };
  }
  const { statusCode, message, fields } = result;
  // As live tests of jsforce found it: a record that was not saved counts as created.
  return { success: false, errors: [{ statusCode, message, fields }], ...(isUpsert && { created: true }) };
}

/** @throws RowError */
function objectOf({ attributes }: Members): SObject {
  const { type = '' } = (attributes ?? {}) as { type?: string };
  const object = findObject(type);
  if (!object) throw new RowError('INVALID_TYPE', `sObject type '${type}' is not supported.`);
  return object;
}

const save =
  (operation: Operation): Handler =>
  async (call) => {
    const { allOrNone, records } = await readCollection(call);
    return saveAll(call, {
      allOrNone,
      items: records,
      save: (record) => saveMembers(call, { object: objectOf(record), operation }, record),
    });
  };

async function upsert(call: Call): Promise<Answer> {
  const externalId = knownExternalId(knownObject(call.params['object']), call.params['field']);
  const { allOrNone, records } = await readCollection(call);
  return saveAll(call, {
    allOrNone,
    items: records,
    save: (record) => saveMembers(call, { object: objectOf(record), operation: 'upsert', externalId }, record),
    isUpsert: true,
  });
}

function destroy(call: Call): Answer {
  const { query } = call;
  const ids = limited((query.get('ids') ?? '').split(','));
  return saveAll(call, {
    allOrNone: query.get('allOrNone') === 'true',
    items: ids,
    save: (id) => {
      const object = objectOfId(id);
      if (!object) throw new RowError('MALFORMED_ID', `malformed id ${id}`);
      return saveMembers(call, { object, operation: 'delete' }, { Id: id });
    },
  });
}

/** In the order of the ids; null for one that is not there. */
function retrieve({ org, params, version }: Call, ids: readonly string[], names: readonly string[]): Answer {
  const object = knownObject(params['object']);
  const fields = knownFields(object, names);
  const json = ids.map((id) => {
    const record = org.records.get(id);
    const isThere = record && !record.IsDeleted && record.Id.startsWith(object.keyPrefix);
    return isThere ? recordJson(object, record, fields, version) : null;
  });
  return { status: 200, json };
}

const list = (query: URLSearchParams, name: string): readonly string[] => query.get(name)?.split(',') ?? [];

export const collectionRoutes: readonly Route[] = [
  {
    path: '/services/data/v{version}/composite/sobjects',
    since: COLLECTIONS_SINCE,
    methods: { POST: save('insert'), PATCH: save('update'), DELETE: destroy },
  },
  {
    path: '/services/data/v{version}/composite/sobjects/{object}',
    since: COLLECTIONS_SINCE,
    methods: {
      GET: (call) => retrieve(call, list(call.query, 'ids'), list(call.query, 'fields')),
      POST: async (call) => {
        const { ids = [], fields = [] } = await readJsonObject(call.request);
        return retrieve(call, listOf('ids', ids, isText), listOf('fields', fields, isText));
      },
    },
  },
  {
    path: '/services/data/v{version}/composite/sobjects/{object}/{field}',
    since: UPSERT_SINCE,
    methods: { PATCH: upsert },
  },
];
