// The happy paths, and faults of a whole org, against the demo org over real HTTP.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, type ConnectOptions } from '../../../src/core/salesforce/connect.js';
import type { CreateJobRequest } from '../../../src/core/salesforce/job.js';
import type { JobData, Login, Salesforce } from '../../../src/core/salesforce/ports.js';
import { OTHER_SIDE, STRICT } from '../../../src/demo/doubts.js';
import { doubtsOfThisRun } from '../turnedDoubt.js';
import { startDemoOrg, type DemoOrg } from '../../../src/demo/server.js';
import { Conduct } from '../../conduct.js';

const ACCOUNTS: CreateJobRequest = {
  object: 'Account',
  operation: 'insert',
  lineEnding: 'LF',
  columnDelimiter: 'COMMA',
};
/** One row of three lacks the required name. */
const CSV = 'Name,Phone\n"Ada, Ltd.",1\n,2\nGrace,3\n';

const data = (text: string): JobData => ({
  length: Buffer.byteLength(text),
  async *open() {
    yield* await Promise.resolve([Buffer.from(text)]);
  },
});

describe('the connection and the demo org', () => {
  let org: DemoOrg;
  let conduct: Conduct;
  let folder: string;

  beforeEach(async () => {
    org = await startDemoOrg({ pace: 'instant', withoutJobs: true, doubts: doubtsOfThisRun() });
    conduct = new Conduct(() => org.conduct());
    folder = await mkdtemp(path.join(tmpdir(), 'demo-'));
  });
  afterEach(async () => {
    await org.close();
    await conduct.check();
    await rm(folder, { recursive: true });
  });

  const login = (options: ConnectOptions & Pick<Login, 'renew'> = {}): Promise<Salesforce> => {
    const { renew, ...rest } = options;
    const { instanceUrl, accessToken } = org;
    return connect({ instanceUrl, accessToken, ...(renew && { renew }) }, rest);
  };

  async function load({ bulk }: Salesforce, request = ACCOUNTS, csv = CSV): Promise<string> {
    const { id } = await bulk.createJob(request);
    await bulk.uploadJobData(id, data(csv));
    await bulk.closeJob(id);
    await org.untilJob(id);
    return id;
  }

  async function download({ bulk }: Salesforce, id: string): Promise<string[]> {
    const texts: string[] = [];
    for (const resultSet of ['successfulResults', 'failedResults', 'unprocessedrecords'] as const) {
      const file = path.join(folder, resultSet);
      const bytes = await bulk.downloadResults(id, resultSet, file);
      const text = await readFile(file, 'utf8');
      assert.equal(Buffer.byteLength(text), bytes);
      texts.push(text);
    }
    return texts;
  }

  it('meets the doubts of this run', () => {
    assert.deepEqual(org.settings.doubts, { ...STRICT, ...doubtsOfThisRun() });
  });

  it('tells who and where', async () => {
    const { identity, apiVersion } = await login({ kind: 'demo' });
    assert.equal(identity.orgId, org.orgId);
    assert.equal(identity.userId, org.userId);
    assert.equal(identity.username, org.username);
    assert.equal(identity.instanceUrl, org.instanceUrl);
    assert.equal(identity.kind, 'demo');
    assert.equal(apiVersion, '67.0');
  });

  it('reads the kind of the org from the org', async () => {
    const kinds = [];
    for (const values of [
      { IsSandbox: false, OrganizationType: 'Developer Edition', TrialExpirationDate: null },
      { IsSandbox: false, OrganizationType: 'Enterprise Edition', TrialExpirationDate: null },
      { IsSandbox: true, OrganizationType: 'Enterprise Edition', TrialExpirationDate: null },
      { IsSandbox: true, OrganizationType: 'Developer Edition', TrialExpirationDate: '2026-12-24T00:00:00.000+0000' },
    ]) {
      org.setOrganization(values);
      kinds.push((await login()).identity.kind);
    }
    assert.deepEqual(kinds, ['developer', 'production', 'sandbox', 'scratch']);
  });

  it('describes, queries, and knows the limits', async () => {
    const salesforce = await login();
    const { rest } = salesforce;
    const objects = await rest.describeGlobal();
    assert.equal(objects.find(({ name }) => name === 'Account')?.keyPrefix, '001');
    const account = await rest.describe('Account');
    assert.ok(account.fields.some(({ name, nillable }) => name === 'Name' && !nillable));
    await assert.rejects(rest.describe('Nonsense__c'), { code: 'UnknownObject' });
    const users = await rest.query<{ Id: string; Name: string }>(
      `SELECT Id, Name FROM User WHERE Id = '${org.userId}'`,
    );
    assert.equal(users[0]?.Id, org.userId);
    assert.ok(((await rest.limits()).DailyApiRequests?.Max ?? 0) > 0);
    assert.ok((salesforce.apiUsage?.used ?? 0) > 0);
  });

  it('carries a job from creation to results', async () => {
    const salesforce = await login();
    const id = await load(salesforce);
    const job = await salesforce.bulk.getJob(id);
    assert.equal(job.state, 'JobComplete');
    assert.deepEqual([job.numberRecordsProcessed, job.numberRecordsFailed], [3, 1]);
    const [successful, failed, unprocessed] = await download(salesforce, id);
    assert.match(successful ?? '', /"true","Ada, Ltd\.","1"\n/);
    assert.match(failed ?? '', /REQUIRED_FIELD_MISSING/);
    assert.equal(unprocessed, 'Name,Phone\n');
    const names = org.records('Account').map((account) => account.Name);
    assert.ok(names.includes('Ada, Ltd.') && names.includes('Grace'));
  });

  for (const doubt of Object.keys(OTHER_SIDE) as (keyof typeof OTHER_SIDE)[]) {
    it(`carries a job from creation to results where ${doubt} is ${OTHER_SIDE[doubt]}`, async () => {
      org.settings.doubts = { ...STRICT, [doubt]: OTHER_SIDE[doubt] };
      const salesforce = await login();
      const id = await load(salesforce);
      const job = await salesforce.bulk.getJob(id);
      assert.deepEqual([job.state, job.numberRecordsProcessed, job.numberRecordsFailed], ['JobComplete', 3, 1]);
      const [successful, failed, unprocessed] = await download(salesforce, id);
      assert.deepEqual([successful?.split('\n').length, failed?.split('\n').length], [4, 3]);
      assert.equal(unprocessed, 'Name,Phone\n');
    });
  }

  it('tells a job that failed as a whole', async () => {
    const salesforce = await login();
    const { state, errorMessage } = await salesforce.bulk.getJob(await load(salesforce, ACCOUNTS, 'Nonsense\nx\n'));
    assert.equal(state, 'Failed');
    assert.match(errorMessage ?? '', /Field name not found : Nonsense/);
  });

  it('aborts and deletes', async () => {
    conduct.expect('jobDeleted', 'is what it is about');
    const { bulk } = await login();
    const { id } = await bulk.createJob(ACCOUNTS);
    assert.equal((await bulk.abortJob(id)).state, 'Aborted');
    await bulk.deleteJob(id);
    await assert.rejects(bulk.getJob(id), { code: 'NotFound' });
  });

  it('lists all pages', async () => {
    org.settings.jobsPerPage = 3;
    org.seedJobs(8);
    const { bulk } = await login();
    const pages = [];
    for await (const page of bulk.listJobs()) pages.push(page.length);
    assert.deepEqual(pages, [3, 3, 2]);
  });

  it('understands the refusals', async () => {
    const salesforce = await login();
    const { bulk } = salesforce;
    await assert.rejects(bulk.createJob({ ...ACCOUNTS, object: 'Nonsense__c' }), { code: 'UnknownObject' });
    await assert.rejects(bulk.createJob({ ...ACCOUNTS, operation: 'upsert' }), { code: 'InvalidJob' });
    org.settings.hardDelete = false;
    await assert.rejects(bulk.createJob({ ...ACCOUNTS, operation: 'hardDelete' }), { code: 'FeatureNotEnabled' });
    await assert.rejects(bulk.abortJob(await load(salesforce)), { code: 'InvalidJobState' });
    org.expireSessions();
    await assert.rejects(bulk.createJob(ACCOUNTS), { code: 'SessionExpired' });
  });

  it('survives the end of its session in the middle of everything', async () => {
    const salesforce = await login({ renew: () => Promise.resolve(org.newAccessToken()) });
    const { id } = await salesforce.bulk.createJob(ACCOUNTS);
    org.expireSessions();
    await salesforce.bulk.uploadJobData(id, data(CSV));
    org.expireSessions();
    await salesforce.bulk.closeJob(id);
    await org.untilJob(id);
    org.expireSessions();
    assert.match((await download(salesforce, id))[0] ?? '', /Grace/);
  });

  it('connects with a stale token where the login can renew it', async () => {
    const renew = () => Promise.resolve(org.newAccessToken());
    const { identity } = await connect({ instanceUrl: org.instanceUrl, accessToken: 'stale', renew });
    assert.equal(identity.username, org.username);
  });

  it('is in doubt about an upload whose answer was lost, and does not repeat it', async () => {
    conduct.expect('jobLeftOpen', 'whoever called is the one to abort it');
    const { bulk } = await login();
    const { id } = await bulk.createJob(ACCOUNTS);
    org.clearLog();
    org.faults.add({ kind: 'dropAnswer', method: 'PUT' });
    await assert.rejects(bulk.uploadJobData(id, data(CSV)), { code: 'UploadOutcomeUnknown' });
    assert.deepEqual(
      org.log.map(({ method }) => method),
      ['PUT'],
    );
  });

  it('is in doubt about an upload that broke off', async () => {
    conduct.expect('jobLeftOpen', 'whoever called is the one to abort it');
    const { bulk } = await login();
    const { id } = await bulk.createJob(ACCOUNTS);
    org.faults.add({ kind: 'dropRequest', method: 'PUT', afterBytes: 100_000 });
    const large = data(`Name\n${'x'.repeat(2_000_000)}\n`);
    await assert.rejects(bulk.uploadJobData(id, large), { code: 'UploadOutcomeUnknown' });
  });

  it('keeps no half results', async () => {
    const salesforce = await login();
    const id = await load(salesforce);
    org.faults.add({ kind: 'cutAnswer', path: 'successfulResults', afterBytes: 40 });
    const file = path.join(folder, 'results.csv');
    const download = salesforce.bulk.downloadResults(id, 'successfulResults', file);
    await assert.rejects(download, { code: 'ServerUnavailable' });
    assert.deepEqual(await readdir(folder), []);
  });

  it('reads 429 and maintenance pages', async () => {
    conduct.expect('retryAfterIgnored', 'whoever called is the one to wait');
    const { bulk } = await login();
    org.faults.add({ kind: 'tooManyRequests', retryAfter: 3 });
    await assert.rejects(bulk.createJob(ACCOUNTS), { code: 'TooManyRequests', retryAfterMs: 3000 });
    org.faults.add({ kind: 'unavailable' });
    await assert.rejects(bulk.createJob(ACCOUNTS), { code: 'ServerUnavailable', status: 503 });
  });
});
