/** Fingerprints, two lanes for each row: `hashes[2 * row]`, `hashes[2 * row + 1]`. */
type Hashes = Int32Array;
type Visit = (rows: number[], results: number[]) => void;

/** Rows or results in one step of `steps`; a few milliseconds. */
const STEP = 10_000;

/**
 * Rows and results with the same fingerprint, brought together. In typed arrays: objects for each of a million rows
 * would take ten times the memory.
 */
export class Classes {
  /** Open addressing: in each slot a class, by the position of its first row in the list, from 1; 0 = none. */
  private readonly slots: Int32Array;
  /** For each class, its row and its result met last; for each of those, the one before. Positions as well. */
  private readonly lastRow: Int32Array;
  private readonly lastResult: Int32Array;
  private readonly rowBefore: Int32Array;
  private readonly resultBefore: Int32Array;

  /** Results that have the fingerprint of no row are in no class. */
  constructor(
    private readonly rowHashes: Hashes,
    private readonly rows: ArrayLike<number>,
    private readonly resultHashes: Hashes,
    private readonly results: ArrayLike<number>,
  ) {
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * rows.length + 2)));
    this.lastRow = new Int32Array(rows.length + 1);
    this.lastResult = new Int32Array(rows.length + 1);
    this.rowBefore = new Int32Array(rows.length + 1);
    this.resultBefore = new Int32Array(results.length + 1);
  }

  /** In order of their first rows, rows and results each in order. The arrays are used again for the next class. */
  each(visit: Visit): void {
    for (const _ of this.steps(visit));
  }

  /** The same, with a rest after every step. Once. */
  *steps(visit: Visit): Generator<void> {
    for (let i = 0; i < this.rows.length; i++) {
      this.addRow(i);
      if (i % STEP === 0) yield;
    }
    for (let i = 0; i < this.results.length; i++) {
      this.addResult(i);
      if (i % STEP === 0) yield;
    }
    const rows: number[] = [];
    const results: number[] = [];
    for (let id = 1; id < this.lastRow.length; id++) {
      if (id % STEP === 0) yield;
      if (this.lastRow[id] === 0) continue; // the row is in the class of one before
      chain(rows, this.lastRow[id]!, this.rowBefore, this.rows);
      chain(results, this.lastResult[id]!, this.resultBefore, this.results);
      visit(rows, results);
    }
  }

  private addRow(i: number): void {
    const slot = this.slotOf(this.rowHashes, this.rows[i]!);
    const id = (this.slots[slot] ||= i + 1);
    this.rowBefore[i + 1] = this.lastRow[id]!;
    this.lastRow[id] = i + 1;
  }

  private addResult(i: number): void {
    const id = this.slots[this.slotOf(this.resultHashes, this.results[i]!)]!;
    if (id === 0) return;
    this.resultBefore[i + 1] = this.lastResult[id]!;
    this.lastResult[id] = i + 1;
  }

  /** The slot of the class with this fingerprint, or the one where it would stand. */
  private slotOf(hashes: Hashes, index: number): number {
    const { slots, rowHashes, rows } = this;
    const [a, b] = [hashes[2 * index]!, hashes[2 * index + 1]!];
    const mask = slots.length - 1;
    for (let slot = (a ^ b) & mask; ; slot = (slot + 1) & mask) {
      const id = slots[slot]!;
      if (id === 0) return slot;
      const row = rows[id - 1]!;
      if (rowHashes[2 * row] === a && rowHashes[2 * row + 1] === b) return slot;
    }
  }
}

function chain(found: number[], last: number, before: Int32Array, items: ArrayLike<number>): void {
  found.length = 0;
  for (let i = last; i !== 0; i = before[i]!) found.push(items[i - 1]!);
  if (found.length > 1) found.reverse();
}
