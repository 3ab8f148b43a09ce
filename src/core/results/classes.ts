/** Fingerprints, two lanes for each row: `hashes[2 * row]`, `hashes[2 * row + 1]`. */
type Hashes = Int32Array;

/**
 * Rows and results with the same fingerprint, brought together. In typed arrays: objects for each of a million rows
 * would take ten times the memory.
 */
export class Classes {
  /** Open addressing: the class in each slot, counted from 1. */
  private readonly slots: Int32Array;
  /** For each class, its row and its result met last; for each of those, the one before. From 1; 0 = none. */
  private readonly lastRow: Int32Array;
  private readonly lastResult: Int32Array;
  private readonly rowBefore: Int32Array;
  private readonly resultBefore: Int32Array;
  private count = 0;

  /** Results that have the fingerprint of no row are in no class. */
  constructor(
    private readonly rowHashes: Hashes,
    private readonly rows: ArrayLike<number>,
    resultHashes: Hashes,
    private readonly results: ArrayLike<number>,
  ) {
    this.slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * rows.length + 2)));
    this.lastRow = new Int32Array(rows.length + 1);
    this.lastResult = new Int32Array(rows.length + 1);
    this.rowBefore = new Int32Array(rows.length + 1);
    this.resultBefore = new Int32Array(results.length + 1);
    for (let i = 0; i < rows.length; i++) {
      const slot = this.slotOf(rowHashes, rows[i]!);
      const id = (this.slots[slot] ||= ++this.count);
      this.rowBefore[i + 1] = this.lastRow[id]!;
      this.lastRow[id] = i + 1;
    }
    for (let i = 0; i < results.length; i++) {
      const id = this.slots[this.slotOf(resultHashes, results[i]!)]!;
      if (id === 0) continue;
      this.resultBefore[i + 1] = this.lastResult[id]!;
      this.lastResult[id] = i + 1;
    }
  }

  /** In order of their first rows, rows and results each in order. The arrays are used again for the next class. */
  each(visit: (rows: number[], results: number[]) => void): void {
    const rows: number[] = [];
    const results: number[] = [];
    for (let id = 1; id <= this.count; id++) {
      chain(rows, this.lastRow[id]!, this.rowBefore, this.rows);
      chain(results, this.lastResult[id]!, this.resultBefore, this.results);
      visit(rows, results);
    }
  }

  /** The slot of the class with this fingerprint, or the one where it would stand. */
  private slotOf(hashes: Hashes, index: number): number {
    const { slots, rowHashes, rows, lastRow } = this;
    const [a, b] = [hashes[2 * index]!, hashes[2 * index + 1]!];
    const mask = slots.length - 1;
    for (let slot = (a ^ b) & mask; ; slot = (slot + 1) & mask) {
      const id = slots[slot]!;
      if (id === 0) return slot;
      const row = rows[lastRow[id]! - 1]!;
      if (rowHashes[2 * row] === a && rowHashes[2 * row + 1] === b) return slot;
    }
  }
}

function chain(found: number[], last: number, before: Int32Array, items: ArrayLike<number>): void {
  found.length = 0;
  for (let i = last; i !== 0; i = before[i]!) found.push(items[i - 1]!);
  if (found.length > 1) found.reverse();
}
