// A record that came as JSON, saved by the rules that hold for rows: its members are made cells.

import { ApiError } from '../http.js';
import type { Call } from '../router.js';
import { readCell } from '../rows/cells.js';
import { resolveColumns, type Operation } from '../rows/columns.js';
import { StructuralError } from '../rows/csv.js';
import { RowError } from '../rows/rowError.js';
import { planRow } from '../rows/planRow.js';
import { saveRow } from '../rows/saveChunk.js';
import type { Saved } from '../rows/saveRecord.js';
import { toId18 } from '../ids.js';
import type { Field } from './field.js';
import { findField, findRelationship } from './schema.js';
import { assignmentRule } from './setupObjects.js';
import type { SObject } from './sobject.js';

export interface Target {
  readonly operation: Operation;
  readonly object: SObject;
  /** Of an upsert. */
  readonly externalId?: Field;
}

export type Members = Readonly<Record<string, unknown>>;

/**
 * @param members as they came; `attributes` is passed over
 * @throws RowError for what the platform does not save, ApiError 400 JSON_PARSER_ERROR for what it cannot read
 */
export function saveMembers(call: Call, target: Target, members: Members): Saved {
  const { org, user } = call;
  const { object, operation, externalId } = target;
  if (!object.writable) {
    const code = 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY';
    throw new RowError(code, `entity type cannot be ${PAST[operation]}: ${object.name}`);
  }
  const cells = Object.entries(members)
    .filter(([name]) => name !== 'attributes')
    .map(([name, value]) => toCell(call, object, name, value));
  const context = {
    object,
    operation,
    externalId,
    records: org.records,
    keepsRecords: true,
    userId: user.Id,
    doubts: org.settings.doubts,
    assignTo: ownerByRule(call, object),
    columns: columnsOf(
      cells.map(({ header }) => header),
      target,
    ),
  };
  const row = cells.map(({ text }) => text);
  return saveRow(context, planRow(context, row));
}

const PAST: Readonly<Record<Operation, string>> = {
  insert: 'inserted',
  update: 'updated',
  upsert: 'upserted',
  delete: 'deleted',
  hardDelete: 'deleted',
};

/** What a row has for null. */
const NULL = '#N/A';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

interface Cell {
  readonly header: string;
  readonly text: string;
}

function toCell({ org }: Call, object: SObject, name: string, value: unknown): Cell {
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
function parentCell(relationship: string, { referenceTo }: Field, parent: Members): Cell {
  const [[name, value] = ['', ''], ...more] = Object.entries(parent).filter(([member]) => member !== 'attributes');
  if (more.length > 0) {
    const reason = `${relationship}: more than one field of the parent is named`; // wording not recorded
    throw new RowError('INVALID_FIELD', reason);
  }
  const { type = '' } = (parent['attributes'] ?? {}) as { type?: string };
  const prefix = referenceTo.length > 1 ? `${type}:` : '';
  return { header: `${prefix}${relationship}.${name}`, text: value === null ? NULL : textOf(value) };
}

const JSON_TYPES: Partial<Record<Field['type'], string>> = {
  boolean: 'boolean',
  int: 'int',
  double: 'double',
  currency: 'double',
  percent: 'double',
  date: 'date',
  datetime: 'datetime',
};

function tokenOf(value: unknown): string {
  if (typeof value === 'string') return 'VALUE_STRING';
  if (typeof value === 'number') return Number.isInteger(value) ? 'VALUE_NUMBER_INT' : 'VALUE_NUMBER_FLOAT';
  if (typeof value === 'boolean') return `VALUE_${String(value).toUpperCase()}`;
  return Array.isArray(value) ? 'START_ARRAY' : 'START_OBJECT';
}

/** Texts want a string; for the rest a string will do if it reads as one. */
function checkType(field: Field, value: unknown, read: () => unknown): void {
  if (value === null || value === '') return;
  const type = JSON_TYPES[field.type];
  const token = tokenOf(value);
  try {
    if (type === undefined ? token === 'VALUE_STRING' : token.startsWith('VALUE')) return void read();
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
  }
  const shown = token.startsWith('START') ? textOf(value).charAt(0) : textOf(value);
  throw new ApiError(
    400,
    'JSON_PARSER_ERROR',
    `Cannot deserialize instance of ${type ?? 'string'} from ${token} value ${shown} or request may be missing a ` +
      'required field at [line:1, column:2]',
  );
}

function columnsOf(header: readonly string[], { object, operation, externalId }: Target) {
  try {
    return resolveColumns(header, { object, operation, externalId }, 'failsRows');
  } catch (error) {
    if (!(error instanceof StructuralError)) throw error;
    throw new RowError('INVALID_FIELD', error.message.replace(/^\w+ : /, ''));
  }
}

/** The active rule hands new records on, unless `Sforce-Auto-Assign` names another or says FALSE. */
function ownerByRule({ org, request }: Call, object: SObject): string | undefined {
  const wanted = String(request.headers['sforce-auto-assign'] ?? 'TRUE');
  if (/^false$/i.test(wanted)) return undefined;
  const rules = [...org.records.all(assignmentRule)].filter(({ SobjectType }) => SobjectType === object.name);
  const rule = rules.find(({ Id, Active }) => (/^true$/i.test(wanted) ? Active : Id === toId18(wanted)));
  return rule && org.assignsTo(rule.Id);
}
