import {
  MOST_FAILURES,
  RowStates,
  type Outcome,
  type RowErrorGroup,
  type RowFailure,
  type RowPlace,
} from './outcome.js';
import type { RowState } from './rowState.js';

/** Rows of a load that were sent again, and what became of them. */
export interface AttemptOutcome {
  readonly outcome: Outcome;
  /** For each data row of the attempt's file, the data row of the first load's file. */
  readonly sourceRows: Uint32Array;
}

/**
 * What became of the rows of a load in the end: of each row, what its last attempt says.
 * @param placesOf where these data rows stood in the file of the first load
 */
export async function mergeAttempts(
  first: Outcome,
  attempts: readonly AttemptOutcome[],
  placesOf: (rows: ReadonlySet<number>) => Promise<ReadonlyMap<number, RowPlace>>,
): Promise<Outcome> {
  const rows = new RowStates(first.rows.length);
  const groups: (RowErrorGroup & { count: number })[] = [];
  const counts: Record<RowState, number> = { succeeded: 0, created: 0, failed: 0, unprocessed: 0, unknown: 0 };
  const failures = new Map</* row */ number, RowFailure>(first.failures.map((failure) => [failure.row, failure]));

  const take = (row: number, { groups: from, rows: states }: Outcome, at: number) => {
    const state = states.state(at);
    if (!state) return;
    const group = from[states.group(at) ?? -1];
    rows.set(row, state, group && indexOf(groups, group));
  };
  for (let row = 1; row <= first.rows.length; row++) take(row, first, row);
  for (const { outcome, sourceRows } of attempts) {
    const places = await placesOf(new Set(outcome.failures.map(({ row }) => sourceRows[row - 1]!)));
    for (const [i, row] of sourceRows.entries()) {
      take(row, outcome, i + 1);
      failures.delete(row);
    }
    for (const failure of outcome.failures) {
      const row = sourceRows[failure.row - 1]!;
      failures.set(row, { ...failure, row, ...places.get(row) });
    }
  }

  for (let row = 1; row <= rows.length; row++) {
    const state = rows.state(row);
    if (!state) continue;
    counts[state]++;
    const group = rows.group(row);
    if (group !== undefined) groups[group]!.count++;
  }
  const sorted = groups.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
  rows.regroup(groups.map((group) => sorted.indexOf(group)));
  return {
    counts,
    groups: sorted,
    groupsOfJobs: new Map([first, ...attempts.map(({ outcome }) => outcome)].flatMap((own) => [...own.groupsOfJobs])),
    rows,
    failures: [...failures.values()].sort((a, b) => a.row - b.row).slice(0, MOST_FAILURES),
    unplaced: attempts.reduce((sum, { outcome }) => sum + outcome.unplaced, first.unplaced),
  };
}

function indexOf(groups: (RowErrorGroup & { count: number })[], { code, fields, message }: RowErrorGroup): number {
  const same = (group: RowErrorGroup) => group.code === code && group.fields.join() === fields.join();
  const found = groups.findIndex(same);
  return found >= 0 ? found : groups.push({ code, fields, message, count: 0 }) - 1;
}
