import type { ErrorGroup } from './errorGroups.js';
import { ROW_STATES, type RowState } from './rowState.js';

/** Failed rows of one code and the same fields. */
export type RowErrorGroup = Pick<ErrorGroup, 'code' | 'fields' | 'count' | 'message'>;

/** Where a row stands in a file. */
export interface RowPlace {
  /** 1-based physical line on which it begins. */
  readonly line: number;
  /** Offset of its first byte. */
  readonly start: number;
}

/** A row that failed, and where it stood in the file as it was sent. */
export interface RowFailure extends RowPlace {
  /** 1-based data row. */
  readonly row: number;
  /** `EXACT`, `INTERCHANGEABLE`, `ELIMINATED`, `STATE_ONLY` of the join. */
  readonly certainty: number;
  /** `sf__Error`, verbatim. */
  readonly error: string;
}

/** What became of the rows of a load: every view of it reads this. */
export interface Outcome {
  /** Of every row that was to be sent: together they are all of them. */
  readonly counts: Readonly<Record<RowState, number>>;
  /** The most frequent first. */
  readonly groups: readonly RowErrorGroup[];
  /** The same of each job by itself, as its failedResults say: rows sent again are not taken off. */
  readonly groupsOfJobs: ReadonlyMap</* job id */ string, readonly RowErrorGroup[]>;
  readonly rows: RowStates;
  /** The first of the rows that failed, in the order of the file. */
  readonly failures: readonly RowFailure[];
  /** Rows that did not get in, and nobody can tell which ones of the file they are. */
  readonly unplaced: number;
}

/** How many `failures` are kept: as many as VS Code shows problems of a file. */
export const MOST_FAILURES = 1000;
const NO_GROUP = 255;

/** Of each data row of a file: what became of it, and the group of its error. Two bytes a row. */
export class RowStates {
  private readonly states: Uint8Array;
  private readonly groups: Uint8Array;

  /** @param rows data rows of the file, those that are left out included */
  constructor(rows: number) {
    this.states = new Uint8Array(rows);
    this.groups = new Uint8Array(rows).fill(NO_GROUP);
  }

  get length(): number {
    return this.states.length;
  }

  /** @param row 1-based @param group index in `Outcome.groups` */
  set(row: number, state: RowState, group = NO_GROUP): void {
    this.states[row - 1] = 1 + ROW_STATES.indexOf(state);
    this.groups[row - 1] = Math.min(group, NO_GROUP);
  }

  /** @returns undefined for a row that was not to be sent */
  state(row: number): RowState | undefined {
    return ROW_STATES[(this.states[row - 1] ?? 0) - 1];
  }

  /** Index in `Outcome.groups`; undefined where it has no error, or none that is known. */
  group(row: number): number | undefined {
    const group = this.groups[row - 1] ?? NO_GROUP;
    return group === NO_GROUP ? undefined : group;
  }

  /** @param order for each group, its new index */
  regroup(order: readonly number[]): void {
    for (let i = 0; i < this.groups.length; i++) this.groups[i] = order[this.groups[i]!] ?? NO_GROUP;
  }
}

/** Rows that did not get in, as far as that is certain: those that can be sent again. */
export const leftOut = (counts: Outcome['counts']): number => counts.failed + counts.unprocessed;
