import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationTarget, workspace } from 'vscode';
import { NOTHING, runTests } from '../mocha.js';
import { SIGN_IN_PORT } from './signInPort.js';

/** Called inside the extension host by VS Code (`extensionTestsPath`): runs every test beside this file. */
export async function run(): Promise<void> {
  const output: string[] = [];
  await workspace.getConfiguration('salesforceBulk').update('signInPort', SIGN_IN_PORT, ConfigurationTarget.Global);
  const report = await runTests(__dirname, {
    timeoutMs: 40_000, // two editors share the processors
    grep: process.env['TEST_GREP'],
    print: (line) => output.push(line),
  }).catch((error: unknown) => {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error); // a file that does not load
    output.push(failure);
    return { ...NOTHING, failed: 1, failures: [failure] };
  });
  // A file, since what the host prints reaches the terminal on the desktop only, and there among VS Code's own lines.
  const file = process.env['TEST_REPORT'] ?? path.join(__dirname, 'report.json');
  await writeFile(file, JSON.stringify({ ...report, output: output.join('\n') }));
  if (report.failed > 0) throw new Error(`${report.failed} host tests failed.`);
}
