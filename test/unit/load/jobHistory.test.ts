import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Clock } from '../../../src/core/clock.js';
import { JobHistory, pace, type JobSample } from '../../../src/core/load/jobHistory.js';
import { JobStore } from '../../../src/core/load/jobStore.js';
import type { JobInfo, JobState } from '../../../src/core/salesforce/job.js';
import { RUN } from '../csv/arbitraries.js';
import { jobId, listed, ORG } from './jobs.js';

const START = Date.UTC(2026, 0, 1);
const SECOND = 1000;
const HOUR = 3600 * SECOND;

/** As Salesforce writes times. */
const date = (ms: number) => new Date(ms).toISOString().replace('Z', '+0000');
const counted = (processed: number, failed = 0): Partial<JobInfo> => ({
  numberRecordsProcessed: processed,
  numberRecordsFailed: failed,
});

describe('JobHistory', () => {
  let now: number;
  let store: JobStore;
  let history: JobHistory;
  beforeEach(() => {
    now = START;
    const clock: Clock = { now: () => now, after: () => () => {} };
    store = new JobStore();
    history = new JobHistory(store, clock);
  });
  afterEach(() => history.dispose());

  /** After so many seconds, a GET tells this of the job; it was created 10 seconds before the start. */
  const see = (after: number, values: Partial<JobInfo>, number = 1) => {
    now += after * SECOND;
    store.put(ORG, job(values, number), now, true);
  };
  const job = (values: Partial<JobInfo>, number = 1) =>
    listed(number, { createdDate: date(START - 10 * SECOND), systemModstamp: date(START - 10 * SECOND), ...values });
  const samples = (number = 1) => history.samples(ORG, jobId(number));
  /** Seconds since the start. */
  const seconds = (ms: number | undefined) => (ms === undefined ? undefined : (ms - START) / SECOND);
  const told = () => samples().map((sample) => [seconds(sample.at), sample.state, sample.processed, sample.failed]);
  const timeline = () => {
    const record = store.job(ORG, jobId(1));
    assert.ok(record);
    return history
      .timeline(record)
      .map(({ state, from, to, observed }) => [state, seconds(from), seconds(to), observed ? 'observed' : 'said']);
  };

  it('keeps what was new, and when', () => {
    see(0, { state: 'Open' });
    see(1, { state: 'Open', ...counted(0) });
    see(1, { state: 'UploadComplete', ...counted(0) });
    see(1, { state: 'InProgress', ...counted(0) });
    see(2, { state: 'InProgress', ...counted(0) });
    see(3, { state: 'InProgress', ...counted(200, 3) });
    see(5, { state: 'InProgress', ...counted(200, 3), retries: 1 });
    see(8, { state: 'JobComplete', ...counted(900, 3) });
    assert.deepEqual(told(), [
      [0, 'Open', 0, 0],
      [2, 'UploadComplete', 0, 0],
      [3, 'InProgress', 0, 0],
      [8, 'InProgress', 200, 3],
      [21, 'JobComplete', 900, 3],
    ]);
    assert.deepEqual(timeline(), [
      ['Open', -10, 2, 'said'],
      ['UploadComplete', 2, 3, 'observed'],
      ['InProgress', 3, 21, 'observed'],
      ['JobComplete', 21, undefined, 'observed'],
    ]);
  });

  it('gives out what does not change afterwards', () => {
    see(0, { state: 'Open' });
    const before = samples();
    see(1, { state: 'Aborted' });
    assert.deepEqual([before.length, samples().length], [1, 2]);
  });

  it('does not know how long states took that were skipped between two looks', () => {
    see(0, { state: 'Open' });
    see(30, { state: 'JobComplete', ...counted(5) });
    assert.deepEqual(timeline(), [
      ['Open', -10, undefined, 'said'],
      ['UploadComplete', undefined, undefined, 'said'],
      ['InProgress', undefined, 30, 'said'],
      ['JobComplete', 30, undefined, 'observed'],
    ]);
  });

  it('takes the last change for the begin of the state a job is first seen in', () => {
    see(0, { state: 'InProgress', ...counted(7), systemModstamp: date(START - 4 * SECOND) });
    const begun = [
      ['Open', -10, undefined, 'said'],
      ['UploadComplete', undefined, -4, 'said'],
    ];
    assert.deepEqual(timeline(), [...begun, ['InProgress', -4, undefined, 'said']]);
    // The stamp may move while the state stays.
    see(9, { state: 'InProgress', ...counted(8), systemModstamp: date(START + 8 * SECOND) });
    see(9, { state: 'Failed', ...counted(8), systemModstamp: date(START + 17 * SECOND) });
    assert.deepEqual(timeline(), [...begun, ['InProgress', -4, 18, 'said'], ['Failed', 18, undefined, 'observed']]);
  });

  it('does not take the stamp of the creation for the begin of a later state', () => {
    see(0, { state: 'UploadComplete' });
    assert.deepEqual(timeline(), [
      ['Open', -10, undefined, 'said'],
      ['UploadComplete', undefined, undefined, 'said'],
    ]);
  });

  it('tells a job that had ended before it was seen by what Salesforce says', () => {
    see(0, { state: 'JobComplete', ...counted(5), systemModstamp: date(START - 3 * SECOND) });
    assert.deepEqual(told(), []);
    assert.deepEqual(timeline(), [
      ['Open', -10, undefined, 'said'],
      ['UploadComplete', undefined, undefined, 'said'],
      ['InProgress', undefined, -3, 'said'],
      ['JobComplete', -3, undefined, 'said'],
    ]);
  });

  it('tells only the states an aborted job is known to have passed', () => {
    see(0, { state: 'Aborted' }, 1);
    assert.deepEqual(timeline(), [
      ['Open', -10, -10, 'said'],
      ['Aborted', -10, undefined, 'said'],
    ]);
    store.remove(ORG, jobId(1));
    see(0, { state: 'Aborted', ...counted(5) });
    assert.deepEqual(
      timeline().map(([state]) => state),
      ['Open', 'UploadComplete', 'InProgress', 'Aborted'],
    );
    store.remove(ORG, jobId(1));
    see(0, { state: 'UploadComplete' });
    see(4, { state: 'Aborted' });
    assert.deepEqual(timeline(), [
      ['Open', -10, undefined, 'said'],
      ['UploadComplete', undefined, 4, 'said'],
      ['Aborted', 4, undefined, 'observed'],
    ]);
  });

  it('has no negative times when the clocks of Salesforce and of this computer differ', () => {
    see(0, { state: 'Open', createdDate: date(START + HOUR) });
    assert.deepEqual(timeline(), [['Open', 3600, undefined, 'said']]);
    see(5, { state: 'UploadComplete', createdDate: date(START + HOUR) });
    assert.deepEqual(timeline(), [
      ['Open', undefined, 5, 'said'],
      ['UploadComplete', 5, undefined, 'observed'],
    ]);
    store.remove(ORG, jobId(1));
    see(0, { state: 'Open', createdDate: date(START + HOUR) });
    see(5, { state: 'InProgress', ...counted(1), createdDate: date(START + HOUR) });
    assert.deepEqual(timeline(), [
      ['Open', undefined, undefined, 'said'],
      ['UploadComplete', undefined, 10, 'said'],
      ['InProgress', 10, undefined, 'observed'],
    ]);
  });

  it('goes on when the clock is set', () => {
    see(0, { state: 'InProgress', ...counted(1) });
    now -= HOUR;
    store.put(ORG, job({ state: 'InProgress', ...counted(2) }), START, true);
    now += 9 * HOUR;
    store.put(ORG, job({ state: 'InProgress', ...counted(3) }), now, true);
    assert.deepEqual(
      told().map(([at]) => at),
      [0, 0, (8 * HOUR) / SECOND],
    );
  });

  it('does without dates', () => {
    see(0, { state: 'InProgress', ...counted(1), createdDate: '', systemModstamp: 'x' });
    assert.deepEqual(
      timeline().map(([, from]) => from),
      [undefined, undefined, undefined],
    );
  });

  it('learns from lists, which have no counters', () => {
    const states = (state: JobState) => store.replaceAll(ORG, [job({ state })], now);
    states('InProgress');
    assert.deepEqual(told(), [], 'how far it is, nobody has said');
    see(1, { state: 'InProgress', ...counted(500) });
    now += SECOND;
    states('InProgress');
    now += SECOND;
    states('JobComplete');
    assert.deepEqual(told(), [
      [1, 'InProgress', 500, 0],
      [3, 'JobComplete', 500, 0],
    ]);
  });

  it('forgets jobs that are gone, alone or with their org', () => {
    see(0, { state: 'InProgress', ...counted(1) }, 1);
    see(0, { state: 'InProgress', ...counted(1) }, 2);
    see(0, { state: 'InProgress', ...counted(1) }, 3);
    store.remove(ORG, jobId(1));
    assert.deepEqual([samples(1).length, samples(2).length], [0, 1]);
    now += SECOND;
    store.replaceAll(ORG, [job({ state: 'InProgress' }, 3)], now);
    assert.deepEqual([samples(2).length, samples(3).length], [0, 1]);
    store.forget(ORG);
    assert.equal(samples(3).length, 0);
  });

  it('hears nothing more once it is disposed of', () => {
    history.dispose();
    see(0, { state: 'Open' });
    assert.deepEqual(told(), []);
  });

  it('keeps a bounded number of samples, the first, the last, the begin of each state and the shape among them', () => {
    // Stands for a long time, then rises in two slopes; hours of looks every second.
    const curve = (second: number) => (second < 2000 ? 0 : second < 4000 ? second - 2000 : 2000 + 10 * (second - 4000));
    see(0, { state: 'Open' });
    see(1, { state: 'InProgress', ...counted(0) });
    for (let second = 2; second < 6000; second++) {
      const wobble = second % 2;
      see(1, { state: 'InProgress', ...counted(curve(second) + wobble, curve(second) > 2000 ? second - 4000 : 0) });
    }
    see(1, { state: 'JobComplete', ...counted(30_000) });
    const kept = samples();
    assert.equal(kept.length, 300);
    assert.deepEqual(
      [told()[0], told()[1]],
      [
        [0, 'Open', 0, 0],
        [1, 'InProgress', 0, 0],
      ],
    );
    assert.deepEqual(told().at(-1), [6000, 'JobComplete', 30_000, 0]);
    for (const { at, state, processed } of kept) {
      const second = (at - START) / SECOND;
      if (state === 'InProgress') assert.ok(Math.abs(processed - curve(second)) <= 1);
    }
    // Read off the line between two samples, no point is far from where it was.
    for (let second = 2; second < 6000; second++) {
      const after = kept.findIndex(({ at }) => at >= START + second * SECOND);
      const [a, b] = [kept[after - 1], kept[after]];
      assert.ok(a && b);
      const read = a.processed + ((START + second * SECOND - a.at) / (b.at - a.at)) * (b.processed - a.processed);
      assert.ok(Math.abs(read - curve(second)) <= 30, `${read} for ${curve(second)} at ${second} s`);
    }
  });
});

