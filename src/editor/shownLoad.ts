import type { LogOutputChannel, TextDocumentContentChangeEvent, Uri } from 'vscode';
import { LINE_BREAK } from '../core/csv/cellRange.js';
import { memorySource } from '../core/csv/memorySource.js';
import { UserError } from '../core/errors.js';
import { failuresNow, type FailuresNow } from '../core/load/failuresNow.js';
import type { Outcomes } from '../core/load/outcomes.js';
import { followEdits, type FollowedRow, type TextLines } from '../core/results/followEdits.js';
import type { Outcome, RowFailure } from '../core/results/outcome.js';
import type { Columns } from './failureDiagnostic.js';
import { documentOf, textNow } from './textNow.js';

export interface FailedRow extends FollowedRow {
  readonly failure: RowFailure;
}

export interface ShownLoadDependencies {
  readonly outcomes: Outcomes;
  readonly log: LogOutputChannel;
  /** Told when failed rows stand elsewhere, or are not as they were sent any more. */
  readonly onDidChange: () => void;
}

/**
 * The failed rows of a load in its file, whether that is open or not. They go along with edits. What cannot be followed
 * is looked for, as in a file that another program has written.
 */
export class ShownLoad {
  /** In the order of the file as it was sent. */
  rows: readonly FailedRow[] = [];
  columns: Columns = { header: [], columnDelimiter: 'COMMA' };
  /** How many failed rows are not found, so cannot be shown. */
  lost = 0;
  /** The file was edited since the outcome was there. */
  isEdited = false;

  private isStale = false;
  /** Ends when it is known where they stand. */
  looked = Promise.resolve();

  constructor(
    readonly loadId: string,
    readonly uri: Uri,
    readonly outcome: Outcome,
    private readonly deps: ShownLoadDependencies,
    /** What was known of the same load before. */
    before?: ShownLoad,
  ) {
    if (before) [this.rows, this.columns] = [before.rows, before.columns];
  }

  /** Looks where the rows stand now. */
  look(): Promise<void> {
    this.isStale = true;
    this.looked = this.looked.then(async () => {
      while (this.isStale) await this.lookOnce();
    });
    return this.looked;
  }

  follow(edits: readonly TextDocumentContentChangeEvent[], after: TextLines): void {
    this.isEdited = true;
    const changed = followEdits(this.rows, edits, after);
    // Undone, pasted elsewhere, sorted, written anew: lines that come in may hold a row that is gone.
    const isGone = this.rows.some(({ line }) => line === undefined);
    if (isGone && edits.some(({ text }) => text.trim() !== '' && LINE_BREAK.test(text))) void this.look();
    if (changed) this.deps.onDidChange();
  }

  private async lookOnce(): Promise<void> {
    this.isStale = false;
    const version = documentOf(this.uri)?.version;
    try {
      const text = this.outcome.counts.failed > 0 ? await textNow(this.uri) : undefined;
      const found = text && (await this.find(text));
      this.isStale ||= documentOf(this.uri)?.version !== version;
      if (!this.isStale) this.take(text !== undefined, found);
    } catch (error) {
      this.deps.log.error(error instanceof Error ? error : String(error));
    }
  }

  private async find(text: Uint8Array): Promise<FailuresNow | undefined> {
    const { outcomes } = this.deps;
    try {
      return await failuresNow(outcomes, this.loadId, this.outcome, memorySource(this.uri.path, text));
    } catch (error) {
      if (error instanceof UserError) return undefined; // no CSV any more, or not just now
      throw error;
    }
  }

  /** @param isThere there is such a file */
  private take(isThere: boolean, now: FailuresNow | undefined): void {
    const { failures, counts } = this.outcome;
    const known = new Map(isThere ? this.rows.map((row) => [row.failure.row, row]) : []);
    if (now) this.columns = now.facts;
    this.lost = isThere ? counts.failed : 0;
    this.rows = failures.flatMap((failure): FailedRow[] => {
      const found = now?.rows.get(failure.row);
      const before = known.get(failure.row);
      if (found || before) this.lost--;
      if (found?.isAsSent) {
        return [{ failure, line: found.line - 1, text: found.record.split(LINE_BREAK), isAsSent: true }];
      }
      return before ? [{ ...before, failure, ...(found && { line: found.line - 1, isAsSent: false }) }] : [];
    });
    this.deps.onDidChange();
  }
}
