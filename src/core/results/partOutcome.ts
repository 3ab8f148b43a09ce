import type { CsvPart } from '../csv/facts.js';
import { fileSource } from '../csv/fileSource.js';
import { readRecords } from '../csv/rows.js';
import type { LoadState } from '../load/loadState.js';
import { hasEnded, type JobInfo, type ResultSet } from '../salesforce/job.js';
import { joinPart, type JoinedPart } from './joinPart.js';
import type { ResultFile } from './readResults.js';
import type { RowState } from './rowState.js';
import type { SentLoad, SentLoads } from './sentLoads.js';

/** What is known of the rows of one part. */
export interface PartOutcome {
  readonly part: CsvPart;
  /** Absent where no row needs a result, or where the rows that were sent are not known. */
  readonly joined?: JoinedPart;
  /** What became of the rows for which `joined` says nothing. */
  readonly otherwise: RowState;
  /** Path of the failedResults; absent where no row failed. */
  readonly failed?: string;
}

/** Where outcomes are read from. */
export interface OutcomeSources {
  readonly sentLoads: SentLoads;
  /** The job as it is now, its counters included. */
  readonly job: (jobId: string) => Promise<JobInfo>;
  /** Path of a result set, downloaded if need be. */
  readonly results: (jobId: string, resultSet: ResultSet) => Promise<string>;
  /** All result sets, of every row: each record's Id is wanted. */
  readonly whole?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * What became of the rows of a part. As few results are fetched as tell it: where each row that failed is found, the
 * others were accepted.
 * @throws those of the sources; UserError `UnexpectedAnswer` for results that are none
 */
export async function partOutcome(
  load: LoadState,
  sent: SentLoad,
  index: number,
  from: OutcomeSources,
): Promise<PartOutcome> {
  const part = sent.parts[index]!;
  const state = load.parts[index];
  if (!state || state.phase === 'notSent' || state.phase === 'planned') return { part, otherwise: 'unprocessed' };
  const jobId = state.jobIds.at(-1);
  const job = jobId === undefined ? undefined : await from.job(jobId);
  if (!job || !hasEnded(job)) return { part, otherwise: 'unknown' };
  return new EndedPart(sent, index, part, job, from).outcome();
}

class EndedPart {
  constructor(
    private readonly sent: SentLoad,
    private readonly index: number,
    private readonly part: CsvPart,
    private readonly job: JobInfo,
    private readonly from: OutcomeSources,
  ) {}

  async outcome(): Promise<PartOutcome> {
    const { job, part } = this;
    const { operation } = this.sent.job;
    const { numberRecordsProcessed: processed = 0, numberRecordsFailed: failed = 0 } = job;
    if (job.state === 'JobComplete' && processed === part.rows) {
      // Which records are new, only the results of an upsert tell.
      if (operation !== 'upsert' && !this.from.whole) {
        const accepted = operation === 'insert' ? 'created' : 'succeeded';
        if (failed === 0) return { part, otherwise: accepted };
        const outcome = await this.joined(['failedResults'], accepted);
        if (!outcome.joined || isWhole(outcome.joined, failed)) return outcome;
      }
      return this.joined(['failedResults', 'successfulResults'], 'unknown');
    }
    // Whatever kept the data from being read, not even as CSV need it come back. An aborted job may have rows in work.
    if (
      job.state === 'Failed' &&
      processed === 0 &&
      (await this.isEmpty('failedResults')) &&
      (await this.isEmpty('successfulResults'))
    ) {
      return { part, otherwise: 'unprocessed' };
    }
    return this.joined(['failedResults', 'successfulResults', 'unprocessedrecords'], 'unknown');
  }

  private async joined(sets: readonly ResultSet[], otherwise: RowState): Promise<PartOutcome> {
    const { part, sent, from } = this;
    const files: ResultFile[] = [];
    for (const resultSet of sets) files.push({ resultSet, path: await from.results(this.job.id, resultSet) });
    const known = { part, otherwise, failed: files[0]!.path };
    const index = await from.sentLoads.index(sent, this.index);
    if (!index) return known;
    const { signal } = from;
    const readAgain = async (hidden: readonly number[]) => {
      const csv = await from.sentLoads.csv(sent);
      return csv && from.sentLoads.readPart(sent, csv, part, { hidden, ...(signal && { signal }) });
    };
    return { ...known, joined: await joinPart(index, files, { readAgain, ...(signal && { signal }) }) };
  }

  private async isEmpty(resultSet: 'failedResults' | 'successfulResults'): Promise<boolean> {
    const source = fileSource(await this.from.results(this.job.id, resultSet));
    let found = 0;
    for await (const { records } of readRecords(source, this.sent.job)) {
      found += records.length;
      if (found > 1) return false; // the header is one
    }
    return true;
  }
}

/** Each result that there should be is there, and is that of a row. */
const isWhole = ({ result, results }: JoinedPart, expected: number): boolean =>
  results.length === expected && result.reduce((sum, at) => sum + Number(at >= 0), 0) === expected;
