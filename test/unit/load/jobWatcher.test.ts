import assert from 'node:assert/strict';
import { ApiError, UserError } from '../../../src/core/errors.js';
import { JobStore } from '../../../src/core/load/jobStore.js';
import { JobWatcher } from '../../../src/core/load/jobWatcher.js';
import type { JobInfo } from '../../../src/core/salesforce/job.js';
import { HandClock, settled } from './clocks.js';
import { jobId, listed, ORG, scriptedBulk } from './jobs.js';

const SECOND = 1000;
const refused = (status: number, code: UserError['code'], retryAfterMs?: number) =>
  new ApiError(code, `HTTP ${status}`, status, undefined, retryAfterMs);

describe('JobWatcher', () => {
  let clock: HandClock;
  let store: JobStore;
  let watcher: JobWatcher;
  let answer: (id: string, signal: AbortSignal | undefined) => Promise<JobInfo>;
  /** Seconds since the beginning, and which job. */
  let looks: (readonly [second: number, id: string])[];

  beforeEach(() => {
    clock = new HandClock();
    const start = clock.now();
    store = new JobStore();
    looks = [];
    answer = (id) => Promise.resolve(listed(Number(id.slice(3, 15))));
    const bulk = scriptedBulk({
      getJob: (id, options) => {
        looks.push([(clock.now() - start) / SECOND, id]);
        return answer(id, options?.signal);
      },
    });
    watcher = new JobWatcher(store, () => Promise.resolve(bulk), clock);
  });
  afterEach(() => watcher.dispose());

  const seconds = () => looks.splice(0).map(([second]) => second);
  const ended = (values: Partial<JobInfo> = {}) => listed(1, { state: 'JobComplete', ...values });

  it('looks after 1, 2, 3, 5, 8, 13, 21, 30, 30 … seconds, for ever', async () => {
    watcher.watch(ORG, jobId(1));
    await clock.advance(144 * SECOND);
    assert.deepEqual(seconds(), [1, 3, 6, 11, 19, 32, 53, 83, 113, 143]);
    await clock.advance(24 * 60 * 60 * SECOND);
    assert.equal(looks.length, 24 * 60 * 2);
  });

  it('looks at each job at its own interval', async () => {
    watcher.watch(ORG, jobId(1));
    await clock.advance(2 * SECOND);
    watcher.watch(ORG, jobId(2));
    await clock.advance(5 * SECOND);
    assert.deepEqual(looks, [
      [1, jobId(1)],
      [3, jobId(1)],
      [3, jobId(2)],
      [5, jobId(2)],
      [6, jobId(1)],
    ]);
  });

  it('looks at five jobs at once at most', async () => {
    let running = 0;
    let most = 0;
    const release: (() => void)[] = [];
    answer = async (id) => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => release.push(resolve));
      running--;
      return listed(Number(id.slice(3, 15)), { state: 'JobComplete' });
    };
    const numbers = Array.from({ length: 12 }, (_, number) => number);
    watcher.setVisible(ORG, numbers.map(jobId));
    await clock.advance(0);
    // Scrolled away and back while the looks are under way: still the same five.
    watcher.setVisible(ORG, []);
    watcher.setVisible(ORG, numbers.map(jobId));
    await clock.advance(0);
    while (release.length > 0) {
      release.shift()?.();
      await clock.advance(0);
    }
    assert.equal(most, 5);
    assert.deepEqual(looks.map(([, id]) => id).sort(), numbers.map(jobId));
  });

  it('ends with the job, and never looks at it again', async () => {
    const end = watcher.untilEnded(ORG, jobId(1));
    await clock.advance(SECOND);
    answer = () => Promise.resolve(ended({ numberRecordsProcessed: 7 }));
    await clock.advance(2 * SECOND);
    assert.deepEqual(await end, ended({ numberRecordsProcessed: 7 }));
    assert.equal(store.job(ORG, jobId(1))?.final, true);
    watcher.watch(ORG, jobId(1));
    watcher.setVisible(ORG, [jobId(1)]);
    watcher.lookNow(ORG);
    await clock.advance(300 * SECOND);
    assert.deepEqual(seconds(), [1, 3]);
    assert.equal((await watcher.untilEnded(ORG, jobId(1))).state, 'JobComplete');
    assert.equal(clock.timerCount, 0);
  });

  const faults: readonly (readonly [string, () => Error])[] = [
    ['401', () => refused(401, 'SessionExpired')],
    ['403', () => refused(403, 'ApiLimit')],
    ['429', () => refused(429, 'TooManyRequests')],
    ['503', () => refused(503, 'ServerUnavailable')],
    ['no network', () => new UserError('Offline', 'no network')],
  ];
  for (const [name, fault] of faults) {
    it(`survives ${name}, and says so`, async () => {
      store.put(ORG, listed(1), clock.now());
      const end = watcher.untilEnded(ORG, jobId(1));
      answer = () => Promise.reject(fault());
      await clock.advance(3600 * SECOND);
      assert.equal(store.job(ORG, jobId(1))?.stale?.message, fault().message);
      answer = () => Promise.resolve(ended());
      await clock.advance(30 * SECOND);
      assert.equal((await end).state, 'JobComplete');
      assert.equal(store.job(ORG, jobId(1))?.stale, undefined);
    });
  }

  it('survives an org that cannot be connected', async () => {
    let offline = true;
    const bulk = scriptedBulk({ getJob: () => Promise.resolve(ended()) });
    const other = new JobWatcher(
      store,
      () => (offline ? Promise.reject(new UserError('Offline', '')) : Promise.resolve(bulk)),
      clock,
    );
    const end = other.untilEnded(ORG, jobId(1));
    await clock.advance(10 * SECOND);
    offline = false;
    await clock.advance(30 * SECOND);
    assert.equal((await end).state, 'JobComplete');
    other.dispose();
  });

  it('leaves the whole org alone as long as Retry-After says', async () => {
    watcher.watch(ORG, jobId(1));
    watcher.watch(ORG, jobId(2));
    answer = (id) =>
      id === jobId(1) ? Promise.reject(refused(429, 'TooManyRequests', 120_000)) : Promise.resolve(listed(2));
    await clock.advance(120 * SECOND);
    assert.deepEqual(seconds(), [1, 1]);
    await clock.advance(2 * SECOND);
    assert.deepEqual(seconds(), [121, 121]);
  });

  it('says that a job is gone', async () => {
    store.put(ORG, listed(1), clock.now());
    const end = watcher.untilEnded(ORG, jobId(1));
    answer = () => Promise.reject(refused(404, 'NotFound'));
    const rejected = assert.rejects(end, { code: 'JobGone' });
    await clock.advance(SECOND);
    await rejected;
    assert.equal(store.job(ORG, jobId(1)), undefined);
    assert.equal(clock.timerCount, 0);
  });

  it('ends with the org: nobody can look any more', async () => {
    store.put(ORG, listed(1), clock.now());
    const rejected = assert.rejects(watcher.untilEnded(ORG, jobId(1)), { code: 'NoOrg' });
    answer = () => Promise.reject(new UserError('NoOrg', 'not connected'));
    await clock.advance(SECOND);
    await rejected;
    assert.equal(clock.timerCount, 0);
  });

  it('passes a fault of ours on', async () => {
    const end = watcher.untilEnded(ORG, jobId(1));
    answer = () => Promise.reject(new TypeError('a bug'));
    const rejected = assert.rejects(end, TypeError);
    await clock.advance(SECOND);
    await rejected;
    assert.equal(clock.timerCount, 0);
  });

  it('can be left by a signal, without an end for the others', async () => {
    const abort = new AbortController();
    const left = watcher.untilEnded(ORG, jobId(1), abort.signal);
    const stays = watcher.untilEnded(ORG, jobId(1));
    abort.abort();
    await assert.rejects(left, { name: 'AbortError' });
    await assert.rejects(watcher.untilEnded(ORG, jobId(1), abort.signal), { name: 'AbortError' });
    answer = () => Promise.resolve(ended());
    await clock.advance(SECOND);
    assert.equal((await stays).state, 'JobComplete');
  });

  it('watches what is visible or held, and nothing else', async () => {
    const holder = watcher.watch(ORG, jobId(1));
    watcher.setVisible(ORG, [jobId(1), jobId(2)]);
    await clock.advance(0);
    assert.deepEqual(looks.splice(0), [[0, jobId(2)]]); // the held one keeps its own time
    watcher.setVisible(ORG, []);
    await clock.advance(SECOND);
    assert.deepEqual(looks.splice(0), [[1, jobId(1)]]);
    holder.dispose();
    holder.dispose();
    await clock.advance(300 * SECOND);
    assert.deepEqual(looks, []);
    assert.equal(clock.timerCount, 0);
  });

  it('leaves a visible Open job alone, and begins with a second when it is closed', async () => {
    store.put(ORG, listed(1, { state: 'Open' }), clock.now());
    watcher.setVisible(ORG, [jobId(1)]);
    await clock.advance(20 * SECOND);
    assert.deepEqual(seconds(), []);
    store.put(ORG, listed(1, { state: 'UploadComplete' }), clock.now());
    watcher.watch(ORG, jobId(1));
    watcher.setVisible(ORG, [jobId(1)]);
    await clock.advance(3 * SECOND);
    assert.deepEqual(seconds(), [21, 23]);
  });

  it('stops watching what was visible of another org', async () => {
    watcher.setVisible(ORG, [jobId(1)]);
    watcher.setVisible('another', []);
    await clock.advance(300 * SECOND);
    assert.deepEqual(looks, []);
  });

  it('looks once at an ended job that becomes visible, for its counters', async () => {
    store.replaceAll(ORG, [listed(1, { state: 'JobComplete' })], clock.now());
    answer = () => Promise.resolve(ended({ numberRecordsProcessed: 3 }));
    watcher.setVisible(ORG, [jobId(1)]);
    await clock.advance(300 * SECOND);
    assert.deepEqual(seconds(), [0]);
    assert.equal(store.job(ORG, jobId(1))?.job.numberRecordsProcessed, 3);
  });

  it('looks at once when a command has ended the job', async () => {
    watcher.watch(ORG, jobId(1));
    await clock.advance(20 * SECOND);
    seconds();
    answer = () => Promise.resolve(listed(1, { state: 'Aborted', numberRecordsProcessed: 5 }));
    store.put(ORG, listed(1, { state: 'Aborted' }), clock.now());
    await clock.advance(0);
    assert.deepEqual(seconds(), [20]);
    assert.equal(store.job(ORG, jobId(1))?.job.numberRecordsProcessed, 5);
  });

  it('looks again at once when that happens during an older look', async () => {
    const end = watcher.untilEnded(ORG, jobId(1));
    let release = (_: JobInfo) => {};
    answer = () => new Promise((resolve) => (release = resolve));
    await clock.advance(SECOND);
    store.put(ORG, listed(1, { state: 'Aborted' }), clock.now());
    answer = () => Promise.resolve(listed(1, { state: 'Aborted', numberRecordsProcessed: 5 }));
    release(listed(1));
    await clock.advance(0);
    assert.equal((await end).numberRecordsProcessed, 5);
    assert.deepEqual(seconds(), [1, 1]);
  });

  it('does not look again at once when that look fails', async () => {
    watcher.watch(ORG, jobId(1));
    await clock.advance(20 * SECOND);
    seconds();
    answer = () => Promise.reject(refused(503, 'ServerUnavailable'));
    store.put(ORG, listed(1, { state: 'Aborted' }), clock.now());
    await clock.advance(SECOND);
    assert.deepEqual(seconds(), [20]);
  });

  it('does not lose who waits for a job that was let go during a look', async () => {
    watcher.setVisible(ORG, [jobId(1)]);
    let release = (_: JobInfo) => {};
    answer = () => new Promise((resolve) => (release = resolve));
    await clock.advance(0);
    watcher.setVisible(ORG, []);
    const end = watcher.untilEnded(ORG, jobId(1));
    release(ended());
    await settled();
    assert.equal((await end).state, 'JobComplete');
    assert.equal(clock.timerCount, 0);
  });

  it('looks at everything at once when asked', async () => {
    watcher.watch(ORG, jobId(1));
    await clock.advance(60 * SECOND);
    seconds();
    watcher.lookNow(ORG);
    await clock.advance(0);
    assert.deepEqual(seconds(), [60]);
  });

  it('is silent once disposed', async () => {
    watcher.watch(ORG, jobId(1));
    let aborted = false;
    answer = (_, signal) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => {
          aborted = true;
          reject(signal.reason as Error);
        });
      });
    await clock.advance(SECOND);
    watcher.dispose();
    await settled();
    assert.equal(aborted, true);
    watcher.watch(ORG, jobId(2));
    watcher.setVisible(ORG, [jobId(3)]);
    store.put(ORG, listed(1, { state: 'Aborted' }), clock.now());
    await clock.advance(300 * SECOND);
    assert.deepEqual(seconds(), [1]);
    assert.equal(clock.timerCount, 0);
  });
});
