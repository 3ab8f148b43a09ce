import { delimiterByte } from '../csv/delimiter.js';
import type { CsvFacts, CsvPart, RowTransform } from '../csv/facts.js';
import { readRecords } from '../csv/rows.js';
import type { ByteSource } from '../csv/source.js';
import { Fingerprinter, LEFT_OUT } from './fingerprint.js';
import type { SentRows } from './join.js';
import { RowTable } from './rowTable.js';

/** Where the rows of a part stand in the file, by their index in the table. */
interface RowPlaces {
  /** 1-based number of the data row. */
  readonly row: Uint32Array;
  /** 1-based physical line on which it begins. */
  readonly line: Uint32Array;
}

/** The rows of a part that are sent, in order. */
export type SentPart = SentRows & RowPlaces;

export interface SentRowsOptions {
  /** Index, among the columns that are sent, of the one that identifies a record. */
  readonly key?: number | undefined;
  readonly seed: number;
  /** Indexes, among the columns that are sent, of those that no result shows. */
  readonly hidden?: readonly number[];
  /** Rows that are not needed any more, with room for these. */
  readonly into?: SentPart;
  readonly signal?: AbortSignal;
}

/**
 * The rows of a part that are sent, read from the file.
 * @throws those of the source; the signal's reason
 */
export async function readSentRows(
  source: ByteSource,
  facts: CsvFacts,
  transform: Pick<RowTransform, 'columns' | 'raggedRows'>,
  part: Pick<CsvPart, 'start' | 'end' | 'rows'>,
  { key, seed, hidden = [], into, signal }: SentRowsOptions,
): Promise<SentPart> {
  const { columnDelimiter, header } = facts;
  const sent = header.map((_, column) => transform.columns.indexOf(column));
  const delimiter = delimiterByte(columnDelimiter);
  const sentColumns = transform.columns.length;
  const print = new Fingerprinter({
    delimiter,
    columns: sent.map((column) => (hidden.includes(column) ? LEFT_OUT : column)),
    sentColumns,
    key,
    seed,
  });
  const rows = into?.rows ?? new RowTable(part.rows);
  rows.clear();
  const whole = hidden.length > 0 ? new RowTable(part.rows) : undefined;
  const wholePrint = new Fingerprinter({ delimiter, columns: sent, sentColumns, seed });
  const { row: rowOf, line: lineOf } = into ?? { row: new Uint32Array(part.rows), line: new Uint32Array(part.rows) };
  // Before the first one there is nothing but blank lines.
  const from = facts.checkpoints.findLast(({ offset }) => offset <= part.start) ?? facts.checkpoints[0]!;
  const options = { columnDelimiter, from, to: part.end, ...(signal && { signal }) };
  let row = from.row - 1;
  for await (const { bytes, offset, records } of readRecords(source, options)) {
    for (const { start, end, line, cells } of records) {
      row++;
      const ragged = cells !== header.length;
      if (start < part.start || (ragged && transform.raggedRows === 'leaveOut')) continue;
      const index = rows.length;
      print.take(bytes, start - offset, end - offset);
      rows.add(print, ragged, start);
      if (whole) {
        wholePrint.take(bytes, start - offset, end - offset);
        whole.add(wholePrint, ragged, start);
      }
      rowOf[index] = row;
      lineOf[index] = line;
    }
  }
  return { rows, ...(whole && { whole: whole.text }), row: rowOf, line: lineOf };
}
