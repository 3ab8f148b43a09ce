import type { Cells } from './csv.js';
import { RowError } from './rowError.js';
import { keyCell, saveRow, type SaveContext } from './saveRow.js';

/** Rows saved at a time: triggers never see more. */
export const CHUNK_ROWS = 200;

/** What became of one row. */
export interface Outcome {
  readonly sfId: string;
  /** Absent for a failed row. */
  readonly created?: boolean;
  /** `sf__Error`; absent for a saved row. */
  readonly error?: string;
}

export interface ChunkContext extends SaveContext {
  /** A failed update or delete names its record (API 53.0 and later). */
  readonly failedIds: boolean;
  /** A fault: whether the n-th row of the job (0-based) meets a locked record. */
  isLocked(row: number): boolean;
}

/** @param first number of the chunk's first row in the job, 0-based */
export function saveChunk(context: ChunkContext, rows: readonly Cells[], first: number): Outcome[] {
  const twice = duplicateKeys(context, rows);
  return rows.map((row, index): Outcome => {
    const cells = row?.length === context.columns.length ? row : undefined;
    try {
      if (!row) throw spaceByQuote();
      if (!cells) throw wrongFieldCount(context.columns.length, row.length);
      const key = keyCell(context, cells).toLowerCase();
      if (twice.has(key)) throw duplicateKey(context, keyCell(context, cells));
      if (context.isLocked(first + index)) throw locked(keyCell(context, cells));
      const { id, created } = saveRow(context, cells);
      return { sfId: id, created };
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      const failedId = cells && context.failedIds && isAboutAnId(context) ? keyCell(context, cells) : '';
      return { sfId: failedId, error: String(error) };
    }
  });
}

const isAboutAnId = ({ operation }: SaveContext): boolean => operation !== 'insert' && operation !== 'upsert';

/** An external id that stands twice in one chunk fails both rows. */
function duplicateKeys(context: SaveContext, rows: readonly Cells[]): ReadonlySet<string> {
  if (context.operation !== 'upsert') return new Set();
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const cells of rows) {
    const key = cells?.length === context.columns.length ? keyCell(context, cells).toLowerCase() : '';
    if (key !== '' && seen.has(key)) twice.add(key);
    seen.add(key);
  }
  return twice;
}

const duplicateKey = ({ externalId }: SaveContext, key: string): RowError =>
  new RowError('DUPLICATE_VALUE', `Duplicate external id specified: ${key}`, [externalId?.name ?? 'Id']);

/** Code and wording are not recorded. */
const spaceByQuote = (): RowError =>
  new RowError('INVALID_FIELD', 'Failed to parse CSV. A space before or after a quote is not allowed');

const wrongFieldCount = (header: number, row: number): RowError =>
  new RowError(
    'INVALID_FIELD',
    `Number of fields in header is different from the row. header = ${header} row = ${row}`,
  );

const locked = (key: string): RowError =>
  new RowError('UNABLE_TO_LOCK_ROW', `unable to obtain exclusive access to this record or 200 records: ${key}`);
