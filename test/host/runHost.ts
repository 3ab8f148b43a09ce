// Runs the host tests in the oldest and the newest VS Code that we promise, one after the other.
//   node out/test/host/runHost.js --report FILE [--grep TEXT]
import { runTests } from '@vscode/test-electron';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { executableOf } from '../editor/find.js';
import { root } from '../editor/root.js';
import { FLOOR, NEWEST, type Release } from '../editor/serverBuild.js';
import type { Report } from '../mocha.js';

const say = (line: string) => console.error(line);

const { values } = parseArgs({ options: { report: { type: 'string' }, grep: { type: 'string' } } });

async function runOn(release: Release): Promise<Report> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-bulk-host-'));
  const reportFile = path.join(folder, 'report.json');
  const printed: string[] = []; // VS Code's own lines: worth reading only when there is no report
  const stdout = new Writable({ write: (chunk, _, done) => done(void printed.push(String(chunk))) });
  try {
    await runTests({
      vscodeExecutablePath: await executableOf(release, say),
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(root, 'out/test/host'),
      extensionTestsEnv: { TEST_REPORT: reportFile, TEST_GREP: values.grep },
      launchArgs: [folder, `--user-data-dir=${path.join(folder, 'user-data')}`, '--disable-extensions'],
      stdout,
      stderr: stdout,
    }).catch((error: unknown) => printed.push(String(error)));
    const text = await readFile(reportFile, 'utf8').catch(() => undefined);
    if (text === undefined) throw new Error(`No report from VS Code ${release.vscode}:\n${printed.join('')}`);
    const report = JSON.parse(text) as Report & { output: string };
    console.log(`VS Code ${release.vscode}\n${report.output}`);
    return report;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const release of [FLOOR, NEWEST]) {
    const report = await runOn(release);
    for (const key of ['passed', 'failed', 'skipped'] as const) sum[key] += report[key];
  }
  if (values.report) await writeFile(values.report, JSON.stringify(sum));
  process.exit(sum.failed > 0 ? 1 : 0);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
