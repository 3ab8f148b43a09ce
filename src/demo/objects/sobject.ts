import { READ_ONLY, idFields, type Traits } from './defineField.js';
import type { Field } from './field.js';

export interface SObject {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string;
  readonly custom: boolean;
  /** Records can be written by the Bulk API; the platform's own objects are only read here. */
  readonly writable: boolean;
  readonly deletable: boolean;
  readonly fields: readonly Field[];
}

export type Kind = Partial<Pick<SObject, 'custom' | 'writable' | 'deletable' | 'labelPlural'>>;

export const define = (
  name: string,
  label: string,
  keyPrefix: string,
  fields: readonly Field[],
  kind: Kind = {},
): SObject => ({
  name,
  label,
  labelPlural: `${label}s`,
  keyPrefix,
  custom: false,
  writable: true,
  deletable: true,
  ...kind,
  fields: [...idFields(label), ...fields],
});

/** A name that the platform builds of its parts. */
export const FULL_NAME: Traits = { ...READ_ONLY, nillable: false, nameField: true };
