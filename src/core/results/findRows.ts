// The rows of a load in its file as it is now: those that did not get in can be sent again as they were edited since.

import type { CsvFacts, RowTransform } from '../csv/facts.js';
import type { ByteSource } from '../csv/source.js';
import { Classes } from './classes.js';
import { indexes } from './join.js';
import { readSentRows, type SentPart, type SentRowsOptions } from './readSentRows.js';
import type { RowTable } from './rowTable.js';

/** What rows are told by, besides their place. */
export interface FindBy {
  /** Their key: the operation finds records by it. */
  readonly key: boolean;
  /** Their cells; not where a column that was sent is gone. */
  readonly text: boolean;
}

/** The rows of a load as they were sent last. */
export interface FormerRows {
  /** Of all parts, in the order of the file. */
  readonly rows: RowTable;
  /** For each of them: 1 = it did not get in; 0 = it did, or that is not known, so it must never be sent again. */
  readonly wanted: Uint8Array;
}

export interface FoundRows {
  /** For each former row, the index of its row in the file as it is now; -1: not wanted, or not found. */
  readonly place: Int32Array;
  /** How many wanted rows were not found. */
  readonly lost: number;
}

/** The rows of a file as it is now. */
export interface RowsNow extends SentPart {
  readonly by: FindBy;
}

export interface RowsNowOptions extends Pick<SentRowsOptions, 'key' | 'seed' | 'signal'> {
  /** As the load was sent. */
  readonly raggedRows?: RowTransform['raggedRows'];
}

/**
 * All rows of a file, to be compared with those that were sent; its columns may stand in another order, among others.
 * @throws those of the source; the signal's reason
 */
export async function readRowsNow(
  source: ByteSource,
  facts: CsvFacts,
  sentColumns: readonly string[],
  { raggedRows = 'send', key, ...options }: RowsNowOptions,
): Promise<RowsNow> {
  const names = facts.header.map((name) => name.toLowerCase());
  const columns = sentColumns.map((name) => names.indexOf(name.toLowerCase()));
  const whole = { start: facts.bodyStart, end: facts.stat.size, rows: facts.rows };
  const rows = await readSentRows(source, facts, { columns, raggedRows }, whole, { key, ...options });
  return { ...rows, by: { key: key !== undefined && columns[key] !== -1, text: !columns.includes(-1) } };
}

/**
 * Finds the wanted rows again: by their key, wherever they stand and however they were edited; else by their cells; else
 * by their place between rows that were found. A row that is not certain is lost, never guessed.
 *
 * What got in is never taken for a wanted row, as long as a row that got in was not both edited and moved. No
 * fingerprint can tell that from a wanted row edited where it stands; where any row is seen to have moved, place counts
 * only if every row that got in is known by its key or cells.
 */
export function findRows(former: FormerRows, current: RowTable, by: FindBy): FoundRows {
  const search = new Search(former, current);
  if (by.key) search.byKey();
  if (by.text) search.byCells();
  search.byPlace();
  return search.found();
}

const NOT_FOUND = -1;
/** Rows that mean the same are there, so its place says nothing: it need not have been edited. */
const AMBIGUOUS = -2;

/** Uses of a current row; from `KNOWN` on its key or cells are those of a former row, and its place says nothing. */
const FREE = 0;
const KNOWN = 1;
/** More or fewer rows than before mean what it means. */
const DOUBTFUL = 2;
/** It may be a row that got in: its key is that of one, or fewer rows mean the same than before. */
const RESERVED = 3;
const TAKEN = 4;

class Search {
  /** For each former row, those that got in as well. */
  private readonly place: Int32Array;
  /** For each former row: 1 = it was found, and is not one of several that mean the same, of which some are gone or new. */
  private readonly sure: Uint8Array;
  /** For each current row: one of the above. */
  private readonly use: Uint8Array;

  private readonly rows: RowTable;
  private readonly wanted: Uint8Array;

  constructor(
    former: FormerRows,
    private readonly current: RowTable,
  ) {
    this.rows = former.rows;
    this.wanted = former.wanted;
    this.place = new Int32Array(this.rows.length).fill(NOT_FOUND);
    this.sure = new Uint8Array(this.rows.length);
    this.use = new Uint8Array(current.length);
  }

  byKey(): void {
    const { rows, current } = this;
    const keyed = (table: RowTable) => indexes(table.length, (row) => table.hasKey(row));
    new Classes(rows.key, keyed(rows), current.key, keyed(current)).each((former, now) => {
      if (former.length === 1 && now.length === 1) this.match(former, now);
      else this.mark(now, former.every((row) => this.wanted[row]) ? KNOWN : RESERVED);
    });
  }

  byCells(): void {
    this.classes('value', NOT_FOUND).each((former, now) => this.matchAlike(former, now));
    this.classes('text', AMBIGUOUS).each((former, now) => this.matchEqual(former, now));
    this.classes('value', AMBIGUOUS).each((former, now) => this.matchAlike(former, now));
  }

