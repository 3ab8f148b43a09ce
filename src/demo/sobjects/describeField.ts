// One of the `fields` of a describe, with the members of recorded ones.

import type { Json } from '../json.js';
import { isCustom, isLongText, isSortable, xsdType, type Field } from '../objects/field.js';

const UNGROUPABLE: readonly Field['type'][] = ['double', 'currency', 'percent', 'datetime', 'address', 'multipicklist'];

export const describeField = (field: Field): Json => ({
  aggregatable: field.type !== 'boolean' && field.type !== 'address' && !isLongText(field),
  aiPredictionField: false,
  autoNumber: field.autoNumber,
  byteLength: field.type === 'id' || field.type === 'reference' ? field.length : field.length * 3,
  calculated: false,
  calculatedFormula: null,
  cascadeDelete: field.cascadeDelete,
  caseSensitive: false,
  compoundFieldName: field.compoundFieldName,
  controllerName: null,
  createable: field.createable,
  custom: isCustom(field),
  defaultValue: field.defaultValue,
  defaultValueFormula: null,
  defaultedOnCreate: field.defaultedOnCreate,
  dependentPicklist: false,
  deprecatedAndHidden: false,
  digits: field.type === 'int' ? field.precision : 0,
  displayLocationInDecimal: false,
  encrypted: false,
  externalId: field.externalId,
  extraTypeInfo: extraTypeInfo(field),
  filterable: !isLongText(field),
  filteredLookupInfo: null,
  formulaTreatNullNumberAsZero: false,
  groupable: !UNGROUPABLE.includes(field.type) && !field.autoNumber && !isLongText(field),
  highScaleNumber: false,
  htmlFormatted: false,
  idLookup: field.idLookup,
  inlineHelpText: null,
  label: field.label,
  length: field.length,
  mask: null,
  maskType: null,
  name: field.name,
  nameField: field.nameField,
  namePointing: field.referenceTo.length > 1,
  nillable: field.nillable,
  permissionable: isPermissionable(field),
  picklistValues: field.picklist.map((value) => ({
    active: true,
    defaultValue: value === field.defaultValue,
    label: value,
    validFor: null,
    value,
  })),
  polymorphicForeignKey: field.referenceTo.length > 1,
  precision: field.type === 'int' ? 0 : field.precision,
  queryByDistance: field.type === 'address',
  referenceTargetField: null,
  referenceTo: field.referenceTo,
  relationshipName: field.relationshipName,
  relationshipOrder: field.cascadeDelete ? 0 : null,
  restrictedDelete: field.restrictedDelete && isCustom(field),
  restrictedPicklist: field.restrictedPicklist,
  scale: field.scale,
  searchPrefilterable: isLookup(field),
  soapType: soapType(field),
  sortable: isSortable(field),
  type: field.type,
  unique: field.unique,
  updateable: field.updateable,
  writeRequiresMasterRead: false,
});

function soapType(field: Field): string {
  if (field.type === 'id' || field.type === 'reference') return 'tns:ID';
  return field.type === 'address' ? 'urn:address' : `xsd:${xsdType(field)}`;
}

const isNamePart = ({ compoundFieldName }: Field): boolean => compoundFieldName === 'Name';
const isFullName = ({ nameField, createable, autoNumber }: Field): boolean => nameField && !createable && !autoNumber;

function extraTypeInfo(field: Field): string | null {
  if (isNamePart(field) || isFullName(field)) return 'personname';
  return field.type === 'textarea' ? 'plaintextarea' : null;
}

/** Whether field-level security can hide the field. */
function isPermissionable(field: Field): boolean {
  if (field.type === 'address') return true;
  const hasNoRelationship = field.type === 'reference' && field.relationshipName === null;
  return field.nillable && field.createable && !isNamePart(field) && !hasNoRelationship;
}

/** Search can be narrowed by a lookup of the platform's own, those to users apart. */
const isLookup = (field: Field): boolean =>
  field.relationshipName !== null && !isCustom(field) && !field.referenceTo.includes('User');
