// What the other tests of the CLI try with `data import bulk`, with update, upsert and delete.

import assert from 'node:assert/strict';
import { useSalesforceCli, type JsonOutcome } from './salesforceCli.js';

type Verb = 'update' | 'upsert' | 'delete';

/** What is left of a load: `update` tells numbers, the others have the whole job. */
interface Load {
  readonly jobId?: string;
  readonly successfulRecords?: number;
  readonly jobInfo?: {
    readonly id: string;
    readonly numberRecordsProcessed: number;
    readonly numberRecordsFailed: number;
  };
  readonly records?: Record<'successfulResults' | 'failedResults', Record<string, string>[]>;
}

const failureOf = ({ status, name, message }: JsonOutcome<unknown>) => ({ status, name, message });

describe('Salesforce CLI: what data update, upsert and delete bulk have in common', () => {
  const cli = useSalesforceCli();

  const bulk = async (verb: Verb, object: string, rows: readonly string[], ...flags: readonly string[]) => {
    const eol = flags.includes('CRLF') ? '\r\n' : '\n';
    await cli().write('load.csv', rows.map((row) => row + eol).join(''));
    const key = verb === 'upsert' ? ['--external-id', 'External_Id__c'] : [];
    const args = ['data', verb, 'bulk', '--sobject', object, '--file', 'load.csv', '--wait', '1', ...key, ...flags];
    return cli().json<Load>(args);
  };
  const saved = ({ successfulRecords, records }: Load) => successfulRecords ?? records?.successfulResults.length;
  const jobOf = ({ jobId, jobInfo }: Load) => cli().org.jobs.get(jobId ?? jobInfo?.id ?? '');

  // Each delimiter with the line ending that `import` does not have with it.
  const DIALECTS: readonly (readonly [Verb, string, string, 'LF' | 'CRLF'])[] = [
    ['update', 'BACKQUOTE', '`', 'CRLF'],
    ['upsert', 'CARET', '^', 'LF'],
    ['update', 'COMMA', ',', 'CRLF'],
    ['upsert', 'PIPE', '|', 'LF'],
    ['update', 'SEMICOLON', ';', 'CRLF'],
    ['upsert', 'TAB', '\t', 'LF'],
  ];
  for (const [verb, columnDelimiter, char, lineEnding] of DIALECTS) {
    it(`${verb}: ${columnDelimiter} and ${lineEnding}, as told`, async () => {
      const { org } = cli();
      const key = `DIA-${columnDelimiter}`;
      const { Id } = org.insert('Account', { Name: 'Before', External_Id__c: key });
      const rows = [
        [verb === 'update' ? 'Id' : 'External_Id__c', 'Name', 'Site'],
        [verb === 'update' ? Id : key, `"a${char}b"`, 'c'],
      ];
      const flags = ['--column-delimiter', columnDelimiter, '--line-ending', lineEnding];
      const { result } = await bulk(
        verb,
        'Account',
        rows.map((row) => row.join(char)),
        ...flags,
      );
      assert.equal(saved(result), 1);
      const job = jobOf(result);
      assert.deepEqual([job?.operation, job?.columnDelimiter, job?.lineEnding], [verb, columnDelimiter, lineEnding]);
      assert.deepEqual([org.record(Id)?.['Name'], org.record(Id)?.['Site']], [`a${char}b`, 'c']);
    });
  }

  /** The job that a load with one failed row names, and the results that it sends a person to. */
  async function failedRow(outcome: JsonOutcome<Load>) {
    const { jobId } = outcome.data as { jobId: string };
    assert.deepEqual(failureOf(outcome), {
      status: 1,
      name: 'FailedRecordDetailsError',
      message: 'Job finished being processed but failed to process 1 records.',
    });
    await cli().run(['data', 'bulk', 'results', '--job-id', jobId]);
    return { job: cli().org.jobs.get(jobId), failed: await cli().read(`${jobId}-failed-records.csv`) };
  }

  it('delete: CRLF, and a row that fails comes back with its id', async () => {
    const { Id } = cli().org.insert('Account', { Name: 'To be deleted' });
    const rows = ['Id', Id, '001000000000000AAA'];
    const { job, failed } = await failedRow(await bulk('delete', 'Account', rows, '--line-ending', 'CRLF'));
    assert.equal(job?.lineEnding, 'CRLF');
    assert.equal(
      failed,
      '"sf__Id","sf__Error",Id\r\n' +
        '"001000000000000AAA","MALFORMED_ID:malformed id 001000000000000AAA:--","001000000000000AAA"\r\n',
    );
    assert.equal(cli().org.record(Id)?.['IsDeleted'], true);
  });

  it('upsert: a row that fails comes back with why', async () => {
    const rows = ['External_Id__c,Name', 'NEW-9,Good', 'NEW-10,'];
    const { failed } = await failedRow(await bulk('upsert', 'Account', rows));
    assert.equal(
      failed,
      '"sf__Id","sf__Error",External_Id__c,Name\n' +
        '"","REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --","NEW-10",""\n',
    );
    assert.equal(cli().org.records('Account').at(-1)?.['External_Id__c'], 'NEW-9');
  });

  for (const verb of ['update', 'upsert', 'delete'] as const) {
    it(`${verb}: an object there is none of`, async () => {
      assert.deepEqual(failureOf(await bulk(verb, 'Nope__c', ['Id', '001000000000000AAA'])), {
        status: 1,
        name: 'INVALIDJOB',
        message: 'InvalidJob : Unable to find object: Nope__c',
      });
    });
  }

  for (const verb of ['update', 'upsert'] as const) {
    it(`${verb}: a column there is none of`, async () => {
      const rows = ['Id,External_Id__c,Nope__c', ',ACC-0001,x'];
      const { status, name, message } = await bulk(verb, 'Account', rows);
      assert.deepEqual([status, name], [1, 'JobFailedError']);
      assert.match(message ?? '', /InvalidBatch : Field name not found : Nope__c$/);
    });

    it(`${verb}: a parent by its external id`, async () => {
      const { org } = cli();
      const key = `LINK-${verb}`;
      const { Id } = org.insert('Contact', { LastName: 'Linked', External_Id__c: key });
      const own = verb === 'update' ? ['Id', Id] : ['External_Id__c', key];
      const { result } = await bulk(verb, 'Contact', [`${own[0]},Account.External_Id__c`, `${own[1]},ACC-0001`]);
      assert.equal(saved(result), 1);
      const account = org.records('Account').find(({ External_Id__c }) => External_Id__c === 'ACC-0001');
      assert.equal(org.record(Id)?.['AccountId'], account?.Id);
    });
  }
});
