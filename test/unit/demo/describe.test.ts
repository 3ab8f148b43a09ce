import assert from 'node:assert/strict';
import { useDemoOrg } from './client.js';

interface Field {
  readonly name: string;
  readonly type: string;
  readonly createable: boolean;
  readonly nillable: boolean;
  readonly defaultedOnCreate: boolean;
  readonly idLookup: boolean;
  readonly referenceTo: readonly string[];
  readonly relationshipName: string | null;
  readonly polymorphicForeignKey: boolean;
}

describe('demo/describe', () => {
  const client = useDemoOrg();
  const fieldsOf = async (object: string): Promise<Map<string, Field>> => {
    const { fields } = await client().json<{ fields: Field[] }>(`/sobjects/${object}/describe`);
    return new Map(fields.map((field) => [field.name, field]));
  };

  it('lists objects with their key prefixes (E.2)', async () => {
    const { encoding, maxBatchSize, sobjects } = await client().json<{
      encoding: string;
      maxBatchSize: number;
      sobjects: { name: string; keyPrefix: string; createable: boolean; urls: { describe: string } }[];
    }>('/sobjects');
    assert.deepEqual([encoding, maxBatchSize], ['UTF-8', 200]);
    const prefixes = Object.fromEntries(sobjects.map(({ name, keyPrefix }) => [name, keyPrefix]));
    assert.deepEqual(
      ['Account', 'Contact', 'Lead', 'Opportunity', 'Case', 'User', 'Task', 'Invoice__c'].map((name) => prefixes[name]),
      ['001', '003', '00Q', '006', '500', '005', '00T', 'a00'],
    );
    const account = sobjects.find(({ name }) => name === 'Account');
    assert.equal(account?.urls.describe, '/services/data/v67.0/sobjects/Account/describe');
    assert.equal(sobjects.find(({ name }) => name === 'Organization')?.createable, false);
  });

  const REQUIRED: readonly [string, readonly string[]][] = [
    ['Account', ['Name']],
    ['Contact', ['LastName']],
    ['Lead', ['LastName', 'Company']],
    ['Opportunity', ['Name', 'StageName', 'CloseDate']],
    ['Case', []],
    ['Invoice__c', ['Account__c']],
  ];
  for (const [object, expected] of REQUIRED) {
    it(`${object} requires ${expected.join(', ') || 'nothing'} on insert (E.2)`, async () => {
      const required = [...(await fieldsOf(object)).values()]
        .filter(({ createable, nillable, defaultedOnCreate }) => createable && !nillable && !defaultedOnCreate)
        .map(({ name }) => name);
      assert.deepEqual(required, expected);
    });
  }

  it('Name can be looked up on Opportunity and custom objects, not on Account (E.2)', async () => {
    assert.equal((await fieldsOf('Account')).get('Name')?.idLookup, false);
    assert.equal((await fieldsOf('Opportunity')).get('Name')?.idLookup, true);
    assert.equal((await fieldsOf('Invoice__c')).get('Name')?.idLookup, true);
    assert.equal((await fieldsOf('Contact')).get('Email')?.idLookup, true);
    assert.equal((await fieldsOf('Lead')).get('Email')?.idLookup, true);
    assert.equal((await fieldsOf('Contact')).get('Name')?.createable, false);
  });

  it('owners and polymorphic references (E.2)', async () => {
    const owner = async (object: string) => (await fieldsOf(object)).get('OwnerId');
    assert.deepEqual((await owner('Account'))?.referenceTo, ['User']);
    assert.deepEqual((await owner('Lead'))?.referenceTo, ['Group', 'User']);
    assert.equal((await owner('Case'))?.polymorphicForeignKey, true);
    assert.equal((await fieldsOf('Opportunity')).get('ContactId')?.relationshipName, null);
    assert.equal((await fieldsOf('Account')).get('BillingAddress')?.createable, false);
  });

  it('takes an object in any letter case, 404 for one that is not there', async () => {
    assert.equal((await client().json('/sobjects/account/describe'))['name'], 'Account');
    assert.equal((await client().call('/sobjects/Foo__x/describe')).status, 404);
  });

  it('304 for If-Modified-Since (E.2)', async () => {
    const { headers } = await client().call('/sobjects/Account/describe');
    const since = { 'If-Modified-Since': String(headers['last-modified']) };
    assert.equal((await client().call('/sobjects/Account/describe', { headers: since })).status, 304);
  });

  it('gives a record by id of 15 or 18 characters, ids are case-sensitive', async () => {
    const { Id } = client().org.insert('Account', { Name: 'One' });
    assert.equal((await client().json(`/sobjects/Account/${Id}`))['Name'], 'One');
    assert.equal((await client().json(`/sobjects/Account/${Id.slice(0, 15)}`))['Id'], Id);
    assert.equal((await client().call(`/sobjects/Account/${Id.toLowerCase()}`)).status, 404);
    assert.equal((await client().call(`/sobjects/Contact/${Id}`)).status, 404);
  });
});

