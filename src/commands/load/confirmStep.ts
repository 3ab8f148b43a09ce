import { CancellationError, l10n, QuickPickItemKind, Range, type QuickPickItem } from 'vscode';
import { MAX_PART_BYTES } from '../../core/csv/parts.js';
import { planSend } from '../../core/load/plan.js';
import { UserError } from '../../core/errors.js';
import { COLUMN_DELIMITERS, type ColumnDelimiter, type LineEnding } from '../../core/salesforce/job.js';
import { kindInWords, nameOf } from '../../orgs/knownOrg.js';
import { escapeIcons } from '../../ui/foreignText.js';
import { toast } from '../../ui/notify.js';
import { openFile } from '../../ui/openFile.js';
import { BACK, pick, type Place, type Step } from '../../ui/steps.js';
import { countInWords, sizeInWords } from '../../ui/words.js';
import { decided, rowsToSend, type Draft, type InspectedFile } from './draft.js';
import { verbOf } from './guards.js';
import { inspectForPerson, requestOf } from './prepare.js';

interface Line extends QuickPickItem {
  /** What choosing it does; without one it only tells. Answers whether the load may go on. */
  readonly act?: () => Promise<'load' | 'again'>;
}

/** The one confirmation: what goes where, what was found, the first rows as parsed. Every line that can be changed is. */
export const confirmStep = (draft: Draft): Step => ({
  ask: async (place) => {
    for (;;) {
      const answer = await pick<Line>({
        place,
        placeholder: l10n.t('Check, change, then load'),
        items: lines(draft, place),
      });
      if (answer === BACK) return BACK;
      if ((await answer.act?.()) === 'load') return;
    }
  },
});

function lines(draft: Draft, place: Place): readonly Line[] {
  const { org, object, operation } = decided(draft);
  const rows = rowsToSend(draft);
  const undecided = () => draft.raggedRows === undefined && draft.files.some(({ facts }) => facts.raggedRows > 0);
  const go: Line = {
    label: `$(cloud-upload) ${verbOf({ operation, rows })}`,
    description: escapeIcons(`${object.label} · ${nameOf(org)} (${kindInWords(org.kind)})`),
    detail: escapeIcons(draft.files.map((file) => fileInWords(file)).join('   ')),
    act: async () => {
      if (undecided()) await decideRaggedRows(draft, place);
      return undecided() ? 'again' : 'load';
    },
  };
  return [
    go,
    separator(l10n.t('how it is sent')),
    ...raggedLine(draft, place),
    ...(draft.externalIdFieldName === undefined
      ? []
      : [told('key', l10n.t('Records are found by {0}', draft.externalIdFieldName))]),
    ...(draft.assignmentRule ? [told('organization', l10n.t('Assignment rule: {0}', draft.assignmentRule.name))] : []),
    ...emptyCellsLine(draft),
    ...draft.files.flatMap((file) => fileLines(draft, file, place)),
    ...draft.files.flatMap(previewLines),
  ];
}

const separator = (label: string): Line => ({ label, kind: QuickPickItemKind.Separator });
const told = (icon: string, label: string, description = ''): Line => ({
  label: `$(${icon}) ${escapeIcons(label)}`,
  description,
});

function fileInWords({ fileName, facts }: InspectedFile): string {
  const parts = Math.ceil(facts.stat.size / MAX_PART_BYTES);
  const rows = facts.rows === 1 ? l10n.t('1 row') : l10n.t('{0} rows', countInWords(facts.rows));
  const size = `${rows}, ${sizeInWords(facts.stat.size)}`;
  return parts === 1 ? `${fileName}: ${size}` : `${fileName}: ${size}, ${l10n.t('{0} parts', parts)}`;
}

function emptyCellsLine(draft: Draft): readonly Line[] {
  if (draft.operation === 'delete' || draft.operation === 'hardDelete') return [];
  return [
    {
      label: `$(${draft.emptyAsNull ? 'pass-filled' : 'circle-large-outline'}) ${l10n.t('Empty cells clear the field')}`,
      description: draft.emptyAsNull ? l10n.t('yes: they are sent as #N/A') : l10n.t('no: the field stays as it is'),
      act: () => {
        draft.emptyAsNull = !draft.emptyAsNull;
        return Promise.resolve('again');
      },
    },
  ];
}

function raggedLine(draft: Draft, place: Place): readonly Line[] {
  const count = draft.files.reduce((sum, { facts }) => sum + facts.raggedRows, 0);
  if (count === 0) return [];
  const decision =
    draft.raggedRows === 'leaveOut'
      ? l10n.t('left out')
      : draft.raggedRows === 'send'
        ? l10n.t('sent anyway: Salesforce will refuse them')
        : l10n.t('to be decided');
  return [
    {
      label: `$(warning) ${count === 1 ? l10n.t('1 row has a wrong number of cells') : l10n.t('{0} rows have a wrong number of cells', count)}`,
      description: decision,
      act: () => decideRaggedRows(draft, place),
    },
  ];
}

