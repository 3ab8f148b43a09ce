// The tests of the client that open a demo org, once more for each doubt, with this one switch turned: no answer that
// nobody has seen Salesforce give may be what the client lives on.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { STRICT } from '../src/demo/doubts.js';
import { runLevel } from './level.js';
import { loadTests, NOTHING, run, sumOf, testFiles } from './mocha.js';
import { turnDoubt } from './unit/turnedDoubt.js';

const CLIENT = ['load', 'results', 'salesforce'];

void runLevel(async ({ folder = 'out/test/unit', timeoutMs = 20_000, grep }) => {
  const files = (await Promise.all(CLIENT.map((room) => testFiles(path.resolve(folder, room))))).flat();
  const bundles = await Promise.all(files.map(async (file) => ({ file, text: await readFile(file, 'utf8') })));
  const withOrg = bundles.filter(({ text }) => text.includes('doubtsOfThisRun')).map(({ file }) => file);
  const mocha = await loadTests(withOrg, { timeoutMs, grep, reporter: 'dot' });
  let sum = NOTHING;
  for (const doubt of Object.keys(STRICT) as (keyof typeof STRICT)[]) {
    const turned = turnDoubt(doubt);
    console.log(`--- ${turned}`);
    const report = await run(mocha);
    sum = sumOf(sum, { ...report, failures: report.failures.map((failure) => `${turned}: ${failure}`) });
  }
  return sum;
});
