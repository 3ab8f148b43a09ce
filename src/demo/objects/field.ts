// Fields as describe reports them.

export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'boolean'
  | 'int'
  | 'double'
  | 'currency'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'time'
  | 'email'
  | 'phone'
  | 'url'
  | 'picklist'
  | 'multipicklist'
  | 'reference'
  | 'address';

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  /** Characters; 0 where the type has no length. */
  readonly length: number;
  /** Digits in all and after the point. */
  readonly precision: number;
  readonly scale: number;
  readonly nillable: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly defaultedOnCreate: boolean;
  readonly defaultValue: string | boolean | null;
  readonly externalId: boolean;
  readonly idLookup: boolean;
  readonly unique: boolean;
  readonly nameField: boolean;
  readonly autoNumber: boolean;
  readonly compoundFieldName: string | null;
  readonly referenceTo: readonly string[];
  readonly relationshipName: string | null;
  /** A master-detail reference: the record goes with its parent. */
  readonly cascadeDelete: boolean;
  /** The parent cannot be deleted as long as the record is there. */
  readonly restrictedDelete: boolean;
  readonly picklist: readonly string[];
  readonly restrictedPicklist: boolean;
}

const XSD_TYPES = {
  boolean: 'boolean',
  int: 'int',
  double: 'double',
  currency: 'double',
  percent: 'double',
  date: 'date',
  datetime: 'dateTime',
  time: 'time',
} as const satisfies Partial<Record<FieldType, string>>;

export type XsdType = (typeof XSD_TYPES)[keyof typeof XSD_TYPES] | 'string';

const hasXsdType = (type: FieldType): type is keyof typeof XSD_TYPES => type in XSD_TYPES;

/** What XML Schema calls its values, as messages do. */
export const xsdType = ({ type }: Pick<Field, 'type'>): XsdType => (hasXsdType(type) ? XSD_TYPES[type] : 'string');

export const isNumeric = (field: Field): boolean => ['int', 'double'].includes(xsdType(field));
export const isCustom = ({ name }: Field): boolean => name.endsWith('__c');

/** Queries can neither filter nor sort by it. */
export const isLongText = ({ type, length }: Field): boolean => type === 'textarea' && length > 255;

export const isSortable = (field: Field): boolean =>
  field.type !== 'address' && field.type !== 'multipicklist' && !isLongText(field);
