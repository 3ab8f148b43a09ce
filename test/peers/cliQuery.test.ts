import assert from 'node:assert/strict';
import { useSalesforceCli } from './salesforceCli.js';

interface QueryResult {
  readonly totalSize: number;
  readonly done: boolean;
  readonly records: readonly Record<string, unknown>[];
}

describe('Salesforce CLI: data query, data get record', () => {
  const cli = useSalesforceCli();

  const query = (soql: string, ...flags: string[]) => cli().run(['data', 'query', '--query', soql, ...flags]);
  const queryJson = (soql: string) => cli().json<QueryResult>(['data', 'query', '--query', soql]);

  const LINKED = "SELECT name, Account.Name, Owner.Name, Title FROM contact WHERE External_Id__c = 'CON-0001'";

  it('returns records, with those of their parents', async () => {
    const { result } = await queryJson(LINKED);
    const id = cli()
      .org.records('Contact')
      .find(({ LastName }) => LastName === 'Example')?.Id;
    const { org } = cli();
    const attributes = (type: string, of: string | undefined) => ({
      type,
      url: `/services/data/v67.0/sobjects/${type}/${of}`,
    });
    const account = org.records('Account')[0];
    assert.deepEqual(result, {
      records: [
        {
          attributes: attributes('Contact', id),
          Name: 'Alex Example',
          Account: { attributes: attributes('Account', account?.Id), Name: account?.['Name'] },
          Owner: { attributes: attributes('User', org.userId), Name: 'Robin Demo' },
          Title: null,
        },
      ],
      totalSize: 1,
      done: true,
    });
  });

  it('prints a table whose columns the org names', async () => {
    const { stdout, exitCode } = await query(LINKED);
    assert.equal(exitCode, 0);
    assert.match(stdout, /NAME.*ACCOUNT\.NAME.*OWNER\.NAME.*TITLE/);
    assert.match(stdout, /Alex Example.*Amber Placeholder Works.*Robin Demo/);
    assert.match(stdout, /Total number of records retrieved: 1\./);
  });

  it('prints CSV', async () => {
    const { stdout } = await query(LINKED, '--result-format', 'csv');
    assert.equal(stdout, 'Name,Account.Name,Owner.Name,Title\nAlex Example,Amber Placeholder Works,Robin Demo,\n');
  });

  it('count() has a total and no records', async () => {
    const { result } = await queryJson('SELECT count() FROM Account');
    assert.deepEqual(result, { totalSize: 12, done: true, records: [] });
    assert.match((await query('SELECT Count() FROM User')).stdout, /Total number of records retrieved: 2\./);
  });

  it('fetches page after page', async () => {
    for (let i = 0; i < 4_500; i++) cli().org.insert('Lead', { LastName: `Paged ${i}`, Company: 'Placeholder' });
    const { result } = await queryJson("SELECT LastName FROM Lead WHERE LastName LIKE 'Paged %'");
    assert.equal(result.totalSize, 4_500);
    assert.equal(new Set(result.records.map(({ LastName }) => LastName)).size, 4_500);
  });

  it('errors carry their code and message', async () => {
    const FAILURES = [
      ['SELECT Name, Nope FROM Account', 'INVALID_FIELD', "No such column 'Nope' on entity 'Account'."],
      ['SELECT Name FROM Nope', 'INVALID_TYPE', "sObject type 'Nope' is not supported."],
      ['SELECT', 'MALFORMED_QUERY', 'unexpected token:'],
    ] as const;
    for (const [soql, name, message] of FAILURES) {
      const failure = await queryJson(soql);
      assert.deepEqual([failure.status, failure.name], [1, name]);
      assert.ok(failure.message?.includes(message), failure.message);
    }
  });

  it('data get record finds by id and by values', async () => {
    const account = cli().org.records('Account')[1];
    const get = ['data', 'get', 'record', '--sobject', 'Account'];
    const byId = await cli().json(['data', 'get', 'record', '--sobject', 'Account', '--record-id', account?.Id ?? '']);
    assert.equal(byId.result['Name'], 'Birch Example Stores');
    const byValue = await cli().json([...get, '--where', "Name='Birch Example Stores' Tier__c=Silver"]);
    assert.deepEqual(byValue.result, byId.result);
    const none = await cli().json([...get, '--record-id', '001000000000000AAA']);
    assert.deepEqual([none.name, none.message], ['NOT_FOUND', 'The requested resource does not exist']);
  });
});
