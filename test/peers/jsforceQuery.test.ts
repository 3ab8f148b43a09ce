// jsforce as judge of REST queries: pages, fetching on its own, streams, its query builder, errors.

import { SfDate, type QueryResult, type Record } from 'jsforce';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { accounts, column, connect, useJsforce } from './jsforceOrg.js';

describe('jsforce: query', () => {
  const peer = useJsforce();

  it('answers records of an object, each with its type and place', async () => {
    const { conn, org } = peer();
    const { totalSize, done, records } = await conn.query('SELECT Id, Name FROM Account ORDER BY Name LIMIT 2');
    assert.deepEqual([totalSize, done], [2, true]);
    const [first] = records;
    assert.deepEqual(Object.keys(first ?? {}), ['attributes', 'Id', 'Name']);
    assert.equal(first?.['Name'], 'Amber Placeholder Works');
    assert.deepEqual(first?.attributes, {
      type: 'Account',
      url: `/services/data/v67.0/sobjects/Account/${first?.Id}`,
    });
    assert.equal(org.record(first?.Id ?? '')?.['Name'], 'Amber Placeholder Works');
  });

  it('answers a deleted record to queryAll only', async () => {
    const { conn, org } = peer();
    const { Id } = org.insert('Account', { Name: 'Binned' });
    await conn.bulk2.loadAndWaitForResults({ object: 'Account', operation: 'delete', input: [{ Id }] });
    const soql = "SELECT Id, IsDeleted FROM Account WHERE Name = 'Binned'";
    assert.equal((await conn.query(soql)).totalSize, 0);
    const { records } = await conn.query(soql, { scanAll: true });
    assert.deepEqual(column(records, 'IsDeleted'), ['true']);
    assert.deepEqual(column(records, 'Id'), [Id]);
  });

  it('answers a number, one record, or a list, as it is asked', async () => {
    const { conn } = peer();
    const soql = 'SELECT Id, Name FROM Account ORDER BY Name';
    assert.equal(await conn.query(soql, { responseTarget: 'Count' }), 12);
    const records: unknown = await conn.query(soql, { responseTarget: 'Records' });
    assert.equal((records as Record[]).length, 12);
    const record: unknown = await conn.query(soql, { responseTarget: 'SingleRecord' });
    assert.equal((record as Record)['Name'], 'Amber Placeholder Works');
    assert.equal(await conn.sobject('Account').count({}), 12);
    assert.equal((await conn.query('SELECT count() FROM Account')).totalSize, 12);
  });

  it('streams records as CSV', async () => {
    const csv = await text(peer().conn.query('SELECT Name, Type FROM Account ORDER BY Name LIMIT 2').stream('csv'));
    assert.equal(csv, 'Name,Type\nAmber Placeholder Works,Customer - Direct\nBirch Example Stores,Prospect\n');
  });

  it('takes what the query builder writes', async () => {
    const { conn } = peer();
    const names = async (conditions: object, options: object = {}): Promise<string[]> =>
      column(await conn.sobject('Account').find(conditions, 'Name', { sort: { Name: 1 }, ...options }), 'Name');
    assert.deepEqual(await names({ Name: 'Elm Example Clinics' }), ['Elm Example Clinics']);
    assert.equal((await names({ Name: { $like: '%Sample%' } })).length, 4);
    assert.equal((await names({ Tier__c: { $in: ['Gold', 'Silver'] } })).length, 8);
    assert.equal((await names({ Tier__c: { $nin: ['Gold', 'Silver'] } })).length, 4);
    assert.equal((await names({ $or: [{ Tier__c: 'Gold' }, { Type: 'Prospect' }] })).length, 8);
    assert.equal((await names({ $not: { Tier__c: 'Gold' } })).length, 8);
    assert.equal((await names({ Phone: null, Active__c: true, Name: { $exists: true } })).length, 12);
    assert.equal((await names({ CreatedDate: { $lt: new SfDate('1970-01-01T00:00:00Z') } })).length, 0);
    assert.equal((await names({ CreatedDate: { $gte: SfDate.LAST_N_DAYS(1) } })).length, 12);
    assert.deepEqual(await names({}, { sort: { Name: -1 }, limit: 2, offset: 1 }), [
      'Kelp Example Labs',
      'Juniper Placeholder Farms',
    ]);
    assert.deepEqual(await names({ Name: "O'Sample \\ 100%" }), []);
  });

  it('reads fields of a parent', async () => {
    const [contact] = await peer().conn.sobject('Contact').find({ 'Account.Tier__c': 'Gold' }, 'Name, Account.Name');
    assert.deepEqual([contact?.['Name'], contact?.['Account.Name']], ['Alex Example', undefined]);
    const account = contact?.['Account'] as Record;
    assert.equal(account['Name'], 'Amber Placeholder Works');
    assert.equal(account.attributes?.type, 'Account');
  });

  it('reads children in a query of their own', async () => {
    const query = peer().conn.sobject('Account').find({ Name: 'Amber Placeholder Works' }, 'Name');
    const [account] = await query.include('Contacts').select('LastName, Account.Name').end();
    const contacts = account?.['Contacts'] as unknown as QueryResult<Record>;
    assert.deepEqual([contacts.totalSize, contacts.done], [1, true]);
    const [contact] = contacts.records;
    assert.deepEqual([contact?.['LastName'], contact?.attributes?.type], ['Example', 'Contact']);
    const [childless] = await peer()
      .conn.sobject('Account')
      .find({ Name: 'Larch Sample Timber' }, 'Name')
      .include('Contacts')
      .select('LastName')
      .end();
    assert.equal(childless?.['Contacts'], null);
  });

  it('can ask for every field that a describe names', async () => {
    const { conn } = peer();
    for (const { name } of (await conn.describeGlobal()).sobjects) {
      const [record] = await conn.sobject(name).find({}, '*', { limit: 1 });
      if (!record) continue;
      const described = (await conn.describe(name)).fields.map((field) => field.name);
      assert.deepEqual(Object.keys(record), ['attributes', ...described], name);
    }
  });

  const ERRORS = {
    'SELECT Nothing__c FROM Account': {
      name: 'INVALID_FIELD',
      message: /No such column 'Nothing__c' on entity 'Account'/,
    },
    'SELECT Id FROM Nothing__c': { name: 'INVALID_TYPE', message: /sObject type 'Nothing__c' is not supported/ },
    'SELECT Id FRM Account': { name: 'MALFORMED_QUERY', message: /unexpected token: '?FRM'?/ },
    "SELECT Id FROM Account WHERE Active__c = 'yes'": { name: 'INVALID_FIELD', message: /Active__c/ },
  };
  for (const [soql, error] of Object.entries(ERRORS)) {
    it(`refuses ${soql}`, () => assert.rejects(async () => peer().conn.query(soql), error));
  }
});

