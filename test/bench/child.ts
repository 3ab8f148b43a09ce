import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../editor/root.js';
import { usage, type ChildReport } from './childReport.js';

/** Milliseconds between two looks at what a child has used. */
const LOOK_MS = 5;

/** Its time is that from its start to its end. */
export interface Ran extends ChildReport {
  readonly stdout: string;
}

/** Runs a command to its end. @throws with what it said when it fails */
export async function run(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  const started = performance.now();
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (said[name] += text));
  }
  let used = { peak: 0, cpuMs: 0 };
  const look = setInterval(() => {
    try {
      const now = usage(child.pid ?? NaN);
      if (now.peak > 0) used = now; // a process that is ending has no memory any more
    } catch {
      // It has ended.
    }
  }, LOOK_MS);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed (${code}):\n${said.stdout}${said.stderr}`);
    return { ms: performance.now() - started, peak: used.peak, cpuMs: used.cpuMs, stdout: said.stdout };
  } finally {
    clearInterval(look);
  }
}

/** Runs a program of this folder, which ends with its report. */
export async function runProgram(node: string, name: string, ...args: readonly string[]): Promise<ChildReport> {
  const { stdout } = await run(node, [path.join(root, 'out/test/bench', name), ...args]);
  return JSON.parse(stdout) as ChildReport;
}

/** Starts a server, which is to end with this process. @returns its first line on stdout, as JSON */
export async function startServer<Line>(command: string, ...args: string[]): Promise<Line> {
  const { stdout } = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface(stdout), 'line')) as [string];
  return JSON.parse(line) as Line;
}