async function decideRaggedRows(draft: Draft, place: Place): Promise<'again'> {
  const choice = await pick({
    place,
    placeholder: l10n.t('What should happen to rows with a wrong number of cells?'),
    items: [
      { label: l10n.t('Leave Out'), detail: l10n.t('They are not sent'), raggedRows: 'leaveOut' as const },
      { label: l10n.t('Send Anyway'), detail: l10n.t('Salesforce refuses each of them'), raggedRows: 'send' as const },
      {
        label: l10n.t('Show'),
        detail: l10n.t('Opens the file at the first of them; nothing is loaded'),
        raggedRows: undefined,
      },
    ],
  });
  if (choice === BACK) return 'again';
  if (choice.raggedRows === undefined) await showFirstRaggedRow(draft);
  draft.raggedRows = choice.raggedRows;
  return 'again';
}

async function showFirstRaggedRow(draft: Draft): Promise<never> {
  const file = draft.files.find(({ facts }) => facts.raggedRows > 0);
  const line = file?.facts.firstRaggedRows[0]?.line ?? 1;
  if (file) await openFile(file.uri, { selection: new Range(line - 1, 0, line - 1, 0) });
  throw new CancellationError();
}

const DELIMITERS: Record<ColumnDelimiter, string> = {
  COMMA: l10n.t('comma  ,'),
  SEMICOLON: l10n.t('semicolon  ;'),
  TAB: l10n.t('tab'),
  PIPE: l10n.t('pipe  |'),
  CARET: l10n.t('caret  ^'),
  BACKQUOTE: l10n.t('backquote  `'),
};

function fileLines(draft: Draft, file: InspectedFile, place: Place): readonly Line[] {
  const { facts } = file;
  const name = draft.files.length > 1 ? `${file.fileName}: ` : '';
  const named = escapeIcons(name);
  const { leftOutColumns, transform, changedCellBreaks } = planSend(file.fileName, facts, {
    ...requestOf(decided(draft)),
    raggedRows: 'send',
  });
  const lines: Line[] = [
    {
      label: `$(symbol-string) ${named}${l10n.t('Column delimiter: {0}', DELIMITERS[facts.columnDelimiter])}`,
      description: foundOr(file.delimiterChosen),
      act: () => changeDelimiter(draft, file, place),
    },
    {
      label: `$(newline) ${named}${lineEndingInWords(file, transform.lineEnding)}`,
      description: foundOr(draft.lineEnding !== undefined),
      act: () => changeLineEnding(draft, transform.lineEnding, place),
    },
  ];
  if (facts.bomBytes > 0) lines.push(told('info', name + l10n.t('The byte order mark is not sent')));
  if (facts.blankLines > 0) lines.push(told('info', name + l10n.t('Blank lines left out: {0}', facts.blankLines)));
  if (changedCellBreaks > 0) {
    const { lineEnding } = transform;
    lines.push(
      told(
        'warning',
        name + l10n.t('Line breaks inside cells that are changed to {0}: {1}', lineEnding, changedCellBreaks),
      ),
    );
  }
  if (leftOutColumns.length > 0)
    lines.push(told('info', name + l10n.t('Columns not sent: {0}', leftOutColumns.join(', '))));
  return lines;
}

function lineEndingInWords({ facts: { recordEndings } }: InspectedFile, sent: LineEnding): string {
  const { lf, crlf, cr } = recordEndings;
  const found = [lf > 0 && 'LF', crlf > 0 && 'CRLF', cr > 0 && 'CR'].filter((kind) => kind !== false);
  if (found.length > 1) return l10n.t('Mixed line endings, sent as {0}', sent);
  return found[0] === sent || found.length === 0
    ? l10n.t('Line ending: {0}', sent)
    : l10n.t('Line ending: {0}, sent as {1}', found[0] as string, sent);
}

async function changeLineEnding(draft: Draft, current: LineEnding, place: Place): Promise<'again'> {
  const choice = await pick({
    place,
    placeholder: l10n.t('Line ending to send'),
    items: (['LF', 'CRLF'] as const).map((lineEnding) => ({ label: lineEnding, lineEnding })),
    active: (item) => item.lineEnding === current,
  });
  if (choice !== BACK) draft.lineEnding = choice.lineEnding;
  return 'again';
}

const foundOr = (chosen: boolean): string =>
  chosen ? l10n.t('chosen') : l10n.t('found in the file; choose to change');

async function changeDelimiter(draft: Draft, file: InspectedFile, place: Place): Promise<'again'> {
  const choice = await pick({
    place,
    placeholder: l10n.t('Column delimiter of {0}', file.fileName),
    items: COLUMN_DELIMITERS.map((columnDelimiter) => ({ label: DELIMITERS[columnDelimiter], columnDelimiter })),
    active: (item) => item.columnDelimiter === file.facts.columnDelimiter,
  });
  if (choice === BACK) return 'again';
  try {
    const again = await inspectForPerson(file.uri, file.source, choice.columnDelimiter);
    draft.files = draft.files.map((other) => (other === file ? again : other));
    draft.raggedRows = undefined; // it was about other rows
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    toast('warning', error.message); // it stays as it was: the file cannot be read with this one
  }
  return 'again';
}

function previewLines({ fileName, facts, preview }: InspectedFile): readonly Line[] {
  const row = (icon: string, cells: readonly string[]): Line =>
    told(icon, cells.map((cell) => cell.replace(/\s+/g, ' ')).join('  │  '));
  return [
    separator(l10n.t('first rows of {0}', fileName)),
    row('table', facts.header),
    ...preview.map((cells) => row('dash', cells)),
  ];
}
