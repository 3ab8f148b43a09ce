// One record: /sobjects/{object}, by id or by external id.

import { notFound, readBody, readJsonObject, type Answer } from '../http.js';
import { toId18 } from '../ids.js';
import type { Field } from '../objects/field.js';
import type { SalesforceRecord } from '../objects/records.js';
import type { SObject } from '../objects/sobject.js';
import type { Call, Route } from '../router.js';
import { RowError } from '../rows/rowError.js';
import { knownExternalId, knownFields, knownObject, noExternalId } from './known.js';
import type { Members } from './memberCell.js';
import { recordJson, recordUrl } from './recordJson.js';
import { saveMembers } from './saveMembers.js';

/** Of a record that is saved alone: what it is about is not there, or it cannot be saved. */
function refusal(error: unknown): Answer {
  if (!(error instanceof RowError)) throw error;
  const { statusCode, message, fields } = error;
  const isGone = statusCode === 'ENTITY_IS_DELETED' || statusCode === 'INVALID_CROSS_REFERENCE_KEY';
  return { status: isGone && fields.length === 0 ? 404 : 400, json: [{ message, errorCode: statusCode, fields }] };
}

const saving = (save: (call: Call) => Promise<Answer>) => (call: Call) => save(call).catch(refusal);

const notSpecified = (name: string): RowError =>
  new RowError('INVALID_FIELD', `The ${name} field should not be specified in the sobject data.`, [name]);

async function readMembers({ request }: Call, without: string): Promise<Members> {
  const members = await readJsonObject(request);
  if (Object.keys(members).some((name) => name.toLowerCase() === without.toLowerCase())) throw notSpecified(without);
  return members;
}

/** POST /sobjects/{object} */
export const createRecord = saving(async (call) => {
  const object = knownObject(call.params['object']);
  const { id } = saveMembers(call, { object, operation: 'insert' }, await readJsonObject(call.request));
  return {
    status: 201,
    headers: { Location: recordUrl(object, id, call.version) },
    json: { id, success: true, errors: [] },
  };
});

/** @throws ApiError 404: what is no id is taken for the name of an external id field */
function idOf({ params }: Call): string {
  const text = params['id'] ?? '';
  if (toId18(text)) return text;
  throw noExternalId(text);
}

function answerRecord(call: Call, object: SObject, record: SalesforceRecord | undefined): Answer {
  if (!record || record.IsDeleted || !record.Id.startsWith(object.keyPrefix)) throw notFound();
  const names = call.query.get('fields')?.split(',');
  const fields = names ? knownFields(object, names) : object.fields;
  return { status: 200, json: recordJson(object, record, fields, call.version) };
}

const getRecord = (call: Call): Answer =>
  answerRecord(call, knownObject(call.params['object']), call.org.records.get(idOf(call)));

const updateRecord = saving(async (call) => {
  const object = knownObject(call.params['object']);
  const members = { ...(await readMembers(call, 'Id')), Id: idOf(call) };
  saveMembers(call, { object, operation: 'update' }, members);
  return { status: 204 };
});

const deleteRecord = saving(async (call) => {
  await readBody(call.request);
  saveMembers(call, { object: knownObject(call.params['object']), operation: 'delete' }, { Id: idOf(call) });
  return { status: 204 };
});

interface ByExternalId {
  readonly object: SObject;
  readonly field: Field;
  readonly value: string;
  readonly found: readonly SalesforceRecord[];
}

/** @throws ApiError 404 */
function byExternalId({ org, params }: Call): ByExternalId {
  const object = knownObject(params['object']);
  const field = knownExternalId(object, params['field']);
  const value = params['value'] ?? '';
  const byId = field.name === 'Id' ? org.records.get(value) : undefined;
  return { object, field, value, found: byId ? [byId] : org.records.find(object, field, value) };
}

/** Where several records have the external id, the answer says which. */
const multipleChoices = (call: Call, { object, found }: ByExternalId): Answer | undefined =>
  found.length > 1 ? { status: 300, json: found.map(({ Id }) => recordUrl(object, Id, call.version)) } : undefined;

function getByExternalId(call: Call): Answer {
  const target = byExternalId(call);
  return multipleChoices(call, target) ?? answerRecord(call, target.object, target.found[0]);
}

const upsertRecord = saving(async (call) => {
  const target = byExternalId(call);
  const { object, field, value } = target;
  const members = { ...(await readMembers(call, field.name)), [field.name]: value };
  const choices = multipleChoices(call, target);
  if (choices) return choices;
  const { id, created } = saveMembers(call, { object, operation: 'upsert', externalId: field }, members);
  const saysCreated = call.version >= 46;
  if (!created && !saysCreated) return { status: 204 };
  const json = { id, success: true, errors: [], ...(saysCreated && { created }) };
  return { status: created ? 201 : 200, json };
});

const deleteByExternalId = saving(async (call) => {
  await readBody(call.request);
  const target = byExternalId(call);
  const [record] = target.found;
  if (!record) throw notFound();
  const choices = multipleChoices(call, target);
  if (choices) return choices;
  saveMembers(call, { object: target.object, operation: 'delete' }, { Id: record.Id });
  return { status: 204 };
});

export const recordRoutes: readonly Route[] = [
  {
    path: '/services/data/v{version}/sobjects/{object}/{id}',
    methods: { GET: getRecord, PATCH: updateRecord, DELETE: deleteRecord },
  },
  {
    path: '/services/data/v{version}/sobjects/{object}/{field}/{value}',
    methods: { GET: getByExternalId, PATCH: upsertRecord, DELETE: deleteByExternalId },
  },
];
