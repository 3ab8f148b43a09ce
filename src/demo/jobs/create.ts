// POST /jobs/ingest: what is wrong with a request is said here, before there is a job.

import { ApiError } from '../http.js';
import { findField, findObject } from '../objects/schema.js';
import type { SObject } from '../objects/sobject.js';
import type { Org } from '../org.js';
import type { Operation } from '../rows/columns.js';
import type { Job } from './job.js';
import { oneOf, optionalText, readDialect, rejectUnknownMembers, show, unrecognizedField } from './members.js';

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

const invalidJob = (text: string): ApiError => new ApiError(400, 'INVALIDJOB', `InvalidJob : ${text}`);

/** @throws ApiError */
export function createJob(org: Org, body: Record<string, unknown>, apiVersion: number, createdById: string): Job {
  rejectUnknownMembers(org, body, MEMBERS);
  const operation = oneOf(body, 'operation', OPERATIONS);
  const dialect = readDialect(body);
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
    ...dialect,
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
  if (apiVersion < 49) throw unrecognizedField('assignmentRuleId');
  const rule = org.records.get(text);
  if (rule?.['SobjectType'] !== object.name) throw invalidJob(`Unable to find assignment rule: ${text}`);
  return rule.Id;
}
