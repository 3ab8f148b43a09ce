import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ConfigurationTarget, workspace } from 'vscode';
import type { TestExports } from '../../src/extension.js';
import type { Places } from './leaks.js';
import { overhear } from './leaksOverheard.js';

/** Folders of these tests. */
const OURS = /^salesforce-bulk-(test|sf)-/;

/** Files below a folder, with what is in them. */
async function filesBelow(folder: string, fits: (file: string) => boolean = () => true): Promise<object> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  const read = files.filter(fits).map(async (file) => [file, await readFile(file, 'latin1').catch(() => '')]);
  return Object.fromEntries(await Promise.all(read)) as object;
}

async function leakFile(folder: string, text: string): Promise<() => unknown> {
  const file = path.join(folder, 'leak.txt');
  await mkdir(folder, { recursive: true });
  await writeFile(file, text);
  return () => rm(file);
}

/** What stays on this machine. */
export function kept({ context }: TestExports): Places {
  const storage = context.globalStorageUri.fsPath;
  const logs = path.dirname(context.logUri.fsPath);
  const began = Date.now();
  const isOfRows = (file: string) => /^(results|copies)[/\\]/.test(path.relative(storage, file));
  const mementos = [context.globalState, context.workspaceState];
  return {
    'log files': {
      look: () => filesBelow(logs), // the editor of most of these tests cannot write them
      leak: (text) => leakFile(logs, text),
    },
    'global and workspace state': {
      listen: (tell) => mementos.map((memento) => overhear(memento, 'update', tell)),
      look: () => mementos.map((memento) => memento.keys().map((key) => [key, memento.get(key)])),
      hears: /robin\.demo/,
      leak: async (text) => {
        await context.workspaceState.update('leak', text);
        return () => context.workspaceState.update('leak', undefined);
      },
    },
    settings: {
      look: () => JSON.stringify(workspace.getConfiguration()),
      hears: /3MVG9/,
      leak: async (text) => {
        const settings = workspace.getConfiguration('salesforceBulk');
        await settings.update('resultsFolder', text, ConfigurationTarget.Global);
        return () => settings.update('resultsFolder', undefined, ConfigurationTarget.Global);
      },
    },
    'files of the extension': {
      look: async () => [
        await filesBelow(storage, (file) => !isOfRows(file)),
        context.storageUri && (await filesBelow(context.storageUri.fsPath)),
      ],
      hears: /loads/,
      leak: (text) => leakFile(storage, text),
    },
    'results and copies': {
      look: () => filesBelow(storage, isOfRows),
      hears: /failedResults/,
      leak: (text) => leakFile(path.join(storage, 'results'), text),
      mayHold: ['row'],
    },
    'the temporary folder': {
      look: async () => {
        const names = (await readdir(os.tmpdir())).filter((name) => !OURS.test(name));
        const fresh = names.map(async (name) => {
          const file = path.join(os.tmpdir(), name);
          const changed = await stat(file).then(
            ({ mtimeMs }) => mtimeMs,
            () => 0,
          ); // gone meanwhile
          return changed < began ? [] : [name, await filesBelow(file), await readFile(file, 'latin1').catch(() => '')];
        });
        return Promise.all(fresh);
      },
      leak: (text) => leakFile(os.tmpdir(), text),
      mayHold: ['row'], // the demo org keeps there what was uploaded to it
    },
  };
}