describe('jsforce: query, page by page', () => {
  const peer = useJsforce();
  const TOTAL = 4512;
  const soql = 'SELECT Id, Name FROM Account ORDER BY Id';
  before(() => accounts('Page', 4500).forEach((values) => peer().org.insert('Account', values)));

  it('follows nextRecordsUrl to the end', async () => {
    const { conn } = peer();
    const sizes: number[] = [];
    const ids = new Set<string>();
    let page: QueryResult<Record> = await conn.query(soql);
    for (;;) {
      sizes.push(page.records.length);
      for (const id of column(page.records, 'Id')) ids.add(id);
      assert.equal(page.totalSize, TOTAL);
      assert.equal(page.done, page.nextRecordsUrl === undefined);
      if (page.nextRecordsUrl === undefined) break;
      assert.match(page.nextRecordsUrl, /\/services\/data\/v67\.0\/query\/01g\w{15}-\d+$/);
      page = await conn.queryMore(page.nextRecordsUrl);
    }
    assert.deepEqual(sizes, [2000, 2000, 512]);
    assert.equal(ids.size, TOTAL);
  });

  it('makes smaller pages where the header asks for them', async () => {
    const headers = { 'Sforce-Query-Options': 'batchSize=200' };
    const page = await peer().conn.query(soql, { headers });
    assert.deepEqual([page.records.length, page.done], [200, false]);
  });

  for (const [maxFetch, fetches] of [
    [1999, 1],
    [2000, 1],
    [2001, 2],
    [TOTAL, 3],
    [1_000_000, 3],
  ] as const) {
    it(`fetches up to ${maxFetch} records on its own`, async () => {
      let requests = 0;
      const query = peer().conn.query(soql, { autoFetch: true, maxFetch });
      const { records, totalSize } = await query.on('fetch', () => requests++);
      assert.equal(records.length, Math.min(maxFetch, TOTAL));
      assert.equal(totalSize, TOTAL);
      assert.equal(requests, fetches);
    });
  }

  it('gives records one by one', async () => {
    const query = peer().conn.query(soql);
    let count = 0;
    void query.on('record', () => count++);
    void query.run({ autoFetch: true, maxFetch: 3000 });
    await once(query, 'end');
    assert.deepEqual([count, query.totalFetched, query.totalSize], [3000, 3000, TOTAL]);
  });

  it('knows a page only by its locator', async () => {
    const { conn, org } = peer();
    const unknown = '/services/data/v67.0/query/01g000000000000AAA-2000';
    await assert.rejects(async () => conn.queryMore(unknown), { name: 'INVALID_QUERY_LOCATOR' });
    const page = await conn.query(soql);
    const other = await connect(org, org.newAccessToken()).queryMore(page.nextRecordsUrl ?? '');
    assert.equal(other.records.length, 2000);
  });
});
