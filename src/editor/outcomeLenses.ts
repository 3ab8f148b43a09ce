import { CodeLens, l10n, Range, workspace, type CodeLensProvider, type TextDocument } from 'vscode';
import type { JobStore } from '../core/load/jobStore.js';
import { attemptsOf, outcomeIn } from '../core/load/lastLoad.js';
import type { Outcome } from '../core/results/outcome.js';
import { LoadReference } from '../ui/loadReference.js';
import { countInWords } from '../ui/words.js';
import type { FailedRows } from './failedRows.js';

const HEADER = new Range(0, 0, 0, 0);

/** Above the header: how many rows did not get in, and what can be done about it. */
export class OutcomeLenses implements CodeLensProvider {
  readonly onDidChangeCodeLenses;

  constructor(
    private readonly store: JobStore,
    private readonly failedRows: FailedRows,
  ) {
    this.onDidChangeCodeLenses = failedRows.onDidChange;
  }

  provideCodeLenses({ uri }: TextDocument): CodeLens[] {
    const load = outcomeIn(this.store, uri.toString());
    if (!load) return [];
    const on = [new LoadReference(load.loadId)];
    const outcome = { title: l10n.t('Outcome'), command: 'salesforceBulk.openOutcome', arguments: on };
    const dismiss = { title: l10n.t('Dismiss'), command: 'salesforceBulk.dismissOutcome', arguments: on };
    const words = notIn(load.outcome);
    if (words.length > 0) {
      const title = withIcon('error', l10n.t('{0} – Show', words.join(' · ')));
      // Only what failed has a problem to go to.
      const show = load.outcome.counts.failed > 0 ? 'salesforceBulk.showFailedRows' : 'salesforceBulk.openOutcome';
      const rerun = { title: l10n.t('Rerun'), command: 'salesforceBulk.rerunFailed', arguments: on };
      return [
        new CodeLens(HEADER, { title, command: show, arguments: on }),
        ...(workspace.isTrusted ? [new CodeLens(HEADER, rerun)] : []),
        new CodeLens(HEADER, outcome),
        new CodeLens(HEADER, dismiss),
      ];
    }
    // Rows got in at last: said until the person goes on with the file.
    if (attemptsOf(this.store, load.loadId).length === 0 || this.failedRows.in(uri)?.isEdited) return [];
    const allIn = l10n.t('All {0} rows are in – Outcome', countInWords(load.rows));
    return [new CodeLens(HEADER, { ...outcome, title: withIcon('pass', allIn) }), new CodeLens(HEADER, dismiss)];
  }
}

/** A lens would leave out a common blank. */
const withIcon = (icon: 'error' | 'pass', text: string): string => `$(${icon})\u00a0${text}`;

function notIn({ counts: { failed, unprocessed, unknown } }: Outcome): readonly string[] {
  return [
    ...(failed > 0 ? [l10n.t('{0} failed', countInWords(failed))] : []),
    ...(unprocessed > 0 ? [l10n.t('{0} unprocessed', countInWords(unprocessed))] : []),
    ...(unknown > 0 ? [l10n.t('{0} not known', countInWords(unknown))] : []),
  ];
}
