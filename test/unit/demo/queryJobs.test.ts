import assert from 'node:assert/strict';
import { PACES } from '../../../src/demo/pace.js';
import { Client, errorOf, useDemoOrg, type JobJson, type Reply } from './client.js';

const QUERY = { operation: 'query', query: 'SELECT Id, Name FROM Account ORDER BY Name' };
const START = [
  'id',
  'operation',
  'object',
  'createdById',
  'createdDate',
  'systemModstamp',
  'state',
  'concurrencyMode',
  'contentType',
  'apiVersion',
];

const post = (client: Client, body: Record<string, unknown>): Promise<Reply> =>
  client.send('POST', '/jobs/query', body);

async function create(client: Client, body: Record<string, unknown>): Promise<JobJson> {
  const { status, text } = await post(client, body);
  assert.equal(status, 200, text);
  return JSON.parse(text) as JobJson;
}

async function finish(client: Client, body: Record<string, unknown>): Promise<JobJson> {
  const { id } = await create(client, body);
  const job = client.org.queryJobs.get(id);
  if (job) await client.org.queryJobs.until(job);
  return client.json(`/jobs/query/${id}`);
}

async function csv(client: Client, body: Record<string, unknown>): Promise<string> {
  const { id, state } = await finish(client, body);
  assert.equal(state, 'JobComplete');
  return (await client.call(`/jobs/query/${id}/results`)).text;
}

