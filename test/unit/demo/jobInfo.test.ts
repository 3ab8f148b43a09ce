import assert from 'node:assert/strict';
import { Client, errorOf, useDemoOrg } from './client.js';

const INSERT = { object: 'Account', operation: 'insert' };

describe('demo/jobs/info', () => {
  const client = useDemoOrg();

  const START = ['id', 'operation', 'object', 'createdById', 'createdDate', 'systemModstamp', 'state'];
  const MIDDLE = ['concurrencyMode', 'contentType', 'apiVersion', 'jobType'];
  const DIALECT = ['lineEnding', 'columnDelimiter'];
  const COUNTERS = ['numberRecordsProcessed', 'numberRecordsFailed'];
  const TIMES = ['retries', 'totalProcessingTime', 'apiActiveProcessingTime', 'apexProcessingTime'];
  const CHUNKING = ['isPkChunkingSupported'];
  const keys = async (id: string): Promise<string[]> => Object.keys(await client().getJob(id));

  it('Open, before the PUT: contentUrl, no counters (A.5)', async () => {
    const { id } = await client().createJob(INSERT);
    assert.deepEqual(await keys(id), [...START, ...MIDDLE, 'contentUrl', ...DIALECT, ...TIMES, ...CHUNKING]);
  });

  it('Open, after the PUT: contentUrl, counters 0/0 (A.5)', async () => {
    const { id } = await client().createJob(INSERT);
    await client().upload(id, 'Name\nA\n');
    assert.deepEqual(await keys(id), [
      ...START,
      ...MIDDLE,
      'contentUrl',
      ...DIALECT,
      ...COUNTERS,
      ...TIMES,
      ...CHUNKING,
    ]);
    const { numberRecordsProcessed, numberRecordsFailed } = await client().getJob(id);
    assert.deepEqual([numberRecordsProcessed, numberRecordsFailed], [0, 0]);
  });

  it('JobComplete: no contentUrl, final counters, failed ones included (A.5, AL)', async () => {
    const job = await client().load(INSERT, 'Name\nA\n""\nC\n');
    assert.deepEqual(Object.keys(job), [...START, ...MIDDLE, ...DIALECT, ...COUNTERS, ...TIMES, ...CHUNKING]);
    assert.deepEqual([job.state, job['jobType']], ['JobComplete', 'V2Ingest']);
    assert.deepEqual([job['numberRecordsProcessed'], job['numberRecordsFailed']], [3, 1]);
  });

  it('Failed: errorMessage at the end (A.5)', async () => {
    const job = await client().load(INSERT, 'Nmae\nA\n');
    assert.deepEqual(Object.keys(job), [
      ...START,
      ...MIDDLE,
      ...DIALECT,
      ...COUNTERS,
      ...TIMES,
      ...CHUNKING,
      'errorMessage',
    ]);
    assert.deepEqual([job['numberRecordsProcessed'], job['numberRecordsFailed']], [0, 0]);
  });

  it('isPkChunkingSupported from 61.0 on (A.5, G)', async () => {
    const old = new Client(client().org, '60.0');
    const { id } = await old.createJob(INSERT);
    assert.ok(!('isPkChunkingSupported' in (await old.getJob(id))));
  });

  it('PATCH answers the short form with the old systemModstamp (A.4: AL, SP, CX, UM)', async () => {
    const created = await client().createJob({ ...INSERT, operation: 'upsert', externalIdFieldName: 'External_Id__c' });
    const { status, text } = await client().setState(created.id, 'UploadComplete');
    assert.equal(status, 200);
    const answer = JSON.parse(text) as Record<string, unknown>;
    assert.deepEqual(Object.keys(answer), [
      ...START,
      'externalIdFieldName',
      'concurrencyMode',
      'contentType',
      'apiVersion',
    ]);
    assert.deepEqual([answer['state'], answer['systemModstamp']], ['UploadComplete', created['systemModstamp']]);
  });

  it('takes an id of 15 characters and answers 18 (A.1, PD)', async () => {
    const { id } = await client().createJob(INSERT);
    assert.equal((await client().getJob(id.slice(0, 15))).id, id);
  });

  for (const id of ['750000000000000AAA', '750xx', 'x']) {
    it(`${id} → 404 NOT_FOUND (A.5)`, async () => {
      const reply = await client().call(`/jobs/ingest/${id}`);
      assert.equal(reply.status, 404);
      assert.deepEqual(errorOf(reply), { errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' });
    });
  }
});

describe('demo/jobs/list', () => {
  const client = useDemoOrg({ jobsPerPage: 10 });
  interface Page {
    readonly done: boolean;
    readonly records: Record<string, unknown>[];
    readonly nextRecordsUrl: string | null;
  }

  async function all(query: string): Promise<{ pages: number; records: Record<string, unknown>[] }> {
    const records: Record<string, unknown>[] = [];
    let pages = 0;
    for (let next: string | null = `/jobs/ingest${query}`; next !== null; pages++) {
      const page: Page = await client().json<Page>(next);
      assert.deepEqual(Object.keys(page), ['done', 'records', 'nextRecordsUrl']);
      assert.equal(page.done, page.nextRecordsUrl === null);
      records.push(...page.records);
      assert.match(
        page.nextRecordsUrl ?? '',
        /^$|^\/services\/data\/v67\.0\/jobs\/ingest\?queryLocator=01g\w{15}-\d+$/,
      );
      next = page.nextRecordsUrl && `/${page.nextRecordsUrl}`;
    }
    return { pages, records };
  }

  it('pages through all jobs of all users, in no order, by locator (A.7)', async () => {
    client().org.seedJobs(35);
    const { pages, records } = await all('?jobType=V2Ingest');
    assert.equal(pages, 4);
    assert.equal(new Set(records.map(({ id }) => id)).size, 35);
    assert.equal(new Set(records.map(({ createdById }) => createdById)).size, 2);
    const dates = records.map(({ createdDate }) => String(createdDate));
    assert.notDeepEqual(dates, [...dates].sort());
    assert.notDeepEqual(dates, [...dates].sort().reverse());
  });

  it('records have neither counters nor times; contentUrl only while Open (A.7: SP, CX)', async () => {
    const { id } = await client().createJob(INSERT);
    const { records } = await all('?jobType=V2Ingest');
    const open = records.find((record) => record['id'] === id) ?? {};
    const ended = records.find((record) => record['state'] === 'JobComplete' && record['operation'] === 'insert') ?? {};
    assert.deepEqual(Object.keys(ended).slice(-5), [
      'contentType',
      'apiVersion',
      'jobType',
      'lineEnding',
      'columnDelimiter',
    ]);
    assert.deepEqual(Object.keys(open).slice(-4), ['jobType', 'contentUrl', 'lineEnding', 'columnDelimiter']);
  });

  it('jobs can be filtered by each type, of which the org may have none (A.7)', async () => {
    for (const [type, types] of [
      ['V2Ingest', ['V2Ingest']],
      ['BigObjectIngest', []],
      ['Classic', []],
    ] as const) {
      const { records } = await all(`?jobType=${type}`);
      assert.deepEqual([...new Set(records.map(({ jobType }) => jobType))], types, type);
    }
  });

  it('a wrong locator and a wrong jobType are refused', async () => {
    assert.equal((await client().call('/jobs/ingest?queryLocator=01gxx-10')).status, 400);
    const reply = await client().call('/jobs/ingest?jobType=Foo');
    assert.equal(errorOf(reply).message, "Invalid value: 'Foo' supplied for property: 'jobType'");
  });
});

describe('demo/jobs/seeded', () => {
  const client = useDemoOrg({ withoutJobs: false });

  it('shows a newcomer each way a job can end, of two users; a Classic job unless filtered (A.7)', async () => {
    const { records } = await client().json<{ records: Record<string, unknown>[] }>('/jobs/ingest');
    const by = (name: string): unknown[] => [...new Set(records.map((record) => record[name]))].sort();
    assert.deepEqual(by('state'), ['Aborted', 'Failed', 'JobComplete']);
    assert.deepEqual(by('jobType'), ['Classic', 'V2Ingest']);
    assert.equal(by('createdById').length, 2);
    const partly = records.find(({ object, jobType }) => object === 'Contact' && jobType === 'V2Ingest');
    assert.deepEqual((await client().errors(String(partly?.['id']))).map((error) => error.split(':')[0]).sort(), [
      'INVALID_EMAIL_ADDRESS',
      'INVALID_FIELD',
      'REQUIRED_FIELD_MISSING',
    ]);
  });
});
