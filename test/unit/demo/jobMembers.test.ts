import assert from 'node:assert/strict';
import { PACES } from '../../../src/demo/pace.js';
import { Client, useDemoOrg, type JobJson } from './client.js';

type Moment = 'created' | 'Open' | 'uploaded' | 'closed' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'listed';

// Members of recorded answers in their order: of an upsert at v60.0, but where a comment says otherwise. Those had no
// externalIdFieldName.
const JOB = ['id', 'operation', 'object', 'createdById', 'createdDate', 'systemModstamp', 'state'];
const KEY = 'externalIdFieldName';
const KIND = ['concurrencyMode', 'contentType', 'apiVersion'];
const DIALECT = ['lineEnding', 'columnDelimiter'];
const COUNTERS = ['numberRecordsProcessed', 'numberRecordsFailed'];
const TIMES = ['retries', 'totalProcessingTime', 'apiActiveProcessingTime', 'apexProcessingTime'];
const RECORDED: Readonly<Record<Moment, readonly string[]>> = {
  created: [...JOB, KEY, ...KIND, 'contentUrl', ...DIALECT],
  Open: [...JOB, KEY, ...KIND, 'jobType', 'contentUrl', ...DIALECT, ...TIMES], // an update at v52.0
  uploaded: [...JOB, KEY, ...KIND, 'jobType', 'contentUrl', ...DIALECT, ...COUNTERS, ...TIMES], // an update at v52.0
  closed: [...JOB, KEY, ...KIND],
  UploadComplete: [...JOB, KEY, ...KIND, 'jobType', ...DIALECT, ...COUNTERS, ...TIMES], // as documented
  InProgress: [...JOB, KEY, ...KIND, 'jobType', ...DIALECT, ...COUNTERS, ...TIMES],
  JobComplete: [...JOB, KEY, ...KIND, 'jobType', ...DIALECT, ...COUNTERS, ...TIMES],
  listed: [...JOB, KEY, ...KIND, 'jobType', ...DIALECT], // an insert at v49.0
};

const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/;
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;
const FORM: Readonly<Record<string, (value: unknown, job: JobJson) => boolean>> = {
  id: (value) => /^750\w{15}$/.test(String(value)),
  operation: (value) => value === 'upsert',
  object: (value) => value === 'Opportunity',
  createdById: (value) => /^005\w{15}$/.test(String(value)),
  createdDate: (value) => DATE.test(String(value)),
  systemModstamp: (value) => DATE.test(String(value)),
  state: (value) => typeof value === 'string',
  externalIdFieldName: (value) => value === 'external_id__c',
  concurrencyMode: (value) => value === 'Parallel',
  contentType: (value) => value === 'CSV',
  apiVersion: (value) => value === 60,
  jobType: (value) => value === 'V2Ingest',
  contentUrl: (value, { id }) => value === `services/data/v60.0/jobs/ingest/${id}/batches`,
  lineEnding: (value) => value === 'LF',
  columnDelimiter: (value) => value === 'COMMA',
  numberRecordsProcessed: isCount,
  numberRecordsFailed: isCount,
  retries: isCount,
  totalProcessingTime: isCount,
  apiActiveProcessingTime: isCount,
  apexProcessingTime: isCount,
};

/** A job that stays in the state while the test looks at it. */
async function heldIn(
  state: 'UploadComplete' | 'InProgress',
  client: Client,
  job: object,
  csv: string,
): Promise<string> {
  const hour = 3_600_000;
  const { id } = await client.createJob({ ...job });
  await client.upload(id, csv);
  client.org.settings.pace = { ...PACES.instant, [state === 'UploadComplete' ? 'queuedMs' : 'stepMs']: hour };
  await client.setState(id, 'UploadComplete');
  client.org.settings.pace = PACES.instant;
  await client.org.untilJob(id, (held) => held.state === state);
  return id;
}

