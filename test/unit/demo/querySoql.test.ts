import assert from 'node:assert/strict';
import { errorOf, useDemoOrg } from './client.js';

type Row = Record<string, unknown>;

/** One day before the demo org's now. */
const YESTERDAY = Date.UTC(2026, 10, 20, 12);
const NOW = YESTERDAY + 86_400_000;

describe('demo/query/soql', () => {
  let time = YESTERDAY;
  const client = useDemoOrg({ clock: { now: () => time, sleep: () => Promise.resolve() } });
  const ids: Record<string, string> = {};

  before(() => {
    const add = (object: string, key: string, values: Record<string, string | number | boolean>): void => {
      ids[key] = client().org.insert(object, values).Id;
    };
    add('Account', 'a', {
      Name: 'Soql A',
      Rating: 'Hot',
      AnnualRevenue: 100,
      Site: '100%_a',
      BillingCity: 'Sampleton',
    });
    time = NOW;
    add('Account', 'b', {
      Name: 'soql b',
      Rating: 'Cold',
      AnnualRevenue: 20,
      Site: "O'Site",
      ParentId: ids['a'] ?? '',
    });
    add('Account', 'c', { Name: 'SOQL C', Active__c: true, Customer_Since__c: '2026-11-01' });
    add('Contact', 'x', { LastName: 'X', AccountId: ids['b'] ?? '' });
    add('Contact', 'y', { LastName: 'Y', AccountId: ids['b'] ?? '' });
    add('Invoice__c', 'i', { Account__c: ids['a'] ?? '', Tags__c: 'Urgent;Export' });
    add('Invoice__c', 'j', { Account__c: ids['b'] ?? '', Tags__c: 'Recurring', Amount__c: 5 });
    add('Case', 'k', { Subject: 'K', OwnerId: String(client().org.records('Group')[0]?.Id) });
    add('Case', 'l', { Subject: 'L', AccountId: ids['b'] ?? '' });
  });

  const call = (soql: string, path = '/query') => client().call(`${path}?q=${encodeURIComponent(soql)}`);
  async function query(soql: string, path?: string): Promise<Row[]> {
    const { status, text } = await call(soql, path);
    assert.equal(status, 200, text);
    return (JSON.parse(text) as { records: Row[] }).records;
  }
  const letters = async (where: string): Promise<string> => {
    const rows = await query(`SELECT Name FROM Account WHERE Name LIKE 'soql _' AND (${where}) ORDER BY Name`);
    return rows.map(({ Name }) => String(Name).at(-1)?.toLowerCase()).join('');
  };

  const WHERE: readonly [string, string][] = [
    ["Name = 'SOQL a'", 'a'],
    ["Name != 'Soql A'", 'bc'],
    ["Name <> 'Soql A'", 'bc'],
    ["Name > 'soql a' AND Name <= 'soql c'", 'bc'],
    ['AnnualRevenue < 100', 'b'],
    ['AnnualRevenue >= 20.0', 'ab'],
    ['AnnualRevenue = null', 'c'],
    ["Rating = ''", 'c'],
    ["Rating = 'Hot' OR Rating = 'Cold'", 'ab'],
    ["NOT Rating = 'Hot'", 'bc'],
    ["(NOT (Rating = 'Hot' OR Rating = 'Cold')) OR (Active__c = false AND NOT(Name = 'soql b'))", 'ac'],
    ["Rating IN ('hot', 'Warm')", 'a'],
    ["rating in ('hot') or name like '%B' or not site != null", 'abc'],
    ["Rating NOT IN ('hot', 'Warm')", 'bc'],
    ["Site LIKE '100\\%\\_%'", 'a'],
    ["Site LIKE '___Site'", ''],
    ["Site LIKE '_\\'s%'", 'b'],
    ['Active__c = TRUE', 'c'],
    ["Parent.Name = 'soql a'", 'b'],
    ["Parent.Owner.Name != 'Nobody' AND Parent.Owner.Username LIKE 'robin%'", 'b'],
    ['CreatedDate = TODAY', 'bc'],
    ['CreatedDate = YESTERDAY', 'a'],
    ['CreatedDate < TODAY', 'a'],
    ['CreatedDate = LAST_N_DAYS:1', 'abc'],
    ['CreatedDate = N_DAYS_AGO:1', 'a'],
    ['CreatedDate > 2026-11-20T13:00:00+01:00', 'bc'],
    ['CreatedDate >= 2026-11-20T12:00:00Z', 'abc'],
    ['Customer_Since__c = 2026-11-01', 'c'],
    ['Customer_Since__c = THIS_MONTH', 'c'],
    ['Customer_Since__c = THIS_QUARTER AND Customer_Since__c = THIS_FISCAL_YEAR', 'c'],
    ['Customer_Since__c = LAST_WEEK', ''],
    ["Id IN (SELECT AccountId FROM Contact WHERE LastName = 'X')", 'b'],
    ["Id NOT IN (SELECT AccountId FROM Contact WHERE LastName = 'X')", 'ac'],
  ];
  for (const [where, expected] of WHERE) it(where, async () => assert.equal(await letters(where), expected));

  it('ids of 15 and 18 characters', async () => {
    const id = ids['a'] ?? '';
    assert.equal(await letters(`Id = '${id.slice(0, 15)}' OR ParentId = '${id}'`), 'ab');
  });

  it('INCLUDES and EXCLUDES of multi-select picklists', async () => {
    const count = async (where: string): Promise<number> =>
      (await query(`SELECT Id FROM Invoice__c WHERE Id IN ('${ids['i']}', '${ids['j']}') AND Tags__c ${where}`)).length;
    assert.equal(await count("INCLUDES ('Urgent;Export')"), 1);
    assert.equal(await count("INCLUDES ('Urgent;Recurring', 'Export')"), 1);
    assert.equal(await count("EXCLUDES ('Recurring')"), 1);
  });

  it('ORDER BY several fields, nulls first unless told otherwise, LIMIT and OFFSET', async () => {
    const order = async (rest: string): Promise<string> => {
      const rows = await query(`SELECT Name FROM Account WHERE Name LIKE 'soql _' ${rest}`);
      return rows.map(({ Name }) => String(Name).at(-1)?.toLowerCase()).join('');
    };
    assert.equal(await order('ORDER BY AnnualRevenue'), 'cba');
    assert.equal(await order('ORDER BY AnnualRevenue DESC NULLS LAST'), 'abc');
    assert.equal(await order('ORDER BY Parent.Name NULLS LAST, Name DESC'), 'bca');
    assert.equal(await order('ORDER BY Name LIMIT 1 OFFSET 1'), 'b');
    assert.equal(await order('ORDER BY Name LIMIT 0'), '');
  });

  it('parents of parents, a parent that is not there, canonical names', async () => {
    const [row] = await query(`SELECT parent.owner.NAME, parent.parent.name FROM account a WHERE a.id = '${ids['b']}'`);
    const { Parent } = row as { Parent: { attributes: Row; Owner: Row; Parent: unknown } };
    assert.equal(Parent.attributes['url'], `/services/data/v67.0/sobjects/Account/${ids['a']}`);
    assert.equal(Parent.Owner['Name'], 'Robin Demo');
    assert.equal(Parent.Parent, null);
  });

  it('a parent of one of several objects', async () => {
    const [queue] = await query(`SELECT Owner.Name, Owner.Type FROM Case WHERE Id = '${ids['k']}'`);
    const { attributes, Type } = queue?.['Owner'] as { attributes: Row; Type: string };
    assert.equal(attributes['type'], 'Name');
    assert.match(String(attributes['url']), /\/sobjects\/Group\/00G/);
    assert.equal(Type, 'Queue');
    assert.equal((await query("SELECT Id FROM Case WHERE Owner.Type = 'Queue' AND Subject = 'K'")).length, 1);
  });

  it('children', async () => {
    const rows = await query(
      `SELECT Id, (SELECT LastName FROM Contacts ORDER BY LastName DESC LIMIT 1) FROM Account WHERE Name LIKE 'soql _' ORDER BY Name`,
    );
    const [a, b] = rows.map(({ Contacts }) => Contacts as { totalSize: number; done: boolean; records: Row[] } | null);
    assert.equal(a, null);
    assert.deepEqual([b?.totalSize, b?.done, b?.records[0]?.['LastName']], [1, true, 'Y']);
    const [invoices] = await query(`SELECT (SELECT Id FROM Invoices__r) FROM Account WHERE Id = '${ids['a']}'`);
    assert.equal((invoices?.['Invoices__r'] as { totalSize: number }).totalSize, 1);
  });

  it('compound addresses', async () => {
    const rows = await query("SELECT BillingAddress, ShippingAddress FROM Account WHERE Name = 'Soql A'");
    assert.equal((rows[0]?.['BillingAddress'] as Row)['city'], 'Sampleton');
    assert.equal(rows[0]?.['ShippingAddress'], null);
  });

  it('FIELDS(ALL) and FIELDS(CUSTOM) with a LIMIT, FIELDS(STANDARD)', async () => {
    const [all = {}] = await query('SELECT FIELDS(ALL) FROM Account LIMIT 1');
    const [custom = {}] = await query('SELECT FIELDS(CUSTOM) FROM Account LIMIT 1');
    const [standard = {}] = await query('SELECT FIELDS(STANDARD) FROM Account');
    assert.ok(
      'Name' in all && 'Tier__c' in all && !('Name' in custom) && 'Tier__c' in custom && !('Tier__c' in standard),
    );
  });

  it('aggregates, GROUP BY, HAVING', async () => {
    assert.deepEqual(
      await query(
        "SELECT COUNT(Id), SUM(AnnualRevenue) total, AVG(AnnualRevenue), MIN(Name), COUNT_DISTINCT(Rating) FROM Account WHERE Name LIKE 'soql _'",
      ),
      [{ attributes: { type: 'AggregateResult' }, expr0: 3, total: 120, expr1: 60, expr2: 'Soql A', expr3: 2 }],
    );
    const grouped = await query(
      "SELECT Account.Name, COUNT(Id) n FROM Contact WHERE AccountId != null GROUP BY Account.Name HAVING COUNT(Id) > 1 AND Account.Name LIKE 'soql%' ORDER BY COUNT(Id) DESC",
    );
    assert.deepEqual(grouped, [{ attributes: { type: 'AggregateResult' }, Name: 'soql b', n: 2 }]);
  });

  it('queryAll finds deleted records, query does not', async () => {
    const { Id } = client().org.insert('Lead', { LastName: 'Gone', Company: 'Gone' });
    await client().load({ object: 'Lead', operation: 'delete' }, `Id\n${Id}\n`);
    const soql = "SELECT Id, IsDeleted FROM Lead WHERE LastName = 'Gone'";
    assert.equal((await query(soql)).length, 0);
    assert.equal((await query(soql, '/queryAll'))[0]?.['IsDeleted'], true);
  });

  const lines = (context: string, column: number, message: string): string =>
    `\n${context}\n${' '.repeat(column - 1)}^\nERROR at Row:1:Column:${column}\n${message}`;
  const FIELD = "If you are attempting to use a custom field, be sure to append the '__c' after the custom field name.";
  const REFER = 'Please reference your WSDL or the describe call for the appropriate names.';
  const UNEXPECTED = 'unexpected token: ';

  const ERRORS: readonly [string, string, string][] = [
    ['SELECT Foo FRM Account', 'MALFORMED_QUERY', lines('SELECT Foo FRM Account', 12, `${UNEXPECTED}'FRM'`)],
    ['SELECT Id Account', 'MALFORMED_QUERY', lines('SELECT Id Account', 11, `${UNEXPECTED}'Account'`)],
    ['SELECT Id, FROM Account', 'MALFORMED_QUERY', lines('SELECT Id, FROM Account', 12, `${UNEXPECTED}'FROM'`)],
    ['SELECT FROM Account', 'MALFORMED_QUERY', lines('SELECT FROM Account', 1, `${UNEXPECTED}'SELECT FROM'`)],
    [
      'SELECT Id FROM Account WHERE',
      'MALFORMED_QUERY',
      lines('SELECT Id FROM Account WHERE', 29, `${UNEXPECTED}'<EOF>'`),
    ],
    ['DELETE FROM Account', 'MALFORMED_QUERY', lines('DELETE FROM Account', 1, `${UNEXPECTED}'DELETE'`)],
    [
      "SELECT Id FROM Account WHERE Id = 'a' AND Name = 'b' OR Name = 'c'",
      'MALFORMED_QUERY',
      "\nWHERE Id = 'a' AND Name = 'b' OR Name = 'c'\n" +
        `${' '.repeat(30)}^\nERROR at Row:1:Column:54\n${UNEXPECTED}'OR'`,
    ],
    ["SELECT Id FROM Account WHERE Name = 'O'Nobody'", 'MALFORMED_QUERY', ''],
    ["SELECT Id FROM Account WHERE Name = 'x' Site = 'y'", 'MALFORMED_QUERY', ''],
    [
      'SELECT Id FROM Account LIMIT x',
      'MALFORMED_QUERY',
      lines('SELECT Id FROM Account LIMIT x', 30, `${UNEXPECTED}'x'`),
    ],
    ['SELECT Id FROM Account;', 'MALFORMED_QUERY', lines('SELECT Id FROM Account;', 23, `${UNEXPECTED}';'`)],
    ['SELECT Id FROM Account WHERE Name = :name', 'MALFORMED_QUERY', 'Bind variables only allowed in Apex code'],
    ['SELECT Id FROM Account WHERE Name = Site', 'MALFORMED_QUERY', 'Bind variables only allowed in Apex code'],
    [
      'SELECT Id FROM Contact WHERE Email = sam.example@example.com ORDER BY CreatedDate DESC',
      'MALFORMED_QUERY',
      '\nContact WHERE Email = sam.example@example.com ORDER BY CreatedDate\n' +
        `${' '.repeat(33)}^\nERROR at Row:1:Column:49\n${UNEXPECTED}'@'`,
    ],
    ['SELECT Id, Id FROM Account', 'MALFORMED_QUERY', 'duplicate field selected: Id'],
    [
      'SELECT Name x FROM Account',
      'MALFORMED_QUERY',
      lines('SELECT Name x FROM Account', 13, 'only aggregate expressions use field aliasing'),
    ],
    [
      'SELECT Id,Invalid__x FROM Contact LIMIT 1',
      'INVALID_FIELD',
      lines(
        'SELECT Id,Invalid__x FROM Contact LIMIT 1',
        11,
        `No such column 'Invalid__x' on entity 'Contact'. ${FIELD} ${REFER}`,
      ),
    ],
    [
      'SELECT Id, DepProbeField__c FROM Account LIMIT 1',
      'INVALID_FIELD',
      lines(
        'SELECT Id, DepProbeField__c FROM Account LIMIT',
        12,
        `No such column 'DepProbeField__c' on entity 'Account'. ${FIELD} ${REFER}`,
      ),
    ],
    [
      'SELECT Foo.Name FROM Contact',
      'INVALID_FIELD',
      lines(
        'SELECT Foo.Name FROM Contact',
        8,
        "Didn't understand relationship 'Foo' in field path. If you are attempting to use a custom relationship, be " +
          `sure to append the '__r' after the custom relationship name. ${REFER}`,
      ),
    ],
    [
      'SELECT Id FROM Contact123',
      'INVALID_TYPE',
      lines(
        'SELECT Id FROM Contact123',
        16,
        "sObject type 'Contact123' is not supported. If you are attempting to use a custom object, be sure to append " +
          `the '__c' after the entity name. ${REFER}`,
      ),
    ],
    [
      "SELECT Id FROM Account WHERE CreatedDate > '2026-01-01'",
      'INVALID_FIELD',
      'must be of type dateTime and should not be enclosed in quotes',
    ],
    [
      "SELECT Id FROM Account WHERE AnnualRevenue = '5'",
      'INVALID_FIELD',
      'must be of type double and should not be enclosed in quotes',
    ],
    [
      'SELECT Id FROM Account WHERE Name = 5',
      'INVALID_FIELD',
      "value of filter criterion for field 'Name' must be of type string and should be enclosed in quotes",
    ],
    ["SELECT Id FROM Account WHERE Id = 'abc'", 'MALFORMED_QUERY', 'invalid ID field: abc'],
    [
      "SELECT Id FROM Account WHERE Description = 'x'",
      'INVALID_FIELD',
      "field 'Description' can not be filtered in a query call",
    ],
    [
      'SELECT Id FROM Account ORDER BY Description',
      'INVALID_FIELD',
      "field 'Description' can not be sorted in a query call",
    ],
    ["SELECT Id FROM Account WHERE CreatedDate LIKE '2026%'", 'MALFORMED_QUERY', 'invalid operator on datetime field'],
    ['SELECT Id FROM Account OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000'],
    ['SELECT Name, COUNT(Id) FROM Account', 'MALFORMED_QUERY', 'Field must be grouped or aggregated: Name'],
    ['SELECT FIELDS(ALL) FROM Account', 'MALFORMED_QUERY', 'The SOQL FIELDS function must have a LIMIT of at most 200'],
    [
      'SELECT Id, (SELECT Id FROM Contact) FROM Account',
      'INVALID_TYPE',
      "Didn't understand relationship 'Contact' in FROM part of query call.",
    ],
    ['', 'MALFORMED_QUERY', 'A query string has to be specified'],
  ];
  for (const [soql, errorCode, message] of ERRORS) {
    it(`${soql} → 400 ${errorCode}`, async () => {
      const reply = await call(soql);
      assert.equal(reply.status, 400);
      const error = errorOf(reply);
      assert.equal(error.errorCode, errorCode);
      if (message.startsWith('\n')) assert.equal(error.message, message);
      else assert.ok(error.message.includes(message), error.message);
    });
  }

  it('says the row of an error in a query of several lines', async () => {
    const { message } = errorOf(await call('SELECT Id\nFROM Account\nWHERE  Nope = 1'));
    assert.match(message, /\n\s+\^\nERROR at Row:3:Column:8\nNo such column 'Nope'/);
  });

  it('columns=true answers the shape (E.3)', async () => {
    const shape = async (soql: string): Promise<Row> =>
      JSON.parse((await client().call(`/query?q=${encodeURIComponent(soql)}&columns=true`)).text) as Row;
    const plain = await shape('SELECT Id, Owner.Name, Tier__c, Owner.Id, (SELECT LastName FROM Contacts) FROM Account');
    const columns = plain['columnMetadata'] as (Row & { joinColumns: Row[] })[];
    assert.deepEqual(
      columns.map(({ columnName, aggregate, custom, joinColumns }) => [
        columnName,
        aggregate,
        custom,
        joinColumns.map((column) => column['columnName']),
      ]),
      [
        ['Id', false, false, []],
        ['Owner', false, false, ['Name', 'Id']],
        ['Tier__c', false, true, []],
        ['Contacts', true, false, ['LastName']],
      ],
    );
    assert.deepEqual(Object.keys(columns[0] ?? {}), [
      'aggregate',
      'apexType',
      'booleanType',
      'columnName',
      'custom',
      'displayName',
      'foreignKeyName',
      'insertable',
      'joinColumns',
      'numberType',
      'textType',
      'updatable',
    ]);
    const { columnMetadata: _, ...rest } = plain;
    assert.deepEqual(rest, { entityName: 'Account', groupBy: false, idSelected: true, keyPrefix: '001' });
    const aggregate = await shape('SELECT Rating, COUNT(Id), MAX(Name) m FROM Account GROUP BY Rating');
    assert.deepEqual(
      (aggregate['columnMetadata'] as Row[]).map(({ columnName, aggregate, displayName }) => [
        columnName,
        aggregate,
        displayName,
      ]),
      [
        ['Rating', false, 'Rating'],
        ['expr0', true, 'COUNT(Id)'],
        ['m', true, 'MAX(Name)'],
      ],
    );
    assert.deepEqual((await shape('SELECT count() FROM Account'))['columnMetadata'], []);
  });
});
