import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import { appendFile, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../../src/core/errors.js';
import { Journal, unfinishedLoads } from '../../../src/core/load/journal.js';
import type { JobInfo } from '../../../src/core/salesforce/job.js';
import type { BulkApi } from '../../../src/core/salesforce/ports.js';
import { PACES } from '../../../src/demo/pace.js';
import { accounts, LoadBench } from './loadBench.js';

const isUploading = (load: { readonly parts: readonly { readonly bytesSent: number }[] }) =>
  load.parts.some(({ bytesSent }) => bytesSent > 0);

describe('runLoad', () => {
  let bench: LoadBench;
  const open = async (...args: Parameters<typeof LoadBench.open>) => (bench = await LoadBench.open(...args));
  afterEach(() => bench.close());

  const once = (rows: number) => new Map(Array.from({ length: rows }, (_, row) => [`Row ${row + 1}`, 1]));
  const assertOnce = (rows: number) => {
    assert.deepEqual([...bench.inserted()].sort(), [...once(rows)].sort());
  };
  const unfinished = () => unfinishedLoads(bench.journals, () => false);
  /** The error of a load that was not carried out. */
  const failure = async (load: Promise<unknown>): Promise<UserError> => {
    const error = await load.then(
      () => assert.fail('the load went through'),
      (error: unknown) => error,
    );
    assert.ok(error instanceof UserError, String(error));
    assert.equal(error.loadId, 'load-1');
    assert.equal(bench.store.load('load-1')?.phase, 'stopped');
    assert.equal(bench.store.load('load-1')?.error, error);
    return error;
  };
  const jobsOf = (error: UserError) => (error.jobs as readonly JobInfo[]).map(({ state }) => state);

  it('loads a file with one job', async () => {
    await open();
    const result = await bench.run(await bench.plan(accounts(7)));
    assert.deepEqual([result.loadId, result.rows, result.jobs.length], ['load-1', 7, 1]);
    const [job] = result.jobs;
    assert.deepEqual([job?.state, job?.numberRecordsProcessed, job?.numberRecordsFailed], ['JobComplete', 7, 0]);
    assertOnce(7);
    assert.deepEqual(bench.requests(), ['POST', 'PUT', 'PATCH']);
    assert.equal(bench.store.load('load-1')?.phase, 'ended');
    assert.deepEqual(await unfinished(), []);
    assert.deepEqual(await readdir(path.join(bench.journals, 'ended')), ['load-1.jsonl']);
  });

  it('loads a file with three jobs, one after another without waiting', async () => {
    await open({ pace: 'fast' });
    const { jobs } = await bench.run(await bench.plan(accounts(300), 3));
    assert.deepEqual(
      jobs.map(({ state }) => state),
      ['JobComplete', 'JobComplete', 'JobComplete'],
    );
    assert.equal(
      jobs.reduce((sum, { numberRecordsProcessed = 0 }) => sum + numberRecordsProcessed, 0),
      300,
    );
    assert.deepEqual(
      jobs.map(({ id }) => id),
      bench.org.jobs.all().map(({ id }) => id),
    );
    assertOnce(300);
    assert.deepEqual(bench.requests(), Array(3).fill(['POST', 'PUT', 'PATCH']).flat());
  });

  it('waits for the end of each job where only one part may be under way', async () => {
    await open({ pace: 'fast' });
    let running = 0;
    let most = 0;
    const seen = new Map<string, boolean>();
    bench.org.jobs.onChange(({ id, state }) => {
      const runs = state === 'UploadComplete' || state === 'InProgress';
      if (runs !== (seen.get(id) ?? false)) running += runs ? 1 : -1;
      seen.set(id, runs);
      most = Math.max(most, running);
    });
    await bench.run(await bench.plan(accounts(300), 3), { partsAtOnce: 1 });
    assert.equal(most, 1);
    assertOnce(300);
  });

  it('writes each step down before it does it', async () => {
    await open();
    const steps: string[] = [];
    const plan = await bench.plan(accounts(10), 2);
    const lastEntry = () => {
      const lines = readFileSync(path.join(bench.journals, 'load-1.jsonl'), 'utf8').trim().split('\n');
      return (JSON.parse(lines.at(-1) ?? '') as { type: string }).type;
    };
    const { bulk } = bench.salesforce;
    const spied: BulkApi = Object.assign(Object.create(bulk) as BulkApi, {
      createJob: (...args: Parameters<BulkApi['createJob']>) => {
        steps.push(`${lastEntry()} → POST`);
        return bulk.createJob(...args);
      },
      uploadJobData: (...args: Parameters<BulkApi['uploadJobData']>) => {
        steps.push(`${lastEntry()} → PUT`);
        return bulk.uploadJobData(...args);
      },
      closeJob: (...args: Parameters<BulkApi['closeJob']>) => {
        steps.push(`${lastEntry()} → PATCH`);
        return bulk.closeJob(...args);
      },
    });
    await bench.run(plan, { bulk: spied, partsAtOnce: 1 });
    const part = ['createJob → POST', 'uploadJobData → PUT', 'closeJob → PATCH'];
    assert.deepEqual(steps, [...part, ...part]);
  });

  it('tells a job with failed rows as an end like others', async () => {
    await open();
    const { jobs } = await bench.run(await bench.plan('Name,Phone\nRow 1,1\n,2\nRow 2,3\n'));
    assert.deepEqual([jobs[0]?.state, jobs[0]?.numberRecordsFailed], ['JobComplete', 1]);
    assertOnce(2);
  });

  it('tells a job that failed half-way as an end like others', async () => {
    await open();
    bench.org.faults.add({ kind: 'failJob', afterRows: 4, errorMessage: 'Too many locks' });
    const { jobs } = await bench.run(await bench.plan(accounts(10)));
    assert.deepEqual([jobs[0]?.state, jobs[0]?.errorMessage], ['Failed', 'Too many locks']);
    assertOnce(4);
  });

  it('asks before it sends more after a failed part, and stops', async () => {
    await open();
    bench.org.faults.add({ kind: 'failJob', errorMessage: 'TooManyLockFailure : Too many lock failures (200).' });
    const asked: string[] = [];
    const goOn = ({ id }: JobInfo) => Promise.resolve(asked.push(id) < 0);
    const error = await failure(bench.run(await bench.plan(accounts(30), 3), { partsAtOnce: 1, goOn }));
    assert.deepEqual([error.code, jobsOf(error)], ['LoadStopped', ['Failed']]);
    assert.match(error.message, /was not sent, since job 750\w+ failed: TooManyLockFailure : Too many/);
    assert.match(error.nextStep ?? '', /^Send the rows again, .* The first 11 rows of accounts\.csv are sent already/);
    assert.deepEqual(
      asked,
      bench.org.jobs.all().map(({ id }) => id),
    );
    assert.deepEqual(
      bench.store.load('load-1')?.parts.map(({ phase }) => phase),
      ['closed', 'notSent', 'notSent'],
    );
    assert.deepEqual(await unfinished(), []);
  });

  it('goes on after a part whose rows all failed, if told to', async () => {
    await open();
    const plan = await bench.plan(`Name,Phone\n${',1\n'.repeat(300)}Row 1,1\n`, 2);
    const asked: JobInfo[] = [];
    const goOn = (job: JobInfo) => Promise.resolve(asked.push(job) > 0);
    const { jobs } = await bench.run(plan, { partsAtOnce: 1, goOn });
    assert.equal(asked.length, 1);
    assert.equal(asked[0]?.numberRecordsFailed, asked[0]?.numberRecordsProcessed);
    assert.equal(jobs.length, 2);
  });

  it('aborts the job whose upload is cancelled, and sends nothing more', async () => {
    await open({ pace: 60_000 });
    bench.org.faults.add({ kind: 'slow', method: 'PUT', delayMs: 60_000, skip: 1 });
    const abort = new AbortController();
    bench.when(
      ({ parts }) => (parts[1]?.bytesSent ?? 0) > 0,
      () => abort.abort(),
    );
    const error = await failure(bench.run(await bench.plan(accounts(30), 3), {}, abort.signal));
    assert.deepEqual([error.code, jobsOf(error)], ['Cancelled', ['UploadComplete', 'Aborted']]);
    assert.deepEqual(bench.requests(), ['POST', 'PUT', 'PATCH', 'POST', 'PUT', 'PATCH']);
    assert.deepEqual(bench.states(), ['UploadComplete', 'Aborted']);
    assert.deepEqual(await unfinished(), []);
  });

  it('can be cancelled while it waits for a part', async () => {
    await open({ pace: 60_000 });
    const abort = new AbortController();
    bench.when(
      ({ parts }) => parts[0]?.phase === 'closed',
      () => setImmediate(() => abort.abort()),
    );
    const error = await failure(bench.run(await bench.plan(accounts(20), 2), { partsAtOnce: 1 }, abort.signal));
    assert.deepEqual([error.code, jobsOf(error)], ['Cancelled', ['UploadComplete']]);
    assert.deepEqual(bench.states(), ['UploadComplete']);
  });

  it('can be cancelled before anything is sent', async () => {
    await open();
    await assert.rejects(bench.run(await bench.plan(accounts(1)), {}, AbortSignal.abort()), { code: 'Cancelled' });
    assert.deepEqual(bench.org.log, []);
  });

  const large = accounts(300, 'x'.repeat(2000));
  const dropped = [
    ['before its body', { kind: 'dropRequest', afterBytes: 0 }],
    ['in the middle of its body', { kind: 'dropRequest', afterBytes: 300_000 }],
    ['after its body', { kind: 'dropAnswer' }],
    ['and answered by a maintenance page', { kind: 'unavailable' }],
  ] as const;
  for (const [moment, fault] of dropped) {
    it(`sends a part in a new job when the upload broke ${moment}`, async () => {
      await open();
      bench.org.faults.add({ ...fault, method: 'PUT' });
      const { jobs } = await bench.run(await bench.plan(large));
      assert.deepEqual(
        jobs.map(({ state }) => state),
        ['Aborted', 'JobComplete'],
      );
      assert.deepEqual(bench.requests(), ['POST', 'PUT', 'PATCH', 'POST', 'PUT', 'PATCH']);
      const puts = bench.org.log.filter(({ method }) => method === 'PUT').map(({ path }) => path);
      assert.equal(new Set(puts).size, 2);
      const looked = bench.org.log.map(({ path }) => path).filter((path) => path.includes(jobs[0]?.id ?? '?'));
      assert.ok(looked.some((path) => path.endsWith('/successfulResults')));
      assert.ok(looked.some((path) => path.endsWith('/failedResults')));
      assertOnce(300);
      assert.deepEqual((await readdir(bench.journals)).sort(), ['ended']);
    });
  }

  it('sends a part three times at most', async () => {
    await open();
    bench.org.faults.add({ kind: 'dropAnswer', method: 'PUT', times: Infinity });
    const error = await failure(bench.run(await bench.plan(accounts(3))));
    assert.deepEqual([error.code, jobsOf(error)], ['UploadOutcomeUnknown', ['Aborted', 'Aborted', 'Aborted']]);
    assertOnce(0);
    assert.deepEqual(await unfinished(), []);
  });

  it('does not send a part again when somebody else closed the job in between', async () => {
    await open();
    bench.org.faults.add({ kind: 'dropAnswer', method: 'PUT' });
    const { bulk } = bench.salesforce;
    const meddled: BulkApi = Object.assign(Object.create(bulk) as BulkApi, {
      uploadJobData: async (...args: Parameters<BulkApi['uploadJobData']>) => {
        try {
          await bulk.uploadJobData(...args);
        } finally {
          await bulk.closeJob(args[0]);
        }
      },
    });
    const error = await failure(bench.run(await bench.plan(accounts(3)), { bulk: meddled }));
    assert.equal(error.code, 'UploadOutcomeUnknown');
    assert.equal(bench.org.jobs.all().length, 1);
    await bench.org.untilJob(bench.org.jobs.all()[0]?.id ?? '');
    assertOnce(3);
  });

  it('does not send a part again when the old job cannot be looked at', async () => {
    await open();
    bench.org.faults.add({ kind: 'dropAnswer', method: 'PUT' });
    bench.org.faults.add({ kind: 'error', path: 'failedResults', status: 400, errorCode: 'API_ERROR', message: 'No' });
    const error = await failure(bench.run(await bench.plan(accounts(3))));
    assert.deepEqual([error.code, jobsOf(error)], ['UploadOutcomeUnknown', ['Aborted']]);
  });

  it('sends a refused upload again after the time Salesforce names', async () => {
    await open();
    bench.org.faults.add({ kind: 'tooManyRequests', method: 'PUT', retryAfter: 17 });
    const { jobs } = await bench.run(await bench.plan(accounts(3)));
    assert.deepEqual(
      jobs.map(({ state }) => state),
      ['Aborted', 'JobComplete'],
    );
    assert.ok(bench.clock.waits.includes(17_000));
    assertOnce(3);
  });

  const edits = [
    ['other bytes', (file: string) => writeFile(file, accounts(9).replace('Row 5', 'Bow 5'))],
    ['more bytes', (file: string) => appendFile(file, 'Row 10,\n')],
    ['fewer bytes', (file: string) => truncate(file, 40)],
  ] as const;
  for (const [name, edit] of edits) {
    it(`aborts the job of a file that meanwhile has ${name}`, async () => {
      await open();
      const plan = await bench.plan(accounts(9));
      await edit(bench.file);
      const error = await failure(bench.run(plan));
      assert.deepEqual([error.code, jobsOf(error)], ['FileChanged', ['Aborted']]);
      assertOnce(0);
      assert.deepEqual(await unfinished(), []);
    });
  }

  it('says how much of a file that changed between two parts is sent', async () => {
    await open();
    const plan = await bench.plan(accounts(30), 3);
    bench.when(
      ({ parts }) => parts[0]?.phase === 'closed',
      () => appendFileSync(bench.file, 'Row 31,\n'),
    );
    const error = await failure(bench.run(plan));
    assert.deepEqual([error.code, jobsOf(error).at(-1), jobsOf(error).length], ['FileChanged', 'Aborted', 2]);
    const sent = 'The first 11 rows of accounts.csv are sent already: load only those after them.';
    assert.equal(error.nextStep, `Load it again when nothing changes it any more. ${sent}`);
    await bench.org.untilJob(bench.org.jobs.all()[0]?.id ?? '');
    assertOnce(11);
  });

  it('creates a job again when Salesforce asked for fewer requests, after the time it names', async () => {
    await open();
    bench.org.faults.add({ kind: 'tooManyRequests', method: 'POST', retryAfter: 17 });
    await bench.run(await bench.plan(accounts(3)));
    assert.deepEqual(bench.requests(), ['POST', 'POST', 'PUT', 'PATCH']);
    assert.ok(bench.clock.waits.includes(17_000));
    assertOnce(3);
  });

  for (const kind of ['dropAnswer', 'unavailable'] as const) {
    it(`does not create a job again when nobody knows whether there is one (${kind})`, async () => {
      await open();
      bench.org.faults.add({ kind, method: 'POST' });
      const error = await failure(bench.run(await bench.plan(accounts(3))));
      assert.equal(error.code, 'ServerUnavailable');
      assert.deepEqual(bench.requests(), ['POST']);
      assert.deepEqual(
        (await unfinished()).map(({ load, openJobIds }) => [load.loadId, openJobIds]),
        [['load-1', []]],
      );
    });
  }

  it('does not repeat a refused creation, and has nothing to remember of it', async () => {
    await open();
    const plan = await bench.plan(accounts(3));
    const error = await failure(bench.run({ ...plan, job: { ...plan.job, object: 'Nonsense__c' } }));
    assert.equal(error.code, 'UnknownObject');
    assert.deepEqual(bench.requests(), ['POST']);
    assert.deepEqual(await unfinished(), []);
  });

  it('asks the job when the answer to closing it was lost', async () => {
    await open();
    bench.org.faults.add({ kind: 'dropAnswer', method: 'PATCH' });
    await bench.run(await bench.plan(accounts(3)));
    assert.deepEqual(bench.requests(), ['POST', 'PUT', 'PATCH']);
    assertOnce(3);
  });

  it('closes a job again that is still open', async () => {
    await open();
    bench.org.faults.add({ kind: 'unavailable', method: 'PATCH' });
    await bench.run(await bench.plan(accounts(3)));
    assert.deepEqual(bench.requests(), ['POST', 'PUT', 'PATCH', 'PATCH']);
    assertOnce(3);
  });

  it('aborts a job that Salesforce refuses to close', async () => {
    await open({ doubts: { secondUpload: 'failsClose' } });
    bench.conduct.expect('secondUpload', 'makes an org refuse to close a job');
    const { bulk } = bench.salesforce;
    const plan = await bench.plan(accounts(3));
    const twice: BulkApi = Object.assign(Object.create(bulk) as BulkApi, {
      uploadJobData: async (...args: Parameters<BulkApi['uploadJobData']>) => {
        await bulk.uploadJobData(...args);
        await bulk.uploadJobData(...args);
      },
    });
    const error = await failure(bench.run(plan, { bulk: twice }));
    assert.deepEqual([error.code, jobsOf(error)], ['InvalidJob', ['Aborted']]);
    assertOnce(0);
  });

  it('survives the end of the session where the login can renew it', async () => {
    await open({}, { renew: () => Promise.resolve(bench.org.newAccessToken()) });
    bench.when(isUploading, () => bench.org.expireSessions());
    bench.when(
      ({ phase }) => phase === 'processing',
      () => bench.org.expireSessions(),
    );
    await bench.run(await bench.plan(accounts(3)));
    assertOnce(3);
  });

  it('remembers the open job where it cannot', async () => {
    await open();
    bench.when(
      ({ parts }) => parts[0]?.phase === 'uploading',
      () => bench.org.expireSessions(),
    );
    const error = await failure(bench.run(await bench.plan(accounts(3))));
    assert.equal(error.code, 'SessionExpired');
    const [found] = await unfinished();
    assert.deepEqual(
      found?.openJobIds,
      bench.org.jobs.all().map(({ id }) => id),
    );
    assert.deepEqual([found?.load.phase, found?.load.fileName, found?.load.rows], ['unfinished', 'accounts.csv', 3]);
  });

  it('ends with a job that somebody else aborts', async () => {
    await open({ pace: 60_000 });
    bench.when(
      ({ phase }) => phase === 'processing',
      ({ parts }) => void bench.salesforce.bulk.abortJob(parts[0]?.jobIds[0] ?? ''),
    );
    const { jobs } = await bench.run(await bench.plan(accounts(3)));
    assert.deepEqual([jobs[0]?.state, jobs[0]?.numberRecordsProcessed], ['Aborted', 0]);
    assert.equal(bench.store.load('load-1')?.phase, 'ended');
  });

  it('says that a job was deleted, once the others have ended', async () => {
    await open({ pace: 60_000 });
    bench.when(
      ({ parts }) => parts[0]?.phase === 'closed',
      () => (bench.org.settings.pace = PACES.fast),
    );
    bench.when(
      ({ phase }) => phase === 'processing',
      () =>
        bench.org.jobs
          .all()
          .slice(0, 1)
          .forEach((job) => bench.org.jobs.delete(job)),
    );
    const error = await failure(bench.run(await bench.plan(accounts(300), 3)));
    assert.equal(error.code, 'JobGone');
    assert.deepEqual(jobsOf(error).slice(1), ['JobComplete', 'JobComplete']);
    assert.deepEqual(await unfinished(), []);
  });

  it('sends nothing more after a job that was deleted', async () => {
    await open({ pace: 60_000 });
    bench.when(
      ({ parts }) => parts[0]?.phase === 'closed',
      () => bench.org.jobs.all().forEach((job) => bench.org.jobs.delete(job)),
    );
    const error = await failure(bench.run(await bench.plan(accounts(30), 3), { partsAtOnce: 1 }));
    assert.equal(error.code, 'JobGone');
    assert.deepEqual(bench.requests(), ['POST', 'PUT', 'PATCH']);
  });

  it('sends nothing that it cannot write down first', async () => {
    await open();
    await writeFile(bench.journals, 'a file where the folder should be');
    await assert.rejects(bench.run(await bench.plan(accounts(3))), { code: 'StorageFailed' });
    assert.deepEqual(bench.org.log, []);
  });

  it('aborts its job when the disk is full in the middle', async () => {
    await open();
    const plan = await bench.plan(accounts(3));
    const append = Object.getOwnPropertyDescriptor(Journal.prototype, 'append');
    assert.ok(append);
    const write = append.value as typeof Journal.prototype.append;
    Journal.prototype.append = function (entry) {
      const isFull = !['load', 'createJob', 'jobCreated'].includes(entry.type);
      return isFull ? Promise.reject(new UserError('StorageFailed', 'full')) : write.call(this, entry);
    };
    try {
      const error = await failure(bench.run(plan));
      assert.deepEqual([error.code, jobsOf(error)], ['StorageFailed', ['Aborted']]);
      assert.deepEqual(bench.requests(), ['POST', 'PATCH']);
    } finally {
      Object.defineProperty(Journal.prototype, 'append', append);
    }
  });

  it('keeps its journal to itself, without rows and secrets', async () => {
    await open();
    await bench.run(await bench.plan(accounts(3)));
    const file = path.join(bench.journals, 'ended', 'load-1.jsonl');
    const modes = await Promise.all([bench.journals, file].map(async (place) => (await stat(place)).mode & 0o777));
    assert.deepEqual(modes, [0o700, 0o600]);
    const text = readFileSync(file, 'utf8');
    assert.doesNotMatch(text, /Row 1/);
    assert.doesNotMatch(text, new RegExp(bench.org.accessToken.slice(20, 60)));
  });
});