  /** Edited rows stand between the same rows as before, as many as before, and nothing that got in is missing there. */
  byPlace(): void {
    const { rows, current, place, sure } = this;
    const found = indexes(rows.length, (row) => sure[row] === 1);
    const borders = longestChain(found, place);
    const moved = borders.length < found.length;
    if (moved && !this.wanted.every((wanted, row) => wanted || sure[row])) return;
    let row = 0;
    let now = 0;
    for (let i = 0; i <= borders.length; i++) {
      const end = borders[i] ?? rows.length;
      const endNow = i < borders.length ? place[end]! : current.length;
      if (end - row === endNow - now && this.areOpen(row, end) && this.areFree(now, endNow)) {
        while (row < end) place[row++] = now++;
      }
      row = end + 1;
      now = endNow + 1;
    }
  }

  found(): FoundRows {
    const { wanted } = this;
    const place = this.place.map((now, row) => (wanted[row] && now >= 0 ? now : NOT_FOUND));
    const lost = place.reduce((count, now, row) => (wanted[row] && now === NOT_FOUND ? count + 1 : count), 0);
    return { place, lost };
  }

  private classes(print: 'text' | 'value', open: number): Classes {
    const { rows, current, place, use } = this;
    return new Classes(
      rows[print],
      indexes(rows.length, (row) => place[row] === open),
      current[print],
      indexes(current.length, (now) => use[now] !== TAKEN),
    );
  }

  /** Rows that mean the same: a spreadsheet writes `1.50` as `1.5`, `true` as `TRUE`. */
  private matchAlike(rows: readonly number[], current: readonly number[]): void {
    if (current.length === 0) return;
    if (areEqual(this.rows, rows) && areEqual(this.current, current)) return this.matchEqual(rows, current);
    const gotIn = rows.filter((row) => !this.wanted[row]).length;
    const asMany = rows.length === current.length;
    if (asMany && gotIn === rows.length) return this.match(rows, current);
    for (const row of rows) this.place[row] = AMBIGUOUS;
    this.mark(current, asMany ? KNOWN : gotIn > 0 && current.length < rows.length ? RESERVED : DOUBTFUL);
  }

  /** In order. Where some are gone, those that got in are the ones that are left. */
  private matchEqual(rows: readonly number[], current: readonly number[]): void {
    this.mark(current, KNOWN);
    const { wanted } = this;
    const some = current.length < rows.length;
    this.match(some ? [...rows].sort((a, b) => wanted[a]! - wanted[b]!) : rows, current);
  }

  /** In order, as far as there are as many. */
  private match(rows: readonly number[], current: readonly number[]): void {
    const { place, sure, use, wanted } = this;
    for (let i = 0; i < rows.length && i < current.length; i++) {
      const row = rows[i]!;
      const now = current[i]!;
      if (wanted[row] && use[now] === RESERVED) {
        place[row] = AMBIGUOUS;
        continue;
      }
      place[row] = now;
      sure[row] = rows.length === current.length && use[now]! < DOUBTFUL ? 1 : 0;
      use[now] = TAKEN;
    }
  }

  private mark(current: readonly number[], use: number): void {
    for (const now of current) this.use[now] = Math.max(this.use[now]!, use);
  }

  private areOpen(from: number, to: number): boolean {
    for (let row = from; row < to; row++) if (!this.wanted[row] || this.place[row] !== NOT_FOUND) return false;
    return true;
  }

  private areFree(from: number, to: number): boolean {
    for (let now = from; now < to; now++) if (this.use[now] !== FREE) return false;
    return true;
  }
}

function areEqual({ text }: RowTable, rows: readonly number[]): boolean {
  const first = rows[0]!;
  return rows.every((row) => text[2 * row] === text[2 * first] && text[2 * row + 1] === text[2 * first + 1]);
}

/** As many of the rows as possible whose places ascend, too, by patience sorting. @param rows ascending */
function longestChain(rows: Int32Array, place: Int32Array): Int32Array {
  const placeOf = (i: number) => place[rows[i]!]!;
  /** For each length, the last row of the chain that ends first; for each row, the one before it. Indexes in `rows`. */
  const lastOf = new Int32Array(rows.length);
  const before = new Int32Array(rows.length);
  let longest = 0;
  for (let i = 0; i < rows.length; i++) {
    let length = 0;
    for (let high = longest; length < high;) {
      const middle = (length + high) >>> 1;
      if (placeOf(lastOf[middle]!) < placeOf(i)) length = middle + 1;
      else high = middle;
    }
    before[i] = length > 0 ? lastOf[length - 1]! : -1;
    lastOf[length] = i;
    longest = Math.max(longest, length + 1);
  }
  const chain = new Int32Array(longest);
  for (let i = longest > 0 ? lastOf[longest - 1]! : -1, at = longest; at > 0; i = before[i]!) chain[--at] = rows[i]!;
  return chain;
}
