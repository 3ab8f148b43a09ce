// The tests of the client that open a demo org, once more for each doubt, with this one switch turned: no answer that
// nobody has seen Salesforce give may be what the client lives on.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { STRICT } from '../src/demo/doubts.js';
import { runLevel } from './level.js';
import { loadTests, run, testFiles, type Report } from './mocha.js';
import { turnDoubt } from './unit/turnedDoubt.js';

const CLIENT = ['load', 'results', 'salesforce'];

void runLevel(async ({ folder = 'out/test/unit', timeoutMs = 20_000, grep }) => {
  const files = (await Promise.all(CLIENT.map((room) => testFiles(path.resolve(folder, room))))).flat();
  const bundles = await Promise.all(files.map(async (file) => ({ file, text: await readFile(file, 'utf8') })));
  const withOrg = bundles.filter(({ text }) => text.includes('doubtsOfThisRun')).map(({ file }) => file);
  const mocha = await loadTests(withOrg, { timeoutMs, grep, reporter: 'dot' });
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const doubt of Object.keys(STRICT) as (keyof typeof STRICT)[]) {
    console.log(`--- ${turnDoubt(doubt)}`);
    add(sum, await run(mocha));
  }
  return sum;
});

function add(sum: { -readonly [count in keyof Report]: Report[count] }, report: Report): void {
  sum.passed += report.passed;
  sum.failed += report.failed;
  sum.skipped += report.skipped;
}
