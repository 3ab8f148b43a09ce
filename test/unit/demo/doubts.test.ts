import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { OTHER_SIDE, STRICT, type Doubts } from '../../../src/demo/doubts.js';
import { PACES } from '../../../src/demo/pace.js';
import { useDemoOrg, type Client, type JobJson } from './client.js';
import { refresh, signIn } from './oauthClient.js';

const INSERT = { object: 'Account', operation: 'insert' };

async function upload(client: Client, csv: string): Promise<JobJson> {
  const job = await client.createJob(INSERT);
  await client.upload(job.id, csv);
  return job;
}

const loadErrors = async (client: Client, csv: string): Promise<unknown[]> => {
  const { id, state } = await client.load(INSERT, csv);
  return [state, (await client.errors(id)).map((error) => error.split(':')[0])];
};

/** Looks at what a switch decides. */
const LOOK: Readonly<Record<keyof Doubts, (client: Client) => Promise<unknown>>> = {
  secondUpload: async (client) => {
    const { id } = await upload(client, 'Name\nA\n');
    return [(await client.upload(id, 'Name\nA\n')).status, (await client.setState(id, 'UploadComplete')).status];
  },
  gzipUpload: async (client) => {
    const { id } = await client.createJob(INSERT);
    return (await client.upload(id, gzipSync('Name\n'), { headers: { 'Content-Encoding': 'gzip' } })).status;
  },
  resultsBeforeEnd: async (client) => {
    const { id } = await upload(client, 'Name\nA\n');
    return (await client.call(`/jobs/ingest/${id}/successfulResults`)).status;
  },
  closeWithoutUpload: async (client) => {
    const { id } = await client.createJob(INSERT);
    return (await client.setState(id, 'UploadComplete')).status;
  },
  deleteOpenJob: async (client) => {
    const { id } = await client.createJob(INSERT);
    return (await client.call(`/jobs/ingest/${id}`, { method: 'DELETE' })).status;
  },
  resultOrder: async (client) => {
    const names = Array.from({ length: 100 }, (_, row) => `R${row}`);
    const { id } = await client.load(INSERT, `Name\n${names.join('\n')}\n`);
    const results = (await client.rows(id, 'successfulResults')).map(({ Name }) => Name);
    return results.join() === names.join();
  },
  resultLineEnding: async (client) => {
    const { id } = await client.load({ ...INSERT, lineEnding: 'CRLF' }, 'Name\r\nA\r\n');
    return (await client.results(id, 'failedResults')).endsWith('\r\n');
  },
  gzipResults: async (client) => {
    const { id } = await client.load(INSERT, 'Name\nA\n');
    const headers = { 'Accept-Encoding': 'gzip' };
    return (await client.call(`/jobs/ingest/${id}/failedResults`, { headers })).headers['content-encoding'];
  },
  unprocessedAfterFailure: async (client) => {
    const { id } = await client.load(INSERT, 'Nmae\nA\n');
    return client.results(id, 'unprocessedrecords');
  },
  resultPathCase: async (client) => {
    const { id } = await client.load(INSERT, 'Name\nA\n');
    return (await client.call(`/jobs/ingest/${id}/unprocessedRecords`)).status;
  },
  counters: async (client) => {
    client.org.settings.pace = { ...PACES.instant, rowsPerStep: 200 };
    const seen = new Set<number>();
    const stop = client.org.jobs.onChange(({ state, numberRecordsProcessed }) => {
      if (state === 'InProgress') seen.add(numberRecordsProcessed);
    });
    await client.load(INSERT, `Name\n${'A\n'.repeat(600)}`);
    stop();
    return [...seen];
  },
  isPkChunkingSupported: async (client) => {
    const { id } = await client.createJob(INSERT);
    return 'isPkChunkingSupported' in (await client.getJob(id));
  },
  queryJobErrorMessage: async (client) => {
    client.org.faults.add({ kind: 'failJob', errorMessage: 'Retried more than fifteen times' });
    const body = { operation: 'query', query: 'SELECT Id FROM Account' };
    const { id } = JSON.parse((await client.send('POST', '/jobs/query', body)).text) as JobJson;
    const job = client.org.queryJobs.get(id);
    assert.ok(job);
    await client.org.queryJobs.until(job);
    return (await client.json(`/jobs/query/${id}`))['errorMessage'];
  },
  unknownMember: async (client) => (await client.send('POST', '/jobs/ingest', { ...INSERT, foo: 1 })).status,
  readOnlyColumn: (client) => loadErrors(client, 'Name,CreatedById\nA,x\n'),
  loneCarriageReturn: (client) => loadErrors(client, 'Name\nA\rB\n'),
  blankLine: (client) => loadErrors(client, 'Name,Site\nA,b\n\nC,d\n'),
  booleans: (client) => loadErrors(client, 'Name,Active__c\nA,TRUE\nB,1\nC,No\n'),
  nullMarker: (client) => loadErrors(client, 'Name,Customer_Since__c\nA,#n/a\n'),
  nullOnInsert: async (client) => {
    await client.load({ ...INSERT, object: 'Invoice__c' }, 'Account__r.External_Id__c,Status__c\nACC-0001,#N/A\n');
    return client.org.records('Invoice__c').at(-1)?.['Status__c'];
  },
  nullCheckbox: (client) => loadErrors(client, 'Name,Active__c\nA,#N/A\n'),
  spaceByQuote: (client) => loadErrors(client, 'Name,Site\n"A", "b"\n"C","d"\n'),
  invalidUtf8: async (client) => {
    const { state } = await client.load(INSERT, Buffer.from('Name\nMüller\n', 'latin1'));
    return [state, client.org.records('Account').at(-1)?.['Name'] === 'M\uFFFDller'];
  },
  duplicateId: async (client) => {
    const { Id } = client.org.insert('Account', { Name: 'One' });
    const { id } = await client.load({ ...INSERT, operation: 'update' }, `Id,Name\n${Id},Two\n${Id},Three\n`);
    return [(await client.errors(id)).length, client.org.record(Id)?.['Name']];
  },
  parentInChunk: (client) => {
    const key = `P-${client.org.records('Account').length}`;
    return loadErrors(client, `Name,External_Id__c,Parent.External_Id__c\nParent,${key},\nChild,,${key}\n`);
  },
  hardDeleteFromBin: async (client) => {
    client.org.settings.hardDelete = true;
    const { Id } = client.org.insert('Account', { Name: 'Binned' });
    await client.load({ ...INSERT, operation: 'delete' }, `Id\n${Id}\n`);
    const { id } = await client.load({ ...INSERT, operation: 'hardDelete' }, `Id\n${Id}\n`);
    return [await client.errors(id), client.org.record(Id) === undefined];
  },
  failedHeaderCase: async (client) => {
    const { id } = await client.load(INSERT, 'name,SITE,Phone\n,s,p\n');
    return (await client.results(id, 'failedResults')).split(':Name --')[1];
  },
  codeVerifierAtRefresh: async ({ org }) =>
    (await refresh(org, (await signIn(org)).refresh_token, { code_verifier: 'kept' })).status,
};

