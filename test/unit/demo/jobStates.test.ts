import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { PACES } from '../../../src/demo/pace.js';
import { errorOf, useDemoOrg, type Reply } from './client.js';

const INSERT = { object: 'Account', operation: 'insert' };
const CSV = 'Name\nA\nB\n';

describe('demo/jobs/upload', () => {
  const client = useDemoOrg();

  it('201 with an empty body, with Content-Length and chunked (A.2: CX, SP, PD)', async () => {
    for (const chunked of [false, true]) {
      const { id } = await client().createJob(INSERT);
      const { status, text } = await client().upload(id, CSV, { chunked });
      assert.deepEqual([status, text], [201, '']);
      const upload = client().org.jobs.get(id)?.upload;
      assert.deepEqual([upload?.bytes, upload?.sha256], [9, createHash('sha256').update(CSV).digest('hex')]);
      const { headers, bytes } = client().org.log.at(-1) ?? assert.fail();
      assert.equal(bytes, 9);
      assert.equal(headers['transfer-encoding'], chunked ? 'chunked' : undefined);
    }
  });

  it('says nothing about what is wrong with the file (A.2)', async () => {
    const { id } = await client().createJob(INSERT);
    assert.equal((await client().upload(id, Buffer.from([0, 255, 34, 10]))).status, 201);
  });

  it('a second PUT: 400 BULK_API_ERROR with the id in 15 characters (A.2, UM)', async () => {
    const { id } = await client().createJob(INSERT);
    await client().upload(id, CSV);
    const reply = await client().upload(id, CSV);
    assert.equal(reply.status, 400);
    assert.deepEqual(errorOf(reply), {
      errorCode: 'BULK_API_ERROR',
      message: `Found multipe contents for job: <${id.slice(0, 15)}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.`,
    });
  });

  it('a type other than text/csv is refused (A.2)', async () => {
    const { id } = await client().createJob(INSERT);
    for (const type of ['application/json', 'text/plain']) {
      const headers = { 'Content-Type': type };
      assert.equal((await client().upload(id, CSV, { headers })).status, 415);
    }
    assert.equal(
      (await client().upload(id, CSV, { headers: { 'Content-Type': 'text/csv; charset=UTF-8' } })).status,
      201,
    );
  });

  it('gzip is refused, and taken with the switch turned (A.2, G)', async () => {
    const { id } = await client().createJob(INSERT);
    const headers = { 'Content-Encoding': 'gzip' };
    assert.equal((await client().upload(id, gzipSync(CSV), { headers })).status, 415);
    client().org.settings.doubts.gzipUpload = 'accepted';
    assert.equal((await client().upload(id, gzipSync(CSV), { headers })).status, 201);
    assert.equal(await client().org.jobs.get(id)?.upload?.text(), CSV);
  });

  it('the other side of the second PUT: accepted, then the PATCH fails with INVALIDJOB (G)', async () => {
    client().org.settings.doubts.secondUpload = 'failsClose';
    const { id } = await client().createJob(INSERT);
    await client().upload(id, CSV);
    assert.equal((await client().upload(id, CSV)).status, 201);
    assert.equal(errorOf(await client().setState(id, 'UploadComplete')).errorCode, 'INVALIDJOB');
  });

  it('an empty body ends JobComplete 0/0, and so does no PUT at all (A.2, A.6)', async () => {
    for (const upload of [true, false]) {
      const { id } = await client().createJob(INSERT);
      if (upload) await client().upload(id, '');
      await client().setState(id, 'UploadComplete');
      await client().org.untilJob(id);
      const { state, numberRecordsProcessed, numberRecordsFailed } = await client().getJob(id);
      assert.deepEqual([state, numberRecordsProcessed, numberRecordsFailed], ['JobComplete', 0, 0]);
    }
  });

  it('4 MB arrive whole', async () => {
    const { id } = await client().createJob(INSERT);
    const body = Buffer.alloc(4_000_000, 'a\n');
    await client().upload(id, body, { chunked: true });
    assert.equal(client().org.jobs.get(id)?.upload?.sha256, createHash('sha256').update(body).digest('hex'));
  });
});

