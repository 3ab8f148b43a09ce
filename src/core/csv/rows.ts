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

/** A record as the scanner found it; `cells` is how many it has. */
export type PlacedRecord = Omit<CsvRow, 'cells'> & { readonly cells: number };

/** Records in a row, as they stand in the source. */
export interface RecordBatch {
  /** Their bytes, blank lines between them included; `offset` is that of the first one in the source. */
  readonly bytes: Buffer;
  readonly offset: number;
  readonly records: readonly PlacedRecord[];
}

/**
 * All records in order, the header as the first, blank lines left out, as the scanner finds them in a chunk at a time.
 * @throws UserError `StrayQuote`, `UnclosedQuote`, and those of the source; the signal's reason
 */
export async function* readRecords(source: ByteSource, options: ReadRowsOptions): AsyncGenerator<RecordBatch> {
  const { columnDelimiter, from = { offset: 0, line: 1 }, to = Infinity, signal } = options;
  let records: PlacedRecord[] = [];
  const scanner = new Scanner(
    delimiterByte(columnDelimiter),
    (start, end, cells, line) => {
      if (cells > 0) records.push({ line, start, end, cells });
    },
    from,
  );
  /** From the start of the first record that has not been handed out. */
  let bytes = Buffer.alloc(0);
  let offset = from.offset;

  const taken = (): RecordBatch => {
    const end = scanner.record.offset;
    const batch = { bytes: bytes.subarray(0, end - offset), offset, records };
    bytes = bytes.subarray(end - offset);
    offset = end;
    records = [];
    return batch;
  };

  try {
    const end = Math.min(to, (await source.stat()).size);
    for await (const chunk of source.read(from.offset, end)) {
      signal?.throwIfAborted();
      bytes = Buffer.concat([bytes, chunk]);
      scanner.write(chunk);
      yield taken();
    }
    scanner.end();
    yield taken();
  } catch (error) {
    throw error instanceof QuoteFault ? await quoteError(source, error) : error;
  }
}

/** The records of `readRecords`, which throws what this throws, each with its cells by csv-parse. */
export async function* readRows(source: ByteSource, options: ReadRowsOptions): AsyncGenerator<CsvRow> {
  const { columnDelimiter } = options;
  for await (const { bytes, records } of readRecords(source, options)) {
    const parsed = await parseRecords(bytes, { columnDelimiter });
    for (const [i, place] of records.entries()) yield { ...place, cells: parsed[i] ?? [] };
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
