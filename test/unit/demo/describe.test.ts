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