describe('pace', () => {
  type Seen = readonly [second: number, processed: number, state?: JobState];
  const samplesOf = (seen: readonly Seen[]): JobSample[] =>
    seen.map(([second, processed, state = 'InProgress']) => ({ at: second * SECOND, state, processed, failed: 0 }));
  const paceOf = (seen: readonly Seen[], rows: number | undefined, second: number) =>
    pace(samplesOf(seen), rows, second * SECOND);

  const steady: readonly Seen[] = [
    [0, 0, 'Open'],
    [5, 0],
    [10, 1000],
    [20, 2000],
    [30, 3000],
  ];
  const table: readonly (readonly [
    what: string,
    seen: readonly Seen[],
    rows: number | undefined,
    second: number,
    expected: ReturnType<typeof pace>,
  ])[] = [
    ['nothing without samples', [], 10, 0, {}],
    ['nothing while the counters stand at 0', steady.slice(0, 2), 10_000, 30, {}],
    ['nothing after a single step: the look may have been lucky', steady.slice(0, 4), 10_000, 20, {}],
    ['the rate over what was seen', steady, 10_000, 30, { rowsPerSecond: 100, msLeft: 70_000 }],
    ['less time left as time passes', steady, 10_000, 50, { rowsPerSecond: 100, msLeft: 50_000 }],
    ['no time left of an unknown total', steady, undefined, 30, { rowsPerSecond: 100 }],
    ['no time left when all is counted', steady, 3000, 30, { rowsPerSecond: 100 }],
    ['no time left when more is counted than was sent', steady, 2000, 30, { rowsPerSecond: 100 }],
    ['no time left that has passed', steady, 4000, 41, { rowsPerSecond: 100 }],
    ['nothing once it stalls', steady, 1_000_000, 121, {}],
    [
      'a rate while steps are far apart',
      steady.map(([second, ...seen]) => [second * 60, ...seen] as const),
      undefined,
      2900,
      {
        rowsPerSecond: 100 / 60,
      },
    ],
    ['nothing of a job that has ended', [...steady, [40, 4000, 'JobComplete']], 10_000, 40, {}],
    [
      'nothing when nothing moves',
      [
        [0, 9],
        [1, 9],
        [2, 9],
      ],
      10,
      2,
      {},
    ],
    [
      'nothing when the counters go back',
      [
        [0, 9],
        [1, 8],
        [2, 7],
      ],
      10,
      2,
      {},
    ],
    [
      'nothing when no time has passed',
      [
        [1, 7],
        [1, 8],
        [1, 9],
      ],
      10,
      1,
      {},
    ],
    [
      'the last samples, not the whole',
      [[0, 1], ...Array.from({ length: 8 }, (_, i) => [1000 + i, 10 + i * 5] as const)],
      50,
      1007,
      {
        rowsPerSecond: 5,
        msLeft: 1000,
      },
    ],
  ];
  for (const [what, seen, rows, second, expected] of table) {
    it(`tells ${what}`, () => assert.deepEqual(paceOf(seen, rows, second), expected));
  }

  it('is finite and positive, or not told', () => {
    const anySample = fc.record({
      at: fc.integer({ min: 0, max: 10 }),
      state: fc.constantFrom<JobState>('InProgress', 'JobComplete'),
      processed: fc.integer({ min: 0, max: 3 }),
      failed: fc.constant(0),
    });
    fc.assert(
      fc.property(fc.array(anySample), fc.option(fc.nat(5), { nil: undefined }), fc.nat(20), (samples, rows, now) => {
        for (const number of Object.values(pace(samples, rows, now))) assert.ok(number > 0 && Number.isFinite(number));
      }),
      RUN,
    );
  });
});
