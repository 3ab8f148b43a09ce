import { toId18 } from '../ids.js';
import type { Cells } from './csv.js';
import { keyCell, planRow, type PlannedRow, type RowContext } from './planRow.js';
import { RowError, attempt } from './rowError.js';
import { deleteRecord, insertRecord, updateRecord, type Saved } from './saveRecord.js';

/** Rows saved at a time: triggers never see more. */
export const CHUNK_ROWS = 200;

/** Characters of one field, and of the fields of one record. */
const MAX_FIELD_CHARACTERS = 131_072;
const MAX_RECORD_CHARACTERS = 400_000;

/** What became of one row. */
export interface Outcome {
  readonly sfId: string;
  /** Absent for a failed row. */
  readonly created?: boolean;
  /** `sf__Error`; absent for a saved row. */
  readonly error?: string;
}

export interface ChunkContext extends RowContext {
  /** A failed update or delete names its record (API 53.0 and later). */
  readonly failedIds: boolean;
  /** A fault: whether the n-th row of the job (0-based) meets a locked record. */
  isLocked(row: number): boolean;
}

/** @param first number of the chunk's first row in the job, 0-based */
export function saveChunk(context: ChunkContext, rows: readonly Cells[], first: number): Outcome[] {
  const twice = duplicateKeys(context, rows);
  const plan = (row: Cells): PlannedRow | RowError =>
    attempt(() => {
      const cells = checkCells(context, row);
      const key = keyCell(context, cells);
      if (twice.has(normalKey(context, key))) throw duplicateKey(context, key);
      return planRow(context, cells);
    });
  // All rows are looked up before the first is saved, so that none finds a parent that comes with its own chunk.
  const planned = context.doubts.parentInChunk === 'notFound' ? rows.map(plan) : [];
  return rows.map((row, index): Outcome => {
    const todo = planned[index] ?? plan(row);
    const done = attempt(() => {
      if (todo instanceof RowError) throw todo;
      if (context.isLocked(first + index)) throw locked(keyCell(context, row ?? []));
      return saveRow(context, todo);
    });
    if (!(done instanceof RowError)) return { sfId: done.id, created: done.created };
    const isWhole = row?.length === context.columns.length;
    const namesIt = isWhole && context.failedIds && isAboutAnId(context);
    return { sfId: namesIt ? keyCell(context, row) : '', error: String(done) };
  });
}

/** @throws RowError */
export function saveRow(context: RowContext, { record, values }: PlannedRow): Saved {
  const { operation } = context;
  if (!record) return insertRecord(context, values);
  if (operation === 'delete' || operation === 'hardDelete') {
    return deleteRecord(context, record, operation === 'hardDelete');
  }
  return updateRecord(context, record, values);
}

/** The wordings for lengths and spaces are not recorded. */
function checkCells({ columns }: ChunkContext, row: Cells): readonly string[] {
  if (!row) throw new RowError('INVALID_FIELD', 'Failed to parse CSV. Found a space before or after a quote');
  if (row.length !== columns.length) {
    const reason = `Number of fields in header is different from the row. header = ${columns.length} row = ${row.length}`;
    throw new RowError('INVALID_FIELD', reason);
  }
  let characters = 0;
  for (const [index, { length }] of row.entries()) {
    characters += length;
    if (length <= MAX_FIELD_CHARACTERS) continue;
    const reason = `Field has ${length} characters. The most is ${MAX_FIELD_CHARACTERS}`;
    throw new RowError('LIMIT_EXCEEDED', reason, [columns[index]?.field.name ?? '']);
  }
  if (characters > MAX_RECORD_CHARACTERS) {
    throw new RowError('LIMIT_EXCEEDED', `Record has ${characters} characters. The most is ${MAX_RECORD_CHARACTERS}`);
  }
  return row;
}

const isAboutAnId = ({ operation }: ChunkContext): boolean => operation !== 'insert' && operation !== 'upsert';

const isKeyedById = (context: ChunkContext): boolean =>
  isAboutAnId(context) || (context.externalId?.name ?? 'Id') === 'Id';

/** Ids in 15 and 18 characters are the same; external ids are in any letter case. */
const normalKey = (context: ChunkContext, key: string): string =>
  isKeyedById(context) ? (toId18(key) ?? key) : key.toLowerCase();

/** A key that stands twice in one chunk fails both rows. */
function duplicateKeys(context: ChunkContext, rows: readonly Cells[]): ReadonlySet<string> {
  const twice = new Set<string>();
  if (context.operation === 'insert') return twice;
  if (isKeyedById(context) && context.doubts.duplicateId === 'takesBoth') return twice;
  const seen = new Set<string>();
  for (const cells of rows) {
    const key = cells?.length === context.columns.length ? normalKey(context, keyCell(context, cells)) : '';
    if (key !== '' && seen.has(key)) twice.add(key);
    seen.add(key);
  }
  return twice;
}

const duplicateKey = (context: ChunkContext, key: string): RowError =>
  isKeyedById(context)
    ? new RowError('DUPLICATE_VALUE', `Duplicate id specified: ${toId18(key) ?? key}`)
    : new RowError('DUPLICATE_VALUE', `Duplicate external id specified: ${key}`, [context.externalId?.name ?? '']);

const locked = (key: string): RowError =>
  new RowError('UNABLE_TO_LOCK_ROW', `unable to obtain exclusive access to this record or 200 records: ${key}`);
