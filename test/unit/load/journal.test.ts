import assert from 'node:assert/strict';
import { appendFile, chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../../../src/core/errors.js';
import { dismissUnfinished, Journal, unfinishedLoads, type LoadEntry } from '../../../src/core/load/journal.js';
import { UnfinishedLoads } from '../../../src/core/load/unfinishedLoads.js';
import { jobId, ORG } from './jobs.js';

const part = (rows: number) => ({ rows, start: 0, end: 10, length: 12, sha256: 'abc' });
/** No process has it. */
const GONE = 999_999_999;
const entry = (loadId: string, pid = GONE): LoadEntry => ({
  type: 'load',
  version: 1,
  loadId,
  pid,
  org: ORG,
  uri: 'file:///accounts.csv',
  fileName: 'accounts.csv',
  object: 'Account',
  operation: 'insert',
  rows: 30,
  source: { size: 10, mtimeMs: 1 },
  parts: [part(10), part(10), part(10)],
  startedAt: 1,
});
const dead = () => false;

describe('Journal', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'journal-'))));
  afterEach(async () => {
    await chmod(folder, 0o700);
    await rm(folder, { recursive: true });
  });

  const fileOf = (loadId: string) => path.join(folder, `${loadId}.jsonl`);
  const found = async () => (await unfinishedLoads(folder, dead)).map(({ load }) => load.loadId).sort();

  /** A load that was cut off after its second job was closed and its third created. */
  async function cutOff(loadId: string, pid = GONE): Promise<void> {
    const journal = await Journal.create(folder, entry(loadId, pid));
    for (const index of [0, 1, 2]) {
      await journal.append({ type: 'createJob', part: index });
      await journal.append({ type: 'jobCreated', part: index, jobId: jobId(index) });
      await journal.append({ type: 'uploadJobData', part: index, jobId: jobId(index) });
      if (index === 2) break;
      await journal.append({ type: 'closeJob', part: index, jobId: jobId(index) });
      await journal.append({ type: 'jobClosed', part: index, jobId: jobId(index) });
    }
    await journal.append({ type: 'jobEnded', part: 0, jobId: jobId(0) });
    await journal.close();
  }

  it('tells after a crash which jobs may still be open', async () => {
    await cutOff('a');
    const [unfinished] = await unfinishedLoads(folder, dead);
    assert.deepEqual(unfinished?.openJobIds, [jobId(1), jobId(2)]);
    const { parts, phase, rows } = unfinished.load;
    assert.deepEqual([phase, rows], ['unfinished', 30]);
    assert.deepEqual(
      parts.map((part) => [part.phase, part.jobIds]),
      [
        ['closed', [jobId(0)]],
        ['closed', [jobId(1)]],
        ['uploading', [jobId(2)]],
      ],
    );
  });

  it('lists nothing that has ended', async () => {
    const journal = await Journal.create(folder, entry('a'));
    await journal.end();
    assert.deepEqual(await found(), []);
    assert.deepEqual(await readdir(path.join(folder, 'ended')), ['a.jsonl']);
  });

  it('lists nothing of a journal that was ended, but not put away', async () => {
    await cutOff('a');
    await appendFile(fileOf('a'), '\n{"type":"loadEnded"}');
    assert.deepEqual(await found(), []);
  });

  it('leaves the loads of a living process to it', async () => {
    await cutOff('mine', process.ppid);
    assert.deepEqual(await unfinishedLoads(folder), []);
  });

  it('leaves the loads that this process is sending alone', async () => {
    await cutOff('sending');
    await cutOff('left');
    const unfinished = new UnfinishedLoads(folder);
    await unfinished.read(new Set(['sending']));
    assert.deepEqual(
      unfinished.all.map(({ load }) => load.loadId),
      ['left'],
    );
  });

  it('tells of jobs that were asked for, but never answered', async () => {
    await cutOff('a');
    assert.equal((await unfinishedLoads(folder, dead))[0]?.perhapsCreated, 0);
    await appendFile(fileOf('a'), '\n{"type":"createJob","part":2}');
    assert.equal((await unfinishedLoads(folder, dead))[0]?.perhapsCreated, 1);
  });

  it('is closed and put away even when the disk is full', async () => {
    const journal = await Journal.create(folder, entry('a'));
    journal.append = () => Promise.reject(new UserError('StorageFailed', 'full'));
    await journal.end();
    assert.deepEqual(await found(), []);
    await assert.rejects(Journal.prototype.append.call(journal, { type: 'createJob', part: 0 }), {
      code: 'StorageFailed', // the file is closed
    });
  });

  it('ends even when the folder of the ended ones was cleaned away', async () => {
    const journal = await Journal.create(folder, entry('a'));
    await rm(path.join(folder, 'ended'), { recursive: true });
    await journal.end();
    assert.deepEqual(await readdir(path.join(folder, 'ended')), ['a.jsonl']);
  });

  it('reads past a line that was cut short', async () => {
    await cutOff('a');
    await appendFile(fileOf('a'), '\n{"type":"jobEnded","par');
    const [unfinished] = await unfinishedLoads(folder, dead);
    assert.deepEqual(unfinished?.openJobIds, [jobId(1), jobId(2)]);
    await appendFile(fileOf('a'), `\n{"type":"jobEnded","part":1,"jobId":"${jobId(1)}"}`);
    assert.deepEqual((await unfinishedLoads(folder, dead))[0]?.openJobIds, [jobId(2)]);
  });

  it('is not stopped by what is no journal', async () => {
    await cutOff('good');
    const contents = [
      '',
      '\0\0\0\0',
      'null',
      '[]',
      '{"type":"load"}',
      '{"type":"load","version":2,"parts":[]}',
      '{"type":"load","version":1,"parts":[null]}',
      '{',
    ];
    await Promise.all(contents.map((text, i) => writeFile(fileOf(`bad${i}`), text)));
    assert.deepEqual(await found(), ['good']);
  });

  it('writes entries one after another, each in a line of its own', async () => {
    const journal = await Journal.create(folder, entry('a'));
    const indexes = [...Array(50).keys()];
    await Promise.all(indexes.map((part) => journal.append({ type: 'createJob', part })));
    await journal.close();
    const lines = (await readFile(fileOf('a'), 'utf8')).trim().split('\n');
    const parts = lines.slice(1).map((line) => (JSON.parse(line) as { part: number }).part);
    assert.deepEqual(parts, indexes);
    assert.equal((await stat(fileOf('a'))).mode & 0o777, 0o600);
  });

  it('says when it cannot be written', async () => {
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    await assert.rejects(Journal.create(path.join(file, 'journals'), entry('a')), { code: 'StorageFailed' });
    const journal = await Journal.create(folder, entry('a'));
    await assert.rejects(Journal.create(folder, entry('a')), { code: 'StorageFailed' });
    await journal.close();
    await assert.rejects(journal.append({ type: 'createJob', part: 0 }), { code: 'StorageFailed' });
  });

  it('finds nothing where there is no folder', async () => {
    assert.deepEqual(await unfinishedLoads(path.join(folder, 'none')), []);
  });

  it('puts a dismissed load away', async () => {
    await cutOff('a');
    await cutOff('b');
    const unfinished = new UnfinishedLoads(folder);
    let changes = 0;
    unfinished.onDidChange(() => changes++);
    await unfinished.read();
    assert.deepEqual(unfinished.all.map(({ load }) => load.loadId).sort(), ['a', 'b']);
    await unfinished.dismiss('a');
    await unfinished.dismiss('nonsense');
    assert.deepEqual([unfinished.get('a'), unfinished.all.length, changes], [undefined, 1, 2]);
    assert.deepEqual(await found(), ['b']);
  });

  it('dismisses a load whose journal somebody removed', async () => {
    await cutOff('a');
    const [unfinished] = await unfinishedLoads(folder, dead);
    assert.ok(unfinished);
    await rm(fileOf('a'));
    await dismissUnfinished(unfinished);
    assert.deepEqual(await found(), []);
  });
});
