// Runs the tests of one folder in a process of their own.
//   node out/test/suite.js FOLDER --report FILE [--timeout MS] [--grep TEXT]
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { runTests } from './mocha.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { report: { type: 'string' }, timeout: { type: 'string', default: '5000' }, grep: { type: 'string' } },
});

async function main(folder: string): Promise<void> {
  const report = await runTests(path.resolve(folder), { timeoutMs: Number(values.timeout), grep: values.grep });
  if (values.report) writeFileSync(values.report, JSON.stringify(report));
  process.exit(report.failed > 0 ? 1 : 0);
}

main(positionals[0] ?? 'out/test/unit').catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
