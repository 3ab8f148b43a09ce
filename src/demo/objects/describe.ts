import type { Json } from '../json.js';
import type { Route } from '../router.js';
import { childRelationships } from './childRelationships.js';
import type { Field } from './field.js';
import { insertRecord, known } from './recordRoutes.js';
import { SOBJECTS } from './schema.js';
import type { SObject } from './sobject.js';

const SOAP_TYPES: Partial<Record<Field['type'], string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  time: 'xsd:time',
  address: 'urn:address',
};

const describeField = (field: Field): Json => ({
  autoNumber: field.autoNumber,
  byteLength: field.length * 3,
  calculated: field.calculated,
  caseSensitive: false,
  compoundFieldName: field.compoundFieldName,
  controllerName: null,
  createable: field.createable,
  custom: field.name.endsWith('__c'),
  defaultValue: field.defaultValue,
  defaultValueFormula: null,
  defaultedOnCreate: field.defaultedOnCreate,
  dependentPicklist: false,
  deprecatedAndHidden: false,
  digits: field.type === 'int' ? field.precision : 0,
  encrypted: false,
  externalId: field.externalId,
  extraTypeInfo: null,
  htmlFormatted: false,
  idLookup: field.idLookup,
  label: field.label,
  length: field.length,
  name: field.name,
  nameField: field.nameField,
  namePointing: field.referenceTo.length > 1,
  nillable: field.nillable,
  permissionable: field.nillable && field.createable,
  picklistValues: field.picklist.map((value) => ({
    active: true,
    defaultValue: value === field.defaultValue,
    label: value,
    validFor: null,
    value,
  })),
  polymorphicForeignKey: field.referenceTo.length > 1,
  precision: field.type === 'int' ? 0 : field.precision,
  referenceTo: field.referenceTo,
  relationshipName: field.relationshipName,
  restrictedPicklist: field.restrictedPicklist,
  scale: field.scale,
  soapType: SOAP_TYPES[field.type] ?? 'xsd:string',
  type: field.type,
  unique: field.unique,
  updateable: field.updateable,
});

function summary(object: SObject, version: number): Record<string, Json> {
  const base = `/services/data/v${version}.0/sobjects/${object.name}`;
  const { name, label, labelPlural, keyPrefix, custom, writable, deletable } = object;
  return {
    activateable: false,
    associateEntityType: null,
    associateParentEntity: null,
    createable: writable,
    custom,
    customSetting: false,
    deepCloneable: false,
    deletable,
    deprecatedAndHidden: false,
    feedEnabled: writable,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix,
    label,
    labelPlural,
    layoutable: writable,
    mergeable: ['Account', 'Contact', 'Lead'].includes(name),
    mruEnabled: writable,
    name,
    queryable: true,
    replicateable: true,
    retrieveable: true,
    searchable: writable,
    triggerable: writable,
    undeletable: deletable,
    updateable: writable,
    urls: { describe: `${base}/describe`, rowTemplate: `${base}/{ID}`, sobject: base },
  };
}

const describeChildren = (parent: SObject): Json =>
  childRelationships(parent).map(({ child, field, name }) => ({
    cascadeDelete: field.cascadeDelete,
    childSObject: child.name,
    deprecatedAndHidden: false,
    field: field.name,
    junctionIdListNames: [],
    junctionReferenceTo: [],
    relationshipName: name,
    restrictedDelete: field.restrictedDelete,
  }));

export const sobjectRoutes: readonly Route[] = [
  {
    path: '/services/data/v{version}/sobjects',
    methods: {
      GET: ({ version }) => ({
        status: 200,
        json: { encoding: 'UTF-8', maxBatchSize: 200, sobjects: SOBJECTS.map((object) => summary(object, version)) },
      }),
    },
  },
  {
    path: '/services/data/v{version}/sobjects/{object}',
    methods: {
      GET: ({ params, version }) => ({
        status: 200,
        json: { objectDescribe: summary(known(params['object']), version), recentItems: [] },
      }),
      POST: insertRecord,
    },
  },
  {
    path: '/services/data/v{version}/sobjects/{object}/describe',
    methods: {
      GET: ({ org, request, params, version }) => {
        const object = known(params['object']);
        const headers = { 'Last-Modified': new Date(org.startedAt).toUTCString() };
        const since = Date.parse(request.headers['if-modified-since'] ?? '');
        if (since >= Math.floor(org.startedAt / 1000) * 1000) return { status: 304, headers };
        return {
          status: 200,
          headers,
          json: {
            ...summary(object, version),
            fields: object.fields.map(describeField),
            childRelationships: describeChildren(object),
            recordTypeInfos: [
              {
                active: true,
                available: true,
                defaultRecordTypeMapping: true,
                developerName: 'Master',
                master: true,
                name: 'Master',
                recordTypeId: '012000000000000AAA',
              },
            ],
          },
        };
      },
    },
  },
];
