import { l10n, Uri, type Selection } from 'vscode';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { rowsOnLines, writeSomeRows, writeSortedRows } from '../../core/csv/someRows.js';
import type { CsvFacts } from '../../core/csv/facts.js';
import { fileSource } from '../../core/csv/fileSource.js';
import type { ByteSource } from '../../core/csv/source.js';
import { UserError } from '../../core/errors.js';
import type { Attempt } from '../../core/load/loadPlan.js';
import { isUnderWay, type LoadState } from '../../core/load/loadState.js';
import { factsNow, rowsAgain, type RowsAgain } from '../../core/load/rowsAgain.js';
import { sameKind } from '../../core/results/groupRows.js';
import type { Outcome } from '../../core/results/outcome.js';
import type { SentLoad } from '../../core/results/sentLoads.js';
import type { Context } from '../context.js';
import { csvSource } from './csvSource.js';

/** Which of the rows that did not get in. */
export interface Which {
  /** Failed with this error only. */
  readonly group?: { readonly code: string; readonly fields: readonly string[] };
  /** On these lines of the file only. */
  readonly selections?: readonly Selection[];
}

/** Rows to be sent again, as they stand in their file now. */
export interface Rerun {
  readonly load: LoadState;
  readonly sent: SentLoad;
  readonly outcome: Outcome;
  /** The file as it is now. */
  readonly csv: ByteSource;
  readonly facts: CsvFacts;
  readonly rows: RowsAgain;
  /** 2, 3, … */
  readonly number: number;
}

/**
 * Finds the rows of a load that did not get in, as they were edited since.
 * @param load the first one, not an attempt
 * @throws UserError `LoadUnderWay`, `OutcomeUnknown`, `NothingToSend`, and those of the file, the org and the results
 */
export async function rowsToRerun(ctx: Context, load: LoadState, which: Which): Promise<Rerun> {
  await requireNoOther(ctx, load);
  const sent = await ctx.sentLoads.read(load.loadId);
  const outcome = await ctx.outcomes.show(load.loadId);
  if (!sent || !outcome) throw unknown(load);
  if (load.isDismissed) ctx.store.putLoad({ ...load, outcome, isDismissed: false });
  const notIn = (row: number) => ['failed', 'unprocessed'].includes(outcome.rows.state(row) ?? '');
  const group = which.group && outcome.groups.findIndex((other) => sameKind(other, which.group!));
  const meant = (row: number) => notIn(row) && (group === undefined || outcome.rows.group(row) === group);
  let count = 0;
  for (let row = 1; row <= outcome.rows.length; row++) if (meant(row)) count++;
  if (count === 0) throw nothingLeft(load, outcome);

  const csv = await csvSource(ctx, Uri.parse(load.uri, true));
  const facts = await factsNow(csv, sent);
  const attempts = await ctx.outcomes.sentAgain(load.loadId);
  // All that did not get in, also where only some are meant: where they stand tells of each other.
  const all = await rowsAgain(ctx.sentLoads, sent, csv, facts, { wanted: notIn, attempts });
  if (!all) throw unknown(load);
  const found = keepRows(all, (i) => meant(all.row[i]!));
  const rows = { ...found, lost: count - found.row.length };
  const number = 2 + ctx.outcomes.attemptsOf(load.loadId).length;
  return { load, sent, outcome, csv, facts, rows: await selected(rows, csv, facts, which), number };
}

/**
 * Another window may be sending some again, or have done so while this one asked.
 * @param number of the attempt that comes next; not known yet where left out
 * @throws UserError `LoadUnderWay`
 */
export async function requireNoOther(ctx: Context, load: LoadState, number?: number): Promise<void> {
  await ctx.pastLoads.read(Infinity);
  const others = [...(await ctx.pastLoads.withoutEnd()), ...ctx.store.loads().filter(isUnderWay)];
  const isOther = ({ loadId, attempt }: LoadState) => (attempt?.of ?? loadId) === load.loadId;
  const isLate = number !== undefined && number !== 2 + ctx.outcomes.attemptsOf(load.loadId).length;
  if (isLate || others.some(isOther)) throw underWay(load);
}

/**
 * The rows to be sent again, in a file of their own.
 * @param sortBy index of a column, for rows to come in the order of their parents
 */
export async function attemptFile(ctx: Context, { load, sent, csv, facts, rows, number }: Rerun, sortBy?: number) {
  const folder = path.join(ctx.folders.copies, `${ctx.clock.now()}-${load.loadId}-${number}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = path.join(folder, 'data.csv');
  let sourceRows = rows.row;
  if (sortBy === undefined) await writeSomeRows(csv, facts, rows.now, file);
  else sourceRows = (await writeSortedRows(csv, facts, rows.now, sortBy, file)).map((at) => rows.row[at]!);
  const attempt: Attempt = { of: load.loadId, number, sourceRows, seed: sent.seed };
  return { source: fileSource(file, load.fileName), attempt };
}

async function selected(rows: RowsAgain, csv: ByteSource, facts: CsvFacts, { selections }: Which): Promise<RowsAgain> {
  if (!selections) return rows;
  const lines = selections.map(({ start, end }) => [start.line + 1, end.line + 1] as const);
  const meant = await rowsOnLines(csv, facts, lines);
  const kept = keepRows(rows, (i) => meant.has(rows.now[i]!));
  if (kept.now.length > 0) return kept;
  throw new UserError('NothingToSend', l10n.t('None of the selected lines holds a row that failed.'), {
    nextStep: l10n.t('Select lines with problems, or nothing to send all of them again.'),
  });
}

function keepRows(rows: RowsAgain, isKept: (index: number) => boolean): RowsAgain {
  const kept = (_: number, index: number) => isKept(index);
  return { row: rows.row.filter(kept), now: rows.now.filter(kept), isAsSent: rows.isAsSent.filter(kept), lost: 0 };
}

/** What the first load was sent with, as far as it decides about the rows of an attempt. */
export const decisionsOf = ({ transform, facts, job }: SentLoad) => ({
  emptyAsNull: transform.emptyAsNull.length > 0,
  raggedRows: facts.raggedRows > 0 ? transform.raggedRows : undefined,
  // It came with the Ids that were written beside the rows that got in; an insert takes none.
  leaveOut: job.operation === 'insert' && !facts.header.some((name) => /^id$/i.test(name)) ? ['Id'] : [],
});

const underWay = ({ loadId, fileName }: LoadState): UserError =>
  new UserError('LoadUnderWay', l10n.t('{0} is still being loaded, or its last attempt is.', fileName), {
    nextStep: l10n.t('Wait until it has ended, or settle the unfinished load in the list of jobs.'),
    loadId,
  });

const unknown = ({ loadId, fileName }: LoadState): UserError =>
  new UserError('OutcomeUnknown', l10n.t('It is not known any more which rows of {0} failed.', fileName), {
    nextStep: l10n.t('Open the failed rows of its jobs, and choose Edit and Send Again.'),
    loadId,
  });

function nothingLeft({ loadId, fileName }: LoadState, { counts }: Outcome): UserError {
  const text =
    counts.unknown > 0 || counts.failed > 0
      ? l10n.t('No row of {0} is known for certain to have been refused.', fileName)
      : l10n.t('Every row of {0} was accepted.', fileName);
  return new UserError('NothingToSend', text, {
    nextStep: l10n.t('The outcome of the load shows what became of each row.'),
    loadId,
  });
}
