import { joinRows, type Joined } from './join.js';
import { readLayout, readResultTable, type ResultFile } from './readResults.js';
import type { SentPart } from './readSentRows.js';
import type { ResultTable } from './resultTable.js';
import type { RowIndex } from './rowIndex.js';

/** The rows of one part, each with its result as far as that can be told. */
export interface JoinedPart extends Joined {
  readonly sent: SentPart;
  readonly results: ResultTable;
  /** In the order that `results.file()` counts them. */
  readonly files: readonly ResultFile[];
}

export interface JoinPartOptions {
  /**
   * Reads the rows again, without some of the columns that were sent, where the results show fewer.
   * @returns undefined where the file is not the same any more
   */
  readonly readAgain: (hidden: readonly number[]) => Promise<SentPart | undefined>;
  readonly signal?: AbortSignal;
}

/**
 * @param files result sets of the part's job; rows of a set that is missing stay unknown
 * @throws those of the files; the signal's reason
 */
export async function joinPart(
  index: RowIndex,
  files: readonly ResultFile[],
  { readAgain, signal }: JoinPartOptions,
): Promise<JoinedPart> {
  const { columnDelimiter, sentColumns, otherCase, key, seed } = index;
  const layout = await readLayout(files, sentColumns, columnDelimiter, otherCase);
  const capacity = index.part.rows.length;
  const options = { columnDelimiter, capacity, key, seed, ...(signal && { signal }) };
  const results = await readResultTable(files, layout, options);
  const { hidden } = layout;
  const readAnew = hidden.length > 0 ? await readAgain(hidden) : index.part;
  const by = { key: key !== undefined && !hidden.includes(key), cells: readAnew !== undefined };
  const sent = readAnew ?? index.part;
  return { sent, results, files, ...(await joinRows(sent, results, by)) };
}