// Members of recorded answers, by section E.2 of the reference.
const OBJECT =
  'name label labelPlural keyPrefix custom customSetting createable updateable deletable queryable undeletable ' +
  'triggerable retrieveable searchable mergeable layoutable deprecatedAndHidden feedEnabled mruEnabled replicateable ' +
  'hasSubtypes isInterface isSubtype activateable deepCloneable associateEntityType associateParentEntity urls';
const DESCRIPTION =
  'actionOverrides childRelationships compactLayoutable defaultImplementation extendedBy extendsInterfaces fields ' +
  'implementedBy implementsInterfaces listviewable lookupLayoutable namedLayoutInfos networkScopeFieldName ' +
  'recordTypeInfos searchLayoutable sobjectDescribeOption supportedScopes';
const FIELD =
  'aggregatable aiPredictionField autoNumber byteLength calculated calculatedFormula cascadeDelete caseSensitive ' +
  'compoundFieldName controllerName createable custom defaultValue defaultValueFormula defaultedOnCreate ' +
  'dependentPicklist deprecatedAndHidden digits displayLocationInDecimal encrypted externalId extraTypeInfo ' +
  'filterable filteredLookupInfo formulaTreatNullNumberAsZero groupable highScaleNumber htmlFormatted idLookup ' +
  'inlineHelpText label length mask maskType name nameField namePointing nillable permissionable picklistValues ' +
  'polymorphicForeignKey precision queryByDistance referenceTargetField referenceTo relationshipName ' +
  'relationshipOrder restrictedDelete restrictedPicklist scale searchPrefilterable soapType sortable type unique ' +
  'updateable writeRequiresMasterRead';
const TYPES =
  'id string textarea boolean int long double currency percent date datetime time email phone url picklist ' +
  'multipicklist combobox reference address location base64 encryptedstring anyType complexvalue';

const words = (text: string): string[] => text.split(' ').sort();
const namesOf = (value: object | undefined): string[] => Object.keys(value ?? {}).sort();
type Json = Record<string, unknown>;

