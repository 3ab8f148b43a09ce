import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { CliPlace } from '../../../src/orgs/cli/salesforceCli.js';

/** What a program does that stands in for `sf`, by the first words of its arguments. */
export interface Answer {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
  /** Says nothing and does not end. */
  readonly hangs?: boolean;
}

const PROGRAM = `#!/usr/bin/env node
const answers = require('./answers.json');
const words = process.argv.slice(2).filter((word) => !word.startsWith('-'));
require('node:fs').appendFileSync(__dirname + '/calls', process.argv.slice(2).join(' ') + '\\n');
const key = Object.keys(answers).find((known) => words.join(' ').startsWith(known));
const { stdout = '', stderr = '', exitCode = 0, hangs } = answers[key] ?? {
  stderr: 'Warning: ' + words.slice(0, 3).join(' ') + ' is not a sf command.',
  exitCode: 127,
};
if (hangs) setInterval(() => {}, 1000);
else {
  process.stderr.write(stderr);
  process.stdout.write(stdout);
  process.exitCode = exitCode;
}
`;

const folders: string[] = [];

/** A program that answers as told; what the real CLI prints is compared with in test/peers. */
export async function fakeCli(answers: Readonly<Record<string, Answer>>): Promise<CliPlace> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-bulk-sf-'));
  folders.push(folder);
  const program = path.join(folder, 'sf');
  await writeFile(path.join(folder, 'answers.json'), JSON.stringify(answers));
  await writeFile(program, PROGRAM, { mode: 0o755 });
  return { path: program, cwd: folder };
}

/** For `afterEach`. */
export const removeFakes = async (): Promise<void> => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
};

export const success = (result: unknown, warnings: readonly string[] = []): Answer => ({
  stdout: JSON.stringify({ status: 0, result, warnings }, undefined, 2),
});

export const failure = (name: string, message: string, actions: readonly string[] = []): Answer => ({
  stdout: JSON.stringify({ name, message, exitCode: 1, actions, status: 1, stack: `${name}: ${message}\n at x` }),
  exitCode: 1,
});
