import assert from 'node:assert/strict';
import { useSalesforceCli } from './salesforceCli.js';

describe('Salesforce CLI: sobject, api request rest', () => {
  const cli = useSalesforceCli();

  const rest = async (url: string, ...flags: string[]) => cli().run(['api', 'request', 'rest', url, ...flags]);

  it('sobject list has standard and custom objects', async () => {
    const all = await cli().json<string[]>(['sobject', 'list']);
    assert.ok(all.result.includes('Account') && all.result.includes('Invoice__c'));
    const custom = await cli().json<string[]>(['sobject', 'list', '--sobject', 'custom']);
    assert.deepEqual(custom.result, ['Invoice__c']);
  });

  it('sobject describe has the facts a load needs', async () => {
    const { result } = await cli().json<{ name: string; fields: Record<string, unknown>[] }>([
      'sobject',
      'describe',
      '--sobject',
      'account',
    ]);
    assert.equal(result.name, 'Account');
    const field = result.fields.find(({ name }) => name === 'External_Id__c');
    const { type, length, createable, nillable, externalId, idLookup, unique } = field ?? {};
    assert.deepEqual(
      { type, length, createable, nillable, externalId, idLookup, unique },
      { type: 'string', length: 30, createable: true, nillable: true, externalId: true, idLookup: true, unique: true },
    );
    const unknown = await cli().json(['sobject', 'describe', '--sobject', 'Nope']);
    assert.deepEqual([unknown.name, unknown.message], ['NOT_FOUND', 'The requested resource does not exist']);
  });

  it('the resources of a version, and what each of them answers', async () => {
    const { stdout } = await rest('/services/data/v67.0/');
    const { identity, ...paths } = JSON.parse(stdout) as Record<string, string>;
    assert.ok(identity?.startsWith(cli().org.instanceUrl));
    assert.equal(paths['sobjects'], '/services/data/v67.0/sobjects');
    const limits = await rest('services/data/v67.0/limits', '--include');
    assert.match(limits.stdout, /^HTTP\/1\.1 200\n/);
    assert.match(limits.stdout, /sforce-limit-info: api-usage=\d+\/15000/);
  });

  it('errors exit with 1 and keep Salesforce’s form', async () => {
    const { exitCode, stdout } = await rest('/services/data/v67.0/sobjects/Nope/describe');
    assert.equal(exitCode, 1);
    assert.deepEqual(JSON.parse(stdout), [
      { errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' },
    ]);
  });

  it('a job by hand: create, abort, delete', async () => {
    const jobs = '/services/data/v67.0/jobs/ingest';
    const created = await rest(jobs, '--method', 'POST', '--body', '{"object":"account","operation":"insert"}');
    const { id, object, state } = JSON.parse(created.stdout) as Record<string, string>;
    assert.deepEqual([object, state], ['Account', 'Open']);
    await rest(`${jobs}/${id}`, '--method', 'PATCH', '--body', '{"state":"Aborted"}');
    // Without a body the CLI refuses any method but GET.
    const deleted = await rest(`${jobs}/${id}`, '--method', 'DELETE', '--body', '{}', '--include');
    assert.match(deleted.stdout, /^HTTP\/1\.1 204\n/);
    assert.equal(cli().org.jobs.get(id ?? ''), undefined);
  });
});