const EXPECTED: Readonly<Record<keyof Doubts, readonly [strict: unknown, other: unknown]>> = {
  secondUpload: [
    [400, 200],
    [201, 400],
  ],
  gzipUpload: [415, 201],
  resultsBeforeEnd: [400, 200],
  closeWithoutUpload: [200, 400],
  deleteOpenJob: [400, 204],
  resultOrder: [false, true],
  resultLineEnding: [true, false],
  gzipResults: ['gzip', undefined],
  unprocessedAfterFailure: ['Nmae\nA\n', 'Nmae\n'],
  resultPathCase: [200, 404],
  counters: [
    [0, 200, 400, 600],
    [0, 600],
  ],
  isPkChunkingSupported: [true, false],
  queryJobErrorMessage: [undefined, 'Retried more than fifteen times'],
  unknownMember: [400, 200],
  readOnlyColumn: [
    ['Failed', []],
    ['JobComplete', ['INVALID_FIELD_FOR_INSERT_UPDATE']],
  ],
  loneCarriageReturn: [
    ['Failed', []],
    ['JobComplete', []],
  ],
  blankLine: [
    ['JobComplete', ['INVALID_FIELD']],
    ['JobComplete', []],
  ],
  booleans: [
    ['JobComplete', ['INVALID_FIELD', 'INVALID_FIELD', 'INVALID_FIELD']],
    ['JobComplete', []],
  ],
  nullMarker: [
    ['JobComplete', ['INVALID_FIELD']],
    ['JobComplete', []],
  ],
  nullOnInsert: [null, 'Draft'],
  nullCheckbox: [
    ['JobComplete', ['REQUIRED_FIELD_MISSING']],
    ['JobComplete', []],
  ],
  spaceByQuote: [
    ['JobComplete', ['INVALID_FIELD']],
    ['Failed', []],
  ],
  invalidUtf8: [
    ['Failed', false],
    ['JobComplete', true],
  ],
  duplicateId: [
    [2, 'One'],
    [0, 'Three'],
  ],
  parentInChunk: [
    ['JobComplete', ['INVALID_FIELD']],
    ['JobComplete', []],
  ],
  hardDeleteFromBin: [
    [['ENTITY_IS_DELETED:entity is deleted:--'], false],
    [[], true],
  ],
  failedHeaderCase: ['","","s","p"\n', '","","","p"\n'],
  codeVerifierAtRefresh: [400, 200],
};

describe('demo/doubts', () => {
  const client = useDemoOrg();
  beforeEach(() => (client().org.settings.doubts = { ...STRICT }));

  for (const name of Object.keys(STRICT) as (keyof Doubts)[]) {
    it(`${name}: ${STRICT[name]}, or ${OTHER_SIDE[name]}`, async () => {
      assert.deepEqual(await LOOK[name](client()), EXPECTED[name][0]);
      client().org.settings.doubts = { ...STRICT, [name]: OTHER_SIDE[name] };
      assert.deepEqual(await LOOK[name](client()), EXPECTED[name][1]);
    });
  }
});