describe('demo/jobs/states', () => {
  const client = useDemoOrg();

  type State = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';
  /** A job that stays in the state while the test looks at it. */
  async function jobIn(state: State): Promise<string> {
    const { id } = await client().createJob(INSERT);
    await client().upload(id, state === 'Failed' ? 'Nmae\nA\n' : CSV);
    const hour = 3_600_000;
    const waits = { queuedMs: state === 'UploadComplete' ? hour : 0, stepMs: state === 'InProgress' ? hour : 0 };
    client().org.settings.pace = { ...PACES.instant, ...waits };
    if (state === 'Aborted') await client().setState(id, 'Aborted');
    else if (state !== 'Open') await client().setState(id, 'UploadComplete');
    await client().org.untilJob(id, (job) => job.state === state);
    return id;
  }

  type Act = 'upload' | 'close' | 'abort' | 'delete' | 'results';
  const act = (id: string, what: Act): Promise<Reply> => {
    switch (what) {
      case 'upload':
        return client().upload(id, CSV);
      case 'close':
        return client().setState(id, 'UploadComplete');
      case 'abort':
        return client().setState(id, 'Aborted');
      case 'delete':
        return client().call(`/jobs/ingest/${id}`, { method: 'DELETE' });
      case 'results':
        return client().call(`/jobs/ingest/${id}/failedResults`);
    }
  };

  // The table of A.6; an errorCode stands for 400.
  const bad = 'INVALIDJOBSTATE';
  const TABLE: Readonly<Record<State, Readonly<Record<Act, number | string>>>> = {
    Open: { upload: 'BULK_API_ERROR', close: 200, abort: 200, delete: 'API_ERROR', results: bad },
    UploadComplete: { upload: bad, close: bad, abort: 200, delete: 204, results: bad },
    InProgress: { upload: bad, close: bad, abort: 200, delete: 'API_ERROR', results: bad },
    JobComplete: { upload: bad, close: bad, abort: bad, delete: 204, results: 200 },
    Failed: { upload: bad, close: bad, abort: bad, delete: 204, results: 200 },
    Aborted: { upload: bad, close: bad, abort: bad, delete: 204, results: 200 },
  };
  for (const [state, acts] of Object.entries(TABLE) as [State, Record<Act, number | string>][]) {
    for (const [what, expected] of Object.entries(acts) as [Act, number | string][]) {
      it(`${what} in ${state} → ${expected} (A.6)`, async () => {
        const reply = await act(await jobIn(state), what);
        assert.equal(reply.status < 300 ? reply.status : errorOf(reply).errorCode, expected);
        assert.equal(reply.status < 300 || reply.status === 400, true);
      });
    }
  }

  it('the recorded sentence of a late abort (A.6, CX)', async () => {
    const reply = await act(await jobIn('JobComplete'), 'abort');
    assert.equal(errorOf(reply).message, 'Aborting already Completed Job not allowed');
  });

  it('any other state in a PATCH is an invalid value; a member id is tolerated (A.1, D.2)', async () => {
    const { id } = await client().createJob(INSERT);
    const reply = await client().setState(id, 'JobComplete');
    assert.deepEqual(errorOf(reply), {
      errorCode: 'API_ERROR',
      message: "Invalid value: 'JobComplete' supplied for property: 'state'",
    });
    assert.equal((await client().send('PATCH', `/jobs/ingest/${id}`, { id, state: 'Aborted' })).status, 200);
  });

  it('an upload that is too large is refused, and leaves the job as it was (C)', async () => {
    const { settings } = client().org;
    const { maxUploadBytes } = settings;
    settings.maxUploadBytes = 1000;
    const { id } = await client().createJob(INSERT);
    assert.equal((await client().upload(id, 'x'.repeat(1001))).status, 413);
    assert.equal((await client().upload(id, 'x'.repeat(5_000_000))).status, 413);
    settings.maxUploadBytes = maxUploadBytes;
    assert.equal((await client().upload(id, CSV)).status, 201);
  });

  it('a deleted job is gone, from the list and with its results (A.8)', async () => {
    const id = await jobIn('JobComplete');
    await act(id, 'delete');
    assert.equal((await client().call(`/jobs/ingest/${id}`)).status, 404);
    assert.equal((await act(id, 'results')).status, 404);
  });

  it('a job deleted while it waits is not processed (A.8)', async () => {
    client().org.settings.pace = { ...PACES.instant, queuedMs: 300 };
    const { id } = await client().createJob({ object: 'Lead', operation: 'insert' });
    await client().upload(id, 'LastName,Company\nGone,Deleted\n');
    await client().setState(id, 'UploadComplete');
    await act(id, 'delete');
    // Waits as long, behind it.
    await client().load({ object: 'Lead', operation: 'insert' }, 'LastName,Company\nHere,Later\n');
    const companies = client()
      .org.records('Lead')
      .map(({ Company }) => Company);
    assert.ok(companies.includes('Later') && !companies.includes('Deleted'));
  });

  it('goes through UploadComplete and InProgress with counters that move (A.5, A.6)', async () => {
    client().org.settings.pace = { queuedMs: 1, stepMs: 1, rowsPerStep: 200, maxSteps: Infinity };
    const seen: string[] = [];
    const stop = client().org.jobs.onChange(({ state, numberRecordsProcessed }) => {
      const line = `${state} ${numberRecordsProcessed}`;
      if (seen.at(-1) !== line) seen.push(line);
    });
    await client().load(INSERT, `Name\n${'A\n'.repeat(500)}`);
    stop();
    assert.deepEqual(seen, [
      'Open 0',
      'UploadComplete 0',
      'InProgress 0',
      'InProgress 200',
      'InProgress 400',
      'InProgress 500',
      'JobComplete 500',
    ]);
  });

  it('aborted half-way: finished rows stay, the others are unprocessed (A.6)', async () => {
    client().org.settings.pace = { queuedMs: 0, stepMs: 1, rowsPerStep: 200, maxSteps: Infinity };
    const { id } = await client().createJob({ object: 'Lead', operation: 'insert' });
    const names = Array.from({ length: 1000 }, (_, row) => `L${row}`);
    await client().upload(id, `LastName,Company\n${names.map((name) => `${name},Half`).join('\n')}\n`);
    await client().setState(id, 'UploadComplete');
    await client().org.untilJob(id, ({ outcomes }) => outcomes.length >= 400);
    client().org.settings.pace = PACES.instant;
    await client().setState(id, 'Aborted');
    const done = await client().rows(id, 'successfulResults');
    const rest = await client().rows(id, 'unprocessedrecords');
    assert.equal(
      done.length,
      client()
        .org.records('Lead')
        .filter(({ Company }) => Company === 'Half').length,
    );
    assert.ok(done.length >= 400 && rest.length > 0);
    assert.deepEqual([...done, ...rest].map(({ LastName }) => LastName).sort(), [...names].sort());
    const { state, numberRecordsProcessed } = await client().getJob(id);
    assert.deepEqual([state, numberRecordsProcessed], ['Aborted', done.length]);
  });

  it('an abort after the last row is still an abort (A.6)', async () => {
    client().org.settings.pace = PACES.instant;
    const { id } = await client().createJob(INSERT);
    await client().upload(id, CSV);
    const stop = client().org.jobs.onChange((job) => {
      if (job.id === id && job.state === 'InProgress' && job.outcomes.length === 2) job.state = 'Aborted';
    });
    await client().setState(id, 'UploadComplete');
    await client().org.untilJob(id);
    stop();
    await client().load(INSERT, CSV); // as long as the first would have taken to end
    assert.equal((await client().getJob(id)).state, 'Aborted');
  });
});
