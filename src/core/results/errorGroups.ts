import * as l10n from '@vscode/l10n';
import { delimiterByte } from '../csv/delimiter.js';
import { fileSource } from '../csv/fileSource.js';
import { parseRecords } from '../csv/parse.js';
import { readAll } from '../csv/readAll.js';
import { readRecords, type PlacedRecord } from '../csv/rows.js';
import type { ByteSource } from '../csv/source.js';
import { UserError } from '../errors.js';
import type { ColumnDelimiter } from '../salesforce/job.js';

/** Failed rows of the same error code and fields; their messages differ by the values in them. */
export interface ErrorGroup {
  /** Empty where a row's error has none, and in the group of all further kinds. */
  readonly code: string;
  /** API names. */
  readonly fields: readonly string[];
  /** Rows. */
  readonly count: number;
  /** Of the first row, verbatim. */
  readonly message: string;
  readonly firstRows: readonly FailedRow[];
}

export interface FailedRow {
  /** `sf__Id`; empty where there is no record. */
  readonly id: string;
  /** `sf__Error`, verbatim. */
  readonly error: string;
  /** One for each column, shortened. */
  readonly cells: readonly string[];
}

export interface FailedRows {
  /** As uploaded, without `sf__Id` and `sf__Error`. */
  readonly columns: readonly string[];
  /** The most frequent first. */
  readonly groups: readonly ErrorGroup[];
  readonly rows: number;
}

interface Growing extends ErrorGroup {
  count: number;
  readonly firstRows: FailedRow[];
}

/** `sf__Id` and `sf__Error` stand before the uploaded columns. */
const OWN_COLUMNS = 2;
const QUOTE = 0x22;

const MOST_GROUPS = 100;
/** Characters. */
const CELL_LENGTH = 200;
/** Of all first rows together, characters: rows may have thousands of columns. */
const MOST_TEXT = 4_000_000;

export interface GroupErrorsOptions {
  /** To keep of each group; 3 where left out. */
  readonly firstRows?: number;
  /** Told of each row in order: its group, its `sf__Error`, its bytes. The next row waits for it. */
  readonly onRow?: (group: ErrorGroup, error: string, record: Buffer) => void | Promise<void>;
  readonly signal?: AbortSignal;
}

/**
 * Groups a failedResults file of any size by what went wrong, reading it once.
 * @throws UserError `UnexpectedAnswer` for a file that is cut off or no failedResults, those of the file; the signal's
 * reason
 */
export async function groupErrors(
  file: string,
  columnDelimiter: ColumnDelimiter,
  { firstRows = 3, onRow, signal }: GroupErrorsOptions = {},
): Promise<FailedRows> {
  const source = fileSource(file);
  const groups = new Map</* code and fields */ string, Growing>();
  let rest: Growing | undefined;
  let room = MOST_TEXT;
  let header: Header | undefined;
  let last: PlacedRecord | undefined;
  let rows = 0;

  const groupOf = (error: string): Growing => {
    const parsed = parseSfError(error);
    const key = [parsed.code, ...parsed.fields].join();
    const known = groups.get(key);
    if (known) return known;
    const group = { ...parsed, count: 0, firstRows: [] };
    if (groups.size >= MOST_GROUPS) return (rest ??= { ...group, code: '', fields: [], message: furtherKinds() });
    groups.set(key, group);
    return group;
  };

  try {
    for await (const { bytes, offset, records } of readRecords(source, {
      columnDelimiter,
      ...(signal && { signal }),
    })) {
      for (const record of records) {
        const [start, end] = [record.start - offset, record.end - offset];
        const parsed = async () => (await parseRecords(bytes.subarray(start, end), { columnDelimiter }))[0] ?? [];
        if (!header) {
          header = headerOf(await parsed());
          if (!header) throw damaged(source, record.line);
          continue;
        }
        last = record;
        rows++;
        const error = cellOf(bytes, start, end, delimiterByte(columnDelimiter), header.error);
        const group = groupOf(error);
        group.count++;
        const waits = onRow?.(group, error, bytes.subarray(start, end));
        if (waits) await waits;
        if (group.firstRows.length >= firstRows || room <= 0) continue;
        const row = await parsed();
        const cells = header.columns.map((_, i) => shortened(row[i + OWN_COLUMNS] ?? ''));
        group.firstRows.push({ id: row[header.id] ?? '', error, cells });
        room -= cells.reduce((length, cell) => length + cell.length, error.length);
      }
    }
  } catch (error) {
    if (!(error instanceof UserError && (error.code === 'UnclosedQuote' || error.code === 'StrayQuote'))) throw error;
    throw damaged(source, error.at?.line ?? 1, error);
  }
  if (header && last && (await isCutOff(source, last, header))) throw damaged(source, last.line);
  return {
    columns: header?.columns ?? [],
    groups: [...[...groups.values()].sort((a, b) => b.count - a.count), ...(rest ? [rest] : [])],
    rows,
  };
}