describe('demo/queryJobs', () => {
  const client = useDemoOrg();

  it('create answers 200, the object of the query, not its text (B.1)', async () => {
    const job = await create(client(), { ...QUERY, query: 'select id from account' });
    assert.deepEqual(Object.keys(job), [...START, 'lineEnding', 'columnDelimiter']);
    assert.deepEqual(
      [job['operation'], job['object'], job.state, job['lineEnding'], job['columnDelimiter']],
      ['query', 'Account', 'UploadComplete', 'LF', 'COMMA'],
    );
    assert.match(job.id, /^750\w{15}$/);
  });

  it('info of a finished job (B.2)', async () => {
    const job = await finish(client(), QUERY);
    assert.deepEqual(Object.keys(job), [
      ...START,
      'jobType',
      'lineEnding',
      'columnDelimiter',
      'numberRecordsProcessed',
      'retries',
      'totalProcessingTime',
      'isPkChunkingSupported',
    ]);
    assert.deepEqual([job.state, job['jobType'], job['numberRecordsProcessed']], ['JobComplete', 'V2Query', 12]);
  });

  const REFUSED: readonly [string, Record<string, unknown>, string, RegExp][] = [
    ['operation', { operation: 'insert' }, 'API_ERROR', /^Invalid value: 'insert' supplied for property: 'operation'$/],
    ['contentType', { contentType: 'XML' }, 'API_ERROR', /^Invalid value: 'XML' supplied for property: 'contentType'$/],
    ['columnDelimiter', { columnDelimiter: ',' }, 'API_ERROR', /columnDelimiter/],
    ['a member that is none', { object: 'Account' }, 'JSON_PARSER_ERROR', /"object"/],
    ['no query', { query: undefined }, 'API_ERROR', /'query'/],
    ['a malformed query', { query: 'SELECT Id FRM Account' }, 'MALFORMED_QUERY', /unexpected token: 'FRM'/],
    ['an unknown field', { query: 'SELECT Nope FROM Account' }, 'INVALID_FIELD', /No such column 'Nope'/],
    ['an unknown object', { query: 'SELECT Id FROM Nope__c' }, 'INVALID_TYPE', /sObject type 'Nope__c'/],
    [
      'a compound field',
      { query: 'SELECT BillingAddress FROM Account' },
      'API_ERROR',
      /^Selecting compound data not supported in Bulk Query$/,
    ],
    [
      'children',
      { query: 'SELECT Id, (SELECT Id FROM Contacts) FROM Account' },
      'API_ERROR',
      /^Aggregate Relationships not supported in Bulk Query$/,
    ],
    ['GROUP BY', { query: 'SELECT Name FROM Account GROUP BY Name' }, 'API_ERROR', /not supported in Bulk Query$/],
    ['count()', { query: 'SELECT count() FROM Account' }, 'API_ERROR', /not supported in Bulk Query$/],
    ['OFFSET', { query: 'SELECT Id FROM Account OFFSET 1' }, 'API_ERROR', /not supported in Bulk Query$/],
  ];
  for (const [what, change, errorCode, message] of REFUSED) {
    it(`create refuses ${what} (B.1, B.5, D.2)`, async () => {
      const reply = await post(client(), { ...QUERY, ...change });
      assert.equal(reply.status, 400);
      assert.equal(errorOf(reply).errorCode, errorCode);
      assert.match(errorOf(reply).message, message);
    });
  }

  it('exists since v47.0', async () => {
    const old = new Client(client().org, '46.0');
    assert.equal((await post(old, QUERY)).status, 404);
    assert.equal((await old.call('/jobs/query')).status, 404);
  });

  it('results: all quoted, canonical names, parents, "" for null (B.3)', async () => {
    const { org } = client();
    const { Id } = org.insert('Account', { Name: 'A "q"\nb', AnnualRevenue: 12_500_000, Active__c: true });
    const query = `select id, NAME, owner.name, parent.name, annualRevenue, active__c, numberOfEmployees, createdDate from account where id = '${Id}'`;
    const [header, row] = (await csv(client(), { ...QUERY, query })).split(/\n(?=")/);
    assert.equal(
      header,
      '"Id","Name","Owner.Name","Parent.Name","AnnualRevenue","Active__c","NumberOfEmployees","CreatedDate"',
    );
    const created = String(org.record(Id)?.['CreatedDate']).replace('+0000', 'Z');
    assert.equal(row, `"${Id}","A ""q""\nb","Robin Demo","","1.25E7","true","","${created}"\n`);
    await client().load({ object: 'Account', operation: 'delete' }, `Id\n${Id}\n`);
  });

  it('columns as asked since v50.0, in the order of the alphabet before (B.3)', async () => {
    const body = { ...QUERY, query: 'SELECT Name, Id, Industry FROM Account LIMIT 1' };
    assert.match(await csv(client(), body), /^"Name","Id","Industry"\n/);
    assert.match(await csv(new Client(client().org, '49.0'), body), /^"Id","Industry","Name"\n/);
  });

  it('the job’s delimiter and line ending', async () => {
    const body = {
      ...QUERY,
      query: 'SELECT Id, Name FROM Account LIMIT 1',
      columnDelimiter: 'PIPE',
      lineEnding: 'CRLF',
    };
    assert.match(await csv(client(), body), /^"Id"\|"Name"\r\n"001\w{15}"\|"[^"]+"\r\n$/);
  });

  it('no rows: the header, locator null, 0 records', async () => {
    const { id } = await finish(client(), { ...QUERY, query: "SELECT Id FROM Account WHERE Name = 'none'" });
    const { text, headers } = await client().call(`/jobs/query/${id}/results`);
    assert.deepEqual([text, headers['sforce-locator'], headers['sforce-numberofrecords']], ['"Id"\n', 'null', '0']);
    const pages = await client().json(`/jobs/query/${id}/resultPages`);
    assert.equal((pages['resultPages'] as unknown[]).length, 1);
  });

  it('pages by maxRecords and locator, each with the header, again and again (B.3)', async () => {
    const { id } = await finish(client(), QUERY);
    const all = (await client().call(`/jobs/query/${id}/results`)).text;
    const page = async (locator?: string): Promise<Reply> =>
      client().call(`/jobs/query/${id}/results?maxRecords=5${locator === undefined ? '' : `&locator=${locator}`}`);
    const sizes: unknown[] = [];
    let text = '';
    for (let locator: string | undefined; locator !== 'null';) {
      const reply: Reply = await page(locator);
      const again = await page(locator);
      assert.equal(again.text, reply.text);
      const [header, ...rows] = reply.text.split(/(?<=\n)/);
      assert.equal(header, '"Id","Name"\n');
      text += rows.join('');
      sizes.push(reply.headers['sforce-numberofrecords']);
      assert.equal(reply.headers['content-type'], 'text/csv; charset=UTF-8');
      locator = String(reply.headers['sforce-locator']);
    }
    assert.deepEqual(sizes, ['5', '5', '2']);
    assert.equal(`"Id","Name"\n${text}`, all);
    assert.equal((await page('no-locator')).status, 400);
    assert.equal((await client().call(`/jobs/query/${id}/results?maxRecords=0`)).status, 400);
  });

  it('results do not change with the records', async () => {
    const { Id } = client().org.insert('Lead', { LastName: 'Before', Company: 'Frozen' });
    const { id } = await finish(client(), { ...QUERY, query: `SELECT LastName FROM Lead WHERE Id = '${Id}'` });
    await client().load({ object: 'Lead', operation: 'update' }, `Id,LastName\n${Id},After\n`);
    assert.equal((await client().call(`/jobs/query/${id}/results`)).text, '"LastName"\n"Before"\n');
  });

  it('results compressed if asked', async () => {
    const { id } = await finish(client(), QUERY);
    const { instanceUrl, accessToken } = client().org;
    const headers = { Authorization: `Bearer ${accessToken}`, 'Accept-Encoding': 'gzip' };
    const reply = await fetch(`${instanceUrl}/services/data/v67.0/jobs/query/${id}/results`, { headers });
    assert.equal(reply.headers.get('content-encoding'), 'gzip');
    assert.match(await reply.text(), /^"Id","Name"\n/);
  });

  it('resultPages: up to five a page since v58.0 (B.4)', async () => {
    const { org } = client();
    const before = org.settings.queryPageRecords;
    org.settings.queryPageRecords = 2;
    const { id } = await finish(client(), { ...QUERY, query: 'SELECT Id FROM Account ORDER BY Id LIMIT 12' });
    const ids: string[] = [];
    const sizes: number[] = [];
    let url = `/services/data/v67.0/jobs/query/${id}/resultPages`;
    for (let done = false; !done;) {
      const answer = await client().json<{
        resultPages: { resultUrl: string }[];
        nextRecordsUrl: string | null;
        done: boolean;
      }>(`/${url}`);
      sizes.push(answer.resultPages.length);
      for (const { resultUrl } of answer.resultPages) {
        const { text, headers } = await client().call(`/${resultUrl}`);
        assert.equal(headers['sforce-numberofrecords'], '2');
        ids.push(...(text.match(/001\w{15}/g) ?? []));
      }
      assert.equal(answer.done, answer.nextRecordsUrl === null);
      done = answer.done;
      url = answer.nextRecordsUrl ?? '';
    }
    org.settings.queryPageRecords = before;
    assert.deepEqual(sizes, [5, 1]);
    assert.equal(new Set(ids).size, 12);
    const old = new Client(org, '57.0');
    const { id: oldId } = await finish(old, QUERY);
    assert.equal((await old.call(`/jobs/query/${oldId}/resultPages`)).status, 404);
  });

  it('results by another API version than the create: 409 (B.3)', async () => {
    const { id } = await finish(client(), QUERY);
    const other = new Client(client().org, '66.0');
    assert.equal((await other.call(`/jobs/query/${id}/results`)).status, 409);
    assert.equal((await other.call(`/jobs/query/${id}/resultPages`)).status, 409);
    assert.equal((await other.call(`/jobs/query/${id}`)).status, 200);
  });

  it('queryAll has deleted records (B.1)', async () => {
    const { Id } = client().org.insert('Lead', { LastName: 'Gone', Company: 'Bin' });
    await client().load({ object: 'Lead', operation: 'delete' }, `Id\n${Id}\n`);
    const query = "SELECT Id, IsDeleted FROM Lead WHERE Company = 'Bin'";
    assert.equal(await csv(client(), { operation: 'query', query }), '"Id","IsDeleted"\n');
    assert.equal(await csv(client(), { operation: 'queryAll', query }), `"Id","IsDeleted"\n"${Id}","true"\n`);
  });

  it('is no ingest job, nor the other way round (D.2)', async () => {
    const { id } = await finish(client(), QUERY);
    assert.equal((await client().call(`/jobs/ingest/${id}`)).status, 404);
    const ingest = await client().createJob({ object: 'Account', operation: 'insert' });
    assert.equal((await client().call(`/jobs/query/${ingest.id}`)).status, 404);
  });

  it('the list: jobs of all kinds, or of one (A.7, B.5)', async () => {
    const { id } = await finish(client(), QUERY);
    const ingest = await client().createJob({ object: 'Account', operation: 'insert' });
    const ids = async (path: string): Promise<string[]> =>
      (await client().json<{ records: JobJson[] }>(path)).records.map((job) => job.id);
    for (const path of ['/jobs/query', '/jobs/ingest']) {
      const all = await ids(path);
      assert.ok(all.includes(id) && all.includes(ingest.id), path);
      assert.ok(!(await ids(`${path}?jobType=V2Ingest`)).includes(id));
      assert.deepEqual(await ids(`${path}?isPkChunkingEnabled=true`), []);
    }
    const { done, records, nextRecordsUrl } = await client().json<{ records: JobJson[] } & Record<string, unknown>>(
      '/jobs/query?jobType=V2Query&concurrencyMode=parallel',
    );
    assert.deepEqual([done, nextRecordsUrl], [true, null]);
    assert.ok(!records.some((job) => job.id === ingest.id));
    const listed = records.find((job) => job.id === id);
    assert.deepEqual(Object.keys(listed ?? {}), [...START, 'jobType', 'lineEnding', 'columnDelimiter']);
    assert.equal((await client().call('/jobs/query?jobType=Nope')).status, 400);
  });

  it('the list page by page', async () => {
    const { org } = client();
    const before = org.settings.jobsPerPage;
    for (let index = 0; index < 3; index++) await create(client(), QUERY);
    org.settings.jobsPerPage = 2;
    const { nextRecordsUrl } = await client().json('/jobs/query?jobType=V2Query');
    assert.match(String(nextRecordsUrl), /^\/services\/data\/v67\.0\/jobs\/query\?queryLocator=01g\w{15}-2$/);
    assert.equal((await client().json<{ records: unknown[] }>(`/${String(nextRecordsUrl)}`)).records.length, 2);
    org.settings.jobsPerPage = before;
  });

  it('each takes one of the day’s 10,000 (C)', async () => {
    const remaining = async (): Promise<number | undefined> =>
      (await client().json<Record<string, { Remaining: number }>>('/limits'))['DailyBulkV2QueryJobs']?.Remaining;
    const before = (await remaining()) ?? NaN;
    await create(client(), QUERY);
    assert.equal(await remaining(), before - 1);
  });

  it('an ended job is not aborted, but deleted (B.5)', async () => {
    const { id } = await finish(client(), QUERY);
    const aborted = await client().send('PATCH', `/jobs/query/${id}`, { state: 'Aborted' });
    assert.equal(aborted.status, 400);
    assert.deepEqual(errorOf(aborted), {
      errorCode: 'INVALIDJOBSTATE',
      message: 'Aborting already Completed Job not allowed',
    });
    assert.equal((await client().send('PATCH', `/jobs/query/${id}`, { state: 'UploadComplete' })).status, 400);
    assert.equal((await client().call(`/jobs/query/${id}/`, { method: 'DELETE' })).status, 204);
    assert.equal((await client().call(`/jobs/query/${id.slice(0, 15)}`)).status, 404);
    assert.equal((await client().call(`/jobs/query/${id}/results`)).status, 404);
  });

  it('a job can fail, with part of its rows counted, and says not why (B.2)', async () => {
    client().org.faults.add({ kind: 'failJob', object: 'Account', afterRows: 3 });
    const job = await finish(client(), QUERY);
    assert.deepEqual([job.state, job['numberRecordsProcessed'], job['errorMessage']], ['Failed', 3, undefined]);
    const reply = await client().call(`/jobs/query/${job.id}/results`);
    assert.equal(reply.status, 400);
    assert.equal((await client().call(`/jobs/query/${job.id}`, { method: 'DELETE' })).status, 204);
  });
});

describe('demo/queryJobs, slowly', () => {
  const client = useDemoOrg({ pace: { ...PACES.instant, queuedMs: 60_000 } });

  it('a waiting job has no results, cannot be deleted, can be aborted (B.2, B.5)', async () => {
    const { id } = await create(client(), QUERY);
    const info = await client().json(`/jobs/query/${id}`);
    assert.deepEqual([info['state'], info['numberRecordsProcessed']], ['UploadComplete', 0]);
    assert.equal(errorOf(await client().call(`/jobs/query/${id}/results`)).errorCode, 'INVALIDJOBSTATE');
    const refused = await client().call(`/jobs/query/${id}`, { method: 'DELETE' });
    assert.deepEqual([refused.status, errorOf(refused).errorCode], [400, 'API_ERROR']);
    const aborted = await client().send('PATCH', `/jobs/query/${id}`, { state: 'Aborted' });
    assert.equal(aborted.status, 200);
    assert.deepEqual(Object.keys(JSON.parse(aborted.text) as object), START);
    assert.equal((await client().json(`/jobs/query/${id}`))['state'], 'Aborted');
    assert.equal((await client().call(`/jobs/query/${id}`, { method: 'DELETE' })).status, 204);
  });

  it('goes through InProgress, counting (B.2)', async () => {
    const { org } = client();
    org.settings.pace = { ...PACES.instant, rowsPerStep: 200 };
    for (let row = 0; row < 500; row++) org.insert('Lead', { LastName: `L${row}`, Company: 'Steps' });
    const seen: string[] = [];
    const stop = org.queryJobs.onChange(({ state, numberRecordsProcessed }) => {
      const now = `${state} ${numberRecordsProcessed}`;
      if (seen.at(-1) !== now) seen.push(now);
    });
    await finish(client(), { operation: 'query', query: "SELECT Id FROM Lead WHERE Company = 'Steps'" });
    stop();
    assert.deepEqual(seen, [
      'UploadComplete 0',
      'InProgress 0',
      'InProgress 200',
      'InProgress 400',
      'InProgress 500',
      'JobComplete 500',
    ]);
  });
});
