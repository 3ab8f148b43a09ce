import { delimiterByte } from './delimiter.js';
import type { CsvFacts, RowTransform } from './facts.js';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const EMPTY_CELL = Buffer.from('""');
const NULL_VALUE = Buffer.from('#N/A');
/** What one byte of the source can lead to at most: `#N/A` for the cell it ends, and a line ending of two bytes. */
const MOST_BYTES_PER_BYTE = NULL_VALUE.length + 2;

/**
 * Called for each record of the source; blank lines are not reported.
 * @param length bytes written for it; 0 if it is left out
 * @param start source offset of its first byte
 * @param end source offset after its line ending
 */
export type OnWritten = (length: number, start: number, end: number) => void;

/**
 * Applies a transform to the records of a file that the scanner has accepted. A kept cell keeps its bytes, quotes
 * included. Quotes come in pairs there, so counting them is enough to know where a cell ends.
 */
export class RecordWriter {
  /** Complete records up to `complete`, then the one being written. */
  private out = Buffer.alloc(0);
  private complete = 0;
  private length = 0;

  /** Index of the current cell, whether it is sent, and where it begins in `out`. */
  private column = 0;
  private kept = false;
  private cellStart = 0;
  private firstKept = true;
  private quoted = false;
  /** The last byte was a CR: with a LF after it, they are one line ending. */
  private afterCr = false;
  private recordStart: number;

  private readonly delimiter: number;
  private readonly width: number;
  private readonly lineEnding: Buffer;
  private readonly sent: readonly boolean[];
  private readonly emptyAsNull: readonly boolean[];

  constructor(
    { columnDelimiter, header }: CsvFacts,
    private readonly transform: RowTransform,
    /** Source offset of the next byte: the start of a record. */
    private offset: number,
    private readonly onWritten: OnWritten = () => {},
  ) {
    this.delimiter = delimiterByte(columnDelimiter);
    this.width = header.length;
    this.lineEnding = Buffer.from(transform.lineEnding === 'CRLF' ? '\r\n' : '\n');
    this.sent = header.map((_, index) => transform.columns.includes(index));
    this.emptyAsNull = header.map((_, index) => transform.emptyAsNull.includes(index));
    this.recordStart = offset;
    this.beginCell();
  }

  write(chunk: Uint8Array): void {
    this.reserve((chunk.length + 1) * MOST_BYTES_PER_BYTE);
    const { out, delimiter, offset } = this;
    let i = 0;
    while (i < chunk.length) {
      const byte = chunk[i]!;
      if (this.afterCr) {
        this.afterCr = false;
        const crlf = byte === LF;
        if (crlf) i++;
        this.endLine(offset + i, crlf ? 2 : 1);
      } else if (byte === LF) {
        i++;
        this.endLine(offset + i, 1);
      } else if (byte === CR) {
        i++;
        this.afterCr = true;
      } else if (byte === delimiter && !this.quoted) {
        i++;
        this.endCell();
        this.beginCell();
      } else {
        if (byte === QUOTE) this.quoted = !this.quoted;
        const start = i;
        do i++;
        while (i < chunk.length && isOrdinary(chunk[i]!, delimiter));
        if (this.kept) {
          let at = this.length;
          for (let from = start; from < i; from++) out[at++] = chunk[from]!;
          this.length = at;
        }
      }
    }
    this.offset = offset + chunk.length;
  }

  /** The bytes have ended: writes a last record without a line ending. */
  end(): void {
    this.reserve(MOST_BYTES_PER_BYTE);
    if (this.afterCr) this.endLine(this.offset, 1);
    else if (this.offset > this.recordStart) this.endRecord(this.offset, 0);
  }

  /** The record that is not complete yet: its source offset, and the bytes written for it so far. */
  get pending(): { readonly start: number; readonly length: number } {
    return { start: this.recordStart, length: this.length - this.complete };
  }

  /** Hands over the complete records written since the last call. */
  take(): Uint8Array {
    const taken = Buffer.from(this.out.subarray(0, this.complete));
    this.out.copyWithin(0, this.complete, this.length);
    this.length -= this.complete;
    this.cellStart -= this.complete;
    this.complete = 0;
    return taken;
  }

  private endLine(end: number, endingLength: number): void {
    if (!this.quoted) this.endRecord(end, endingLength);
    else if (this.kept) this.append(this.lineEnding);
  }

  private endRecord(end: number, endingLength: number): void {
    const blank = end - endingLength === this.recordStart;
    const start = this.recordStart;
    this.recordStart = end;
    if (blank) return;
    this.endCell();
    if (this.column !== this.width && this.transform.raggedRows === 'leaveOut') {
      this.length = this.complete;
    } else {
      // Without a byte it would be a blank line: neither counted nor answered.
      if (this.length === this.complete) this.append(EMPTY_CELL);
      if (endingLength > 0) this.append(this.lineEnding);
    }
    this.onWritten(this.length - this.complete, start, end);
    this.complete = this.length;
    this.column = 0;
    this.firstKept = true;
    this.beginCell();
  }

  private beginCell(): void {
    this.kept = this.sent[this.column] ?? true;
    if (!this.kept) return;
    if (!this.firstKept) this.out[this.length++] = this.delimiter;
    this.firstKept = false;
    this.cellStart = this.length;
  }

  private endCell(): void {
    if (this.kept && this.emptyAsNull[this.column]) {
      const cell = this.out.subarray(this.cellStart, this.length);
      if (cell.length === 0 || cell.equals(EMPTY_CELL)) {
        this.length = this.cellStart;
        this.append(NULL_VALUE);
      }
    }
    this.column++;
  }

  private append(bytes: Buffer): void {
    this.length += bytes.copy(this.out, this.length);
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.out.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.length + bytes, 2 * this.length));
    this.out.copy(grown, 0, 0, this.length);
    this.out = grown;
  }
}

/** Means nothing to CSV. */
const isOrdinary = (byte: number, delimiter: number): boolean =>
  byte > QUOTE ? byte !== delimiter : byte !== QUOTE && byte !== LF && byte !== CR && byte !== delimiter;
