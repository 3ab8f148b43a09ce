import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../../../src/core/errors.js';
import { removeOlderThan, ResultFiles } from '../../../src/core/results/resultFiles.js';
import type { ResultSet } from '../../../src/core/salesforce/job.js';
import type { BulkApi } from '../../../src/core/salesforce/ports.js';
import { jobId, ORG, scriptedBulk } from '../load/jobs.js';
import { accounts, LoadBench } from '../load/loadBench.js';

const DAY = 86_400_000;
const modeOf = async (place: string) => (await stat(place)).mode & 0o777;

describe('ResultFiles', () => {
  let parent: string;
  let folder: string;
  let files: ResultFiles;
  beforeEach(async () => {
    parent = await mkdtemp(path.join(tmpdir(), 'results-'));
    folder = path.join(parent, 'results');
    files = new ResultFiles(() => folder);
  });
  afterEach(() => rm(parent, { recursive: true }));

  it('downloads a result of the demo org once, for nobody else to read', async () => {
    const bench = await LoadBench.open();
    try {
      const { jobs } = await bench.run(await bench.plan(accounts(3)));
      const id = jobs[0]?.id ?? '';
      bench.org.clearLog();
      const fetch = () => files.fetch(bench.salesforce.bulk, bench.key, id, 'successfulResults');
      const paths = [...(await Promise.all([fetch(), fetch(), fetch()])), await fetch()];
      const file = path.join(folder, bench.key, id, 'successfulResults.csv');
      assert.deepEqual([...new Set(paths)], [file]);
      assert.equal(bench.org.log.length, 1);
      assert.match(await readFile(file, 'utf8'), /"Row 2"/);
      assert.equal(await modeOf(file), 0o600);
      for (const place of [folder, path.join(folder, bench.key), path.dirname(file)]) {
        assert.equal(await modeOf(place), 0o700);
      }
    } finally {
      await bench.close();
    }
  });

  it('tries again after a download that failed', async () => {
    let calls = 0;
    const bulk = scriptedBulk({
      downloadResults: async (_id, _set, file) => {
        if (++calls === 1) throw new UserError('ServerUnavailable', '');
        await writeFile(file, 'text');
        return 4;
      },
    });
    const fetch = () => files.fetch(bulk, ORG, jobId(1), 'failedResults');
    await assert.rejects(Promise.all([fetch(), fetch()]), { code: 'ServerUnavailable' });
    assert.equal(await readFile(await fetch(), 'utf8'), 'text');
    assert.equal(calls, 2);
  });

  for (const [what, org, id, set] of [
    ['a job id', ORG, '../../../etc', 'failedResults'],
    ['an org', '..', jobId(1), 'failedResults'],
    ['a result set', ORG, jobId(1), '../failedResults'],
    ['no job id', ORG, '', 'failedResults'],
  ] as const) {
    it(`does not follow ${what} out of its folder`, async () => {
      const bulk: BulkApi = scriptedBulk({});
      await assert.rejects(files.fetch(bulk, org, id, set as ResultSet), { code: 'InvalidArgument' });
      assert.deepEqual(await readdir(parent), []);
    });
  }

  it('says when the disk does not take it', async () => {
    await writeFile(folder, 'a file where the folder should be');
    await assert.rejects(files.fetch(scriptedBulk({}), ORG, jobId(1), 'failedResults'), { code: 'StorageFailed' });
  });
});

describe('removeOlderThan', () => {
  let folder: string;
  const now = Date.now();
  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'results-'))));
  afterEach(() => rm(folder, { recursive: true }));

  async function job(org: string, id: string, daysAgo: number): Promise<void> {
    const place = path.join(folder, org, id);
    await mkdir(place, { recursive: true });
    await writeFile(path.join(place, 'failedResults.csv'), 'x');
    const time = new Date(now - daysAgo * DAY);
    await utimes(place, time, time);
  }
  const left = async () => (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.csv')).sort();

  it('removes what is older, and folders that are empty then', async () => {
    await job('org1', 'new', 6.9);
    await job('org1', 'old', 7.1);
    await job('org2', 'old', 30);
    await removeOlderThan(folder, 7, now);
    assert.deepEqual(await left(), [path.join('org1', 'new', 'failedResults.csv')]);
    assert.deepEqual(await readdir(folder), ['org1']);
  });

  it('removes everything where nothing is to be kept', async () => {
    await job('org1', 'new', 0.001);
    await removeOlderThan(folder, 0, now);
    assert.deepEqual(await readdir(folder), []);
  });

  it('does not mind what it cannot read', async () => {
    await removeOlderThan(path.join(folder, 'none'), 7, now);
    await writeFile(path.join(folder, 'stray'), '');
    await removeOlderThan(folder, 7, now);
    assert.deepEqual(await readdir(folder), ['stray']);
  });
});
