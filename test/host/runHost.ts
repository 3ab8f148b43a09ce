// Runs the host tests in the oldest and the newest VS Code that we promise, one after the other.
import { runTests } from '@vscode/test-electron';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { executableOf } from '../editor/find.js';
import { root } from '../editor/root.js';
import { FLOOR, NEWEST, type Release } from '../editor/serverBuild.js';
import { runLevel } from '../level.js';
import { NOTHING, sumOf, type Report } from '../mocha.js';
import { makeCertificates } from './certificates.js';
import { toSourcePlaces } from './sourcePlaces.js';

const say = (line: string) => console.error(line);

async function runOn(release: Release, executable: string, grep: string | undefined): Promise<Report> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-bulk-host-'));
  const reportFile = path.join(folder, 'report.json');
  const printed: string[] = []; // VS Code's own lines: worth reading only when there is no report
  const stdout = new Writable({ write: (chunk, _, done) => done(void printed.push(String(chunk))) });
  try {
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: [root, path.join(root, 'test/fixtures/csvLanguages')],
      extensionTestsPath: path.join(root, 'out/test/host'),
      extensionTestsEnv: {
        TEST_REPORT: reportFile,
        TEST_GREP: grep,
        https_proxy: 'http://127.0.0.1:9', // nobody listens: shows who follows it
        ...(await makeCertificates(folder)),
      },
      launchArgs: [folder, `--user-data-dir=${path.join(folder, 'user-data')}`, '--disable-extensions'],
      stdout,
      stderr: stdout,
    }).catch((error: unknown) => printed.push(String(error)));
    const text = await readFile(reportFile, 'utf8').catch(() => undefined);
    if (text === undefined) throw new Error(`No report from VS Code ${release.vscode}:\n${printed.join('')}`);
    const report = JSON.parse(text) as Report & { output: string };
    console.log(`VS Code ${release.vscode}\n${toSourcePlaces(report.output)}`);
    return report;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

void runLevel(async ({ grep }) => {
  let sum = NOTHING;
  const releases = [FLOOR, NEWEST];
  const executables = await Promise.all(releases.map((release) => executableOf(release, say)));
  for (const [i, release] of releases.entries()) {
    const report = await runOn(release, executables[i] ?? '', grep);
    const failures = report.failures.map((failure) => `VS Code ${release.vscode}: ${toSourcePlaces(failure)}`);
    sum = sumOf(sum, { ...report, failures });
  }
  return sum;
});
