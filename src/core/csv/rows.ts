import type { ColumnDelimiter } from '../salesforce/job.js';
import { delimiterByte } from './delimiter.js';
import type { CsvFacts } from './facts.js';
import { parseRecords } from './parse.js';
import { quoteError } from './quoteError.js';
import { QuoteFault, Scanner, type RecordStart } from './scanner.js';
import type { ByteSource } from './source.js';

/** A record as parsed: quotes removed, doubled quotes undone. */
export interface CsvRow {
  readonly cells: readonly string[];
  /** 1-based physical line on which it begins. */
  readonly line: number;
  /** Offsets of its first byte and after its line ending. */
  readonly start: number;
  readonly end: number;
}

export interface ReadRowsOptions {
  readonly columnDelimiter: ColumnDelimiter;
  /** A record's start to begin at; the start of the source where left out. */
  readonly from?: RecordStart;
  /** Offset to stop at, at a record border; the end of the source where left out. */
  readonly to?: number;
  readonly signal?: AbortSignal;
}

/**
 * All records in order, the header as the first, blank lines left out. The scanner says where they are, csv-parse what
 * is in them, a chunk at a time.
 * @throws UserError `StrayQuote`, `UnclosedQuote`, and those of the source; the signal's reason
 */
export async function* readRows(source: ByteSource, options: ReadRowsOptions): AsyncGenerator<CsvRow> {
  const { columnDelimiter, from = { offset: 0, line: 1 }, to = Infinity, signal } = options;
  let found: Omit<CsvRow, 'cells'>[] = [];
  const scanner = new Scanner(
    delimiterByte(columnDelimiter),
    (start, end, cells, line) => {
      if (cells > 0) found.push({ line, start, end });
    },
    from,
  );
  /** From the start of the first record that has not been handed out. */
  let bytes = Buffer.alloc(0);
  let offset = from.offset;

  async function* parsed(): AsyncGenerator<CsvRow> {
    const end = scanner.record.offset;
    const records = await parseRecords(bytes.subarray(0, end - offset), { columnDelimiter });
    for (const [i, place] of found.entries()) yield { cells: records[i] ?? [], ...place };
    bytes = bytes.subarray(end - offset);
    offset = end;
    found = [];
  }

  try {
    const end = Math.min(to, (await source.stat()).size);
    for await (const chunk of source.read(from.offset, end)) {
      signal?.throwIfAborted();
      bytes = Buffer.concat([bytes, chunk]);
      scanner.write(chunk);
      yield* parsed();
    }
    scanner.end();
    yield* parsed();
  } catch (error) {
    throw error instanceof QuoteFault ? await quoteError(source, error) : error;
  }
}

/** The first data rows, for a person to see. */
export async function previewRows(source: ByteSource, facts: CsvFacts, count: number): Promise<string[][]> {
  const { columnDelimiter, checkpoints } = facts;
  const rows: string[][] = [];
  const [first] = checkpoints;
  if (!first || count <= 0) return rows;
  for await (const { cells } of readRows(source, { columnDelimiter, from: first, to: facts.stat.size })) {
    rows.push([...cells]);
    if (rows.length >= count) break;
  }
  return rows;
}
