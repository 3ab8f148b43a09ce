// Fields of the schema: each type with its usual members.

import type { Field, FieldType } from './field.js';

export type Traits = Partial<Omit<Field, 'name' | 'label' | 'type'>>;

export function field(type: FieldType, name: string, label: string, traits: Traits = {}): Field {
  return {
    name,
    label,
    type,
    length: 0,
    precision: 0,
    scale: 0,
    nillable: true,
    createable: true,
    updateable: true,
    defaultedOnCreate: false,
    defaultValue: null,
    externalId: false,
    idLookup: false,
    unique: false,
    nameField: false,
    autoNumber: false,
    compoundFieldName: null,
    referenceTo: [],
    relationshipName: null,
    cascadeDelete: false,
    restrictedDelete: false,
    picklist: [],
    restrictedPicklist: false,
    ...traits,
  };
}

export const REQUIRED: Traits = { nillable: false };
export const READ_ONLY: Traits = { createable: false, updateable: false };
/** Set by the platform if the row does not. */
export const DEFAULTED: Traits = { nillable: false, defaultedOnCreate: true };

export const text = (name: string, label: string, length: number, traits?: Traits): Field =>
  field('string', name, label, { length, ...traits });

export const textarea = (name: string, label: string, length = 32_000): Field =>
  field('textarea', name, label, { length });

export const phone = (name: string, label: string): Field => field('phone', name, label, { length: 40 });
export const url = (name: string, label: string): Field => field('url', name, label, { length: 255 });
export const date = (name: string, label: string, traits?: Traits): Field => field('date', name, label, traits);

export const email = (name: string, label: string, traits?: Traits): Field =>
  field('email', name, label, { length: 80, idLookup: true, ...traits });

export const integer = (name: string, label: string): Field => field('int', name, label, { precision: 8 });

export const currency = (name: string, label: string, precision = 18, scale = 2): Field =>
  field('currency', name, label, { precision, scale });

export const percent = (name: string, label: string): Field => field('percent', name, label, { precision: 3 });

export const checkbox = (name: string, label: string): Field =>
  field('boolean', name, label, { ...DEFAULTED, defaultValue: false });

export const picklist = (name: string, label: string, values: readonly string[], traits?: Traits): Field =>
  field('picklist', name, label, { length: 255, picklist: values, ...traits });

export const RESTRICTED: Traits = { restrictedPicklist: true };

export const reference = (
  name: string,
  label: string,
  referenceTo: readonly string[],
  relationshipName: string | null,
  traits?: Traits,
): Field => field('reference', name, label, { length: 18, referenceTo, relationshipName, ...traits });

export const externalId = (name: string, label: string, traits?: Traits): Field =>
  text(name, label, 30, { externalId: true, idLookup: true, ...traits });

/** Street, city and the rest, and the compound that only reads. */
export const address = (prefix: string, label: string): readonly Field[] => {
  const part = { compoundFieldName: `${prefix}Address` };
  return [
    field('textarea', `${prefix}Street`, `${label} Street`.trim(), { length: 255, ...part }),
    text(`${prefix}City`, `${label} City`.trim(), 40, part),
    text(`${prefix}State`, `${label} State/Province`.trim(), 80, part),
    text(`${prefix}PostalCode`, `${label} Zip/Postal Code`.trim(), 20, part),
    text(`${prefix}Country`, `${label} Country`.trim(), 80, part),
    field('address', `${prefix}Address`, `${label} Address`.trim(), READ_ONLY),
  ];
};

/** What a record of any object carries. `ownerOf`: the objects an owner may be; none for the detail of a master. */
export const systemFields = (ownerOf: readonly string[] = ['User']): readonly Field[] => [
  ...(ownerOf.length > 0 ? [reference('OwnerId', 'Owner ID', ownerOf, 'Owner', DEFAULTED)] : []),
  field('datetime', 'CreatedDate', 'Created Date', { ...READ_ONLY, ...DEFAULTED }),
  reference('CreatedById', 'Created By ID', ['User'], 'CreatedBy', { ...READ_ONLY, ...DEFAULTED }),
  field('datetime', 'LastModifiedDate', 'Last Modified Date', { ...READ_ONLY, ...DEFAULTED }),
  reference('LastModifiedById', 'Last Modified By ID', ['User'], 'LastModifiedBy', { ...READ_ONLY, ...DEFAULTED }),
  field('datetime', 'SystemModstamp', 'System Modstamp', { ...READ_ONLY, ...DEFAULTED }),
];

export const idFields = (label: string): readonly Field[] => [
  field('id', 'Id', `${label} ID`, { length: 18, ...READ_ONLY, ...DEFAULTED, idLookup: true }),
  field('boolean', 'IsDeleted', 'Deleted', { ...READ_ONLY, ...DEFAULTED, defaultValue: false }),
];
