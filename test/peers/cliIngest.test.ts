import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import { useSalesforceCli, type JsonOutcome } from './salesforceCli.js';

/** What the commands without records in their answer give back. */
interface Load {
  readonly jobId: string;
  readonly processedRecords: number;
  readonly successfulRecords: number;
  readonly failedRecords: number;
}

interface Results {
  readonly jobInfo: Record<string, unknown>;
  readonly records: Record<'successfulResults' | 'failedResults' | 'unprocessedRecords', Record<string, string>[]>;
}

const lines = (...rows: readonly string[]): string => rows.map((row) => `${row}\n`).join('');

/** Name, code and message of a failure. */
const failureOf = ({ status, name, message }: JsonOutcome<unknown>) => ({ status, name, message });

describe('Salesforce CLI: data import, update, upsert and delete bulk', () => {
  const cli = useSalesforceCli();

  const importBulk = (object: string, file: string, ...flags: string[]) =>
    cli().json<Load>(['data', 'import', 'bulk', '--sobject', object, '--file', file, '--wait', '1', ...flags]);

  const named = (start: string) =>
    cli()
      .org.records('Account')
      .filter(({ Name }) => String(Name).startsWith(start));

  const DELIMITERS = { BACKQUOTE: '`', CARET: '^', COMMA: ',', PIPE: '|', SEMICOLON: ';', TAB: '\t' };
  Object.entries(DELIMITERS).forEach(([columnDelimiter, char], index) => {
    // Each delimiter with one of the line endings, so that both come.
    const lineEnding = index % 2 ? 'CRLF' : 'LF';
    it(`${columnDelimiter}, found by the CLI, with ${lineEnding}`, async () => {
      const rows = [
        ['NAME', 'Site', 'Description'],
        [`${columnDelimiter} 1`, `"a${char}b"`, '"""quoted"""'],
        [`${columnDelimiter} 2`, 'ü€😀', ''],
      ];
      const eol = lineEnding === 'LF' ? '\n' : '\r\n';
      await cli().write('a.csv', rows.map((row) => row.join(char) + eol).join(''));
      const { result } = await importBulk('account', 'a.csv', '--line-ending', lineEnding);
      assert.deepEqual(result, { jobId: result.jobId, processedRecords: 2, successfulRecords: 2, failedRecords: 0 });
      const job = cli().org.jobs.get(result.jobId);
      assert.deepEqual([job?.columnDelimiter, job?.lineEnding, job?.object], [columnDelimiter, lineEnding, 'Account']);
      const saved = named(columnDelimiter).map(({ Name, Site, Description }) => [Name, Site, Description]);
      assert.deepEqual(saved, [
        [`${columnDelimiter} 1`, `a${char}b`, '"quoted"'],
        [`${columnDelimiter} 2`, 'ü€😀', null],
      ]);
    });
  });

  it('half of 10,000 rows have a cell too many: the job completes, the CLI fails and saves both results', async () => {
    // As in the CLI's own test against a live org.
    const rows = Array.from({ length: 10_000 }, (_, i) => `half ${i},Account,415-555-0000${i < 5_000 ? ',,' : ''}`);
    await cli().write('half.csv', lines('NAME,TYPE,PHONE', ...rows));
    const failure = await importBulk('account', 'half.csv', '--column-delimiter', 'COMMA');
    assert.deepEqual(failureOf(failure), {
      status: 1,
      name: 'FailedRecordDetailsError',
      message: 'Job finished being processed but failed to process 5000 records.',
    });
    const { jobId, state } = failure.data as { jobId: string; state: string };
    assert.equal(state, 'JobComplete');
    assert.equal(named('half').length, 5_000);
    const upload = cli().org.log.findLast(({ method }) => method === 'PUT');
    assert.equal(upload?.headers['transfer-encoding'], 'chunked'); // streamed, its length unsaid

    const { result } = await cli().json(['data', 'bulk', 'results', '--job-id', jobId]);
    assert.deepEqual(result, {
      processedRecords: 10_000,
      successfulRecords: 5_000,
      failedRecords: 5_000,
      status: 'JobComplete',
      operation: 'insert',
      object: 'Account',
      successFilePath: `${jobId}-success-records.csv`,
      failedFilePath: `${jobId}-failed-records.csv`,
    });
    const [header, ...successes] = (await cli().read(`${jobId}-success-records.csv`)).trimEnd().split('\n');
    assert.equal(header, '"sf__Id","sf__Created",NAME,TYPE,PHONE');
    assert.equal(successes.length, 5_000);
    assert.match(successes[0] ?? '', /^"001\w{15}","true","half \d{4}","Account","415-555-0000"$/);
    const failures = (await cli().read(`${jobId}-failed-records.csv`)).trimEnd().split('\n');
    assert.equal(failures.length, 5_001);
    assert.match(failures[1] ?? '', /^"","INVALID_FIELD:Number of fields in header is different from the row\. /);
  });

  it('links records by an external id of the parent, also where the parent can be of several objects', async () => {
    const { org } = cli();
    const [account] = org.records('Account');
    await cli().write('contacts.csv', lines('LastName,External_Id__c,Account.External_Id__c', 'Linked,LNK-1,ACC-0001'));
    assert.equal((await importBulk('Contact', 'contacts.csv')).result.successfulRecords, 1);
    const contact = org.records('Contact').find(({ LastName }) => LastName === 'Linked');
    assert.equal(contact?.['AccountId'], account?.Id);

    await cli().write('tasks.csv', lines('Subject,Contact:Who.External_Id__c', 'Call,LNK-1'));
    assert.equal((await importBulk('Task', 'tasks.csv')).result.successfulRecords, 1);
    assert.equal(org.records('Task').at(-1)?.['WhoId'], contact?.Id);
  });

  it('a job that fails as a whole says why', async () => {
    await cli().write('ragged.csv', 'Name,Nope__c\nA,1\n');
    assert.deepEqual(failureOf(await importBulk('Account', 'ragged.csv')), {
      status: 1,
      name: 'JobFailedError',
      message: 'Job failed to be processed due to:\n\nInvalidBatch : Field name not found : Nope__c',
    });
    assert.deepEqual(failureOf(await importBulk('Account', 'ragged.csv', '--line-ending', 'CRLF')), {
      status: 1,
      name: 'JobFailedError',
      message:
        'Job failed to be processed due to:\n\n' +
        'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is CRLF',
    });
  });

  it('an object that does not exist is refused before anything is sent', async () => {
    const jobs = cli().org.jobs.all().length;
    assert.deepEqual(failureOf(await importBulk('Nope__c', 'ragged.csv')), {
      status: 1,
      name: 'INVALIDJOB',
      message: 'InvalidJob : Unable to find object: Nope__c',
    });
    assert.equal(cli().org.jobs.all().length, jobs);
  });

  it('a header without rows processes nothing, which the CLI takes for a failure', async () => {
    await cli().write('empty.csv', 'Name\n');
    const { name } = await importBulk('Account', 'empty.csv');
    assert.equal(name, 'NoProcessedRecordsError');
  });

  it('shows a person the numbers and the page of the job', async () => {
    await cli().write('one.csv', 'Name\nShown\n');
    const args = ['data', 'import', 'bulk', '--sobject', 'Account', '--file', 'one.csv', '--wait', '1'];
    const { exitCode, stdout } = await cli().run(args);
    assert.equal(exitCode, 0);
    assert.match(stdout, /Processed records: 1\n.*Successful records: 1\n.*Failed records: 0\n/);
    assert.match(stdout, /Status: JobComplete/);
  });

  const bulk = <Result>(verb: string, file: string, ...flags: string[]) =>
    cli().json<Result>(['data', verb, 'bulk', '--sobject', 'Account', '--file', file, '--wait', '1', ...flags]);

  it('update leaves empty cells alone and sets #N/A to null; unknown and malformed ids fail', async () => {
    const { org } = cli();
    const account = org.insert('Account', { Name: 'Before', Phone: '1', Site: 'kept', Fax: 'gone' });
    await cli().write(
      'update.csv',
      lines('Id,Name,Site,Fax', `${account.Id},After,,#N/A`, '001000000000000AAA,X,,', 'nonsense,X,,'),
    );
    const failure = await bulk<Load>('update', 'update.csv');
    assert.equal(failure.message, 'Job finished being processed but failed to process 2 records.');
    const { jobId } = failure.data as { jobId: string };
    await cli().run(['data', 'bulk', 'results', '--job-id', jobId]);
    const failures = parse<Record<string, string>>(await cli().read(`${jobId}-failed-records.csv`), { columns: true });
    assert.deepEqual(failures.map(({ sf__Id, sf__Error }) => [sf__Id, sf__Error]).sort(), [
      ['001000000000000AAA', 'MALFORMED_ID:malformed id 001000000000000AAA:--'],
      ['nonsense', 'MALFORMED_ID:malformed id nonsense:--'],
    ]);
    const saved = org.record(account.Id);
    const cells = ['Name', 'Phone', 'Site', 'Fax'].map((name) => saved?.[name]);
    assert.deepEqual(cells, ['After', '1', 'kept', null]);
  });

  it('upsert by an external id updates what is there, inserts the rest, and returns every row', async () => {
    const { org } = cli();
    await cli().write('upsert.csv', lines('External_Id__c,Name', 'ACC-0001,Renamed', 'NEW-1,Brand new'));
    const { result } = await bulk<Results>('upsert', 'upsert.csv', '--external-id', 'External_Id__c');
    assert.equal(result.jobInfo['externalIdFieldName'], 'External_Id__c');
    const rows = result.records.successfulResults.sort((a, b) => (a['Name'] ?? '').localeCompare(b['Name'] ?? ''));
    const idOf = (name: string) => org.records('Account').find(({ Name }) => Name === name)?.Id;
    assert.deepEqual(rows, [
      { sf__Id: idOf('Brand new'), sf__Created: 'true', External_Id__c: 'NEW-1', Name: 'Brand new' },
      { sf__Id: idOf('Renamed'), sf__Created: 'false', External_Id__c: 'ACC-0001', Name: 'Renamed' },
    ]);
    assert.deepEqual([result.records.failedResults, result.records.unprocessedRecords], [[], []]);
  });

  it('upsert by Id without a column of ids inserts', async () => {
    await cli().write('byId.csv', lines('NAME`ANNUALREVENUE', 'Inserted`1000'));
    const flags = ['--external-id', 'Id', '--column-delimiter', 'BACKQUOTE'];
    const { result } = await bulk<Results>('upsert', 'byId.csv', ...flags);
    const [row] = result.records.successfulResults;
    assert.deepEqual(Object.keys(row ?? {}), ['sf__Id', 'sf__Created', 'NAME', 'ANNUALREVENUE']);
    assert.equal(cli().org.record(row?.['sf__Id'] ?? '')?.['AnnualRevenue'], 1000);
  });

  it('upsert by a field that is no external id is refused', async () => {
    assert.deepEqual(failureOf(await bulk('upsert', 'upsert.csv', '--external-id', 'Name')), {
      status: 1,
      name: 'INVALIDJOB',
      message: 'InvalidJob : Field name provided, Name does not match an External ID for Account',
    });
  });

  it('delete moves records to the recycle bin', async () => {
    const { org } = cli();
    const { Id } = org.insert('Account', { Name: 'To be deleted' });
    await cli().write('ids.csv', lines('Id', Id));
    const { result } = await bulk<Results>('delete', 'ids.csv');
    assert.deepEqual(result.records.successfulResults, [{ sf__Id: Id, sf__Created: 'false', Id }]);
    assert.equal(org.record(Id)?.['IsDeleted'], true);
  });

  it('delete takes nothing but ids', async () => {
    await cli().write('more.csv', lines('Id,Name', '001000000000000AAA,X'));
    assert.deepEqual(failureOf(await bulk('delete', 'more.csv')), {
      status: 1,
      name: 'JobFailedError',
      message: "Job failed to be processed due to:\n\nInvalidBatch : The 'delete' batch must contain only ids",
    });
  });

  it('--hard-delete needs the permission, and then leaves nothing', async () => {
    const { org } = cli();
    const { Id } = org.insert('Account', { Name: 'To be gone' });
    await cli().write('ids.csv', lines('Id', Id));
    const failure = await bulk('delete', 'ids.csv', '--hard-delete');
    assert.equal(failure.name, 'HardDeletePermissionError');
    assert.equal(org.record(Id)?.['IsDeleted'], false);
    org.settings.hardDelete = true;
    const { result } = await bulk<Results>('delete', 'ids.csv', '--hard-delete');
    assert.equal(result.jobInfo['operation'], 'hardDelete');
    assert.equal(org.record(Id), undefined);
  });
});
