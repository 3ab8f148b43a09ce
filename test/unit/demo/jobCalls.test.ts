import assert from 'node:assert/strict';
import { Client, errorOf, useDemoOrg, type Call, type Reply } from './client.js';

const INSERT = { object: 'Account', operation: 'insert' };

describe('demo/jobs/calls', () => {
  const client = useDemoOrg();

  it('a slash at the end of a job URL changes nothing, on any of them (section 0: DL, UM, PS, D66)', async () => {
    const created = await client().send('POST', '/jobs/ingest/', INSERT);
    assert.equal(created.status, 200);
    const { id } = JSON.parse(created.text) as { id: string };
    const headers = { 'Content-Type': 'text/csv' };
    const put = { method: 'PUT', headers, body: 'Name\nA\n' };
    assert.equal((await client().call(`/jobs/ingest/${id}/batches/`, put)).status, 201);
    assert.equal((await client().send('PATCH', `/jobs/ingest/${id}/`, { state: 'UploadComplete' })).status, 200);
    await client().org.untilJob(id);
    for (const path of ['', 'successfulResults/', 'failedResults/', 'unprocessedrecords/']) {
      assert.equal((await client().call(`/jobs/ingest/${id}/${path}`)).status, 200, path);
    }
    assert.equal((await client().call(`/jobs/ingest/${id}/`, { method: 'DELETE' })).status, 204);
  });

  it('an id of 15 characters will do for every call (A.1, PD)', async () => {
    const { id } = await client().createJob(INSERT);
    const short = id.slice(0, 15);
    assert.equal((await client().upload(short, 'Name\nA\n')).status, 201);
    assert.equal((await client().setState(short, 'UploadComplete')).status, 200);
    await client().org.untilJob(id);
    assert.match(await client().results(short, 'successfulResults'), /^"sf__Id","sf__Created",Name\n"/);
    assert.equal((await client().call(`/jobs/ingest/${short}`, { method: 'DELETE' })).status, 204);
  });

  it('the headers of the documentation are taken: Accept at the PUT, Sforce-Call-Options at the POST (A.1, A.2)', async () => {
    const headers = { 'Content-Type': 'application/json', 'Sforce-Call-Options': 'client=demo, defaultNamespace=demo' };
    const body = JSON.stringify(INSERT);
    const created = await client().call('/jobs/ingest', { method: 'POST', headers, body });
    assert.equal(created.status, 200);
    const { id } = JSON.parse(created.text) as { id: string };
    const accept = { Accept: 'application/json', 'Content-Type': 'text/csv' };
    assert.equal((await client().upload(id, 'Name\nA\n', { headers: accept })).status, 201);
  });

  it('results are compressed with gzip and with nothing else (A.2, D67)', async () => {
    const { id } = await client().load(INSERT, 'Name\nA\n');
    const encoding = async (accepted: string) => {
      const headers = { 'Accept-Encoding': accepted };
      return (await client().call(`/jobs/ingest/${id}/successfulResults`, { headers })).headers['content-encoding'];
    };
    assert.equal(await encoding('br, deflate'), undefined);
    assert.equal(await encoding('br, gzip, deflate'), 'gzip');
  });

  it('a job that still runs cannot be deleted, one that has ended is, without a body (A.6, A.8: D66)', async () => {
    const { id } = await client().createJob(INSERT);
    const path = `/jobs/ingest/${id}`;
    const refused = await client().call(path, { method: 'DELETE' });
    assert.equal(refused.status, 400);
    assert.deepEqual(errorOf(refused), {
      errorCode: 'API_ERROR',
      message: 'Error encountered when deleting the job because the job is not terminated',
    });
    await client().setState(id, 'Aborted');
    const { status, text, headers } = await client().call(path, { method: 'DELETE' });
    assert.deepEqual([status, text, headers['content-type']], [204, '', undefined]);
  });

  it('a user who may manage data integrations aborts the jobs of others (A.4, D66)', async () => {
    const { org } = client();
    const theirs = org.jobs.add({
      object: 'Account',
      operation: 'insert',
      createdById: org.otherUserId,
      apiVersion: 67,
      lineEnding: 'LF',
      columnDelimiter: 'COMMA',
    });
    const { status, text } = await client().setState(theirs.id, 'Aborted');
    const { createdById, state } = JSON.parse(text) as Record<string, unknown>;
    assert.deepEqual([status, createdById, state], [200, org.otherUserId, 'Aborted']);
  });

  const OPERATIONS: readonly [string, Record<string, unknown>, string][] = [
    ['insert', {}, 'insert'],
    ['update', {}, 'update'],
    ['upsert', { externalIdFieldName: 'External_Id__c' }, 'upsert'],
    ['delete', {}, 'delete'],
  ];
  for (const [operation, more, answered] of OPERATIONS) {
    it(`a job can ${operation} (A.1)`, async () => {
      const job = await client().createJob({ object: 'Account', operation, ...more });
      assert.deepEqual([job['operation'], job.state, job['contentType']], [answered, 'Open', 'CSV']);
    });
  }

  for (const operation of ['refresh', 'consentImport']) {
    it(`${operation}, of Marketing Cloud Next only, is no operation here (A.1)`, async () => {
      const reply = await client().send('POST', '/jobs/ingest', { object: 'Account', operation });
      assert.equal(reply.status, 400);
      assert.equal(errorOf(reply).message, `Invalid value: '${operation}' supplied for property: 'operation'`);
    });
  }

  it('CSV is the one content type, and can be said (A.1)', async () => {
    assert.equal((await client().createJob({ ...INSERT, contentType: 'CSV' }))['contentType'], 'CSV');
  });

  it('assignmentRuleId is known from v49.0 on (A.1, D66)', async () => {
    const rule = client()
      .org.records('AssignmentRule')
      .find(({ SobjectType }) => SobjectType === 'Lead');
    const body = { object: 'Lead', operation: 'insert', assignmentRuleId: rule?.Id };
    const at = async (version: string) =>
      (await new Client(client().org, version).send('POST', '/jobs/ingest', body)).status;
    assert.deepEqual([await at('48.0'), await at('49.0')], [400, 200]);
  });

  it('the field an upsert matches by has to be a column: each row fails without it (A.1)', async () => {
    const upsert = { object: 'Account', operation: 'upsert', externalIdFieldName: 'External_Id__c' };
    const { id, state } = await client().load(upsert, 'Name\nA\nB\n');
    assert.equal(state, 'JobComplete');
    const error = 'MISSING_ARGUMENT:External_Id__c not specified:External_Id__c --';
    assert.deepEqual(await client().errors(id), [error, error]);
  });
});

describe('demo/jobs/list, at its edges', () => {
  const client = useDemoOrg();
  interface Page {
    readonly records: readonly { readonly id: string }[];
    readonly nextRecordsUrl: string | null;
  }

  it('no ingest job is PK chunked (A.7, D66)', async () => {
    await client().createJob(INSERT);
    const count = async (query: string) => (await client().json<Page>(`/jobs/ingest?${query}`)).records.length;
    assert.deepEqual([await count('isPkChunkingEnabled=true'), await count('isPkChunkingEnabled=false')], [0, 1]);
  });

  it('a page has 1,000 jobs, and the locator says so (A.7, D66)', async () => {
    client().org.seedJobs(1000);
    const page = await client().json<Page>('/jobs/ingest');
    assert.equal(page.records.length, 1000);
    assert.match(String(page.nextRecordsUrl), /^\/services\/data\/v67\.0\/jobs\/ingest\?queryLocator=01g\w{15}-1000$/);
    assert.equal((await client().json<Page>(`/${String(page.nextRecordsUrl)}`)).records.length, 1);
  });
});

describe('demo/jobs/results, of a query job', () => {
  const client = useDemoOrg();

  it('failedResults has the columns of the query, all quoted, and no rows (A.9, CX)', async () => {
    const body = { operation: 'query', query: 'SELECT Id, Name, Phone FROM Account LIMIT 5' };
    const { id } = JSON.parse((await client().send('POST', '/jobs/query', body)).text) as { id: string };
    const { status, headers, text } = await client().call(`/jobs/ingest/${id}/failedResults`);
    assert.deepEqual([status, headers['content-type']], [200, 'text/csv; charset=UTF-8']);
    assert.equal(text, '"sf__Id","sf__Error","Id","Name","Phone"\n');
    assert.equal((await client().call(`/jobs/ingest/${id}`)).status, 404);
  });
});

describe('demo/errors', () => {
  const client = useDemoOrg();
  const json = { 'Content-Type': 'application/json' };
  const post = (body: string): Call => ({ method: 'POST', headers: json, body });

  const REFUSED: readonly [string, string, Call, number][] = [
    ['a value that is none', '/jobs/ingest', post('{"object":"Account","operation":"x"}'), 400],
    ['text that is no JSON', '/jobs/ingest', post('{'), 400],
    ['JSON that is no object', '/jobs/ingest', post('[]'), 400],
    ['another content type', '/jobs/ingest', { method: 'POST', body: '{}' }, 415],
    ['a token that is none', '/limits', { headers: { Authorization: 'Bearer 00Dxx!no' } }, 401],
    ['a job there is none of', '/jobs/ingest/750000000000000AAA', {}, 404],
    ['a path there is none of', '/jobs/digest', {}, 404],
    ['a method that does not fit', '/jobs/ingest', { method: 'DELETE' }, 405],
    ['a retired version', '//services/data/v30.0/limits', {}, 410],
  ];
  for (const [what, path, call, status] of REFUSED) {
    it(`${what}: ${status}, a list of one error with errorCode and message only (D.1)`, async () => {
      const reply: Reply = await client().call(path, call);
      assert.equal(reply.status, status);
      assert.equal(reply.headers['content-type'], 'application/json;charset=UTF-8');
      const errors = JSON.parse(reply.text) as Record<string, unknown>[];
      assert.deepEqual(
        errors.map((error) => Object.keys(error).sort()),
        [['errorCode', 'message']],
      );
      assert.match(errorOf(reply).errorCode, /^[A-Z][A-Z_]+$/);
      assert.notEqual(errorOf(reply).message, '');
    });
  }

  it('names the methods of a resource that has several (D.2)', async () => {
    const reply = await client().call('/jobs/ingest', { method: 'DELETE' });
    assert.match(errorOf(reply).message, /^HTTP Method 'DELETE' not allowed\. Allowed are GET,HEAD,POST$/);
  });
});
