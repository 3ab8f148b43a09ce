// npm test: every level, each even if another failed, and one line of sums at the end.
//   npm test -- [--only unit,host] [--grep TEXT]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

process.chdir(path.resolve(import.meta.dirname, '..'));

const { values } = parseArgs({ options: { only: { type: 'string' }, grep: { type: 'string' } } });
const grep = values.grep ? ['--grep', values.grep] : [];
const reports = mkdtempSync(path.join(os.tmpdir(), 'salesforce-bulk-loader-reports-'));

/** A check is one command that passes or fails as a whole. */
const check = (title, ...args) => ({ title, run: () => (runNode(args) ? counted(1) : failed('It failed.')) });

/** Tests are a command that writes `{passed, failed, skipped}` to the file it gets as --report. */
const tests = (title, ...args) => ({
  title,
  run() {
    const file = path.join(reports, `${title}.json`);
    runNode(['--enable-source-maps', ...args, '--report', file, ...grep]);
    if (!existsSync(file)) return failed('It ended before it could count.');
    const report = JSON.parse(readFileSync(file, 'utf8'));
    // Tests that were not found must not look like tests that passed.
    const none = report.passed + report.failed + report.skipped === 0;
    return none && !values.grep ? failed('It has no tests.') : report;
  },
});

const typed = ['.', ...readdirSync('media').map((name) => `media/${name}`)].filter((folder) =>
  existsSync(`${folder}/tsconfig.json`),
);
const packaged = check('package', 'test/package.mjs');
const LEVELS = {
  lint: [
    check('eslint', 'node_modules/eslint/bin/eslint.js', '.'),
    check('prettier', 'node_modules/prettier/bin/prettier.cjs', '--check', '.'),
  ],
  types: typed.map((folder) => check(`tsc -p ${folder}`, 'node_modules/typescript/bin/tsc', '-p', folder)),
  unit: [
    tests('unit', 'out/test/suite.js', 'out/test/unit', '--timeout', '20000'),
    tests('doubts', 'out/test/doubts.js', 'out/test/unit'),
  ],
  host: [tests('host', 'out/test/host/runHost.js')],
  e2e: [packaged, tests('e2e', 'out/test/e2e/runE2e.js')],
  peers: [packaged, tests('peers', 'out/test/peers/runPeers.js')],
};
/** The peers are half a gigabyte to install: by themselves they only come where CI=true. */
const isDefault = (level) => level !== 'peers' || process.env.CI === 'true';

function counted(passed) {
  return { passed, failed: 0, skipped: 0, failures: [] };
}

function failed(why) {
  return { passed: 0, failed: 1, skipped: 0, failures: [why] };
}

function runNode(args) {
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status === 0;
}

const only = values.only?.split(',') ?? Object.keys(LEVELS).filter(isDefault);
const unknown = only.filter((level) => !(level in LEVELS));
if (unknown.length > 0)
  throw new Error(`No such level: ${unknown.join(', ')}. There are ${Object.keys(LEVELS).join(', ')}.`);

const sum = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
for (const level of only) {
  for (const { title, run } of LEVELS[level]) {
    const started = Date.now();
    console.log(`\n=== ${level}: ${title}`);
    const report = run();
    for (const key of Object.keys(sum)) sum[key] += report[key];
    failures.push(...report.failures.map((failure) => `${title}: ${failure}`));
    console.log(
      `=== ${level}: ${title} ${report.failed > 0 ? 'FAILED' : 'ended'} after ${Math.round((Date.now() - started) / 1000)} s`,
    );
  }
}
rmSync(reports, { recursive: true, force: true });
if (!values.only && !only.includes('peers'))
  console.log('\n=== peers: not asked for; they run with CI=true or --only peers');

// Once more where the eye is at the end of a run of many minutes.
const LINES = 12;
for (const failure of failures.slice(0, 20)) console.log(`\nFAILED ${failure.split('\n').slice(0, LINES).join('\n')}`);

if (sum.failed > 0 || sum.passed === 0) process.exitCode = 1;
console.log(`\n${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
