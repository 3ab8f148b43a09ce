import { DELIMITER_CHARACTERS } from '../csv/delimiter.js';
import { fileChanged } from '../csv/fileChanged.js';
import { fileSource } from '../csv/fileSource.js';
import { readHeader } from '../csv/header.js';
import { rawCells, withoutLineEnding } from '../csv/rawCells.js';
import type { ByteSource } from '../csv/source.js';
import type { ColumnDelimiter } from '../salesforce/job.js';
import { ELIMINATED, STATE_ONLY, UNKNOWN } from './join.js';
import type { JoinedPart } from './joinPart.js';
import type { ResultState } from './resultTable.js';

/** Bytes: the records of the rows to come, and what it takes to find them. */
const AHEAD_BYTES = 16 * 1024 * 1024;
const ROW_BYTES = 8;
const EMPTY = '""';

/** `sf__Id`, `sf__Created`, `sf__Error` of a row as they stand in the results, a character for each byte. */
export type OwnCells = readonly [id: string, created: string, error: string];
export const NO_CELLS: OwnCells = [EMPTY, EMPTY, EMPTY];

interface ResultCellsOptions {
  readonly aheadBytes?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What Salesforce says about the rows of a part, row by row, whatever the order of the results: the records of as many
 * rows as fit in memory are read in one pass over where they stand. Results in about the order of the rows are read
 * once; in any order, as often as they are larger than that memory.
 */
export class ResultCells {
  /** Rows whose records are in memory, from `first` to `end`. */
  private first = 0;
  private end = 0;
  private bytes = Buffer.alloc(0);
  /** Where in `bytes` the record of each of them begins. */
  private places = new Int32Array(0);

  private constructor(
    private readonly joined: JoinedPart,
    private readonly files: readonly OpenFile[],
    private readonly delimiter: string,
    private readonly options: ResultCellsOptions,
  ) {}

  /** @throws those of the files */
  static async open(
    joined: JoinedPart,
    columnDelimiter: ColumnDelimiter,
    options: ResultCellsOptions = {},
  ): Promise<ResultCells> {
    const files = await Promise.all(joined.files.map(({ path }) => openFile(fileSource(path), columnDelimiter)));
    return new ResultCells(joined, files, DELIMITER_CHARACTERS[columnDelimiter], options);
  }

  /** Whether the record of a row, if it has one, is in memory. Rows are asked for in order. */
  has(row: number): boolean {
    return row < this.end;
  }

  /** Reads the records of a row and of those behind it. @throws those of the files; the signal's reason */
  async readFrom(row: number): Promise<void> {
    const { joined, files } = this;
    const { aheadBytes = AHEAD_BYTES } = this.options;
    const rows: number[][] = files.map(() => []);
    let bytes = 0;
    let end = row;
    for (let used = 0; end < joined.result.length; end++) {
      const length = this.isTold(end) ? this.recordLength(end) : 0;
      used += ROW_BYTES + length;
      if (used > aheadBytes && end > row) break;
      if (length > 0) rows[this.fileOf(end)]!.push(end);
      bytes += length;
    }
    this.first = row;
    this.end = end;
    this.places = new Int32Array(end - row);
    if (bytes > this.bytes.length) this.bytes = Buffer.allocUnsafe(bytes);
    let at = 0;
    for (const [file, { source }] of files.entries()) {
      const inOrder = rows[file]!.sort((a, b) => joined.result[a]! - joined.result[b]!);
      at = await this.copy(source, inOrder, at);
    }
  }

  /** undefined where that cannot be told. */
  state(row: number): ResultState | undefined {
    const { certainty, result, results } = this.joined;
    return certainty[row] === UNKNOWN ? undefined : results.state(result[row]!);
  }

  /** Of a row that is in memory. */
  of(row: number): OwnCells {
    if (!this.isTold(row)) return NO_CELLS;
    const { columns, most } = this.files[this.fileOf(row)]!;
    const place = this.places[row - this.first]!;
    const record = withoutLineEnding(this.bytes.toString('latin1', place, place + this.recordLength(row)));
    const cells = rawCells(record, this.delimiter, most);
    const [id, created, error] = columns.map((column) => cells[column] ?? EMPTY) as [string, string, string];
    // All that were left have the same outcome, but each is another record.
    return [this.joined.certainty[row] === ELIMINATED ? EMPTY : id, created, error];
  }

  private isTold(row: number): boolean {
    const certainty = this.joined.certainty[row];
    return certainty !== UNKNOWN && certainty !== STATE_ONLY;
  }

  private fileOf(row: number): number {
    return this.joined.results.file(this.joined.result[row]!);
  }

  /** Results are numbered as they stand in their files. */
  private recordLength(row: number): number {
    const { results } = this.joined;
    const result = this.joined.result[row]!;
    const file = results.file(result);
    const isLast = result + 1 === results.length || results.file(result + 1) !== file;
    return (isLast ? this.files[file]!.size : results.start[result + 1]!) - results.start[result]!;
  }

  /**
   * Copies the records of rows one behind the other.
   * @param rows in the order of their results
   * @param at where in `bytes` the first one is to be
   * @returns where the last one ends
   */
  private async copy(source: ByteSource, rows: readonly number[], at: number): Promise<number> {
    const startOf = (row: number) => this.joined.results.start[this.joined.result[row]!]!;
    if (rows.length === 0) return at;
    const last = rows.at(-1)!;
    let offset = startOf(rows[0]!);
    let next = 0;
    for await (const chunk of source.read(offset, startOf(last) + this.recordLength(last))) {
      this.options.signal?.throwIfAborted();
      const chunkEnd = offset + chunk.length;
      for (; next < rows.length; next++) {
        const row = rows[next]!;
        const start = startOf(row);
        const end = start + this.recordLength(row);
        if (start >= offset) this.places[row - this.first] = at;
        const piece = chunk.subarray(Math.max(start, offset) - offset, end - offset);
        this.bytes.set(piece, at);
        at += piece.length;
        if (end > chunkEnd) break; // it goes on, or begins, in the next chunk
      }
      offset = chunkEnd;
    }
    if (next < rows.length) throw fileChanged(source.name);
    return at;
  }
}

interface OpenFile {
  readonly source: ByteSource;
  /** Bytes. */
  readonly size: number;
  /** Of `OwnCells`; -1 where the file has none. */
  readonly columns: readonly number[];
  /** Cells up to the last of them. */
  readonly most: number;
}

async function openFile(source: ByteSource, columnDelimiter: ColumnDelimiter): Promise<OpenFile> {
  const { size } = await source.stat();
  const names = size === 0 ? [] : (await readHeader(source, columnDelimiter, 0, size)).names;
  const columns = ['sf__Id', 'sf__Created', 'sf__Error'].map((name) => names.indexOf(name));
  return { source, size, columns, most: Math.max(...columns) + 1 };
}
