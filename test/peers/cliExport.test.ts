import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { useSalesforceCli } from './salesforceCli.js';

const LEADS = 4_500;

describe('Salesforce CLI: data export bulk', () => {
  const cli = useSalesforceCli();

  before(() => {
    cli().org.settings.queryPageRecords = 1_000;
    for (let i = 0; i < LEADS; i++) {
      cli().org.insert('Lead', { LastName: `Export ${i}`, Company: i === 0 ? 'A, "quoted"\ncompany' : 'Placeholder' });
    }
  });

  const SOQL = "select id,lastname,company,email from lead where lastname like 'Export %'";

  const exportBulk = (file: string, soql: string, ...flags: string[]) =>
    cli().json(['data', 'export', 'bulk', '--query', soql, '--output-file', file, ...flags]);

  const NAMES = ['Id', 'LastName', 'Company', 'Email'];

  it('joins the pages of the results to one CSV file', async () => {
    const { result } = await exportBulk('leads.csv', SOQL, '--wait', '1');
    assert.deepEqual(result, { totalSize: LEADS, filePath: 'leads.csv' });
    const rows = parse<Record<string, string>>(await cli().read('leads.csv'), { columns: true });
    assert.equal(rows.length, LEADS);
    assert.deepEqual(Object.keys(rows[0] ?? {}), NAMES);
    const first = rows.find(({ LastName }) => LastName === 'Export 0');
    assert.deepEqual([first?.['Company'], first?.['Email']], ['A, "quoted"\ncompany', '']);
    assert.equal(new Set(rows.map(({ Id }) => Id)).size, LEADS);
    const pages = cli().org.log.filter(({ path }) => /\/jobs\/query\/\w+\/results/.test(path));
    assert.equal(pages.length, 5);
  });

  it('writes JSON', async () => {
    const { result } = await exportBulk('leads.json', SOQL, '--wait', '1', '--result-format', 'json');
    assert.deepEqual(result, { totalSize: LEADS, filePath: 'leads.json' });
    const records = JSON.parse(await cli().read('leads.json')) as Record<string, string>[];
    assert.equal(records.length, LEADS);
    assert.deepEqual(Object.keys(records[0] ?? {}), NAMES);
  });

  it('takes another delimiter and CRLF', async () => {
    const soql = "SELECT Name, BillingCity FROM Account WHERE External_Id__c = 'ACC-0001'";
    await exportBulk('one.csv', soql, '--wait', '1', '--column-delimiter', 'PIPE', '--line-ending', 'CRLF');
    assert.equal(await cli().read('one.csv'), '"Name"|"BillingCity"\r\n"Amber Placeholder Works"|"Exampleville"\r\n');
  });

  it('--all-rows brings deleted records too; its file can be imported again', async () => {
    const { org } = cli();
    const { Id } = org.insert('Account', { Name: 'Deleted' });
    await cli().write('ids.csv', `Id\n${Id}\n`);
    await cli().json(['data', 'delete', 'bulk', '--sobject', 'Account', '--file', 'ids.csv', '--wait', '1']);
    const soql = `SELECT Name, IsDeleted FROM Account WHERE Name = 'Deleted'`;
    const left = await exportBulk('left.csv', soql, '--wait', '1');
    const all = await exportBulk('all.csv', soql, '--wait', '1', '--all-rows');
    assert.deepEqual([left.result['totalSize'], all.result['totalSize']], [0, 1]);
    assert.equal(await cli().read('all.csv'), '"Name","IsDeleted"\n"Deleted","true"\n');

    await exportBulk('names.csv', `SELECT Name FROM Account WHERE Name = 'Deleted'`, '--wait', '1', '--all-rows');
    const args = ['data', 'import', 'bulk', '--sobject', 'Account', '--file', 'names.csv', '--wait', '1'];
    assert.equal((await cli().json(args)).result['successfulRecords'], 1);
  });

  it('export resume goes on with a job that was not waited for', async () => {
    const started = await exportBulk('later.csv', 'SELECT Name FROM Account');
    const jobId = String(started.result['jobId']);
    assert.match(jobId, /^750\w{15}$/);
    const { result } = await cli().json(['data', 'export', 'resume', '--job-id', jobId]);
    assert.deepEqual(result, { totalSize: cli().org.records('Account').length, filePath: 'later.csv' });
  });

  it('what a bulk query cannot do is refused at once', async () => {
    const FAILURES = [
      ['SELECT Name FROM Nope', 'INVALID_TYPE'],
      ['SELECT BillingAddress FROM Account', 'API_ERROR'],
    ] as const;
    for (const [soql, name] of FAILURES) {
      const failure = await exportBulk('none.csv', soql, '--wait', '1');
      assert.deepEqual([failure.status, failure.name], [1, name]);
    }
  });
});
