// Fingerprints of rows: what Salesforce echoes in its results is found again by them, whatever its order and quoting.

import { randomInt } from 'node:crypto';
import { valueOf, type Range } from './cellValue.js';

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;

/** The column is not compared. */
export const LEFT_OUT = -1;
/** The column is no part of the row, and has a fingerprint of its own: `sf__Error`. */
export const APART = -2;

/** Two lanes of 32 bits each: equal for two of a million rows once in 37 million files. Numbers, not bigints: hot. */
export interface Fingerprint {
  a: number;
  b: number;
}

export interface FingerprintOptions {
  /** ASCII code of the column delimiter. */
  readonly delimiter: number;
  /** For each column as it stands in these bytes: its index among the columns that were sent; `LEFT_OUT`, `APART`. */
  readonly columns: readonly number[];
  /** How many columns were sent: cells beyond the header are counted on from there. */
  readonly sentColumns: number;
  /** Index, among the columns that were sent, of the one that identifies a record. */
  readonly key?: number | undefined;
  /** The same for all that is compared. Random, so that no file can be made whose rows collide. */
  readonly seed: number;
}

export const newSeed = (): number => randomInt(2 ** 32);

/**
 * Takes the fingerprints of one record at a time, of bytes the scanner has accepted. Quotes do not count, nor which
 * line break stands in a cell, nor the order of the columns.
 */
export class Fingerprinter {
  /** Of the cells, letter by letter. */
  readonly text: Fingerprint = { a: 0, b: 0 };
  /** Of what the cells mean: `1.50` and `1.5`, a 15- and an 18-character Id, empty and `#N/A` are the same. */
  readonly value: Fingerprint = { a: 0, b: 0 };
  /** Of what the key cell means. */
  readonly key: Fingerprint = { a: 0, b: 0 };
  /** Of the cell that stands apart, letter by letter. */
  readonly apart: Fingerprint = { a: 0, b: 0 };
  /** The key cell has a value. */
  hasKey = false;
  /** Number of cells. */
  cells = 0;
  /** No cell has a value. */
  blank = true;

  private readonly delimiter: number;
  private readonly columns: Int32Array;
  private readonly keyColumn: number;
  private readonly beyond: number;
  private readonly seed: number;
  private readonly hash: Fingerprint = { a: 0, b: 0 };
  private readonly range: Range = { from: 0, to: 0 };

  constructor({ delimiter, columns, sentColumns, key = -1, seed }: FingerprintOptions) {
    this.delimiter = delimiter;
    this.columns = Int32Array.from(columns);
    this.keyColumn = key;
    this.beyond = sentColumns - columns.length;
    this.seed = seed;
  }

  /** @param end offset after the last byte of the record; its line ending may be among them */
  take(bytes: Buffer, start: number, end: number): void {
    const { delimiter, columns, text, value, key, apart } = this;
    text.a = text.b = value.a = value.b = key.a = key.b = apart.a = apart.b = 0;
    this.hasKey = false;
    this.cells = 0;
    this.blank = true;
    let at = start;
    // Line endings are not of the last cell.
    let last = end;
    if (last > start && bytes[last - 1] === LF) last--;
    if (last > start && bytes[last - 1] === CR) last--;
    for (;;) {
      const from = at;
      const quoted = bytes[at] === QUOTE;
      if (quoted) {
        // Quotes come in pairs, so counting them is enough to know where the cell ends.
        for (let inside = true, i = ++at; ; at = ++i) {
          if (i >= last) break;
          if (bytes[i] === QUOTE) inside = !inside;
          else if (!inside && bytes[i] === delimiter) break;
        }
      } else {
        while (at < last && bytes[at] !== delimiter) at++;
      }
      const column = columns[this.cells++] ?? this.beyond + this.cells;
      if (column !== LEFT_OUT) this.takeCell(bytes, quoted ? from + 1 : from, quoted ? at - 1 : at, quoted, column);
      if (at >= last) return;
      at++;
    }
  }

  private takeCell(bytes: Buffer, from: number, to: number, quoted: boolean, column: number): void {
    const { text, value, key, apart, hash, range } = this;
    this.hashBytes(bytes, from, to, quoted, column);
    if (column === APART) {
      apart.a = hash.a;
      apart.b = hash.b;
      return;
    }
    text.a = (text.a + hash.a) | 0;
    text.b = (text.b + hash.b) | 0;
    range.from = from;
    range.to = to;
    const meaning = valueOf(bytes, range);
    if (meaning !== undefined) this.hashText(meaning, column);
    else if (range.to !== to) this.hashBytes(bytes, from, range.to, quoted, column);
    if (meaning !== '') this.blank = false;
    value.a = (value.a + hash.a) | 0;
    value.b = (value.b + hash.b) | 0;
    if (column === this.keyColumn) {
      key.a = hash.a;
      key.b = hash.b;
      this.hasKey = meaning !== '';
    }
  }

  private hashBytes(bytes: Buffer, from: number, to: number, quoted: boolean, column: number): void {
    let a = this.seed ^ Math.imul(column + 1, 0x9e3779b1);
    let b = this.seed ^ Math.imul(column + 1, 0x85ebca77);
    for (let i = from; i < to; i++) {
      let byte = bytes[i]!;
      if (byte === QUOTE && quoted)
        i++; // the first of two
      else if (byte === CR) {
        if (bytes[i + 1] === LF) continue;
        byte = LF;
      }
      a = Math.imul(a ^ byte, 0x01000193);
      b = Math.imul((b << 5) | (b >>> 27), 0x5bd1e995) ^ byte;
    }
    this.finish(a, b);
  }

  private hashText(text: string, column: number): void {
    let a = this.seed ^ Math.imul(column + 1, 0x9e3779b1);
    let b = this.seed ^ Math.imul(column + 1, 0x85ebca77);
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul((b << 5) | (b >>> 27), 0x5bd1e995) ^ code;
    }
    this.finish(a, b);
  }

  /** Each bit of a cell shall change half of those of a sum. */
  private finish(a: number, b: number): void {
    const { hash } = this;
    a = Math.imul(a ^ (a >>> 16) ^ b, 0x85ebca6b);
    a = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
    hash.a = a ^ (a >>> 16);
    b = Math.imul(b ^ (b >>> 15) ^ hash.a, 0x2c1b3c6d);
    b = Math.imul(b ^ (b >>> 12), 0x297a2d39);
    hash.b = b ^ (b >>> 15);
  }
}
