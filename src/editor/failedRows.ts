import { Diagnostic, DiagnosticSeverity, EventEmitter, l10n, languages, Range, Uri, workspace } from 'vscode';
import type { DiagnosticCollection, Disposable, LogOutputChannel } from 'vscode';
import type { JobStore } from '../core/load/jobStore.js';
import { outcomeIn } from '../core/load/lastLoad.js';
import type { Outcomes } from '../core/load/outcomes.js';
import { MOST_FAILURES } from '../core/results/outcome.js';
import { DisposableStore } from '../ui/disposables.js';
import { countInWords } from '../ui/words.js';
import { failureDiagnostic, SOURCE } from './failureDiagnostic.js';
import { ShownLoad } from './shownLoad.js';

/** Where a row that failed is shown. */
export interface ShownFailure {
  /** 1-based data row of the file as it was sent. */
  readonly row: number;
  readonly range: Range;
}

export interface FailedRowsDependencies {
  readonly store: JobStore;
  readonly outcomes: Outcomes;
  readonly log: LogOutputChannel;
}

/** The rows that failed, as problems of the file they came from. A row that is edited has none until it is sent again. */
export class FailedRows implements Disposable {
  private readonly loads = new Map</* load id */ string, ShownLoad>();
  private readonly owned = new DisposableStore();
  private readonly problems: DiagnosticCollection;
  private readonly changed = this.owned.add(new EventEmitter<void>());
  /** Of the outcomes that are shown, or whether their files were edited since; not of the places of the rows. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly deps: FailedRowsDependencies) {
    const { owned } = this;
    this.problems = owned.add(languages.createDiagnosticCollection('salesforceBulk'));
    owned.add(deps.store.onDidChange((change) => change.kind === 'load' && this.update(change.loadId)));
    owned.add(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const shown = contentChanges.length > 0 ? this.in(document.uri) : undefined;
        if (!shown) return;
        const isFirst = !shown.isEdited;
        shown.follow(contentChanges, document);
        if (isFirst) this.changed.fire();
      }),
    );
    // While a file has no document, another program may write it; what was not saved is gone when it is closed.
    owned.add(workspace.onDidOpenTextDocument(({ uri }) => void this.in(uri)?.look()));
    owned.add(workspace.onDidCloseTextDocument(({ uri }) => void this.in(uri)?.look()));
    owned.add(workspace.onDidDeleteFiles(() => this.loads.forEach((shown) => void shown.look())));
  }

  /** The load whose outcome is shown in a file. */
  in(uri: Uri): ShownLoad | undefined {
    return [...this.loads.values()].find((shown) => shown.uri.toString() === uri.toString());
  }

  /** Where the failed rows of a load are shown, in the order in which they stand there. */
  async of(loadId: string): Promise<readonly ShownFailure[]> {
    const shown = this.loads.get(loadId);
    await shown?.looked;
    const failures = shown ? problemsOf(shown).map(({ row, problem }) => ({ row, range: problem.range })) : [];
    return failures.sort((a, b) => a.range.start.compareTo(b.range.start));
  }

  dispose(): void {
    this.owned.dispose();
  }

  private update(loadId: string): void {
    const { store } = this.deps;
    for (const shown of this.loads.values()) {
      const uri = store.load(shown.loadId)?.uri;
      if (uri === undefined || outcomeIn(store, uri)?.loadId !== shown.loadId) this.remove(shown);
    }
    const changed = store.load(loadId);
    const load = changed && outcomeIn(store, changed.uri);
    const before = load && this.loads.get(load.loadId);
    if (!load || (before?.outcome === load.outcome && before.uri.toString() === load.uri)) return;
    if (before && before.uri.toString() !== load.uri) this.remove(before);
    const uri = Uri.parse(load.uri, true);
    const onDidChange = () => this.publish(shown);
    const shown = new ShownLoad(load.loadId, uri, load.outcome, { ...this.deps, onDidChange }, before);
    this.loads.set(load.loadId, shown);
    this.changed.fire();
    void shown.look();
  }

  private remove(shown: ShownLoad): void {
    this.loads.delete(shown.loadId);
    this.problems.delete(shown.uri);
    this.changed.fire();
  }

  private publish(shown: ShownLoad): void {
    if (this.loads.get(shown.loadId) !== shown) return;
    const problems = problemsOf(shown).map(({ problem }) => problem);
    this.problems.set(shown.uri, shown.lost > 0 ? [summary(shown, problems.length), ...problems] : problems);
  }
}

function problemsOf({ rows, columns, lost }: ShownLoad) {
  const shown = rows.flatMap(({ failure, line, text, isAsSent }) =>
    isAsSent && line !== undefined
      ? [{ row: failure.row, problem: failureDiagnostic(failure, line, text, columns) }]
      : [],
  );
  // One for what is not shown.
  return lost > 0 ? shown.slice(0, MOST_FAILURES - 1) : shown;
}

function summary({ outcome, columns }: ShownLoad, shown: number): Diagnostic {
  const { failed } = outcome.counts;
  const text =
    failed > MOST_FAILURES
      ? l10n.t(
          'Only the first {0} of {1} failed rows are shown; the outcome of the load has all of them.',
          countInWords(shown),
          countInWords(failed),
        )
      : l10n.t(
          'Only {0} of {1} failed rows are shown: where the others stand in this file cannot be told.',
          countInWords(shown),
          countInWords(failed),
        );
  const problem = new Diagnostic(new Range(0, 0, 0, columns.header.join().length), text, DiagnosticSeverity.Error);
  problem.source = SOURCE;
  return problem;
}
