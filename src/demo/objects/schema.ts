import type { Field } from './field.js';
import { account, cases, contact, invoice, lead, opportunity, task } from './businessObjects.js';
import { assignmentRule, group, organization, user, userPermissionAccess } from './setupObjects.js';
import type { SObject } from './sobject.js';

export const SOBJECTS: readonly SObject[] = [
  account,
  assignmentRule,
  cases,
  contact,
  group,
  invoice,
  lead,
  opportunity,
  organization,
  task,
  user,
  userPermissionAccess,
];

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** API names are found in any letter case. */
export const findObject = (name: string): SObject | undefined => SOBJECTS.find((object) => same(object.name, name));

export const findField = (object: SObject, name: string): Field | undefined =>
  object.fields.find((candidate) => same(candidate.name, name));

export const findRelationship = (object: SObject, name: string): Field | undefined =>
  object.fields.find(({ relationshipName }) => relationshipName !== null && same(relationshipName, name));

/** The first three characters of an id say what it is of. */
export const objectOfId = (id: string): SObject | undefined =>
  SOBJECTS.find(({ keyPrefix }) => id.startsWith(keyPrefix));

/** @throws Error where the schema has no such object */
export function objectNamed(name: string): SObject {
  const object = findObject(name);
  if (!object) throw new Error(`No object ${name}`);
  return object;
}
