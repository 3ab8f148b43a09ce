import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { Missing } from './editor/chromium.js';
import { NOTHING, type Report } from './mocha.js';

export interface LevelOptions {
  /** Only tests whose full title holds this. */
  readonly grep: string | undefined;
  readonly timeoutMs: number | undefined;
  readonly folder: string | undefined;
  /** What stands behind the folder. */
  readonly more: readonly string[];
}

/**
 * The frame of a test level that runs as a process of its own: `[FOLDER [MORE …]] [--report FILE] [--grep TEXT] [--timeout MS]`.
 * What it ran is written to the report file; exit code 0 only if nothing failed. A level that lacks something on this
 * machine counts as one skipped test and says what is missing.
 */
export async function runLevel(level: (options: LevelOptions) => Promise<Report>): Promise<never> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { report: text, grep: text, timeout: text },
  });
  const timeoutMs = values.timeout === undefined ? undefined : Number(values.timeout);
  // By `exit`, so that editors and browsers that were started end too.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  let report: Report;
  try {
    const [folder, ...more] = positionals;
    report = await level({ grep: values.grep, timeoutMs, folder, more });
  } catch (error) {
    console.error(error instanceof Missing ? `Cannot run here: ${error.message}` : error);
    if (!(error instanceof Missing)) process.exit(1);
    report = { ...NOTHING, skipped: 1 };
  }
  if (values.report) await writeFile(values.report, JSON.stringify(report));
  process.exit(report.failed > 0 ? 1 : 0);
}
