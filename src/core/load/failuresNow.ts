import type { CsvFacts } from '../csv/facts.js';
import { withoutLineEnding } from '../csv/rawCells.js';
import { readRecords } from '../csv/rows.js';
import type { ByteSource } from '../csv/source.js';
import type { Outcome } from '../results/outcome.js';
import type { Outcomes } from './outcomes.js';
import { factsNow, rowsAgain } from './rowsAgain.js';

/** A row that failed, in the file as it is now. */
export interface FailureNow {
  /** 1-based physical line on which it begins. */
  readonly line: number;
  /** Its record, without line ending. */
  readonly record: string;
  /** Its cells mean what they meant when it was sent last. */
  readonly isAsSent: boolean;
}

export interface FailuresNow {
  readonly facts: CsvFacts;
  /** Of those that the outcome names, all that are found, by data row of the file as it was sent. */
  readonly rows: ReadonlyMap<number, FailureNow>;
}

/**
 * Finds the failed rows of a load in its file as it is now.
 * @param loadId of the first load
 * @returns undefined where it is not known any more how its rows were
 * @throws UserError for a file that is no CSV any more, and those of the source
 */
export async function failuresNow(
  outcomes: Outcomes,
  loadId: string,
  { failures, rows: states }: Outcome,
  csv: ByteSource,
): Promise<FailuresNow | undefined> {
  const sent = await outcomes.sentAs(loadId);
  if (!sent) return undefined;
  const facts = await factsNow(csv, sent);
  // Rows are found by those around them, so all that did not get in are looked for.
  const wanted = (row: number) => states.state(row) === 'failed' || states.state(row) === 'unprocessed';
  const again = await rowsAgain(outcomes.sentLoads, sent, csv, facts, {
    wanted,
    attempts: await outcomes.sentAgain(loadId),
  });
  if (!again) return undefined;
  const failed = new Set(failures.map(({ row }) => row));
  const indexOf = new Map</* data row now */ number, number>();
  for (const [i, row] of again.row.entries()) if (failed.has(row)) indexOf.set(again.now[i]!, i);

  const rows = new Map<number, FailureNow>();
  const { columnDelimiter, checkpoints } = facts;
  const [from] = checkpoints;
  let row = 0;
  for await (const { bytes, offset, records } of readRecords(csv, { columnDelimiter, ...(from && { from }) })) {
    for (const { start, end, line } of records) {
      const i = indexOf.get(++row);
      if (i === undefined) continue;
      const record = withoutLineEnding(bytes.toString('utf8', start - offset, end - offset));
      rows.set(again.row[i]!, { line, record, isAsSent: again.isAsSent[i] === 1 });
    }
    if (rows.size === indexOf.size) break;
  }
  return { facts, rows };
}
