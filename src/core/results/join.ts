// Which result belongs to which row that was sent. Salesforce gives results in any order and without row numbers.

import { setImmediate } from 'node:timers/promises';
import { Classes } from './classes.js';
import type { ResultTable } from './resultTable.js';
import type { RowTable } from './rowTable.js';

/** The rows of one job as they were sent. */
export interface SentRows {
  readonly rows: RowTable;
  /**
   * Fingerprints over all columns, where results lack some that were sent and `rows` leaves them out, too: rows that
   * are equal in these only are not the same row.
   */
  readonly whole?: Int32Array;
}

/** How a row and its result were brought together; from `STATE_ONLY` on the result is that of one of several rows. */
export const UNKNOWN = 0;
/** Nothing else fits either of them. */
export const EXACT = 1;
/** One of several equal rows, which have as many results: which one of them is which makes no difference. */
export const INTERCHANGEABLE = 2;
/** What was left on both sides, all of it with the same outcome, an error included. */
export const ELIMINATED = 3;
/** Whatever the right one is, the state is the same; which Id or error is that of the row cannot be told. */
export const STATE_ONLY = 4;

export interface Joined {
  /** For each row that was sent, the index of its result; -1 where that cannot be told. */
  readonly result: Int32Array;
  /** For each row that was sent: one of the above. */
  readonly certainty: Uint8Array;
}

/** What rows are told by. */
export interface JoinBy {
  /** Their key: the operation finds records by it. */
  readonly key: boolean;
  /** Their cells; not where the columns differ for which fingerprints were taken. */
  readonly cells: boolean;
}

/**
 * Joins the rows of one job with its results. A row whose result cannot be told stays `UNKNOWN`: never a guess. A million
 * rows take a second, in which the event loop turns.
 */
export async function joinRows(sent: SentRows, results: ResultTable, by: JoinBy): Promise<Joined> {
  const join = new Join(sent, results);
  for (const _ of join.steps(by)) await setImmediate();
  const { result, certainty } = join;
  return { result, certainty };
}

const OPEN = 0;
/** It is given to a row. */
const TAKEN = 1;
/** Its cells do not tell whose it is. */
const DOUBTFUL = 2;

class Join {
  readonly result: Int32Array;
  readonly certainty: Uint8Array;
  /** For each result: `OPEN`, `TAKEN`, `DOUBTFUL`. */
  private readonly use: Uint8Array;
  private readonly hasRagged: boolean;

  private readonly sent: RowTable;
  private readonly whole: Int32Array;

  constructor(
    sent: SentRows,
    private readonly results: ResultTable,
  ) {
    this.sent = sent.rows;
    this.whole = sent.whole ?? sent.rows.text;
    this.result = new Int32Array(this.sent.length).fill(-1);
    this.certainty = new Uint8Array(this.sent.length);
    this.use = new Uint8Array(this.results.length);
    this.hasRagged = this.openRows((row) => this.sent.isRagged(row)).length > 0;
  }

  *steps(by: JoinBy): Generator<void> {
    if (by.key) yield* this.byKey();
    if (by.cells) yield* this.byCells();
    yield;
    if (by.cells && this.sent.length === this.results.length) this.eliminateBlank();
    yield;
    this.eliminateRest();
  }

  /** A key that stands in one row and one result decides, however the other cells are echoed. */
  private byKey(): Generator<void> {
    const { sent, results } = this;
    const classes = new Classes(
      sent.key,
      this.openRows((row) => sent.hasKey(row) && !sent.isRagged(row)),
      results.key,
      this.openResults((result) => results.hasKey(result) && !results.isRagged(result)),
    );
    return classes.steps((rows, results) => {
      if (rows.length !== 1 || results.length === 0) return;
      if (results.length === 1) this.match(rows[0]!, results[0]!, EXACT);
      else this.doubt(results);
    });
  }

  private byCells(): Generator<void> {
    const { sent, results, hasRagged } = this;
    // A ragged row comes back blank: blank results are left for what is known of the others.
    const isBlank = (table: RowTable, row: number) => hasRagged && table.isBlank(row);
    const classes = new Classes(
      sent.value,
      this.openRows((row) => !isBlank(sent, row)),
      results.value,
      this.openResults((result) => !isBlank(results, result)),
    );
    return classes.steps((rows, results) => this.matchClass(rows, results));
  }

