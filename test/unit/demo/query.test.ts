import assert from 'node:assert/strict';
import { errorOf, useDemoOrg } from './client.js';

interface Page {
  readonly totalSize: number;
  readonly done: boolean;
  readonly records: Record<string, unknown>[];
  readonly nextRecordsUrl?: string;
}

describe('demo/query', () => {
  const client = useDemoOrg();
  const query = (soql: string): Promise<Page> => client().json<Page>(`/query?q=${encodeURIComponent(soql)}`);
  const names = async (soql: string): Promise<unknown[]> => (await query(soql)).records.map(({ Name }) => Name);

  it('answers attributes first, then the fields in the order asked (E.3)', async () => {
    const { totalSize, done, records } = await query("SELECT name, id FROM account WHERE external_id__c = 'acc-0001'");
    assert.deepEqual([totalSize, done], [1, true]);
    const [record = {}] = records;
    assert.deepEqual(Object.keys(record), ['attributes', 'Name', 'Id']);
    const { type, url } = record['attributes'] as { type: string; url: string };
    assert.equal(type, 'Account');
    assert.equal(url, `/services/data/v67.0/sobjects/Account/${String(record['Id'])}`);
  });

  const QUERIES: readonly [string, readonly string[]][] = [
    [
      "SELECT Name FROM Account WHERE External_Id__c IN ('ACC-0001', 'ACC-0003') ORDER BY Name DESC",
      ['Cedar Sample Foods', 'Amber Placeholder Works'],
    ],
    ["SELECT Name FROM Account WHERE Name LIKE 'Birch%' AND Active__c = true", ['Birch Example Stores']],
    ['SELECT Name FROM Account WHERE Tier__c = null', []],
    ["SELECT Name FROM Account WHERE Name NOT IN ('x') ORDER BY Name LIMIT 1", ['Amber Placeholder Works']],
    ["SELECT Id, Name FROM AssignmentRule WHERE SobjectType = 'Lead' AND Active = true", ['Leads to Kim']],
    ["SELECT Name FROM Contact WHERE LastName = 'O\\'Nobody'", []],
  ];
  for (const [soql, expected] of QUERIES) {
    it(soql, async () => assert.deepEqual(await names(soql), expected));
  }

  it('nests fields of a parent', async () => {
    const { records } = await query("SELECT Owner.Name, Account.Name FROM Opportunity WHERE Name = 'Amber renewal'");
    const { Owner, Account } = records[0] as { Owner: { Name: string }; Account: { Name: string } };
    assert.deepEqual([Owner.Name, Account.Name], ['Robin Demo', 'Amber Placeholder Works']);
  });

  it('count() has a total and no records (E.3)', async () => {
    assert.deepEqual(await query('select count() from Account'), { totalSize: 12, done: true, records: [] });
  });

  it('pages by nextRecordsUrl (E.3)', async () => {
    for (let index = 0; index < 450; index++) client().org.insert('Lead', { LastName: `L${index}`, Company: 'Pages' });
    const path = `/query?q=${encodeURIComponent("SELECT Id FROM Lead WHERE Company = 'Pages'")}`;
    const headers = { 'Sforce-Query-Options': 'batchSize=200' };
    const sizes: number[] = [];
    const ids = new Set<unknown>();
    for (let next: string | undefined = path; next;) {
      const page = JSON.parse((await client().call(next, { headers })).text) as Page;
      assert.equal(page.totalSize, 450);
      assert.equal(page.done, page.nextRecordsUrl === undefined);
      sizes.push(page.records.length);
      for (const { Id } of page.records) ids.add(Id);
      next = page.nextRecordsUrl && `/${page.nextRecordsUrl}`;
    }
    assert.deepEqual([sizes, ids.size], [[200, 200, 50], 450]);
  });

  it('a page has 2,000 records, and the locator says where the next begins (E.3, SP)', async () => {
    for (let index = 0; index < 2001; index++) client().org.insert('Lead', { LastName: `L${index}`, Company: 'Long' });
    const first = await query("SELECT Id FROM Lead WHERE Company = 'Long'");
    assert.deepEqual([first.totalSize, first.done, first.records.length], [2001, false, 2000]);
    const next = String(first.nextRecordsUrl);
    assert.match(next, /^\/services\/data\/v67\.0\/query\/01g\w{15}-2000$/);
    const last = await client().json<Page>(`/${next}`);
    assert.deepEqual([last.totalSize, last.done, last.records.length, last.nextRecordsUrl], [2001, true, 1, undefined]);
  });

  const ERRORS: readonly [string, string, RegExp][] = [
    ['SELECT Foo FROM Account', 'INVALID_FIELD', /No such column 'Foo' on entity 'Account'/],
    [
      'SELECT Id FROM Foo',
      'INVALID_TYPE',
      /sObject type 'Foo' is not supported. If you are attempting to use a custom/,
    ],
    ['SELECT Id Account', 'MALFORMED_QUERY', /unexpected token/],
    ['SELECT Id FROM Account WHERE Name = ', 'MALFORMED_QUERY', /<EOF>/],
    ['SELECT Name FROM Account GROUP BY Id', 'MALFORMED_QUERY', /Field must be grouped or aggregated: Name/],
  ];
  for (const [soql, errorCode, message] of ERRORS) {
    it(`${soql} → 400 ${errorCode} (E.3)`, async () => {
      const reply = await client().call(`/query?q=${encodeURIComponent(soql)}`);
      assert.equal(reply.status, 400);
      assert.equal(errorOf(reply).errorCode, errorCode);
      assert.match(errorOf(reply).message, message);
    });
  }
});
