// The Salesforce CLI (`sf`) as a child process: it alone reads and renews its logins.

import type { ChildProcessByStdio, StdioOptions } from 'node:child_process';
import type { Readable } from 'node:stream';
import spawn from 'cross-spawn'; // on Windows the CLI is a .cmd, which Node does not start by itself
import * as l10n from '@vscode/l10n';
import { UserError } from '../../core/errors.js';
import { withoutSecrets } from '../../core/withoutSecrets.js';

export interface CliPlace {
  /** Program: a name that is looked for on the PATH, or a path. */
  readonly path: string;
  /** Working folder: the CLI reads the `target-org` of the project it is in. */
  readonly cwd: string;
}

/** What the CLI says of a command that failed (`--json`). */
interface Failure {
  readonly name?: string;
  readonly message?: string;
  readonly actions?: readonly string[];
}

/** A command the CLI could not carry out. */
export class CliError extends UserError {
  constructor(
    message: string,
    /** The CLI's own name of the error: `NamedOrgNotFoundError`, …; `UnknownCommand` where it does not have the command. */
    readonly errorName: string | undefined,
    nextStep: string,
  ) {
    super('CliFailed', message, { nextStep });
  }
}

const ENVIRONMENT = {
  // A question would wait for ever: nobody is there to answer.
  SF_AUTOUPDATE_DISABLE: 'true',
  SF_DISABLE_AUTOUPDATE: 'true',
  SF_SKIP_NEW_VERSION_CHECK: 'true',
  SF_HIDE_RELEASE_NOTES: 'true',
  NO_COLOR: '1',
  FORCE_COLOR: '0',
};

/** Enough for a sign-in that is refreshed over a slow network; a CLI that asks something never ends. */
const TIMEOUT_MS = 60_000;

/**
 * Runs `sf {args} --json`.
 * @returns the member `result`
 * @throws UserError `CliNotFound`; CliError; the signal's reason
 */
export async function runCli<Result>(
  place: CliPlace,
  args: readonly string[],
  { signal, timeoutMs = TIMEOUT_MS }: { signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<Result> {
  const command = ['sf', ...args.filter((arg) => !arg.startsWith('-')).slice(0, 3)].join(' ');
  const { stdout, stderr } = await output(place, [...args, '--json'], command, signal, timeoutMs);
  const answer = jsonIn(stdout) as ({ readonly status?: number; readonly result?: Result } & Failure) | undefined;
  if (answer?.status === 0 && answer.result !== undefined) return answer.result;
  if (answer?.message !== undefined) {
    const said = answer.message.replace(/\s+/g, ' ').trim();
    const actions = (answer.actions ?? []).join(' ');
    const name = answer.name && withoutSecrets(answer.name);
    throw new CliError(l10n.t('{0}: {1}', command, said), name, actions || tryInTerminal(command));
  }
  if (/is not a sf command/.test(stderr)) {
    throw new CliError(l10n.t('This Salesforce CLI does not know "{0}".', command), 'UnknownCommand', updateCli());
  }
  const line = (stderr || stdout).trim().split('\n').at(-1)?.trim() ?? '';
  throw new CliError(l10n.t('{0} gave no answer that can be read: {1}', command, line), undefined, updateCli());
}

function output(
  { path, cwd }: CliPlace,
  args: readonly string[],
  command: string,
  signal: AbortSignal | undefined,
  timeoutMs: number,
): Promise<{ stdout: string; stderr: string }> {
  const env: NodeJS.ProcessEnv = { ...process.env, ...ENVIRONMENT };
  delete env['ELECTRON_RUN_AS_NODE']; // ours, not the CLI's
  const timeout = AbortSignal.timeout(timeoutMs);
  const stop = AbortSignal.any(signal ? [signal, timeout] : [timeout]);
  return new Promise((resolve, reject) => {
    stop.throwIfAborted();
    const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
    const child = spawn(path, [...args], { cwd, env, stdio, windowsHide: true }) as CliProcess;
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    stop.addEventListener('abort', () => {
      child.kill();
      // What it has started itself may hold these open.
      child.stdout.destroy();
      child.stderr.destroy();
      reject(signal?.aborted ? (signal.reason as Error) : timedOut(command, timeoutMs));
    });
    child.once('error', (error: NodeJS.ErrnoException) => reject(notStarted(path, error)));
    child.once('close', () => resolve({ stdout, stderr }));
  });
}

type CliProcess = ChildProcessByStdio<null, Readable, Readable>;

const timedOut = (command: string, ms: number): CliError =>
  new CliError(
    l10n.t('{0} did not answer within {1} seconds.', command, Math.round(ms / 1000)),
    'Timeout',
    tryInTerminal(command),
  );

/** The CLI's JSON; plugins and old versions print lines around it. */
function jsonIn(text: string): unknown {
  const end = text.lastIndexOf('}') + 1;
  for (const { index } of text.matchAll(/^\s*\{/gm)) {
    try {
      return JSON.parse(text.slice(index, end));
    } catch {
      // A line of something else that begins like it.
    }
  }
  return undefined;
}

function notStarted(path: string, error: NodeJS.ErrnoException): UserError {
  if (error.code === 'ENOENT') {
    return new UserError('CliNotFound', l10n.t('The Salesforce CLI ("{0}") was not found on this machine.', path), {
      nextStep: l10n.t('Install it, or tell where it is in the setting salesforceBulk.cliPath.'),
      cause: error,
    });
  }
  return new UserError(
    'CliFailed',
    l10n.t('The Salesforce CLI ("{0}") could not be started: {1}', path, error.message),
    {
      nextStep: l10n.t('Check the setting salesforceBulk.cliPath.'),
      cause: error,
    },
  );
}

const tryInTerminal = (command: string): string =>
  l10n.t('Run "{0}" in a terminal to see what is the matter.', command);
const updateCli = (): string => l10n.t('Update the Salesforce CLI (sf update), or sign in another way.');