  /** Ragged rows that failed come back blank. Only where nothing is missing: another's blank result might fill the gap. */
  private eliminateBlank(): void {
    const { sent, results } = this;
    this.eliminate(
      this.openRows((row) => sent.isRagged(row) || sent.isBlank(row)),
      this.leftResults((result) => results.isBlank(result)),
    );
  }

  private eliminateRest(): void {
    this.eliminate(
      this.openRows(() => true),
      this.leftResults(() => true),
    );
  }

  /** Rows and results that mean the same. */
  private matchClass(rows: readonly number[], results: readonly number[]): void {
    if (rows.length === 0 || results.length === 0) return;
    // More results than rows: what is not understood may be that of any of them.
    if (results.length > rows.length) return this.doubt(results);
    if (rows.length === 1) return this.match(rows[0]!, results[0]!, EXACT);
    if (this.areEqual(rows)) {
      for (const [i, result] of results.entries()) this.match(rows[i]!, result, INTERCHANGEABLE);
      return;
    }
    // Not all are there: the letters of one may be those of another's echo.
    if (results.length < rows.length) return this.doubt(results);
    if (this.matchByText(rows, results)) return;
    if (this.haveSameState(results)) {
      for (const [i, result] of results.entries()) this.match(rows[i]!, result, STATE_ONLY);
      return;
    }
    this.doubt(results);
  }

  /** Written differently, and each of them echoed as it was written. */
  private matchByText(rows: readonly number[], results: readonly number[]): boolean {
    const groups: { rows: number[]; results: number[] }[] = [];
    const collect = (rows: number[], results: number[]) => groups.push({ rows: [...rows], results: [...results] });
    new Classes(this.sent.text, rows, this.results.text, results).each(collect);
    if (groups.some((group) => group.rows.length !== group.results.length)) return false;
    if (!groups.every((group) => this.areEqual(group.rows) || this.haveSameState(group.results))) return false;
    for (const group of groups) {
      const certainty = group.rows.length === 1 ? EXACT : this.areEqual(group.rows) ? INTERCHANGEABLE : STATE_ONLY;
      for (const [i, result] of group.results.entries()) this.match(group.rows[i]!, result, certainty);
    }
    return true;
  }

  private eliminate(rows: Int32Array, results: Int32Array): void {
    if (rows.length === 0 || rows.length !== results.length || !this.haveSameState(results)) return;
    const { apart } = this.results;
    const first = results[0]!;
    const sameError = results.every(
      (result) => apart[2 * result] === apart[2 * first] && apart[2 * result + 1] === apart[2 * first + 1],
    );
    const certainty = rows.length === 1 ? EXACT : sameError ? ELIMINATED : STATE_ONLY;
    for (const [i, result] of results.entries()) this.match(rows[i]!, result, certainty);
  }

  private areEqual(rows: readonly number[]): boolean {
    const { whole } = this;
    const first = rows[0]!;
    return rows.every((row) => whole[2 * row] === whole[2 * first] && whole[2 * row + 1] === whole[2 * first + 1]);
  }

  private haveSameState(results: readonly number[] | Int32Array): boolean {
    const state = this.results.state(results[0]!);
    return results.every((result) => this.results.state(result) === state);
  }

  private match(row: number, result: number, certainty: number): void {
    this.result[row] = result;
    this.certainty[row] = certainty;
    this.use[result] = TAKEN;
  }

  private doubt(results: readonly number[]): void {
    for (const result of results) this.use[result] = DOUBTFUL;
  }

  private openRows(fits: (row: number) => boolean): Int32Array {
    return indexes(this.sent.length, (row) => this.certainty[row] === UNKNOWN && fits(row));
  }

  private openResults(fits: (result: number) => boolean): Int32Array {
    return indexes(this.results.length, (result) => this.use[result] === OPEN && fits(result));
  }

  private leftResults(fits: (result: number) => boolean): Int32Array {
    return indexes(this.results.length, (result) => this.use[result] !== TAKEN && fits(result));
  }
}

export function indexes(length: number, fits: (index: number) => boolean): Int32Array {
  const found = new Int32Array(length);
  let count = 0;
  for (let index = 0; index < length; index++) if (fits(index)) found[count++] = index;
  return found.subarray(0, count);
}
