import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

export interface Report {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Of each failed test its full title and the error, for the end of a long run. */
  readonly failures: readonly string[];
}

export const NOTHING: Report = { passed: 0, failed: 0, skipped: 0, failures: [] };

export function sumOf(a: Report, b: Report): Report {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    failures: [...a.failures, ...b.failures],
  };
}

export interface SuiteOptions {
  /** Only tests whose full title matches. */
  readonly grep?: string | undefined;
  readonly timeoutMs: number;
  /** `spec`, a line for each test, unless told. */
  readonly reporter?: 'spec' | 'dot';
  /** Takes mocha's own lines; without it they go to stdout. */
  readonly print?: (line: string) => void;
}

/** Runs every `*.test.js` below a folder, in this process. */
export async function runTests(folder: string, options: SuiteOptions): Promise<Report> {
  return run(await loadTests(await testFiles(folder), options));
}

/** The `*.test.js` below a folder, with their paths. */
export async function testFiles(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  return files
    .filter((file) => file.endsWith('.test.js'))
    .sort()
    .map((file) => path.join(folder, file));
}

/** Tests that can be run more than once. */
export async function loadTests(files: readonly string[], options: SuiteOptions): Promise<Mocha> {
  const { print, reporter = 'spec' } = options;
  const { Base } = Mocha.reporters;
  if (print) Base.consoleLog = (...args: unknown[]) => print(format(...args));
  Base.useColors = !print && process.stdout.isTTY;
  // Mocha's command line does so; without it a rejection that nobody handles would pass in silence. The extension host
  // has a listener of its own, and rejections that are not ours.
  if (!print && process.listenerCount('unhandledRejection') === 0) {
    process.on('unhandledRejection', (reason) => {
      throw reason;
    });
  }
  const mocha = new Mocha({ ui: 'bdd', reporter, timeout: options.timeoutMs });
  mocha.cleanReferencesAfterRun(false);
  if (options.grep) mocha.grep(options.grep);
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  return mocha;
}

export function run(mocha: Mocha): Promise<Report> {
  return new Promise((resolve) => {
    const failed: string[] = [];
    const runner = mocha
      .run(() => {
        const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
        resolve({ passed: passes, failed: failures, skipped: pending, failures: failed });
      })
      .on('fail', (test, error: Error) => {
        failed.push(`${test.fullTitle()}\n${error.stack ?? error.message}`);
      });
  });
}
