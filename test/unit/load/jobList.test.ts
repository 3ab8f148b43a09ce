import assert from 'node:assert/strict';
import type { UserError } from '../../../src/core/errors.js';
import { ApiError } from '../../../src/core/errors.js';
import { JobList } from '../../../src/core/load/jobList.js';
import { JobStore } from '../../../src/core/load/jobStore.js';
import type { JobInfo } from '../../../src/core/salesforce/job.js';
import type { Salesforce } from '../../../src/core/salesforce/ports.js';
import { HandClock, settled } from './clocks.js';
import { jobId, listed, ORG, scriptedBulk } from './jobs.js';
import { LoadBench } from './loadBench.js';

const MINUTE = 60_000;
const OTHER = '00D000000000002AAA-005000000000002AAA';
const refused = (status: number, code: UserError['code'], retryAfterMs?: number) =>
  new ApiError(code, `HTTP ${status}`, status, undefined, retryAfterMs);

describe('JobList', () => {
  let clock: HandClock;
  let store: JobStore;
  let list: JobList;
  let pages: () => AsyncIterable<readonly JobInfo[]>;
  let query: (soql: string) => Promise<readonly object[]>;
  let queries: string[];
  let lists: string[];
  let connecting: (org: string) => Promise<void>;

  beforeEach(() => {
    clock = new HandClock();
    store = new JobStore();
    queries = [];
    lists = [];
    pages = () => only([listed(1)]);
    query = () => Promise.resolve([]);
    connecting = () => Promise.resolve();
    const salesforce = (org: string) =>
      ({
        identity: { userId: '005000000000001AAA' },
        bulk: scriptedBulk({
          listJobs: () => {
            lists.push(org);
            return pages();
          },
        }),
        rest: { query: (soql: string) => (queries.push(soql), query(soql)) },
      }) as unknown as Salesforce;
    list = new JobList(store, async (org) => (await connecting(org), salesforce(org)), clock);
  });
  afterEach(() => list.dispose());

  async function* only(...pages: (readonly JobInfo[])[]): AsyncGenerator<readonly JobInfo[]> {
    for (const page of pages) yield await Promise.resolve(page);
  }
  async function* failing(error: Error): AsyncGenerator<readonly JobInfo[]> {
    yield await Promise.reject<readonly JobInfo[]>(error);
  }
  const by = (createdById: string, number = 1) => listed(number, { createdById });

  it('reads all pages before it shows any', async () => {
    pages = () => only([listed(1)], [listed(2)], [listed(3)]);
    const kinds: string[] = [];
    store.onDidChange(() => kinds.push(store.list(ORG).kind));
    await list.refresh(ORG);
    assert.equal(store.jobs(ORG).length, 3);
    assert.deepEqual(kinds, ['loading', 'known']);
  });

  it('asks every minute, only while somebody looks', async () => {
    list.setActive(ORG);
    await clock.advance(3 * MINUTE);
    assert.equal(lists.length, 4);
    list.setActive(undefined);
    await clock.advance(10 * MINUTE);
    assert.deepEqual([lists.length, clock.timerCount], [4, 0]);
  });

  it('does not ask again because somebody looked away and back', async () => {
    list.setActive(ORG);
    await clock.advance(10_000);
    list.setActive(undefined);
    await clock.advance(10_000);
    list.setActive(ORG);
    await clock.advance(MINUTE - 20_001);
    assert.equal(lists.length, 1);
    await clock.advance(1);
    assert.equal(lists.length, 2);
    list.setActive(undefined);
    store.forget(ORG); // disconnected; connected again, nothing of it is known
    list.setActive(ORG);
    await clock.advance(0);
    assert.equal(lists.length, 3);
  });

  it('is not put off its time by an org that is no longer looked at', async () => {
    let connected = () => {};
    connecting = (org) => (org === ORG ? new Promise((resolve) => (connected = resolve)) : Promise.resolve());
    list.setActive(ORG);
    await settled();
    list.setActive(OTHER);
    await settled();
    connected();
    await clock.advance(2 * MINUTE);
    assert.deepEqual(lists, [OTHER, ORG, OTHER, OTHER]);
  });

  it('joins a refresh that is under way', async () => {
    await Promise.all([list.refresh(ORG), list.refresh(ORG)]);
    assert.equal(lists.length, 1);
    await list.refresh(ORG);
    assert.equal(lists.length, 2);
  });

  it('says what went wrong, keeps what it knows, and tries again', async () => {
    list.setActive(ORG);
    await clock.advance(0);
    pages = () => failing(refused(503, 'ServerUnavailable'));
    await clock.advance(MINUTE);
    const state = store.list(ORG);
    assert.equal(state.kind === 'failed' && state.error.code, 'ServerUnavailable');
    assert.equal(store.jobs(ORG).length, 1);
    pages = () => only([listed(1)]);
    await clock.advance(MINUTE);
    assert.equal(store.list(ORG).kind, 'known');
  });

  it('tells a fault that is no UserError', async () => {
    connecting = () => Promise.reject(new TypeError('a bug'));
    await list.refresh(ORG);
    const state = store.list(ORG);
    assert.equal(state.kind === 'failed' && state.error.code, 'Internal');
  });

  it('waits as long as Retry-After says', async () => {
    pages = () => failing(refused(429, 'TooManyRequests', 5 * MINUTE));
    list.setActive(ORG);
    await clock.advance(MINUTE);
    list.setActive(undefined);
    list.setActive(ORG);
    await clock.advance(4 * MINUTE - 1);
    assert.equal(lists.length, 1);
    await clock.advance(1);
    assert.equal(lists.length, 2);
  });

  it('asks once for the names of the other creators', async () => {
    pages = () => only([by('005000000000001AAA'), by('005000000000002AAA', 2), by('005000000000003AAA', 3)]);
    query = () => Promise.resolve([{ Id: '005000000000002AAA', Name: 'Ada' }]);
    await list.refresh(ORG);
    await list.refresh(ORG);
    assert.deepEqual(queries, ["SELECT Id, Name FROM User WHERE Id IN ('005000000000002AAA','005000000000003AAA')"]);
    assert.equal(store.userName(ORG, '005000000000002AAA'), 'Ada');
    assert.equal(store.userName(ORG, '005000000000003AAA'), undefined);
  });

  it('asks for a hundred names at a time', async () => {
    const ids = Array.from({ length: 250 }, (_, i) => `005${String(i + 10).padStart(12, '0')}AAA`);
    pages = () => only(ids.map((id, i) => by(id, i)));
    await list.refresh(ORG);
    assert.deepEqual(
      queries.map((soql) => soql.split(',').length - 1),
      [100, 100, 50],
    );
  });

  it('shows the list where users may not be seen, and does not ask again', async () => {
    pages = () => only([by('005000000000002AAA')]);
    query = () => Promise.reject(refused(403, 'NoApiAccess'));
    await list.refresh(ORG);
    await list.refresh(ORG);
    assert.deepEqual([store.list(ORG).kind, queries.length], ['known', 1]);
  });

  it('asks for names again after a passing fault', async () => {
    pages = () => only([by('005000000000002AAA')]);
    query = () => Promise.reject(refused(503, 'ServerUnavailable'));
    await list.refresh(ORG);
    await list.refresh(ORG);
    assert.deepEqual([store.list(ORG).kind, queries.length], ['known', 2]);
  });

  it('is silent once disposed', async () => {
    let go = () => {};
    pages = async function* () {
      await new Promise<void>((resolve) => (go = resolve));
      yield [listed(1)];
    };
    list.setActive(ORG);
    await settled();
    list.dispose();
    go();
    await clock.advance(10 * MINUTE);
    assert.deepEqual([lists.length, clock.timerCount], [1, 0]);
  });

  it('knows the jobs of the demo org, page by page, with their creators', async () => {
    const bench = await LoadBench.open({ jobsPerPage: 3 });
    try {
      bench.org.seedJobs(8);
      const own = new JobList(bench.store, () => Promise.resolve(bench.salesforce), bench.clock);
      await own.refresh(bench.key);
      assert.equal(bench.store.jobs(bench.key).length, 8);
      assert.ok(bench.store.userName(bench.key, bench.org.otherUserId));
      assert.equal(bench.store.userName(bench.key, bench.org.userId), undefined);
      const { id } = await bench.salesforce.bulk.createJob({
        object: 'Account',
        operation: 'insert',
        lineEnding: 'LF',
        columnDelimiter: 'COMMA',
      });
      await own.refresh(bench.key);
      assert.equal(bench.store.jobs(bench.key)[0]?.job.id, id);
      await bench.salesforce.bulk.abortJob(id);
    } finally {
      await bench.close();
    }
  });

  it('finds each job once', async () => {
    pages = () => only([listed(1)], [listed(1), listed(2)]);
    await list.refresh(ORG);
    assert.deepEqual(
      store.jobs(ORG).map(({ job }) => job.id),
      [jobId(2), jobId(1)],
    );
  });
});