describe('demo/jobs/members, as recorded', () => {
  const anyVersion = useDemoOrg();
  const UPSERT = { object: 'Opportunity', operation: 'upsert', externalIdFieldName: 'external_id__c' };
  const CSV = 'external_id__c,Name,StageName,CloseDate\nM-1,Members,Open,2026-11-21\n';
  const answers = new Map<Moment, JobJson>();

  before(async () => {
    const client = new Client(anyVersion().org, '60.0');
    const { org } = client;
    const created = await client.createJob(UPSERT);
    const { id } = created;
    answers.set('created', created).set('Open', await client.getJob(id));
    await client.upload(id, CSV);
    answers.set('uploaded', await client.getJob(id));
    answers.set('closed', JSON.parse((await client.setState(id, 'UploadComplete')).text) as JobJson);
    await org.untilJob(id);
    answers.set('JobComplete', await client.getJob(id));
    const { records } = await client.json<{ records: JobJson[] }>('/jobs/ingest');
    answers.set('listed', records.find((record) => record.id === id) ?? assert.fail());
    for (const state of ['UploadComplete', 'InProgress'] as const) {
      answers.set(state, await client.getJob(await heldIn(state, client, UPSERT, CSV)));
    }
  });

  for (const moment of Object.keys(RECORDED) as Moment[]) {
    it(`${moment}: members, their order, types and formats (A.1, A.4, A.5, A.7: AL, CX, SP)`, () => {
      const job = answers.get(moment) ?? assert.fail();
      assert.deepEqual(Object.keys(job), RECORDED[moment]);
      const wrong = Object.entries(job).filter(([name, value]) => !FORM[name]?.(value, job));
      assert.deepEqual(wrong, []);
      const states: Partial<Record<Moment, string>> = {
        created: 'Open',
        uploaded: 'Open',
        closed: 'UploadComplete',
        listed: 'JobComplete',
      };
      assert.equal(job.state, states[moment] ?? moment);
    });
  }
});

describe('demo/jobs/members', () => {
  const client = useDemoOrg();
  const INSERT = { object: 'Lead', operation: 'insert' };

  it('assignmentRuleId stands behind state in the answers to POST, PATCH and GET (A.1, A.4)', async () => {
    const rule = client()
      .org.records('AssignmentRule')
      .find(({ SobjectType }) => SobjectType === 'Lead');
    const created = await client().createJob({ ...INSERT, assignmentRuleId: rule?.Id });
    const patched = JSON.parse((await client().setState(created.id, 'Aborted')).text) as JobJson;
    for (const job of [created, patched, await client().getJob(created.id)]) {
      assert.deepEqual(Object.keys(job).slice(6, 9), ['state', 'assignmentRuleId', 'concurrencyMode']);
      assert.equal(job['assignmentRuleId'], rule?.Id);
    }
  });

  it('Aborted: counters, neither contentUrl nor errorMessage (A.5)', async () => {
    const { id } = await client().createJob(INSERT);
    await client().upload(id, 'LastName,Company\nA,b\n');
    const patched = JSON.parse((await client().setState(id, 'Aborted')).text) as JobJson;
    assert.deepEqual(Object.keys(patched), [...JOB, ...KIND]);
    assert.equal(patched.state, 'Aborted');
    assert.deepEqual(Object.keys(await client().getJob(id)), [
      ...JOB,
      ...KIND,
      'jobType',
      ...DIALECT,
      ...COUNTERS,
      ...TIMES,
      'isPkChunkingSupported',
    ]);
  });

  it('nothing tells how many rows there will be (A.5)', async () => {
    const csv = `LastName,Company\n${'A,b\n'.repeat(777)}`;
    const { id } = await client().createJob(INSERT);
    await client().upload(id, csv);
    for (const job of [id, await heldIn('UploadComplete', client(), INSERT, csv)]) {
      assert.ok(!Object.values(await client().getJob(job)).includes(777));
    }
  });

  it('the time is 0 while a job is under way, and more at its end (A.5)', async () => {
    const csv = 'LastName,Company\nA,b\n';
    const held = await heldIn('InProgress', client(), INSERT, csv);
    assert.equal((await client().getJob(held))['totalProcessingTime'], 0);
    assert.ok(Number((await client().load(INSERT, csv))['totalProcessingTime']) > 0);
  });
});

describe('demo/jobs/systemModstamp', () => {
  let now = Date.parse('2026-11-21T10:00:00.900Z');
  const client = useDemoOrg({ clock: { now: () => now, sleep: () => Promise.resolve() } });

  it('moves with the state, in whole seconds; the answer to a PATCH still has the old one (A.4, A.5)', async () => {
    const { id, systemModstamp } = await client().createJob({ object: 'Account', operation: 'insert' });
    assert.equal(systemModstamp, '2026-11-21T10:00:00.000+0000');
    now += 5000;
    await client().upload(id, 'Name\nA\n');
    assert.equal((await client().getJob(id))['systemModstamp'], systemModstamp);
    const patched = JSON.parse((await client().setState(id, 'UploadComplete')).text) as JobJson;
    assert.equal(patched['systemModstamp'], systemModstamp);
    await client().org.untilJob(id);
    const ended = await client().getJob(id);
    assert.equal(ended['systemModstamp'], '2026-11-21T10:00:05.000+0000');
    assert.equal(ended['createdDate'], systemModstamp);
  });
});
