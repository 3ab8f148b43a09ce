import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { DemoOptions } from '../../src/demo/options.js';
import { startDemoOrg, type DemoOrg } from '../../src/demo/server.js';
import { CLI_VERSION, entryOf } from './install.js';

/** What a command of the CLI left behind. */
export interface Outcome {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `--json` prints: of a success `result`, of a failure `name` and `message`. */
export interface JsonOutcome<Result = Record<string, unknown>> {
  readonly status: number;
  readonly result: Result;
  readonly name?: string;
  readonly message?: string;
  readonly data?: unknown;
  readonly warnings: readonly string[];
}

/** Speaks to nobody but the org it is told to: no telemetry, no look for a newer version, no update. */
const SILENCE = {
  SF_DISABLE_TELEMETRY: 'true',
  SF_AUTOUPDATE_DISABLE: 'true',
  SF_DISABLE_AUTOUPDATE: 'true',
  SF_SKIP_NEW_VERSION_CHECK: 'true',
  SF_DISABLE_LOG_FILE: 'true',
  SF_USE_GENERIC_UNIX_KEYCHAIN: 'true', // no keychain of the machine
  NO_COLOR: '1',
};

/** All that a command finds around it: nothing of the person's own. */
export const environmentOf = (home: string, username: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: home,
  ...SILENCE,
  SF_TARGET_ORG: username,
});

/** The Salesforce CLI with a home and a working folder of its own, and a demo org. */
export class SalesforceCli {
  readonly #running = new Set<ChildProcess>();

  constructor(
    readonly org: DemoOrg,
    /** Home and working folder. */
    readonly folder: string,
    private readonly version: string = CLI_VERSION,
  ) {}

  /**
   * The CLI as a program of its own, with the same home, as a person has it on the PATH.
   * @returns its path
   */
  async program(): Promise<string> {
    const { SF_TARGET_ORG: _, ...environment } = environmentOf(this.folder, this.org.username);
    const env = Object.entries(environment).map(([name, value]) => `${name}='${value}'`);
    const lines = ['#!/bin/sh', `exec env ${env.join(' ')} '${process.execPath}' '${entryOf(this.version)}' "$@"`, ''];
    await this.write('sf', lines.join('\n'));
    const program = path.join(this.folder, 'sf');
    await chmod(program, 0o755);
    return program;
  }

  /** @param env on top of a minimal environment */
  async run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    const child = spawn(process.execPath, ['--no-deprecation', entryOf(this.version), ...args], {
      cwd: this.folder,
      env: { ...environmentOf(this.folder, this.org.username), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    this.#running.add(child);
    const [exitCode] = (await once(child, 'close')) as [number];
    this.#running.delete(child);
    return { exitCode, stdout, stderr };
  }

  /** The same with `--json`. */
  async json<Result = Record<string, unknown>>(
    args: readonly string[],
    env?: NodeJS.ProcessEnv,
  ): Promise<JsonOutcome<Result>> {
    const { exitCode, stdout, stderr } = await this.run([...args, '--json'], env);
    try {
      return JSON.parse(stdout) as JsonOutcome<Result>;
    } catch {
      throw new Error(`No JSON (exit code ${exitCode}):\n${stdout}\n${stderr}`);
    }
  }

  logIn(): Promise<JsonOutcome> {
    const args = ['org', 'login', 'access-token', '--instance-url', this.org.instanceUrl, '--no-prompt'];
    return this.json(args, { SF_ACCESS_TOKEN: this.org.accessToken });
  }

  /** Ends the commands that a failed test has left. */
  end(): void {
    for (const child of this.#running) child.kill('SIGKILL');
  }

  write(file: string, text: string): Promise<void> {
    return writeFile(path.join(this.folder, file), text);
  }

  read(file: string): Promise<string> {
    return readFile(path.join(this.folder, file), 'utf8');
  }
}

/** The CLI, logged in to a demo org, for the tests of a `describe`. */
export function useSalesforceCli(options: DemoOptions = {}, version = CLI_VERSION): () => SalesforceCli {
  let cli: SalesforceCli;
  before(async () => {
    const org = await startDemoOrg({ pace: 'instant', withoutJobs: true, ...options });
    cli = new SalesforceCli(org, await mkdtemp(path.join(os.tmpdir(), 'salesforce-bulk-cli-')), version);
    // The CLI looks at a job at once and then every five seconds: its look takes as long as a small job does.
    const look = { method: 'GET', path: '/jobs/(ingest|query)/750\\w{15}$' };
    org.faults.add({ kind: 'slow', ...look, delayMs: 150, times: Infinity });
    const { status, message } = await cli.logIn();
    if (status !== 0) throw new Error(message);
  });
  after(async () => {
    cli.end();
    await cli.org.close();
    await rm(cli.folder, { recursive: true, force: true });
  });
  return () => cli;
}
