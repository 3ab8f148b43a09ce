import { Disposable, workspace, type Uri } from 'vscode';
import type { JobStore } from '../core/load/jobStore.js';
import { toOutcomeUri } from './outcomeUri.js';
import { ResultFileSystem, WHY_READ_ONLY } from './resultFileSystem.js';
import { SCHEME } from './resultUri.js';

export interface DocumentsDependencies {
  readonly store: JobStore;
  /** Path of a document's file, downloaded or written if need be. */
  readonly fetch: (uri: Uri) => Promise<string>;
}

/** Results and outcomes as read-only documents. */
export function registerDocuments({ store, fetch }: DocumentsDependencies): Disposable {
  const files = new ResultFileSystem(fetch);
  return Disposable.from(
    workspace.registerFileSystemProvider(SCHEME, files, { isCaseSensitive: true, isReadonly: WHY_READ_ONLY }),
    store.onDidChange((change) => {
      const load = change.kind === 'load' && store.load(change.loadId);
      if (load && load.outcome) files.tellChanged(toOutcomeUri(load));
    }),
  );
}
