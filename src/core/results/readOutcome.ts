import type { LoadState } from '../load/loadState.js';
import { furtherKinds, groupErrors, type ErrorGroup } from './errorGroups.js';
import type { JoinedPart } from './joinPart.js';
import { MOST_FAILURES, RowStates, type Outcome, type RowErrorGroup, type RowFailure } from './outcome.js';
import { partOutcome, type OutcomeSources, type PartOutcome } from './partOutcome.js';
import type { RowState } from './rowState.js';
import type { SentLoad } from './sentLoads.js';

/**
 * What became of the rows of a load that is over, one part after the other.
 * @throws those of `partOutcome`
 */
export async function readOutcome(load: LoadState, sent: SentLoad, from: OutcomeSources): Promise<Outcome> {
  const reader = new OutcomeReader(sent, from.signal);
  for (const index of sent.parts.keys()) {
    const jobId = load.parts[index]?.jobIds.at(-1);
    await reader.take(index, await partOutcome(load, sent, index, from), jobId);
  }
  return reader.outcome();
}

const NO_RESULT = -1;
/** Of all parts together: an index of one has to fit in a byte. */
const MOST_GROUPS = 200;

class OutcomeReader {
  private readonly counts: Record<RowState, number> = {
    succeeded: 0,
    created: 0,
    failed: 0,
    unprocessed: 0,
    unknown: 0,
  };
  private readonly groups = new Map</* code and fields */ string, RowErrorGroup & { count: number }>();
  private readonly groupsOfJobs = new Map</* job id */ string, readonly RowErrorGroup[]>();
  private readonly rows: RowStates;
  private readonly failures: RowFailure[] = [];
  private unplaced = 0;

  constructor(
    private readonly sent: SentLoad,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.rows = new RowStates(sent.facts.rows);
  }

  async take(index: number, { part, joined, otherwise, failed }: PartOutcome, jobId?: string): Promise<void> {
    const errors = failed === undefined ? NO_ERRORS : await this.readErrors(failed, joined);
    if (jobId !== undefined && errors.count > 0) this.groupsOfJobs.set(jobId, errors.kinds);
    if (joined) return this.takeJoined(joined, part.rows, otherwise, errors);
    this.count('failed', errors.count);
    this.count(otherwise, part.rows - errors.count);
    this.unplaced += errors.count;
    const last = (this.sent.parts[index + 1]?.firstRow ?? this.sent.facts.rows + 1) - 1;
    for (let row = part.firstRow; row <= last; row++) this.rows.set(row, errors.count > 0 ? 'unknown' : otherwise);
  }

  outcome(): Outcome {
    const { counts, groupsOfJobs, rows, failures, unplaced } = this;
    const known = [...this.groups.values()];
    const groups = [...known].sort((a, b) => b.count - a.count);
    rows.regroup(known.map((group) => groups.indexOf(group)));
    return { counts, groups, groupsOfJobs, rows, failures, unplaced };
  }

  private takeJoined(
    { sent, results, result, certainty }: JoinedPart,
    rows: number,
    otherwise: RowState,
    errors: Errors,
  ) {
    let placed = 0;
    for (let i = 0; i < result.length; i++) {
      const row = sent.row[i]!;
      const at = result[i]!;
      if (at === NO_RESULT) {
        this.rows.set(row, otherwise);
        continue;
      }
      const state = results.state(at);
      this.rows.set(row, state, errors.groups[at]);
      if (state !== 'succeeded' && state !== 'created') placed++;
      if (state !== 'failed' || this.failures.length >= MOST_FAILURES) continue;
      const place = { row, line: sent.line[i]!, start: sent.rows.start[i]! };
      this.failures.push({ ...place, certainty: certainty[i]!, error: errors.texts.get(at) ?? '' });
    }
    let notIn = 0;
    for (let at = 0; at < results.length; at++) {
      const state = results.state(at);
      this.count(state, 1);
      if (state !== 'succeeded' && state !== 'created') notIn++;
    }
    this.count(otherwise, Math.max(0, rows - results.length));
    this.unplaced += notIn - placed;
  }

  private count(state: RowState, rows: number): void {
    this.counts[state] += rows;
  }

  /** The failed results come first: the n-th of them is the n-th of all. */
  private async readErrors(file: string, joined: JoinedPart | undefined): Promise<Errors> {
    const wanted = joined ? this.firstFailed(joined) : new Set();
    const texts = new Map<number, string>();
    const groups = new Uint8Array(joined?.results.length ?? 0);
    const known = new Map<ErrorGroup, number>();
    const { signal } = this;
    let count = 0;
    const onRow = (group: ErrorGroup, error: string) => {
      const id = known.get(group) ?? this.groupOf(group);
      known.set(group, id);
      groups[count] = id;
      if (wanted.has(count)) texts.set(count, error);
      count++;
    };
    const { columnDelimiter } = this.sent.job;
    const { groups: found } = await groupErrors(file, columnDelimiter, {
      firstRows: 0,
      onRow,
      ...(signal && { signal }),
    });
    const all = [...this.groups.values()];
    for (const group of found) all[known.get(group) ?? 0]!.count += group.count;
    const kinds = found.map(({ code, fields, count, message }) => ({ code, fields, count, message }));
    return { count, kinds, groups, texts };
  }

  private groupOf({ code, fields, message }: ErrorGroup): number {
    const key = [code, ...fields].join();
    if (this.groups.has(key)) return [...this.groups.keys()].indexOf(key);
    const isFull = this.groups.size >= MOST_GROUPS;
    const group = isFull ? { code: '', fields: [], message: furtherKinds() } : { code, fields, message };
    if (!isFull || !this.groups.has('')) this.groups.set(isFull ? '' : key, { ...group, count: 0 });
    return [...this.groups.keys()].indexOf(isFull ? '' : key);
  }

  /** Results whose errors are kept. */
  private firstFailed({ result, results }: JoinedPart): ReadonlySet<number> {
    const first = new Set<number>();
    for (const at of result) {
      if (first.size + this.failures.length >= MOST_FAILURES) break;
      if (at !== NO_RESULT && results.state(at) === 'failed') first.add(at);
    }
    return first;
  }
}

interface Errors {
  /** Rows that failed. */
  readonly count: number;
  readonly kinds: readonly RowErrorGroup[];
  /** For each of them, index of its group. */
  readonly groups: Uint8Array;
  /** `sf__Error` of those that are kept, by the index of the result. */
  readonly texts: ReadonlyMap<number, string>;
}

const NO_ERRORS: Errors = { count: 0, kinds: [], groups: new Uint8Array(0), texts: new Map() };
