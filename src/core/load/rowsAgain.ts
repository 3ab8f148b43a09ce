import type { CsvFacts } from '../csv/facts.js';
import { inspectCsv } from '../csv/inspect.js';
import type { ByteSource } from '../csv/source.js';
import { findRows, readRowsNow } from '../results/findRows.js';
import { RowTable } from '../results/rowTable.js';
import { isAsSent, sentColumns, type SentLoad, type SentLoads } from '../results/sentLoads.js';
import type { SentAgain } from './outcomes.js';

/** Rows of a load, and where they stand in its file as it is now; in the order in which they stand there. */
export interface RowsAgain {
  /** 1-based data rows of the file as it was sent first. */
  readonly row: Uint32Array;
  /** 1-based data rows of the file as it is now. */
  readonly now: Uint32Array;
  /** 1 = its cells mean what they meant when it was sent last. */
  readonly isAsSent: Uint8Array;
  /** Rows that could not be found, or not with certainty. */
  readonly lost: number;
}

export interface RowsAgainOptions {
  /** Which rows, 1-based; the others are never found. */
  readonly wanted: (row: number) => boolean;
  readonly attempts: readonly SentAgain[];
  readonly signal?: AbortSignal;
}

/**
 * Finds rows of a load in its file as it is now, edited or not.
 * @param facts of the file as it is now
 * @returns undefined where neither the file is as it was sent, nor known any more how its rows were
 */
export async function rowsAgain(
  sentLoads: SentLoads,
  sent: SentLoad,
  csv: ByteSource,
  facts: CsvFacts,
  { wanted, attempts, signal }: RowsAgainOptions,
): Promise<RowsAgain | undefined> {
  if (await isUnchanged(csv, facts, sent, signal)) {
    const row = Uint32Array.from({ length: sent.facts.rows }, (_, i) => i + 1).filter(wanted);
    return { row, now: row, isAsSent: new Uint8Array(row.length).fill(1), lost: 0 };
  }
  const former = await formerRows(sentLoads, sent, attempts);
  if (!former) return undefined;
  const { key, seed, transform } = sent;
  const { raggedRows } = transform;
  const current = await readRowsNow(csv, facts, sentColumns(sent), {
    key,
    seed,
    raggedRows,
    ...(signal && { signal }),
  });
  const { place, lost } = findRows(
    { rows: former.rows, wanted: Uint8Array.from(former.row, (row) => Number(wanted(row))) },
    current.rows,
    current.by,
  );
  const found = [...place.keys()].filter((i) => place[i]! >= 0).sort((a, b) => place[a]! - place[b]!);
  return {
    row: Uint32Array.from(found, (i) => former.row[i]!),
    now: Uint32Array.from(found, (i) => current.row[place[i]!]!),
    isAsSent: Uint8Array.from(found, (i) => Number(meanTheSame(former.rows, i, current.rows, place[i]!))),
    lost,
  };
}

const meanTheSame = (a: RowTable, i: number, b: RowTable, j: number): boolean =>
  [0, 1].every((lane) => a.value[2 * i + lane] === b.value[2 * j + lane]);

/** What a file is now: as it was sent, unless a spreadsheet wrote it anew with another delimiter. */
export async function factsNow(csv: ByteSource, { job, facts }: SentLoad): Promise<CsvFacts> {
  const now = await inspectCsv(csv, { columnDelimiter: job.columnDelimiter }).catch(() => undefined);
  return now && now.header.length >= Math.min(2, facts.header.length) ? now : inspectCsv(csv);
}

/** Whether a file is, byte for byte, what a load sent. */
export async function isUnchanged(
  csv: ByteSource,
  facts: CsvFacts,
  sent: SentLoad,
  signal?: AbortSignal,
): Promise<boolean> {
  if (facts.stat.size !== sent.facts.stat.size || facts.rows !== sent.facts.rows) return false;
  for (const part of sent.parts) if (!(await isAsSent(csv, sent, part, signal))) return false;
  return true;
}

/** The rows of all parts, each as it was sent last. */
async function formerRows(sentLoads: SentLoads, sent: SentLoad, attempts: readonly SentAgain[]) {
  const rows = new RowTable(sent.facts.rows);
  const row: number[] = [];
  for (const index of sent.parts.keys()) {
    const part = await sentLoads.part(sent, index);
    if (!part) return undefined;
    for (let i = 0; i < part.rows.length; i++) {
      rows.copy(part.rows, i);
      row.push(part.row[i]!);
    }
  }
  const indexOf = new Map(row.map((row, i) => [row, i]));
  for (const { loadId, sourceRows } of attempts) {
    const again = await sentLoads.read(loadId);
    // Fingerprints are of columns by their number.
    if (!again || sentColumns(again).join('\n') !== sentColumns(sent).join('\n')) continue;
    for (const index of again.parts.keys()) {
      const part = await sentLoads.part(again, index);
      for (let i = 0; part && i < part.rows.length; i++) {
        const at = indexOf.get(sourceRows[part.row[i]! - 1]!);
        if (at !== undefined) rows.copy(part.rows, i, at);
      }
    }
  }
  return { rows, row };
}
