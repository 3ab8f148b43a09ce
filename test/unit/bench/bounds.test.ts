import assert from 'node:assert/strict';
import { judge } from '../../bench/bounds.js';
import { GB, MB, median, type Join, type Results, type Upload } from '../../bench/results.js';
import { tableOf } from '../../bench/table.js';

const upload = (bytes: number, ms: number, growth: number, delayP99Ms = 2): Upload => ({
  bytes,
  ours: {
    ms: [ms, ms, 9 * ms], // one disturbed round does not count
    peak: [80 * MB, 81 * MB, 82 * MB],
    cpuMs: [2 * ms],
    growth: [growth * MB],
    delayP99Ms: [delayP99Ms],
    delayMaxMs: [2 * delayP99Ms],
    phasesMs: [],
  },
  curl: { ms: [500], peak: [11 * MB], cpuMs: [300] },
});

const join = (ms: number, growth: number): Join => {
  const ours = {
    ms: [ms],
    peak: [200 * MB],
    cpuMs: [ms / 2],
    growth: [growth * MB],
    delayP99Ms: [5],
    delayMaxMs: [40],
  };
  const csvParse = { ms: [6000], peak: [100 * MB], cpuMs: [3000] };
  return { rows: 1_000_000, bytes: 150 * MB, ours, csvParse, outcomeCsv: { ...ours, ms: [8000] } };
};

const GOOD: Results = {
  date: '2026-11-22T04:00:00.000Z',
  machine: { cpu: 'A processor', cores: 2, system: 'Linux', load: 1.25, node: '24.21.0' },
  missing: {},
  uploads: [upload(10 * MB, 100, 15, 15), upload(GB, 4900, 20)],
  downloads: [
    {
      bytes: 100 * MB,
      ours: { ms: [100], peak: [100 * MB], cpuMs: [150] },
      curl: { ms: [50], peak: [11 * MB], cpuMs: [300] },
    },
  ],
  joins: [join(5900, 149)],
  activations: [{ ms: 60, cpuMs: 20 }],
  apiCalls: { 1: 4, 11: 44 },
  vsixBytes: 450_000,
  bundleBytes: { 'extension.js': 400_000 },
};

const broken = (change: Partial<Results>): readonly string[] =>
  judge({ ...GOOD, ...change }).flatMap(({ what, broken }) => (broken ? [what] : []));

describe('the bounds of the bench', () => {
  it('hold', () => assert.deepEqual(broken({}), []));

  const [small, large] = GOOD.uploads as [Upload, Upload];
  const cases: [what: string, change: Partial<Results>, expected: string][] = [
    ['a slow load', { uploads: [small, upload(GB, 5100, 20)] }, '1 GB, ours ÷ curl'],
    ['a large one', { uploads: [upload(10 * MB, 100, 111), upload(GB, 4900, 111)] }, 'memory a load takes'],
    [
      'one that grows with the file',
      { uploads: [small, upload(GB, 4900, 36)] },
      'more of it for the largest file than for the smallest',
    ],
    [
      'one that holds others up',
      { uploads: [small, upload(GB, 4900, 20, 11)] },
      'event-loop delay, 99th percentile, largest file',
    ],
    [
      'a slow join',
      { joins: [join(6100, 149)] },
      'join of 1,000,000 rows ÷ csv-parse reading their results, time of the processor',
    ],
    ['a large join', { joins: [join(5900, 151)] }, 'memory that join takes'],
    [
      'a slow start',
      { activations: [10, 51, 60].map((cpuMs) => ({ ms: 20, cpuMs })) },
      'activation, time of the processor',
    ],
    ['a large package', { vsixBytes: 1_500_001 }, 'VSIX'],
  ];
  for (const [what, change, expected] of cases) {
    it(`are broken by ${what}`, () => assert.deepEqual(broken(change), [expected]));
  }

  it('are not broken by what was not measured, and the table says so', () => {
    const { curl: _, ...alone } = large;
    const change: Partial<Results> = {
      uploads: [small, alone],
      joins: [],
      activations: [],
      missing: { curl: 'not installed' },
    };
    assert.deepEqual(broken(change), []);
    const table = tableOf({ ...GOOD, ...change }, judge({ ...GOOD, ...change }));
    assert.match(table, /^\| activation, time of the processor \| not measured \| 50 ms \|$/m);
    assert.match(table, /^curl: not installed$/m);
    assert.doesNotMatch(table, /NaN|undefined/);
  });
});

describe('the table of the bench', () => {
  it('has medians, ratios and memory, in whole sentences below', () => {
    const table = tableOf(GOOD, judge(GOOD));
    assert.match(
      table,
      /^2026-11-22, 2 cores of A processor, load average 1\.3 before the run, Linux, Node 24\.21\.0, loopback\.$/m,
    );
    assert.match(table, /^\| 1 GB \| 4\.90 s \| 0\.50 s \| – \| – \| 9\.8 × \|$/m);
    assert.match(table, /^\| 1 GB \| 9\.80 s, 81 MB \| 0\.30 s, 11 MB \| – \| – \|$/m);
    assert.match(table, /^\| 100 MB \| 0\.10 s \| 0\.05 s \| 2\.0 × \| 0\.15 s, 100 MB \|$/m);
    assert.match(
      table,
      /^\| 1,000,000 rows, 150 MB of results: joined \| 5\.90 s \| 6\.00 s \| 2\.95 s \| 3\.00 s \| 1\.0 × \| 149 MB \| 5\.0 ms, at most 40 ms \|$/m,
    );
    assert.match(
      table,
      /^\| 1,000,000 rows, 150 MB of results: joined and written as CSV \| 8\.00 s \| – \| 2\.95 s \| – \| – \|/m,
    );
    assert.match(table, /^Requests of a load of 1 part: 4\. Requests of a load of 11 parts: 44\.$/m);
  });

  it('shows what is broken', () => {
    const results = { ...GOOD, vsixBytes: 2 * MB };
    assert.match(tableOf(results, judge(results)), /^\| VSIX \| 2\.0 MB \*\*broken\*\* \| 1\.5 MB \|$/m);
  });
});

describe('the median', () => {
  it('is the middle, or between the two in the middle', () => {
    assert.deepEqual([median([3, 1, 2]), median([4, 1, 2, 3]), median([5]), median([])], [2, 2.5, 5, NaN]);
  });
});
