import assert from 'node:assert/strict';
import { Client, errorOf, useDemoOrg, type Reply } from './client.js';

type Members = Record<string, unknown>;

interface Result {
  readonly id?: string;
  readonly success: boolean;
  readonly created?: boolean;
  readonly errors: { statusCode: string; message: string; fields: string[] }[];
}

const NOWHERE = 'The requested resource does not exist';
const codes = (results: readonly Result[]): (string | undefined)[] =>
  results.map(({ errors }) => errors[0]?.statusCode);

describe('demo/objects/recordRoutes', () => {
  const client = useDemoOrg();
  const post = (object: string, members: Members): Promise<Reply> =>
    client().send('POST', `/sobjects/${object}`, members);
  const names = (object: string): unknown[] =>
    client()
      .org.records(object)
      .map(({ Name }) => Name);

  it('creates: 201 with the id and where the record is', async () => {
    const { status, text, headers } = await post('account', {
      name: 'Rest',
      NumberOfEmployees: 5,
      Active__c: true,
      Site: null,
    });
    const { id, ...rest } = JSON.parse(text) as Result;
    assert.deepEqual([status, rest], [201, { success: true, errors: [] }]);
    assert.equal(headers['location'], `/services/data/v67.0/sobjects/Account/${id}`);
    const record = client().org.record(id ?? '');
    assert.deepEqual([record?.['Name'], record?.['NumberOfEmployees'], record?.['Active__c']], ['Rest', 5, true]);
  });

  const REFUSED: readonly [string, Members, number, Members][] = [
    [
      'Account',
      {},
      400,
      { message: 'Required fields are missing: [Name]', errorCode: 'REQUIRED_FIELD_MISSING', fields: ['Name'] },
    ],
    [
      'Account',
      { Nope: 1 },
      400,
      { message: "No such column 'Nope' on sobject of type Account", errorCode: 'INVALID_FIELD', fields: [] },
    ],
    [
      'Account',
      { Name: 'A', Tier__c: 'Wood' },
      400,
      {
        message: 'Tier: bad value for restricted picklist field: Wood',
        errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
        fields: ['Tier__c'],
      },
    ],
    [
      'Account',
      { Name: 'A', Id: '001000000000001AAA' },
      400,
      { message: 'cannot specify Id in an insert call', errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE', fields: ['Id'] },
    ],
    ['Nope__c', { Name: 'A' }, 404, { errorCode: 'NOT_FOUND', message: NOWHERE }],
    [
      'Organization',
      { Name: 'A' },
      400,
      {
        message: 'entity type cannot be inserted: Organization',
        errorCode: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
        fields: [],
      },
    ],
  ];
  for (const [object, members, status, error] of REFUSED) {
    it(`does not create ${object} of ${JSON.stringify(members)}: ${String(error['errorCode'])} (D.1)`, async () => {
      const reply = await post(object, members);
      assert.deepEqual([reply.status, JSON.parse(reply.text)], [status, [error]]);
    });
  }

  const UNREADABLE: readonly [Members, string][] = [
    [{ NumberOfEmployees: 'many' }, 'int from VALUE_STRING value many'],
    [{ AnnualRevenue: true }, 'double from VALUE_TRUE value true'],
    [{ Customer_Since__c: '2026-02-30' }, 'date from VALUE_STRING value 2026-02-30'],
    [{ Name: 5 }, 'string from VALUE_NUMBER_INT value 5'],
    [{ Name: {} }, 'string from START_OBJECT value {'],
  ];
  for (const [members, text] of UNREADABLE) {
    it(`cannot read ${JSON.stringify(members)}`, async () => {
      const reply = await post('Account', { Name: 'A', ...members });
      const { errorCode, message } = errorOf(reply);
      assert.deepEqual([reply.status, errorCode], [400, 'JSON_PARSER_ERROR']);
      assert.ok(message.startsWith(`Cannot deserialize instance of ${text} or request may be missing`), message);
    });
  }

  it('names a parent by its external id, plain and of several objects', async () => {
    const { text } = await post('Contact', { LastName: 'Child', Account: { External_Id__c: 'ACC-0001' } });
    const { id = '' } = JSON.parse(text) as Result;
    const parent = client().org.record(String(client().org.record(id)?.['AccountId']));
    assert.equal(parent?.['External_Id__c'], 'ACC-0001');
    const task = await post('Task', {
      Subject: 'Poly',
      What: { attributes: { type: 'Account' }, External_Id__c: 'ACC-0001' },
    });
    assert.equal(client().org.record((JSON.parse(task.text) as Result).id ?? '')?.['WhatId'], parent?.Id);
    const none = await post('Contact', { LastName: 'Child', Account: { External_Id__c: 'ACC-none' } });
    assert.match(errorOf(none).message, /^Foreign key external ID: acc-none not found/i);
  });

  it('gives new leads and cases to whom the active rule says, unless told not to', async () => {
    const lead = { LastName: 'Assigned', Company: 'Rules' };
    const owner = async (headers: Record<string, string>): Promise<unknown> => {
      const options = { method: 'POST', headers: { 'Content-Type': 'application/json', ...headers } };
      const { text } = await client().call('/sobjects/Lead', { ...options, body: JSON.stringify(lead) });
      return client().org.record((JSON.parse(text) as Result).id ?? '')?.['OwnerId'];
    };
    assert.notEqual(await owner({}), client().org.userId);
    assert.equal(await owner({ 'Sforce-Auto-Assign': 'FALSE' }), client().org.userId);
  });

  it('reads some fields or all, refuses one that is none', async () => {
    const { Id } = client().org.insert('Account', { Name: 'Read' });
    const some = await client().json(`/sobjects/Account/${Id}?fields=name,Site`);
    assert.deepEqual(Object.keys(some), ['attributes', 'Name', 'Site']);
    assert.ok('BillingAddress' in (await client().json(`/sobjects/Account/${Id.slice(0, 15)}`)));
    const reply = await client().call(`/sobjects/Account/${Id}?fields=Nope`);
    assert.deepEqual([reply.status, errorOf(reply).errorCode], [400, 'INVALID_FIELD']);
    const notAnId = await client().call('/sobjects/Account/nope');
    assert.deepEqual(
      [notAnId.status, errorOf(notAnId)],
      [
        404,
        { errorCode: 'NOT_FOUND', message: 'Provided external ID field does not exist or is not accessible: nope' },
      ],
    );
  });

  it('updates: 204; null and an empty text clear the field', async () => {
    const { Id } = client().org.insert('Account', { Name: 'Old', Site: 'x', Phone: '1' });
    const reply = await client().send('PATCH', `/sobjects/Account/${Id}`, { Name: 'New', Site: null, Phone: '' });
    assert.deepEqual([reply.status, reply.text], [204, '']);
    const record = client().org.record(Id);
    assert.deepEqual([record?.['Name'], record?.['Site'], record?.['Phone']], ['New', null, null]);
    const withId = await client().send('PATCH', `/sobjects/Account/${Id}`, { Id });
    assert.deepEqual(JSON.parse(withId.text), [
      {
        message: 'The Id field should not be specified in the sobject data.',
        errorCode: 'INVALID_FIELD',
        fields: ['Id'],
      },
    ]);
    const readOnly = await client().send('PATCH', `/sobjects/Account/${Id}`, { CreatedDate: '2026-01-01T00:00:00Z' });
    assert.equal(errorOf(readOnly).errorCode, 'INVALID_FIELD_FOR_INSERT_UPDATE');
  });

  it('deletes: 204, then 404', async () => {
    const { Id } = client().org.insert('Account', { Name: 'Doomed' });
    const remove = (): Promise<Reply> => client().call(`/sobjects/Account/${Id}`, { method: 'DELETE' });
    assert.equal((await remove()).status, 204);
    const again = await remove();
    assert.deepEqual([again.status, errorOf(again).errorCode], [404, 'ENTITY_IS_DELETED']);
    assert.equal((await client().send('PATCH', `/sobjects/Account/${Id}`, { Name: 'x' })).status, 404);
    assert.equal((await client().call(`/sobjects/Account/${Id}`)).status, 404);
  });

  it('upserts by an external id: 201 created, 200 updated, 204 before v46.0', async () => {
    const path = '/sobjects/Account/External_Id__c/REST-1';
    const created = await client().send('PATCH', path, { Name: 'Up' });
    const { id, ...rest } = JSON.parse(created.text) as Result;
    assert.deepEqual([created.status, rest], [201, { success: true, errors: [], created: true }]);
    const updated = await client().send('PATCH', path, { Name: 'Down' });
    assert.deepEqual(
      [updated.status, JSON.parse(updated.text)],
      [200, { id, success: true, errors: [], created: false }],
    );
    const old = new Client(client().org, '45.0');
    assert.equal((await old.send('PATCH', path, { Name: 'Old' })).status, 204);
    assert.equal(client().org.record(id ?? '')?.['Name'], 'Old');
    assert.equal((await client().json(path))['Name'], 'Old');
    const twice = await client().send('PATCH', path, { External_Id__c: 'x' });
    assert.match(errorOf(twice).message, /^The External_Id__c field should not be specified/);
    const noKey = await client().send('PATCH', '/sobjects/Account/Site/x', { Name: 'A' });
    assert.deepEqual(
      [noKey.status, errorOf(noKey).message],
      [404, 'Provided external ID field does not exist or is not accessible: Site'],
    );
    assert.equal((await client().call(path, { method: 'DELETE' })).status, 204);
    assert.equal((await client().call(path)).status, 404);
  });

  it('answers 300 where several records have the external id', async () => {
    const ids = ['A', 'B'].map((LastName) => client().org.insert('Contact', { LastName, External_Id__c: 'TWIN' }).Id);
    const path = '/sobjects/Contact/External_Id__c/TWIN';
    for (const reply of [await client().call(path), await client().send('PATCH', path, { LastName: 'C' })]) {
      assert.equal(reply.status, 300);
      assert.deepEqual(
        JSON.parse(reply.text),
        ids.map((id) => `/services/data/v67.0/sobjects/Contact/${id}`),
      );
    }
  });

  describe('collections', () => {
    const save = async (method: string, path: string, body: Members): Promise<Result[]> => {
      const { status, text } = await client().send(method, `/composite/sobjects${path}`, body);
      assert.equal(status, 200, text);
      return JSON.parse(text) as Result[];
    };
    const attributes = { type: 'Account' };

    it('save each record for itself (D.1)', async () => {
      const results = await save('POST', '', {
        records: [
          { attributes, Name: 'Each 1' },
          { attributes, Site: 'x' },
          { attributes: { type: 'Nope' } },
          { attributes: { type: 'Lead' }, LastName: 'Each', Company: 'Each' },
        ],
      });
      assert.deepEqual(codes(results), [undefined, 'REQUIRED_FIELD_MISSING', 'INVALID_TYPE', undefined]);
      assert.deepEqual(Object.keys(results[0] ?? {}), ['id', 'success', 'errors']);
      assert.deepEqual(results[1], {
        success: false,
        errors: [
          { statusCode: 'REQUIRED_FIELD_MISSING', message: 'Required fields are missing: [Name]', fields: ['Name'] },
        ],
      });
      assert.ok(names('Account').includes('Each 1'));
    });

    it('allOrNone takes back inserts, updates and deletes, lookups too', async () => {
      const { org } = client();
      const account = org.insert('Account', { Name: 'All', External_Id__c: 'ALL-1' });
      const invoice = org.insert('Invoice__c', { Account__c: account.Id });
      const before = org.records('Account').length;
      const inserted = await save('POST', '', {
        allOrNone: true,
        records: [{ attributes, Name: 'None', External_Id__c: 'ALL-2' }, { attributes }],
      });
      assert.deepEqual(codes(inserted), ['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'REQUIRED_FIELD_MISSING']);
      assert.equal((await client().call('/sobjects/Account/External_Id__c/ALL-2')).status, 404);
      await save('PATCH', '', {
        allOrNone: true,
        records: [
          { attributes, id: account.Id, Name: 'Changed', External_Id__c: 'ALL-3' },
          { attributes, Name: 'no id' },
        ],
      });
      assert.equal(org.record(account.Id)?.['Name'], 'All');
      assert.equal((await client().call('/sobjects/Account/External_Id__c/ALL-1')).status, 200);
      assert.equal((await client().call('/sobjects/Account/External_Id__c/ALL-3')).status, 404);
      const ids = `${account.Id},001000000000000AAA`;
      const deleted = await client().call(`/composite/sobjects?ids=${ids}&allOrNone=true`, { method: 'DELETE' });
      assert.deepEqual(codes(JSON.parse(deleted.text) as Result[]), [
        'ALL_OR_NONE_OPERATION_ROLLED_BACK',
        'MALFORMED_ID',
      ]);
      assert.equal(org.record(account.Id)?.IsDeleted, false);
      assert.equal(org.record(invoice.Id)?.IsDeleted, false);
      assert.equal((await client().call('/sobjects/Account/External_Id__c/ALL-1')).status, 200);
      assert.equal(org.records('Account').length, before);
    });

    it('a record that cannot be read stops the call, nothing is saved', async () => {
      const records = [
        { attributes, Name: 'Stopped' },
        { attributes, Name: 'Y', AnnualRevenue: 'x' },
      ];
      const reply = await client().send('POST', '/composite/sobjects', { records });
      assert.deepEqual([reply.status, errorOf(reply).errorCode], [400, 'JSON_PARSER_ERROR']);
      assert.ok(!names('Account').includes('Stopped'));
    });

    const RECORD = { attributes: { type: 'Account' }, Name: 'X' };
    const UNREADABLE: readonly [string, object][] = [
      ['', { records: [null] }],
      ['', { records: [RECORD, 'x'] }],
      ['', { records: [{ Name: 'X', attributes: { type: 5 } }] }],
      ['', { records: { length: 1 } }],
      ['/Account', { ids: 'x', fields: ['Id'] }],
      ['/Account', { ids: [], fields: [null] }],
      ['/Account', { ids: [5], fields: ['Id'] }],
    ];
    for (const [path, body] of UNREADABLE) {
      it(`${path} cannot read ${JSON.stringify(body)} (D.1)`, async () => {
        const reply = await client().send('POST', `/composite/sobjects${path}`, body);
        assert.deepEqual([reply.status, errorOf(reply).errorCode], [400, 'JSON_PARSER_ERROR']);
      });
    }

    it('update and delete by id', async () => {
      const ids = ['A', 'B'].map((Name) => client().org.insert('Account', { Name }).Id);
      const updated = await save('PATCH', '', { records: ids.map((id) => ({ attributes, id, Name: `${id} new` })) });
      assert.deepEqual(
        updated,
        ids.map((id) => ({ id, success: true, errors: [] })),
      );
      assert.equal(client().org.record(ids[0] ?? '')?.['Name'], `${ids[0]} new`);
      const remove = async (): Promise<Result[]> =>
        JSON.parse(
          (await client().call(`/composite/sobjects?ids=${ids.join(',')}`, { method: 'DELETE' })).text,
        ) as Result[];
      assert.deepEqual(await remove(), updated);
      assert.deepEqual(codes(await remove()), ['ENTITY_IS_DELETED', 'ENTITY_IS_DELETED']);
    });

    it('upsert by an external id', async () => {
      const records = ['U-1', 'U-2'].map((key) => ({ attributes, External_Id__c: key, Name: key }));
      const created = await save('PATCH', '/Account/External_Id__c', { records });
      assert.deepEqual(
        created.map((result) => result.created),
        [true, true],
      );
      const again = await save('PATCH', '/Account/External_Id__c', { records });
      assert.deepEqual(
        again,
        created.map(({ id }) => ({ id, success: true, errors: [], created: false })),
      );
      const old = new Client(client().org, '45.0');
      assert.equal((await old.send('PATCH', '/composite/sobjects/Account/External_Id__c', { records })).status, 404);
    });

    it('are read by ids and fields, null for what is not there', async () => {
      const { Id } = client().org.insert('Account', { Name: 'Seen' });
      const ids = [Id, '001000000000000AAA'];
      const path = '/composite/sobjects/Account';
      const sent = JSON.parse((await client().send('POST', path, { ids, fields: ['Name'] })).text) as unknown[];
      const url = `/services/data/v67.0/sobjects/Account/${Id}`;
      assert.deepEqual(sent, [{ attributes: { type: 'Account', url }, Name: 'Seen' }, null]);
      assert.deepEqual(await client().json(`${path}?ids=${ids.join(',')}&fields=Name`), sent);
    });

    it('take 200 records', async () => {
      const records = Array.from({ length: 201 }, (_, row) => ({ attributes, Name: `Over ${row}` }));
      const reply = await client().send('POST', '/composite/sobjects', { records });
      assert.deepEqual(
        [reply.status, errorOf(reply)],
        [
          400,
          {
            errorCode: 'EXCEEDED_ID_LIMIT',
            message: 'record limit reached. cannot submit more than 200 records into this call',
          },
        ],
      );
      assert.equal((await save('POST', '', { records: records.slice(1) })).length, 200);
    });

    it('exist since v42.0', async () => {
      const old = new Client(client().org, '41.0');
      assert.equal((await old.send('POST', '/composite/sobjects', { records: [{ attributes }] })).status, 404);
    });
  });
});
