import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ConfigurationTarget, workspace } from 'vscode';
import type { TestExports } from '../../src/extension.js';
import type { Places } from './leaks.js';
import { overhear } from './leaksOverheard.js';

/** Folders of these tests. */
const OURS = /^salesforce-bulk-(test|sf)-/;

type Written = readonly (readonly string[])[];

/** Paths and contents of the files below a folder that were written since then; of the file, where it is one. */
async function written(where: string, since: number, fits = (_file: string): boolean => true): Promise<Written> {
  const names = await readdir(where, { recursive: true }).catch(() => ['']);
  const read = async (file: string) => {
    const { mtimeMs } = await stat(file);
    return mtimeMs < since ? [] : [file, await readFile(file, 'latin1')];
  };
  const files = names.map((name) => path.join(where, name)).filter(fits);
  return Promise.all(files.map((file) => read(file).catch(() => []))); // folders, and what is gone meanwhile
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
  const began = Date.now() - 1000; // clocks of file systems are coarse
  const isOfRows = (file: string) => /^(results|copies|sent)[/\\]/.test(path.relative(storage, file));
  const mementos = [context.globalState, context.workspaceState];
  return {
    'log files': {
      look: () => written(logs, began), // the editor of most of these tests cannot write them
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
        await written(storage, began, (file) => !isOfRows(file)),
        context.storageUri && (await written(context.storageUri.fsPath, began)),
      ],
      hears: /loads/,
      leak: (text) => leakFile(storage, text),
    },
    'results and copies': {
      look: () => written(storage, began, isOfRows),
      hears: /failedResults/,
      leak: (text) => leakFile(path.join(storage, 'results'), text),
      mayHold: ['row'],
    },
    'the temporary folder': {
      look: async () => {
        const names = (await readdir(os.tmpdir())).filter((name) => !OURS.test(name));
        return Promise.all(names.map((name) => written(path.join(os.tmpdir(), name), began)));
      },
      leak: (text) => leakFile(os.tmpdir(), text),
      mayHold: ['row'], // the demo org keeps there what was uploaded to it
    },
  };
}
