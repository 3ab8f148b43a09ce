import assert from 'node:assert/strict';
import { toPace } from '../../src/demo/pace.js';
import { useSalesforceCli } from './salesforceCli.js';

/** What a load gives back that was not waited for; `upsert` and `delete` have the whole job. */
interface Started {
  readonly jobId?: string;
  readonly jobInfo?: { readonly id: string };
}

interface Results {
  readonly records: Record<'successfulResults' | 'failedResults', Record<string, string>[]>;
}

describe('Salesforce CLI: data … resume, data bulk results', () => {
  const cli = useSalesforceCli();

  /** Starts a load and does not wait for it. */
  const start = async (verb: string, csv: string, ...flags: string[]): Promise<string> => {
    await cli().write('load.csv', csv);
    const args = ['data', verb, 'bulk', '--sobject', 'Account', '--file', 'load.csv', ...flags];
    const { jobId, jobInfo } = (await cli().json<Started>(args)).result;
    return jobId ?? jobInfo?.id ?? '';
  };

  const count = async (verb: string, ...flags: string[]) => {
    const { result } = await cli().json<Record<string, number>>(['data', verb, 'resume', ...flags]);
    return [result['processedRecords'], result['successfulRecords'], result['failedRecords']];
  };

  it('import and update go on with a job by its id and with the last one', async () => {
    const imported = await start('import', 'Name,External_Id__c\nResumed,RES-1\n');
    await cli().org.untilJob(imported);
    assert.deepEqual(await count('import', '--job-id', imported), [1, 1, 0]);
    const { org } = cli();
    const account = org.records('Account').find(({ Name }) => Name === 'Resumed');
    const updated = await start('update', `Id,Name\n${account?.Id},Resumed again\n`);
    await cli().org.untilJob(updated);
    assert.deepEqual(await count('update', '--use-most-recent'), [1, 1, 0]);
    assert.equal(org.record(account?.Id ?? '')?.['Name'], 'Resumed again');
  });

  it('upsert and delete return the rows, those that failed too', async () => {
    const upserted = await start('upsert', 'External_Id__c,Name\nRES-1,Once more\n', '--external-id', 'External_Id__c');
    await cli().org.untilJob(upserted);
    const upsert = await cli().json<Results>(['data', 'upsert', 'resume', '--job-id', upserted]);
    assert.equal(upsert.result.records.successfulResults[0]?.['sf__Created'], 'false');

    const deleted = await start('delete', 'Id\n001000000000000AAA\n');
    await cli().org.untilJob(deleted);
    const { result } = await cli().json<Results>(['data', 'delete', 'resume']);
    assert.deepEqual(result.records.failedResults, [
      {
        sf__Id: '001000000000000AAA',
        sf__Error: 'MALFORMED_ID:malformed id 001000000000000AAA:--',
        Id: '001000000000000AAA',
      },
    ]);
  });

  it('a job that failed half-way leaves rows that nobody reached', async () => {
    cli().org.faults.add({ kind: 'failJob', afterRows: 200 });
    const rows = Array.from({ length: 500 }, (_, i) => `half-way ${i}\n`);
    const jobId = await start('import', `Name\n${rows.join('')}`);
    await cli().org.untilJob(jobId);
    const { result, warnings } = await cli().json(['data', 'bulk', 'results', '--job-id', jobId]);
    assert.deepEqual(result, {
      processedRecords: 200,
      failedRecords: 0,
      status: 'Failed',
      operation: 'insert',
      object: 'Account',
      successFilePath: `${jobId}-success-records.csv`,
      unprocessedFilePath: `${jobId}-unprocessed-records.csv`,
    });
    assert.match(warnings.join('\n'), /TooManyLockFailure : Too many lock failures/);
    const lines = (await cli().read(`${jobId}-unprocessed-records.csv`)).trimEnd().split('\n');
    assert.deepEqual([lines.length, lines[0]], [301, 'Name']);
  });

  it('results of a job that has not ended, or is none, are refused', async () => {
    const { org } = cli();
    const { pace } = org.settings;
    org.settings.pace = toPace(600_000);
    const jobId = await start('import', 'Name\nWaiting\n');
    const early = await cli().json(['data', 'bulk', 'results', '--job-id', jobId]);
    assert.equal(early.message, 'Unable to get results because the job processed 0 records.');
    org.settings.pace = pace;

    const url = `/services/data/v67.0/jobs/ingest/${jobId}`;
    const abort = await cli().run([
      'api',
      'request',
      'rest',
      url,
      '--method',
      'PATCH',
      '--body',
      '{"state":"Aborted"}',
    ]);
    assert.match(abort.stdout, /"state": "Aborted"/);
    const aborted = await cli().json(['data', 'import', 'resume', '--job-id', jobId]);
    assert.deepEqual([aborted.name, aborted.message], ['JobAbortedError', 'Job has been aborted.']);

    const unknown = await cli().json(['data', 'bulk', 'results', '--job-id', '750000000000001AAA']);
    assert.deepEqual(
      [unknown.name, unknown.message],
      ['InvalidIdError', "Can't find a bulk job with ID 750000000000001AAA."],
    );
  });
});
