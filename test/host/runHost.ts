// Runs the host tests in the oldest and the newest VS Code that we promise, side by side where neither has a window.
import { runTests } from '@vscode/test-electron';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { executableOf, hasDisplay } from '../editor/find.js';
import { root } from '../editor/root.js';
import { FLOOR, NEWEST, type Release } from '../editor/serverBuild.js';
import { runLevel } from '../level.js';
import { NOTHING, sumOf, type Report } from '../mocha.js';
import { makeCertificates } from './certificates.js';
import { toSourcePlaces } from './sourcePlaces.js';

interface Editor {
  readonly release: Release;
  /** Its own, where the browser comes back to. */
  readonly signInPort: number;
}

const EDITORS: readonly Editor[] = [
  { release: FLOOR, signInPort: 1789 },
  { release: NEWEST, signInPort: 1798 },
];

const say = (line: string) => console.error(line);

async function runOn({ release, signInPort }: Editor, executable: string, grep: string | undefined): Promise<Report> {
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
        TEST_SIGN_IN_PORT: `${signInPort}`,
        https_proxy: 'http://127.0.0.1:9', // nobody listens: shows who follows it
        ...(await makeCertificates(folder)),
      },
      launchArgs: [folder, `--user-data-dir=${path.join(folder, 'user-data')}`, '--disable-extensions'],
      stdout,
      stderr: stdout,
    }).catch((error: unknown) => printed.push(String(error)));
    const text = await readFile(reportFile, 'utf8').catch(() => undefined);
    const title = `VS Code ${release.vscode}`;
    if (text === undefined) {
      const failure = `${title}: no report\n${printed.join('')}`;
      console.log(failure);
      return { ...NOTHING, failed: 1, failures: [failure] };
    }
    const { output, failures, ...counts } = JSON.parse(text) as Report & { output: string };
    console.log(`${title}\n${toSourcePlaces(output)}`);
    return { ...counts, failures: failures.map((failure) => `${title}: ${toSourcePlaces(failure)}`) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

void runLevel(async ({ grep }) => {
  const executables = await Promise.all(EDITORS.map(({ release }) => executableOf(release, say)));
  const runs = EDITORS.map((editor, i) => () => runOn(editor, executables[i] ?? '', grep));
  const reports: Report[] = [];
  // Of windows that are shown only one has the focus, and tests look at it.
  if (hasDisplay) for (const run of runs) reports.push(await run());
  else reports.push(...(await Promise.all(runs.map((run) => run()))));
  return reports.reduce(sumOf);
});
