import assert from 'node:assert/strict';
import { useDemoOrg } from './client.js';

// Members of recorded answers, by section E.2 of the reference.
const OBJECT =
  'name label labelPlural keyPrefix custom customSetting createable updateable deletable queryable undeletable ' +
  'triggerable retrieveable searchable mergeable layoutable deprecatedAndHidden feedEnabled mruEnabled replicateable ' +
  'hasSubtypes isInterface isSubtype activateable deepCloneable associateEntityType associateParentEntity urls';
const FIELD =
  'name label type soapType length byteLength precision scale digits createable updateable nillable ' +
  'defaultedOnCreate defaultValue defaultValueFormula externalId idLookup unique caseSensitive custom calculated ' +
  'autoNumber encrypted compoundFieldName referenceTo relationshipName polymorphicForeignKey namePointing nameField ' +
  'picklistValues restrictedPicklist dependentPicklist controllerName htmlFormatted extraTypeInfo ' +
  'deprecatedAndHidden permissionable';
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

  it('a description adds fields, childRelationships and recordTypeInfos (E.2, CC)', async () => {
    const names = namesOf(await describeOf('Account'));
    const missing = words(`${OBJECT} fields childRelationships recordTypeInfos`).filter(
      (name) => !names.includes(name),
    );
    assert.deepEqual(missing, []);
  });

  it('every field has every member that matters, and a type there is (E.2, CC)', async () => {
    const { sobjects } = await client().json<{ sobjects: { name: string }[] }>('/sobjects');
    for (const { name } of sobjects) {
      for (const field of (await describeOf(name)).fields) {
        const names = namesOf(field);
        const missing = words(FIELD).filter((member) => !names.includes(member));
        assert.deepEqual(missing, [], `${name}.${String(field['name'])}`);
        assert.ok(words(TYPES).includes(String(field['type'])), `${name}.${String(field['name'])}`);
      }
    }
  });

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
