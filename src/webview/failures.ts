import * as l10n from '@vscode/l10n';
import { explainRowError } from '../core/load/explainError.js';
import type { UserError } from '../core/errors.js';
import { parseSfError, type ErrorGroup, type FailedRows } from '../core/results/errorGroups.js';
import type { ErrorKind } from '../core/results/groupRows.js';
import { count, rowsInWords } from './inWords.js';
import { button } from './jobButtons.js';
import type { FailedGroup, Failures, GroupButton } from './protocol.js';

/** What is known of the failed rows of a job that has some. */
export type FailedRowsState =
  | { readonly kind: 'fetching' }
  /** So many that nobody fetches them unasked. */
  | { readonly kind: 'many' }
  | { readonly kind: 'known'; readonly failed: FailedRows }
  /** Expired, offline, …: the error says which. */
  | { readonly kind: 'missing'; readonly error: UserError };

/**
 * @param failed number of failed rows, as Salesforce counts them
 * @param canRerun whether there are rows of this error to send again
 */
export function failuresOf(
  state: FailedRowsState,
  failed: number,
  canRerun: (kind: ErrorKind) => boolean,
  language: string,
): Failures {
  const open = { ...button('openFailed', 'link'), label: l10n.t('Open All Failed Rows') };
  const base = {
    heading: l10n.t('Failed rows by error'),
    busy: false,
    buttons: [open],
    caption: l10n.t('First rows'),
    groups: [],
  };
  switch (state.kind) {
    case 'fetching':
      return { ...base, busy: true, text: l10n.t('Fetching the failed rows…') };
    case 'many':
      return {
        ...base,
        text: l10n.t('{0} failed: they are fetched when you ask for it.', rowsInWords(failed, language)),
        buttons: [button('groupFailedRows', 'secondary'), open],
      };
    case 'missing': {
      const { message, nextStep } = state.error;
      return { ...base, text: message, ...(nextStep !== undefined && { nextStep }), buttons: [] };
    }
    case 'known':
      return { ...base, ...known(state.failed, canRerun, language) };
  }
}

function known(
  { columns, groups, rows }: FailedRows,
  canRerun: (kind: ErrorKind) => boolean,
  language: string,
): Pick<Failures, 'text' | 'groups'> {
  const errors = groups.length === 1 ? l10n.t('1 kind of error') : l10n.t('{0} kinds of errors', groups.length);
  return {
    text: `${rowsInWords(rows, language)}, ${errors}`,
    groups: groups.map((group) => ({
      ...groupOf(group, columns, rows, language),
      buttons: groupButtons(canRerun(group)),
    })),
  };
}

const groupButtons = (canRerun: boolean): readonly GroupButton[] => [
  ...(canRerun ? [{ action: 'rerunGroup', label: l10n.t('Rerun These'), icon: 'run-errors' } as const] : []),
  { action: 'openGroup', label: l10n.t('Open These Rows'), icon: 'go-to-file' },
];

function groupOf(
  group: ErrorGroup,
  columns: readonly string[],
  rows: number,
  language: string,
): Omit<FailedGroup, 'buttons'> {
  const { code, fields, message, firstRows } = group;
  const messages = firstRows.map((row) => parseSfError(row.error).message);
  // Mostly the message names a value, and each row has its own.
  const differ = messages.some((own) => own !== message);
  return {
    title: code || message,
    count: count(group.count, language),
    share: rows === 0 ? 0 : group.count / rows,
    fields,
    ...(code !== '' && { message }),
    ...explainRowError(code),
    columns: [...(differ ? [l10n.t('Message')] : []), ...columns],
    rows: firstRows.map((row, i) => [...(differ ? [messages[i] ?? ''] : []), ...row.cells]),
  };
}
