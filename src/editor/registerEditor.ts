import { languages, window, type Disposable, type DocumentSelector } from 'vscode';
import type { JobStore } from '../core/load/jobStore.js';
import { leftOut } from '../core/results/outcome.js';
import type { Orgs } from '../orgs/orgs.js';
import { setContext } from '../ui/contextKeys.js';
import { DisposableStore } from '../ui/disposables.js';
import { FailedRows, type FailedRowsDependencies, type ShownFailure } from './failedRows.js';
import { LoadBadges } from './loadBadges.js';
import { OutcomeLenses } from './outcomeLenses.js';

export interface EditorDependencies extends FailedRowsDependencies {
  readonly orgs: Orgs;
}

export interface Editor extends Disposable {
  /** Where the failed rows of a load are shown in its file, in the order in which they stand there. */
  failedRowsOf(loadId: string): Promise<readonly ShownFailure[]>;
}

/** Whatever a source may be called: those that were never loaded are told by a look into a list. */
const SOURCES: DocumentSelector = [
  { pattern: '**/*.{csv,tsv,txt}' },
  { language: 'csv' },
  { language: 'tsv' },
  { scheme: 'untitled' },
];

/** What became of the rows of a file, in its editor and beside its name. */
export function registerEditor(deps: EditorDependencies): Editor {
  const owned = new DisposableStore();
  const failedRows = owned.add(new FailedRows(deps));
  owned.add(languages.registerCodeLensProvider(SOURCES, new OutcomeLenses(deps.store, failedRows)));
  owned.add(window.registerFileDecorationProvider(owned.add(new LoadBadges(deps.store, deps.orgs))));
  owned.add(
    failedRows.onDidChange(() => {
      setContext('salesforceBulk.hasFailedRows', hasFailedRows(deps.store));
    }),
  );
  return { failedRowsOf: (loadId) => failedRows.of(loadId), dispose: () => owned.dispose() };
}

const hasFailedRows = (store: JobStore): boolean =>
  store.loads().some(({ outcome, isDismissed }) => outcome && !isDismissed && leftOut(outcome.counts) > 0);
