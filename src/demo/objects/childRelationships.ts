import { isCustom, type Field } from './field.js';
import { SOBJECTS } from './schema.js';
import type { SObject } from './sobject.js';

interface ChildRelationship {
  readonly child: SObject;
  /** The reference that points to the parent. */
  readonly field: Field;
  /** `Contacts`, `Invoices__r`; null where children cannot be asked for. */
  readonly name: string | null;
}

const BY_SYSTEM_FIELD = ['OwnerId', 'CreatedById', 'LastModifiedById'];

function nameOf(parent: SObject, child: SObject, field: Field): string | null {
  if (field.relationshipName === null || BY_SYSTEM_FIELD.includes(field.name)) return null;
  if (isCustom(field)) return `${child.labelPlural}__r`;
  if (child !== parent) return child.labelPlural;
  return field.relationshipName === 'Parent' ? `Child${child.labelPlural}` : null;
}

export const childRelationships = (parent: SObject): readonly ChildRelationship[] =>
  SOBJECTS.flatMap((child) =>
    child.fields
      .filter(({ referenceTo }) => referenceTo.includes(parent.name))
      .map((field) => ({ child, field, name: nameOf(parent, child, field) })),
  );