interface Header {
  /** Indices of `sf__Id` and `sf__Error`. */
  readonly id: number;
  readonly error: number;
  readonly columns: readonly string[];
}

function headerOf(names: readonly string[]): Header | undefined {
  const own = names.slice(0, OWN_COLUMNS);
  const id = own.indexOf('sf__Id');
  const error = own.indexOf('sf__Error');
  return id < 0 || error < 0 ? undefined : { id, error, columns: names.slice(OWN_COLUMNS) };
}

/**
 * One cell of a record that the scanner has accepted: quotes come in pairs there. Taking all cells of a million rows
 * apart would take ten times as long.
 */
function cellOf(bytes: Buffer, start: number, end: number, delimiter: number, index: number): string {
  let from = start;
  let at = start;
  for (let column = 0, quoted = false; at < end; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) quoted = !quoted;
    else if (byte === delimiter && !quoted) {
      if (column++ === index) break;
      from = at + 1;
    }
  }
  // Behind the last cell of a record stands its line ending.
  const text = bytes.toString('utf8', from, at).trimEnd();
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
}

/** Rows of few cells are nothing to stop for, but the last one has to end: in a line ending, or at least in a quote. */
async function isCutOff(source: ByteSource, { cells, end }: PlacedRecord, { columns }: Header): Promise<boolean> {
  const last = String(await readAll(source.read(end - 1, end)));
  return last !== '\n' && last !== '\r' && (last !== '"' || cells < OWN_COLUMNS + columns.length);
}

function damaged({ name }: ByteSource, line: number, cause?: unknown): UserError {
  const text = l10n.t('{0} is cut off or damaged: line {1} is not as Salesforce writes results.', name, line);
  return new UserError('UnexpectedAnswer', text, {
    at: { line, column: 1 },
    nextStep: l10n.t('Delete the file, then download the results again.'),
    cause,
  });
}

export const furtherKinds = (): string => l10n.t('Errors of further kinds: there are more than are told apart here.');

/** A copy: a mere slice would keep the whole cell in memory. */
function shortened(cell: string): string {
  if (cell.length <= CELL_LENGTH) return cell;
  const whole = cell.slice(0, CELL_LENGTH).replace(/[\ud800-\udbff]$/, '');
  return `${Buffer.from(whole).toString()}…`;
}

/**
 * Splits `CODE:message:Field1, Field2 --`, or `CODE:message:--` without fields. The message may hold anything, colons
 * included; what is not written so is a message as a whole.
 */
export function parseSfError(text: string): {
  readonly code: string;
  readonly message: string;
  readonly fields: readonly string[];
} {
  const [start = '', code = ''] = /^(\w+):/.exec(text) ?? [];
  const said = text.slice(start.length);
  const [tail, list = ''] = /:([^:]*)--\s*$/.exec(said) ?? [];
  if (tail === undefined) return { code, message: said, fields: [] };
  const fields = list.trimEnd() === '' ? [] : list.trimEnd().split(/, */);
  if (!fields.every((field) => /^[a-z]\w*(\.\w+)*$/i.test(field))) return { code, message: said, fields: [] };
  return { code, message: said.slice(0, said.length - tail.length), fields };
}
