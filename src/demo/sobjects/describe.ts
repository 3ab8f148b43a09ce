import type { Json } from '../json.js';
import { childRelationships } from '../objects/childRelationships.js';
import { SOBJECTS } from '../objects/schema.js';
import type { SObject } from '../objects/sobject.js';
import type { Route } from '../router.js';
import { describeField } from './describeField.js';
import { knownObject } from './known.js';
import { createRecord } from './recordRoutes.js';

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
    deepCloneable: name === 'Opportunity',
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

/** What a description has and the list of objects does not. */
const details = (object: SObject): Record<string, Json> => ({
  actionOverrides: [],
  childRelationships: describeChildren(object),
  compactLayoutable: object.writable,
  defaultImplementation: null,
  extendedBy: null,
  extendsInterfaces: null,
  fields: object.fields.map(describeField),
  implementedBy: null,
  implementsInterfaces: null,
  listviewable: null,
  lookupLayoutable: null,
  namedLayoutInfos: [],
  networkScopeFieldName: null,
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
  searchLayoutable: object.writable,
  sobjectDescribeOption: 'FULL',
  supportedScopes: [
    { label: `All ${object.labelPlural.toLowerCase()}`, name: 'everything' },
    { label: `My ${object.labelPlural.toLowerCase()}`, name: 'mine' },
  ],
});

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
        json: { objectDescribe: summary(knownObject(params['object']), version), recentItems: [] },
      }),
      POST: createRecord,
    },
  },
  {
    path: '/services/data/v{version}/sobjects/{object}/describe',
    methods: {
      GET: ({ org, request, params, version }) => {
        const object = knownObject(params['object']);
        const headers = { 'Last-Modified': new Date(org.startedAt).toUTCString() };
        const since = Date.parse(request.headers['if-modified-since'] ?? '');
        if (since >= Math.floor(org.startedAt / 1000) * 1000) return { status: 304, headers };
        return {
          status: 200,
          headers,
          json: { ...summary(object, version), ...details(object) },
        };
      },
    },
  },
];
