import type { LineEndingCount } from './facts.js';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

// What a byte can mean: most mean nothing, and are skipped by one look into a table.
const MEANS_DELIMITER = 1;
const MEANS_QUOTE_OR_LINE = 2;

// States. Plain numbers: the inner loops below run once per byte.
const RECORD_START = 0;
const CELL_START = 1;
const PLAIN = 2;
const QUOTED = 3;
/** After a quote inside a quoted cell: the cell has ended, or the quote was the first of two. */
const QUOTE_SEEN = 4;
/** After a CR inside quotes, respectively one that ends a record: a LF may follow. */
const QUOTED_CR = 5;
const RECORD_CR = 6;

/**
 * Called for each record, and for each blank line (`cells` = 0), in file order.
 * @param start offset of its first byte
 * @param end offset after its line ending
 * @param cells number of its cells
 * @param line 1-based physical line on which it begins
 */
export type OnRecord = (start: number, end: number, cells: number, line: number) => void;

/** The start of a record, by offset and by 1-based physical line. */
export interface RecordStart {
  readonly offset: number;
  readonly line: number;
}

/** A quote in an unquoted cell, anything but a delimiter or a line ending after a closing quote, no closing quote. */
export type QuoteFaultKind = 'QuoteInText' | 'TextAfterQuote' | 'UnclosedQuote';

/** Quotes that RFC 4180 does not allow. */
export class QuoteFault extends Error {
  constructor(
    readonly kind: QuoteFaultKind,
    /** Of the quote in the text, of what follows the closing quote, of the quote that is never closed. */
    readonly offset: number,
    /** The record in which it is. */
    readonly record: RecordStart,
  ) {
    super(`${kind} at byte ${offset}`);
    this.name = 'QuoteFault';
  }
}

/**
 * Finds the records of a CSV in its bytes, strictly by RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180#section-2):
 * a quote opens a cell at its first byte only, and after the closing quote comes a delimiter or a line ending.
 * LF, CRLF and a lone CR end a line. It looks at ASCII bytes only, so UTF-8 passes through whatever a chunk cuts.
 */
export class Scanner {
  readonly recordEndings = { lf: 0, crlf: 0, cr: 0 } satisfies LineEndingCount;
  readonly quotedEndings = { lf: 0, crlf: 0, cr: 0 } satisfies LineEndingCount;

  private state = RECORD_START;
  private cells = 0;
  private line: number;
  private recordStart: number;
  private recordLine: number;
  /** Offset of the next byte. */
  private offset: number;
  private quoteAt = -1;
  private readonly meaning = new Uint8Array(256);

  constructor(
    /** ASCII code of the column delimiter. */
    private readonly delimiter: number,
    private readonly onRecord: OnRecord,
    /** Where reading begins: at the first byte of a record. */
    at: RecordStart = { offset: 0, line: 1 },
  ) {
    this.offset = this.recordStart = at.offset;
    this.line = this.recordLine = at.line;
    this.meaning[delimiter] = MEANS_DELIMITER;
    for (const byte of [LF, CR, QUOTE]) this.meaning[byte] = MEANS_QUOTE_OR_LINE;
  }

  /** The record being read. */
  get record(): RecordStart {
    return { offset: this.recordStart, line: this.recordLine };
  }

  /** @throws QuoteFault; the scanner is of no use after it */
  write(chunk: Uint8Array): void {
    const { delimiter, offset, meaning } = this;
    const { length } = chunk;
    let { state, cells } = this;
    let i = 0;
    while (i < length) {
      let byte = chunk[i]!;
      if (state === QUOTED) {
        while (meaning[byte] !== MEANS_QUOTE_OR_LINE && ++i < length) byte = chunk[i]!;
        if (i === length) break;
        if (byte === QUOTE) state = QUOTE_SEEN;
        else if (byte === LF) this.endQuotedLine('lf');
        else if (byte === CR) state = QUOTED_CR;
        i++;
      } else if (state <= PLAIN) {
        if (byte === QUOTE) {
          if (state === PLAIN) throw this.fault('QuoteInText', offset + i);
          this.quoteAt = offset + i;
          state = QUOTED;
          i++;
          continue;
        }
        if (meaning[byte] === 0) {
          state = PLAIN;
          while (++i < length && meaning[(byte = chunk[i]!)] === 0);
          if (i === length) break;
        }
        if (byte === delimiter) {
          cells++;
          state = CELL_START;
        } else if (byte === LF) {
          this.endRecord(offset + i + 1, state === RECORD_START ? 0 : cells + 1, 'lf');
          cells = 0;
          state = RECORD_START;
        } else if (byte === CR) {
          // A blank line keeps 0 cells; the record itself is reported when the next byte is known.
          if (state !== RECORD_START) cells++;
          state = RECORD_CR;
        } else {
          throw this.fault('QuoteInText', offset + i);
        }
        i++;
      } else if (state === QUOTE_SEEN) {
        if (byte === QUOTE) {
          state = QUOTED;
        } else if (byte === delimiter) {
          cells++;
          state = CELL_START;
        } else if (byte === LF) {
          this.endRecord(offset + i + 1, cells + 1, 'lf');
          cells = 0;
          state = RECORD_START;
        } else if (byte === CR) {
          cells++;
          state = RECORD_CR;
        } else {
          throw this.fault('TextAfterQuote', offset + i);
        }
        i++;
      } else if (state === QUOTED_CR) {
        this.endQuotedLine(byte === LF ? 'crlf' : 'cr');
        if (byte === LF) i++;
        state = QUOTED;
      } else {
        const crlf = byte === LF;
        if (crlf) i++;
        this.endRecord(offset + i, cells, crlf ? 'crlf' : 'cr');
        cells = 0;
        state = RECORD_START;
      }
    }
    this.state = state;
    this.cells = cells;
    this.offset = offset + length;
  }

  /**
   * The bytes have ended: reports a last record without a line ending.
   * @throws QuoteFault
   */
  end(): void {
    const { state } = this;
    if (state === QUOTED || state === QUOTED_CR) throw this.fault('UnclosedQuote', this.quoteAt);
    if (state === RECORD_CR) this.endRecord(this.offset, this.cells, 'cr');
    else if (state !== RECORD_START) this.endRecord(this.offset, this.cells + 1, undefined);
    this.state = RECORD_START;
    this.cells = 0;
  }

  private fault(kind: QuoteFaultKind, offset: number): QuoteFault {
    return new QuoteFault(kind, offset, this.record);
  }

  private endQuotedLine(ending: keyof LineEndingCount): void {
    this.quotedEndings[ending]++;
    this.line++;
  }

  private endRecord(end: number, cells: number, ending: keyof LineEndingCount | undefined): void {
    const start = this.recordStart;
    const line = this.recordLine;
    this.recordStart = end;
    if (ending) {
      this.recordEndings[ending]++;
      this.line++;
    }
    this.recordLine = this.line;
    this.onRecord(start, end, cells, line);
  }
}
