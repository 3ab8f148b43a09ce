import type { Fingerprint, Fingerprinter } from './fingerprint.js';

const BLANK = 1;
const RAGGED = 2;
const HAS_KEY = 4;
const TAG_SHIFT = 4;

/** The fingerprints of rows of one file, or of several that belong together, in the order in which they were added. */
export class RowTable {
  length = 0;
  /** Two lanes for each row. */
  text: Int32Array;
  value: Int32Array;
  key: Int32Array;
  /** Of what stands apart. */
  apart: Int32Array;
  /** Offset of the first byte of each row. */
  start: Float64Array;
  private flags: Uint8Array;

  /** @param capacity rows expected; more are taken, at the cost of a copy */
  constructor(capacity: number) {
    const rows = Math.max(1, capacity);
    this.text = new Int32Array(2 * rows);
    this.value = new Int32Array(2 * rows);
    this.key = new Int32Array(2 * rows);
    this.apart = new Int32Array(2 * rows);
    this.start = new Float64Array(rows);
    this.flags = new Uint8Array(rows);
  }

  /**
   * @param ragged it has another number of cells than the header
   * @param start offset of its first byte
   * @param tag a number from 0 to 15 to keep with it
   */
  add({ text, value, key, apart, blank, hasKey }: Fingerprinter, ragged: boolean, start: number, tag = 0): void {
    if (this.length === this.flags.length) this.grow();
    const row = this.length++;
    put(this.text, row, text);
    put(this.value, row, value);
    if (hasKey) put(this.key, row, key);
    put(this.apart, row, apart);
    this.start[row] = start;
    this.flags[row] = (blank ? BLANK : 0) | (ragged ? RAGGED : 0) | (hasKey ? HAS_KEY : 0) | (tag << TAG_SHIFT);
  }

  /** To be filled again: memory that is used again need not be collected. */
  clear(): void {
    for (const lanes of [this.text, this.value, this.key, this.apart]) lanes.fill(0, 0, 2 * this.length);
    this.length = 0;
  }

  /** A row of another table, the same in all but its place: as a new last one, or instead of the row `at`. */
  copy(from: RowTable, row: number, at = this.length): void {
    if (at === this.flags.length) this.grow();
    for (const lanes of ['text', 'value', 'key'] as const) {
      this[lanes][2 * at] = from[lanes][2 * row]!;
      this[lanes][2 * at + 1] = from[lanes][2 * row + 1]!;
    }
    this.start[at] = from.start[row]!;
    this.flags[at] = from.flags[row]!;
    this.length = Math.max(this.length, at + 1);
  }

  isBlank(row: number): boolean {
    return (this.flags[row]! & BLANK) !== 0;
  }

  isRagged(row: number): boolean {
    return (this.flags[row]! & RAGGED) !== 0;
  }

  hasKey(row: number): boolean {
    return (this.flags[row]! & HAS_KEY) !== 0;
  }

  tag(row: number): number {
    return this.flags[row]! >> TAG_SHIFT;
  }

  /** All that is known of the rows, to be kept or to be filled in. */
  columns(hasKey: boolean): readonly NodeJS.TypedArray[] {
    const { length, text, value, key } = this;
    const lanes = [text, value, ...(hasKey ? [key] : [])].map((column) => column.subarray(0, 2 * length));
    return [...lanes, this.start.subarray(0, length), this.flags.subarray(0, length)];
  }

  private grow(): void {
    const lanes = (column: Int32Array) => copyTo(new Int32Array(2 * column.length), column);
    this.text = lanes(this.text);
    this.value = lanes(this.value);
    this.key = lanes(this.key);
    this.apart = lanes(this.apart);
    this.start = copyTo(new Float64Array(2 * this.start.length), this.start);
    this.flags = copyTo(new Uint8Array(2 * this.flags.length), this.flags);
  }
}

function copyTo<T extends { set(from: T): void }>(larger: T, column: T): T {
  larger.set(column);
  return larger;
}

function put(lanes: Int32Array, row: number, { a, b }: Fingerprint): void {
  if ((a | b) === 0) return; // memory that is never written to is never used
  lanes[2 * row] = a;
  lanes[2 * row + 1] = b;
}
