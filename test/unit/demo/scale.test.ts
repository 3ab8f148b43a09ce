import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { SOBJECTS } from '../../../src/demo/objects/schema.js';
import type { BigLoad } from './bigLoad.js';
import { useDemoOrg } from './client.js';

const INSERT = { object: 'Account', operation: 'insert' };

describe('demo/scale', () => {
  const client = useDemoOrg();

  describe('in a process of its own', () => {
    let folder: string;
    before(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'demo-org-'));
    });
    after(() => rm(folder, { recursive: true }));

    it('two uploads of 100 MB, their results and their unprocessed rows take less memory than they are', async () => {
      const outfile = path.join(folder, 'bigLoad.js');
      const entryPoints = ['test/unit/demo/bigLoad.ts'];
      await build({ entryPoints, bundle: true, platform: 'node', format: 'cjs', outfile, logLevel: 'error' });
      const env = { ...process.env, TMPDIR: folder, TEMP: folder };
      // Left alone, a newer Node lets more garbage lie before it looks.
      const args = ['--max-semi-space-size=8', outfile];
      const { stdout } = await promisify(execFile)(process.execPath, args, { env });
      const load = JSON.parse(stdout) as BigLoad;
      assert.ok(load.uploaded > 100_000_000 && load.results > load.uploaded && load.unprocessed > load.uploaded);
      assert.ok(load.memoryPeak - load.memoryBefore < 180_000_000, `took ${load.memoryPeak - load.memoryBefore} bytes`);
      assert.deepEqual(await readdir(folder), ['bigLoad.js'], 'nothing is left on the disk');
    });
  });

  it('rows beyond what an org keeps count as saved, and no record has their ids; the log says so', async () => {
    const { org } = client();
    const kept = org.records('Account').length;
    const { maxKeptRecords } = org.settings;
    org.settings.maxKeptRecords = 100;
    const names = Array.from({ length: 101 }, (_, row) => `Row ${row}`);
    const { id, numberRecordsProcessed, numberRecordsFailed } = await client().load(
      INSERT,
      `Name\n${names.join('\n')}\n""\n`,
    );
    assert.deepEqual([numberRecordsProcessed, numberRecordsFailed], [102, 1]);
    const rows = await client().rows(id, 'successfulResults');
    assert.deepEqual(rows.map(({ Name }) => Name).sort(), [...names].sort());
    assert.equal(new Set(rows.map((row) => row['sf__Id'])).size, 101);
    assert.equal(org.record(rows[0]?.['sf__Id'] ?? ''), undefined);
    assert.equal(org.records('Account').length, kept);
    const { upload } = org.log.findLast(({ method }) => method === 'PUT') ?? {};
    assert.deepEqual([upload?.records, upload?.kept], [102, false]);
    assert.equal(upload?.sha256, org.jobs.get(id)?.upload?.sha256);
    const again = await client().load(
      { object: 'Account', operation: 'update' },
      `Id,Name\n${rows.map((row) => `${row['sf__Id']},New`).join('\n')}\n`,
    );
    assert.deepEqual([again['numberRecordsProcessed'], again['numberRecordsFailed']], [101, 0]);
    org.settings.maxKeptRecords = maxKeptRecords;
    await client().load(INSERT, 'Name\nKept\n');
    assert.equal(org.log.findLast(({ method }) => method === 'PUT')?.upload?.kept, true);
    assert.equal(org.records('Account').length, kept + 1);
  });

  it('uploads that wait count too: together they bring no more rows than an org keeps', async () => {
    const { org } = client();
    const { maxKeptRecords } = org.settings;
    org.settings.maxKeptRecords = SOBJECTS.flatMap(({ name }) => org.records(name)).length + 5;
    const ids = [await client().createJob(INSERT), await client().createJob(INSERT)].map(({ id }) => id);
    for (const id of ids) await client().upload(id, 'Name\nA\nB\nC\n');
    assert.deepEqual(
      ids.map((id) => org.jobs.get(id)?.keepsRecords),
      [true, false],
    );
    for (const id of ids) {
      await client().setState(id, 'UploadComplete');
      await org.untilJob(id);
    }
    const third = await client().createJob(INSERT);
    await client().upload(third.id, 'Name\nD\nE\n');
    assert.equal(org.jobs.get(third.id)?.keepsRecords, true, 'what has ended waits no longer');
    org.settings.maxKeptRecords = maxKeptRecords;
  });

  it('batches of 10,000 rows come in no order, all of them, each row with its own outcome (A.10)', async () => {
    client().org.settings.maxKeptRecords = 0;
    const rows = Array.from({ length: 40_001 }, (_, row) => (row % 10_000 === 7 ? `"",s${row}` : `Row ${row},s${row}`));
    const { id, numberRecordsProcessed, numberRecordsFailed } = await client().load(
      INSERT,
      `Name,Site\n${rows.join('\n')}\n`,
    );
    assert.deepEqual([numberRecordsProcessed, numberRecordsFailed], [40_001, 4]);
    const saved = await client().rows(id, 'successfulResults');
    assert.equal(new Set(saved.map(({ Site }) => Site)).size, 39_997);
    const batches = saved.map(({ Site }) => Math.floor(Number(Site?.slice(1)) / 10_000));
    assert.equal(batches.filter((batch, row) => batch !== batches[row - 1]).length, 5, 'no batch is torn');
    const failed = (await client().rows(id, 'failedResults')).map(({ Site }) => Site);
    assert.deepEqual(failed.sort(), ['s10007', 's20007', 's30007', 's7']);
  });

  it('a job that goes while its rows are read takes nothing down', async () => {
    const { org } = client();
    const { id } = await client().createJob(INSERT);
    const site = 'x'.repeat(70);
    await client().upload(id, `Name,Site\n${`A,${site}\n`.repeat(30_000)}`);
    const unhandled: unknown[] = [];
    const onRejection = (reason: unknown): number => unhandled.push(reason);
    process.on('unhandledRejection', onRejection);
    const stop = org.jobs.onChange((changed) => {
      if (changed.id === id && changed.state === 'InProgress') org.jobs.delete(changed);
    });
    await client().setState(id, 'UploadComplete');
    stop();
    const { state } = await client().load(INSERT, `Name,Site\n${`B,${site}\n`.repeat(20_000)}`);
    assert.equal(state, 'JobComplete');
    process.off('unhandledRejection', onRejection);
    assert.equal(org.jobs.get(id), undefined);
    assert.deepEqual(unhandled, []);
  });

  it('a query job that goes while its rows are written takes nothing down', async () => {
    const { org } = client();
    for (let row = 0; row < 200; row++) org.insert('Account', { Name: 'A', Description: 'x'.repeat(20_000) });
    const unhandled: unknown[] = [];
    const onRejection = (reason: unknown): number => unhandled.push(reason);
    process.on('unhandledRejection', onRejection);
    const gone = new Promise<void>((resolve) => {
      const stop = org.queryJobs.onChange((job) => {
        if (job.state !== 'InProgress') return;
        stop();
        const deleteWhileWritten = (): void => {
          if (job.lines.length === 0) return void setImmediate(deleteWhileWritten);
          org.queryJobs.delete(job);
          resolve();
        };
        deleteWhileWritten();
      });
    });
    await client().send('POST', '/jobs/query', { operation: 'query', query: 'SELECT Description FROM Account' });
    await gone;
    const { state } = await client().load(INSERT, `Name\n${'B\n'.repeat(20_000)}`);
    assert.equal(state, 'JobComplete');
    process.off('unhandledRejection', onRejection);
    assert.deepEqual(unhandled, []);
  });

  it('10,000 jobs: ten pages, each job once', async () => {
    client().org.seedJobs(10_000);
    const ids = new Set<unknown>();
    let pages = 0;
    for (let next: string | null = '/jobs/ingest?jobType=V2Ingest'; next !== null; pages++) {
      const page: { records: { id: string }[]; nextRecordsUrl: string | null } = await client().json(next);
      for (const { id } of page.records) ids.add(id);
      next = page.nextRecordsUrl && `/${page.nextRecordsUrl}`;
    }
    assert.ok(ids.size >= 10_000);
    assert.equal(pages, Math.ceil(ids.size / 1000));
  });
});
