import type { ColumnDelimiter, LineEnding } from '../salesforce/job.js';
import type { SourceStat } from './source.js';

/** How often each line ending was met. */
export interface LineEndingCount {
  readonly lf: number;
  readonly crlf: number;
  /** A CR without LF. */
  readonly cr: number;
}

/** A data row whose number of cells is not the header's. */
export interface RaggedRow {
  /** 1-based, header not counted, blank lines not counted. */
  readonly row: number;
  /** 1-based physical line on which the record begins. */
  readonly line: number;
  readonly cells: number;
}

/** A record border met on the way, so that a later reader need not begin at the start of the file. */
export interface Checkpoint {
  /** Of the first byte of a record. */
  readonly offset: number;
  /** 1-based number of the data row that begins there. */
  readonly row: number;
  /** 1-based physical line on which it begins. */
  readonly line: number;
}

/** What one pass over a file found. A file that cannot be sent has no facts: it throws a UserError instead. */
export interface CsvFacts {
  readonly stat: SourceStat;
  /** Bytes of the byte order mark: 0 or 3. */
  readonly bomBytes: number;
  readonly columnDelimiter: ColumnDelimiter;
  /** Header names as parsed (quotes removed), in file order. */
  readonly header: readonly string[];
  /** Offset of the first byte after the header record and its line ending. */
  readonly bodyStart: number;
  /** Line endings that end records. */
  readonly recordEndings: LineEndingCount;
  /** Line endings inside quoted cells. */
  readonly quotedEndings: LineEndingCount;
  /** Data rows (header and blank lines not counted, ragged rows counted). */
  readonly rows: number;
  readonly blankLines: number;
  /** Rows whose number of cells is not the header's. */
  readonly raggedRows: number;
  /** The first 100 of them. */
  readonly firstRaggedRows: readonly RaggedRow[];
  /** The line ending to declare: the one with which the fewest cell values change. */
  readonly lineEnding: LineEnding;
  /** Line breaks inside cells that differ from `lineEnding`, so would have to change. */
  readonly cellBreaksToRepair: number;
  /** Ascending, the first at the first data row, then about one per MiB. */
  readonly checkpoints: readonly Checkpoint[];
}

/** What is done to the rows between the file and Salesforce. */
export interface RowTransform {
  /** Replaces every line ending, between records and inside quotes. An unended last record stays so. */
  readonly lineEnding: LineEnding;
  /**
   * Indexes (into the header) of the columns that are sent, ascending. Cells beyond the header (of ragged rows) are
   * always sent: without them a row that must fail could pass.
   */
  readonly columns: readonly number[];
  /** Indexes of the columns whose empty cells are sent as `#N/A`. */
  readonly emptyAsNull: readonly number[];
  /** Rows whose number of cells is not the header's. Blank lines are always left out. */
  readonly raggedRows: 'leaveOut' | 'send';
}

/** A piece of the file that becomes one job: source range + transform = bytes of known length and hash. */
export interface CsvPart {
  /** Source offsets, at record boundaries. */
  readonly start: number;
  readonly end: number;
  /** 1-based number of the first data row of the range, and how many rows of it are sent. */
  readonly firstRow: number;
  readonly rows: number;
  /** Bytes sent, header line included. */
  readonly length: number;
  /** Lower-case hex SHA-256 of the bytes sent. */
  readonly sha256: string;
}