describe('demo/describe, as recorded', () => {
  const client = useDemoOrg();
  const describeOf = (object: string) => client().json<Json & { fields: Json[] }>(`/sobjects/${object}/describe`);

  it('an object of the list has the recorded members (E.2, CC)', async () => {
    const answer = await client().json<{ sobjects: Json[] }>('/sobjects');
    assert.deepEqual(Object.keys(answer), ['encoding', 'maxBatchSize', 'sobjects']);
    for (const object of answer.sobjects) assert.deepEqual(namesOf(object), words(OBJECT), String(object['name']));
  });

  it('a description has the recorded members (E.2, CC)', async () => {
    assert.deepEqual(namesOf(await describeOf('Contact')), words(`${OBJECT} ${DESCRIPTION}`));
  });

  it('every field has the recorded members, and a type there is (E.2, CC)', async () => {
    const { sobjects } = await client().json<{ sobjects: { name: string }[] }>('/sobjects');
    for (const { name } of sobjects) {
      for (const field of (await describeOf(name)).fields) {
        assert.deepEqual(namesOf(field), words(FIELD), `${name}.${String(field['name'])}`);
        assert.ok(words(TYPES).includes(String(field['type'])), `${name}.${String(field['name'])}`);
      }
    }
  });

  // Values of recorded describes of standard objects.
  const VALUES: readonly [string, string, Json][] = [
    ['Account', 'Id', { byteLength: 18, length: 18, groupable: true, soapType: 'tns:ID' }],
    ['Account', 'ParentId', { byteLength: 18, searchPrefilterable: true, restrictedDelete: false }],
    ['Account', 'OwnerId', { searchPrefilterable: false, permissionable: false }],
    ['Contact', 'OwnerId', { referenceTo: ['User'], polymorphicForeignKey: false }],
    ['Opportunity', 'OwnerId', { referenceTo: ['User'], namePointing: false }],
    ['Case', 'OwnerId', { referenceTo: ['Group', 'User'], polymorphicForeignKey: true, namePointing: true }],
    ['Task', 'WhoId', { referenceTo: ['Contact', 'Lead'], polymorphicForeignKey: true, relationshipName: 'Who' }],
    ['Account', 'BillingStreet', { extraTypeInfo: 'plaintextarea', groupable: true, sortable: true }],
    [
      'Account',
      'BillingAddress',
      { queryByDistance: true, permissionable: true, sortable: false, aggregatable: false },
    ],
    ['Account', 'Description', { filterable: false, groupable: false, sortable: false, aggregatable: false }],
    ['Account', 'AnnualRevenue', { aggregatable: true, groupable: false, sortable: true }],
    ['Contact', 'Name', { extraTypeInfo: 'personname', createable: false }],
    ['Contact', 'FirstName', { extraTypeInfo: 'personname', compoundFieldName: 'Name', permissionable: false }],
    ['Opportunity', 'ContactId', { createable: true, updateable: false, permissionable: false }],
    ['Case', 'CaseNumber', { autoNumber: true, groupable: false, extraTypeInfo: null }],
    ['Case', 'Status', { nillable: true, defaultedOnCreate: true }],
    ['Case', 'AccountId', { restrictedDelete: false, searchPrefilterable: true }],
  ];
  for (const [object, name, values] of VALUES) {
    it(`${object}.${name} is ${JSON.stringify(values)} (E.2, CC)`, async () => {
      const field = (await describeOf(object)).fields.find((candidate) => candidate['name'] === name);
      assert.deepEqual(Object.fromEntries(Object.keys(values).map((member) => [member, field?.[member]])), values);
    });
  }

  it('a picklist value has value, label, active, defaultValue and validFor (E.2, CC)', async () => {
    const { fields } = await describeOf('Account');
    const tier = fields.find(({ name }) => name === 'Tier__c');
    const [value] = tier?.['picklistValues'] as Json[];
    assert.deepEqual(namesOf(value), words('value label active defaultValue validFor'));
  });

  it('Id can be looked up, checkboxes are never required, and an owner is filled in (E.2, CC)', async () => {
    for (const object of ['Account', 'Contact', 'Lead', 'Opportunity', 'Case', 'Invoice__c']) {
      const { fields } = await describeOf(object);
      assert.equal(fields.find(({ name }) => name === 'Id')?.['idLookup'], true);
      for (const field of fields.filter(({ type }) => type === 'boolean')) {
        assert.deepEqual([field['nillable'], field['defaultedOnCreate']], [false, true], String(field['name']));
      }
      const owner = fields.find(({ name }) => name === 'OwnerId');
      if (owner) assert.deepEqual([owner['nillable'], owner['defaultedOnCreate']], [false, true], object);
    }
  });

  it('an address is not written as a whole, its parts are (E.2)', async () => {
    const { fields } = await describeOf('Account');
    const permissions = (name: string) => {
      const field = fields.find((candidate) => candidate['name'] === name);
      return [field?.['createable'], field?.['updateable']];
    };
    assert.deepEqual(permissions('BillingAddress'), [false, false]);
    assert.deepEqual(permissions('BillingStreet'), [true, true]);
  });
});
