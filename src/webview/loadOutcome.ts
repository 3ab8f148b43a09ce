import * as l10n from '@vscode/l10n';
import type { JobRecord } from '../core/load/jobStore.js';
import { isUnderWay, type LoadState } from '../core/load/loadState.js';
import { sameKind, type ErrorKind } from '../core/results/groupRows.js';
import { leftOut, type Outcome } from '../core/results/outcome.js';
import { ROW_STATES, type RowState } from '../core/results/rowState.js';
import { rowsIn, type Operation } from '../core/salesforce/job.js';
import { count, rowsInWords } from './inWords.js';
import { button } from './jobButtons.js';
import type { LoadOutcome } from './protocol.js';

/** A load of this machine: how often it was sent, and what has become of its rows. */
export interface LoadAttempts {
  /** Knows the outcome, that of its attempts included. */
  readonly first: LoadState;
  /** 2, 3, … */
  readonly again: readonly LoadState[];
}

const COLORS: Record<RowState, string> = {
  created: 'charts.green',
  succeeded: 'charts.blue',
  failed: 'charts.red',
  unprocessed: 'charts.yellow',
  unknown: 'disabledForeground',
};

/** What became of the rows of a load, once somebody has read it. */
export function loadOutcomeOf(
  { first, again }: LoadAttempts,
  jobs: ReadonlyMap<string, JobRecord>,
  language: string,
): LoadOutcome | undefined {
  const { outcome, fileName, operation } = first;
  if (!outcome) return undefined;
  const { counts, unplaced } = outcome;
  const rows = rowsOf(outcome);
  const accepted = counts.created + counts.succeeded;
  const all = l10n.t('{0}: {1} of {2} accepted', fileName, count(accepted, language), rowsInWords(rows, language));
  const notFound = l10n.t('{0} that did not get in cannot be found in the file.', rowsInWords(unplaced, language));
  return {
    heading: l10n.t('What became of the rows'),
    text: unplaced > 0 ? `${all}. ${notFound}` : all,
    counts: ROW_STATES.filter((state) => counts[state] > 0).map((state) => ({
      color: COLORS[state],
      label: stateInWords(state, operation),
      count: count(counts[state], language),
      share: counts[state] / rows,
    })),
    attempts: again.length === 0 ? [] : [first, ...again].map((load) => attemptInWords(load, jobs, language)),
    buttons: [...(counts.failed > 0 ? [button('showFailedRows')] : []), button('openOutcome')],
  };
}

/** Whether rows did not get in that can be sent again, as far as is known: those of one kind of error, or any. */
export function canRerun({ first, again }: LoadAttempts, kind?: ErrorKind): boolean {
  if ([first, ...again].some(isUnderWay)) return false;
  const { outcome } = first;
  if (!outcome) return true;
  return kind ? outcome.groups.some((group) => sameKind(group, kind)) : leftOut(outcome.counts) > 0;
}

const rowsOf = ({ counts }: Outcome): number => ROW_STATES.reduce((sum, state) => sum + counts[state], 0);

function stateInWords(state: RowState, operation: Operation): string {
  switch (state) {
    case 'created':
      return l10n.t('Created');
    case 'succeeded':
      return operation === 'delete' || operation === 'hardDelete' ? l10n.t('Deleted') : l10n.t('Updated');
    case 'failed':
      return l10n.t('Failed');
    case 'unprocessed':
      return l10n.t('Unprocessed');
    case 'unknown':
      return l10n.t('Not known');
  }
}

function attemptInWords(load: LoadState, jobs: ReadonlyMap<string, JobRecord>, language: string): string {
  const number = load.attempt?.number ?? 1;
  const rows = rowsInWords(load.rows, language);
  if (isUnderWay(load)) return l10n.t('Attempt {0}: {1}, under way', number, rows);
  const accepted = acceptedOf(load, jobs);
  if (accepted === undefined) return l10n.t('Attempt {0}: {1}', number, rows);
  return l10n.t('Attempt {0}: {1} of {2} accepted', number, count(accepted, language), rows);
}

/** Of all its jobs together; undefined where one of them does not tell. */
function acceptedOf({ parts }: LoadState, jobs: ReadonlyMap<string, JobRecord>): number | undefined {
  const accepted = parts.map(({ jobIds }) => {
    const record = jobs.get(jobIds.at(-1) ?? '');
    return record && rowsIn(record.job, 'successfulResults');
  });
  return accepted.reduce((sum, rows) => (sum === undefined || rows === undefined ? undefined : sum + rows), 0);
}
