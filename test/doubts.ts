// The tests of the client that open a demo org, once more for each doubt, with this one switch turned: no answer that
// nobody has seen Salesforce give may be what the client lives on.
//   [FOLDER [DOUBT …]]: those doubts, in this process; without one all, shared out to a process for each processor.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { STRICT, type Doubts } from '../src/demo/doubts.js';
import { runLevel } from './level.js';
import { loadTests, NOTHING, run, sumOf, testFiles, type Report } from './mocha.js';
import { turnDoubt } from './unit/turnedDoubt.js';

type Doubt = keyof Doubts;

const CLIENT = ['load', 'results', 'salesforce'];
const ALL = Object.keys(STRICT) as Doubt[];
const PROCESSES = Math.min(os.availableParallelism(), ALL.length);

interface Tests {
  readonly folder: string;
  readonly timeoutMs: number;
  readonly grep: string | undefined;
}

/** In this process. */
async function turnEach(doubts: readonly Doubt[], { folder, timeoutMs, grep }: Tests): Promise<Report> {
  const files = (await Promise.all(CLIENT.map((room) => testFiles(path.resolve(folder, room))))).flat();
  const bundles = await Promise.all(files.map(async (file) => ({ file, text: await readFile(file, 'utf8') })));
  const withOrg = bundles.filter(({ text }) => text.includes('doubtsOfThisRun')).map(({ file }) => file);
  const mocha = await loadTests(withOrg, { timeoutMs, grep, reporter: 'dot' });
  let sum = NOTHING;
  for (const doubt of doubts) {
    const turned = turnDoubt(doubt);
    console.log(`--- ${turned}`);
    const report = await run(mocha);
    sum = sumOf(sum, { ...report, failures: report.failures.map((failure) => `${turned}: ${failure}`) });
  }
  return sum;
}

/** In a process of its own, whose lines are printed when it has ended: no two processes mix theirs. */
async function turnElsewhere(doubts: readonly Doubt[], { folder, timeoutMs, grep }: Tests): Promise<Report> {
  const reports = await mkdtemp(path.join(os.tmpdir(), 'salesforce-bulk-doubts-'));
  const file = path.join(reports, 'report.json');
  const options = ['--timeout', `${timeoutMs}`, '--report', file, ...(grep ? ['--grep', grep] : [])];
  const printed: Buffer[] = [];
  try {
    const child = spawn(process.execPath, [...process.execArgv, __filename, folder, ...doubts, ...options]);
    process.once('exit', () => child.kill());
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => printed.push(chunk));
    await once(child, 'close');
    process.stdout.write(Buffer.concat(printed));
    const report = await readFile(file, 'utf8').catch(() => undefined);
    if (report !== undefined) return JSON.parse(report) as Report;
    return { ...NOTHING, failed: 1, failures: [`Ended before it could count: ${doubts.join(', ')}`] };
  } finally {
    await rm(reports, { recursive: true, force: true });
  }
}

void runLevel(async ({ folder = 'out/test/unit', more, timeoutMs = 20_000, grep }) => {
  const tests = { folder, timeoutMs, grep };
  const named = ALL.filter((doubt) => more.includes(doubt));
  if (named.length < more.length) throw new Error(`Not all of these are doubts: ${more.join(', ')}`);
  if (named.length > 0) return turnEach(named, tests);
  const shares = Array.from({ length: PROCESSES }, (_, share) => ALL.filter((_, i) => i % PROCESSES === share));
  const reports = await Promise.all(shares.map((doubts) => turnElsewhere(doubts, tests)));
  return reports.reduce(sumOf, NOTHING);
});
