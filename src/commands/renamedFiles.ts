import { Uri, workspace, type Disposable } from 'vscode';
import type { JobStore } from '../core/load/jobStore.js';
import { isUnderWay } from '../core/load/loadState.js';

/** Loads that are over follow their files: what became of the rows is shown, and sent again, under the new name. */
export const followRenamedFiles = (store: JobStore): Disposable =>
  workspace.onDidRenameFiles(({ files }) => {
    for (const load of store.loads()) {
      if (isUnderWay(load)) continue;
      const from = Uri.parse(load.uri, true);
      const renamed = files.find(({ oldUri }) => `${from.toString()}/`.startsWith(`${oldUri.toString()}/`));
      if (!renamed) continue;
      const { path } = renamed.newUri;
      const uri = renamed.newUri.with({ path: path + from.path.slice(renamed.oldUri.path.length) });
      store.putLoad({ ...load, uri: uri.toString(), fileName: uri.path.slice(uri.path.lastIndexOf('/') + 1) });
    }
  });
