import { quote } from './csv.js';
import { RowError } from './rowError.js';
import { keyCell, saveRow, type SaveContext } from './saveRow.js';

/** Rows saved at a time: triggers never see more. */
export const CHUNK_ROWS = 200;

/** What became of one row, ready for the result files. */
export interface Outcome {
  readonly sfId: string;
  /** Absent for a failed row. */
  readonly created?: boolean;
  /** `sf__Error`; absent for a saved row. */
  readonly error?: string;
  /** The row's cells, quoted and delimited. */
  readonly line: string;
}

export interface ChunkContext extends SaveContext {
  readonly delimiter: string;
  /** A failed update or delete names its record (API 53.0 and later). */
  readonly failedIds: boolean;
  /** A fault: whether the n-th row of the job (0-based) meets a locked record. */
  isLocked(row: number): boolean;
}

/** @param first number of the chunk's first row in the job, 0-based */
export function saveChunk(context: ChunkContext, rows: readonly (readonly string[])[], first: number): Outcome[] {
  const twice = duplicateKeys(context, rows);
  return rows.map((cells, index): Outcome => {
    const columns = context.columns.length;
    try {
      if (cells.length !== columns) throw wrongFieldCount(columns, cells.length);
      const key = keyCell(context, cells).toLowerCase();
      if (twice.has(key)) throw duplicateKey(context, keyCell(context, cells));
      if (context.isLocked(first + index)) throw locked(keyCell(context, cells));
      const { id, created } = saveRow(context, cells);
      return { sfId: id, created, line: toLine(cells, context.delimiter) };
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      // A row with too many or too few cells comes back with all of them blank.
      const blank = cells.length === columns ? cells : Array<string>(columns).fill('');
      const failedId = context.failedIds && isAboutAnId(context) ? keyCell(context, blank) : '';
      return { sfId: failedId, error: String(error), line: toLine(blank, context.delimiter) };
    }
  });
}

/** A record of a result file, without its line ending. */
export const toLine = (cells: readonly string[], delimiter: string): string => cells.map(quote).join(delimiter);

const isAboutAnId = ({ operation }: SaveContext): boolean => operation !== 'insert' && operation !== 'upsert';

/** An external id that stands twice in one chunk fails both rows. */
function duplicateKeys(context: SaveContext, rows: readonly (readonly string[])[]): ReadonlySet<string> {
  if (context.operation !== 'upsert') return new Set();
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const cells of rows) {
    const key = cells.length === context.columns.length ? keyCell(context, cells).toLowerCase() : '';
    if (key !== '' && seen.has(key)) twice.add(key);
    seen.add(key);
  }
  return twice;
}

const duplicateKey = ({ externalId }: SaveContext, key: string): RowError =>
  new RowError('DUPLICATE_VALUE', `Duplicate external id specified: ${key}`, [externalId?.name ?? 'Id']);

const wrongFieldCount = (header: number, row: number): RowError =>
  new RowError(
    'INVALID_FIELD',
    `Number of fields in header is different from the row. header = ${header} row = ${row}`,
  );

const locked = (key: string): RowError =>
  new RowError('UNABLE_TO_LOCK_ROW', `unable to obtain exclusive access to this record or 200 records: ${key}`);
