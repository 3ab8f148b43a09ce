// POST /jobs/ingest: what is wrong with a request is said here, before there is a job.

import { ApiError } from '../http.js';
import { toId18 } from '../ids.js';
import { findField, findObject } from '../objects/schema.js';
import type { SObject } from '../objects/sobject.js';
import type { Org } from '../org.js';
import type { Operation } from '../rows/columns.js';
import { DELIMITERS, LINE_ENDINGS } from '../rows/csv.js';
import type { Job } from './job.js';

const OPERATIONS = ['insert', 'update', 'upsert', 'delete', 'hardDelete'] as const satisfies readonly Operation[];
const MEMBERS = [
  'object',
  'operation',
  'externalIdFieldName',
  'contentType',
  'lineEnding',
  'columnDelimiter',
  'assignmentRuleId',
];

/** @throws ApiError */
export function rejectUnknownMembers(org: Org, body: Record<string, unknown>, known: readonly string[]): void {
  if (org.settings.doubts.unknownMember === 'ignored') return;
  const unknown = Object.keys(body).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new ApiError(400, 'JSON_PARSER_ERROR', `Unrecognized field "${unknown}"`);
}

const invalidJob = (text: string): ApiError => new ApiError(400, 'INVALIDJOB', `InvalidJob : ${text}`);

export const invalidValue = (value: unknown, property: string): ApiError =>
  new ApiError(400, 'API_ERROR', `Invalid value: '${show(value)}' supplied for property: '${property}'`);

const show = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? 'null' : JSON.stringify(value);

/** @throws ApiError */
export function oneOf<Word extends string>(
  body: Record<string, unknown>,
  property: string,
  words: readonly Word[],
  otherwise?: Word,
): Word {
  const value = body[property] ?? otherwise;
  const word = words.find((candidate) => candidate === value);
  if (word === undefined) throw invalidValue(value, property);
  return word;
}

export const optionalText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** @throws ApiError */
export function createJob(org: Org, body: Record<string, unknown>, apiVersion: number, createdById: string): Job {
  rejectUnknownMembers(org, body, MEMBERS);
  const operation = oneOf(body, 'operation', OPERATIONS);
  oneOf(body, 'contentType', ['CSV'], 'CSV');
  const lineEnding = oneOf(body, 'lineEnding', Object.keys(LINE_ENDINGS) as (keyof typeof LINE_ENDINGS)[], 'LF');
  const delimiters = Object.keys(DELIMITERS) as (keyof typeof DELIMITERS)[];
  const columnDelimiter = oneOf(body, 'columnDelimiter', delimiters, 'COMMA');
  const object = findObject(optionalText(body['object']) ?? '');
  if (!object) throw invalidJob(`Unable to find object: ${show(body['object'])}`);
  if (!object.writable) {
    throw new ApiError(400, 'INVALIDENTITY', `Entity '${object.name}' is not supported by the Bulk API.`);
  }
  if (operation === 'hardDelete' && !org.settings.hardDelete) {
    throw new ApiError(
      400,
      'FEATURENOTENABLED',
      'hardDelete operation requires special user profile permission, please contact your system administrator',
    );
  }
  const externalIdFieldName = operation === 'upsert' ? externalIdOf(object, body) : undefined;
  const assignmentRuleId = assignmentRuleOf(org, object, body, apiVersion);
  return org.jobs.add({
    operation,
    object: object.name,
    createdById,
    apiVersion,
    lineEnding,
    columnDelimiter,
    ...(externalIdFieldName !== undefined && { externalIdFieldName }),
    ...(assignmentRuleId !== undefined && { assignmentRuleId }),
  });
}

function externalIdOf(object: SObject, body: Record<string, unknown>): string {
  const name = optionalText(body['externalIdFieldName']);
  if (name === undefined) {
    throw invalidJob(`External ID was blank for ${object.name}. An External ID must be specified for upsert.`);
  }
  const field = findField(object, name);
  if (!field?.idLookup) {
    throw invalidJob(`Field name provided, ${name} does not match an External ID for ${object.name}`);
  }
  return name;
}

/** The refusals' wording is not recorded. */
function assignmentRuleOf(
  org: Org,
  object: SObject,
  body: Record<string, unknown>,
  apiVersion: number,
): string | undefined {
  const text = optionalText(body['assignmentRuleId']);
  if (text === undefined) return undefined;
  if (apiVersion < 49) throw new ApiError(400, 'JSON_PARSER_ERROR', 'Unrecognized field "assignmentRuleId"');
  const rule = org.records.get(toId18(text) ?? '');
  if (rule?.['SobjectType'] !== object.name) throw invalidJob(`Unable to find assignment rule: ${text}`);
  return rule.Id;
}
