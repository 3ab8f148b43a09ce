import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { run } from './commands.js';
import type { ServerBuild } from './serverBuild.js';

export type Settings = Readonly<Record<string, unknown>>;

export interface ServerOptions {
  /** Extensions (.vsix files) to install before the start, as a user would. */
  readonly extensions?: readonly string[];
  /** On top of the quiet settings every test starts with. */
  readonly settings?: Settings;
  /** Reaches the server and its extension hosts. */
  readonly env?: NodeJS.ProcessEnv;
  /** Ask whether the folder's authors are trusted; otherwise every folder is. */
  readonly workspaceTrust?: boolean;
}

/** A running VS Code server with a profile of its own. */
export interface Server {
  /** `http://127.0.0.1:PORT`, without a slash at the end */
  readonly url: string;
  /** Temporary; removed by `stop`. Holds the profile and is the place for a test's own files. */
  readonly folder: string;
  /** Adds to the user's settings; a workbench reads them when its page is loaded. */
  setSettings(settings: Settings): Promise<void>;
  /** Ends the server and the extension hosts it started, and removes its folder. */
  stop(): Promise<void>;
}

const QUIET: Settings = {
  'workbench.startupEditor': 'none',
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'remote.autoForwardPorts': false,
  'git.enabled': false,
  // Suggestions come when the machine has time for them; Enter would take one instead of ending the line.
  'editor.acceptSuggestionOnEnter': 'off',
};

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;

export async function startServer(build: ServerBuild, options: ServerOptions = {}): Promise<Server> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-bulk-loader-'));
  const inside = (name: string) => path.join(folder, name);
  for (const name of ['home', 'tmp', 'extensions', 'data/User']) await mkdir(inside(name), { recursive: true });
  const settingsFile = inside('data/User/settings.json');
  let settings = { ...QUIET, ...options.settings };
  const writeSettings = () => writeFile(settingsFile, JSON.stringify(settings, undefined, 2));
  await writeSettings();
  await writeFile(inside('config.yaml'), '');

  const profile = ['--config', inside('config.yaml'), '--extensions-dir', inside('extensions')];
  try {
    for (const vsix of options.extensions ?? []) {
      await run(build.node, [build.entry, ...profile, '--install-extension', vsix]);
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const log = openSync(inside('server.log'), 'a');
  const child = spawn(build.node, [build.entry, ...profile, ...flags(inside('data'), options)], {
    detached: true, // a process group of its own, so that the extension hosts end with it
    stdio: ['ignore', log, log],
    env: {
      ...process.env,
      ...options.env,
      HOME: inside('home'),
      TMPDIR: inside('tmp'),
      EXTENSIONS_GALLERY: '{}', // else it asks a gallery on the internet
    },
  });
  const end = () => {
    signalGroup(child, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', end);

  try {
    return {
      url: await ready(child, inside('server.log')),
      folder,
      setSettings(changed) {
        settings = { ...settings, ...changed };
        return writeSettings();
      },
      async stop() {
        await stopGroup(child);
        process.off('exit', end);
        end();
      },
    };
  } catch (error) {
    end();
    throw error;
  }
}

function flags(userData: string, options: ServerOptions): string[] {
  return [
    ...['--bind-addr', '127.0.0.1:0', '--auth', 'none', '--user-data-dir', userData],
    ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
    // Ends a server whose starter was killed before it could.
    ...['--ignore-last-opened', '--idle-timeout-seconds', '300'],
    ...(options.workspaceTrust ? [] : ['--disable-workspace-trust']),
  ];
}

/** The server's address, once it serves VS Code itself (its health check answers before that). */
async function ready(child: ChildProcess, logFile: string): Promise<string> {
  const until = Date.now() + START_TIMEOUT_MS;
  let last = 'nothing';
  while (child.exitCode === null && Date.now() < until) {
    const url = /listening on (http:\/\/[\d.]+:\d+)/.exec(await readFile(logFile, 'utf8'))?.[1];
    if (url) {
      const answer = await fetch(`${url}/?ew=true`).catch((error: unknown) => String(error));
      if (typeof answer !== 'string' && answer.ok) return url;
      last = typeof answer === 'string' ? answer : `HTTP ${answer.status}`;
    }
    await delay(100);
  }
  const log = await readFile(logFile, 'utf8');
  throw new Error(`The VS Code server did not start (last answer: ${last}). Its log ends:\n${log.slice(-2000)}`);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // Already gone.
  }
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  signalGroup(child, 'SIGTERM');
  await Promise.race([exited, delay(STOP_TIMEOUT_MS, undefined, { ref: false })]);
}
