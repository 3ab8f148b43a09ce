import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

export interface Report {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface SuiteOptions {
  /** Only tests whose full title matches. */
  readonly grep?: string | undefined;
  readonly timeoutMs: number;
  /** Takes mocha's own lines; without it they go to stdout. */
  readonly print?: (line: string) => void;
}

/** Runs every `*.test.js` below a folder, in this process. */
export async function runTests(folder: string, options: SuiteOptions): Promise<Report> {
  const { print } = options;
  const { Base } = Mocha.reporters;
  if (print) Base.consoleLog = (...args: unknown[]) => print(format(...args));
  Base.useColors = !print && process.stdout.isTTY;
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', timeout: options.timeoutMs });
  if (options.grep) mocha.grep(options.grep);
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.test.js')).sort();
  for (const file of files) mocha.addFile(path.join(folder, file));
  await mocha.loadFilesAsync();
  return new Promise((resolve) => {
    const runner = mocha.run(() => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      resolve({ passed: passes, failed: failures, skipped: pending });
    });
  });
}
