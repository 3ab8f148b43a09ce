import type { ColumnDelimiter, ResultSet } from '../salesforce/job.js';
import { delimiterByte } from '../csv/delimiter.js';
import { fileSource } from '../csv/fileSource.js';
import { parseRecords } from '../csv/parse.js';
import { readRecords } from '../csv/rows.js';
import { APART, Fingerprinter, LEFT_OUT, type Fingerprint } from './fingerprint.js';
import { ResultTable, type ResultState } from './resultTable.js';

/** A downloaded result set of a job. */
export interface ResultFile {
  readonly resultSet: ResultSet;
  readonly path: string;
}

export interface ResultLayout {
  /** The header that was sent. */
  readonly sentColumns: readonly string[];
  /** For each file, for each of its columns, what `Fingerprinter` is to make of it. */
  readonly columns: readonly (readonly number[])[];
  /** Indexes of the sent columns that one of the files does not show: they are compared in none. */
  readonly hidden: readonly number[];
}

const STATES: Readonly<Record<ResultSet, ResultState>> = {
  successfulResults: 'succeeded',
  failedResults: 'failed',
  unprocessedrecords: 'unprocessed',
};

/**
 * Which column is which: results have the columns in the order of the upload, up to v49.0 in that of the alphabet, and
 * only those that are fields.
 * @param otherCase indexes of the columns whose values failedResults may lose
 */
export async function readLayout(
  files: readonly ResultFile[],
  sentColumns: readonly string[],
  columnDelimiter: ColumnDelimiter,
  otherCase: readonly number[] = [],
): Promise<ResultLayout> {
  const index = new Map(sentColumns.map((name, column) => [name, column]));
  const hidden = new Set<number>();
  const columns: number[][] = [];
  for (const file of files) {
    const names = await headerOf(file.path, columnDelimiter);
    const shown = names.map((name) => (/^sf__(?:Created|Error)$/.test(name) ? APART : (index.get(name) ?? LEFT_OUT)));
    for (const column of sentColumns.keys()) if (!shown.includes(column)) hidden.add(column);
    for (const column of file.resultSet === 'failedResults' ? otherCase : []) {
      const only = shown.map((other) => (other === column ? 0 : LEFT_OUT));
      if (await isBlank(file.path, only, columnDelimiter)) hidden.add(column);
    }
    columns.push(shown);
  }
  return {
    sentColumns,
    columns: columns.map((shown) => shown.map((column) => (hidden.has(column) ? LEFT_OUT : column))),
    hidden: [...hidden],
  };
}

/** Whether no row has a value in any of these columns. */
async function isBlank(file: string, columns: readonly number[], columnDelimiter: ColumnDelimiter): Promise<boolean> {
  const print = new Fingerprinter({ delimiter: delimiterByte(columnDelimiter), columns, sentColumns: 0, seed: 0 });
  let isHeader = true;
  for await (const { bytes, offset, records } of readRecords(fileSource(file), { columnDelimiter })) {
    for (const { start, end } of records) {
      print.take(bytes, start - offset, end - offset);
      if (!isHeader && !print.blank) return false;
      isHeader = false;
    }
  }
  return true;
}

export interface ResultTableOptions {
  readonly columnDelimiter: ColumnDelimiter;
  /** Results expected. */
  readonly capacity: number;
  readonly key?: number | undefined;
  readonly seed: number;
  readonly signal?: AbortSignal;
}

/** The results of a job, read from its files. @throws those of the files; the signal's reason */
export async function readResultTable(
  files: readonly ResultFile[],
  layout: ResultLayout,
  { columnDelimiter, capacity, key, seed, signal }: ResultTableOptions,
): Promise<ResultTable> {
  const table = new ResultTable(capacity);
  const delimiter = delimiterByte(columnDelimiter);
  const yes = fingerprintOf('true', seed);
  const options = { columnDelimiter, ...(signal && { signal }) };
  for (const [file, { path, resultSet }] of files.entries()) {
    const columns = layout.columns[file] ?? [];
    const print = new Fingerprinter({ delimiter, columns, sentColumns: layout.sentColumns.length, key, seed });
    let isHeader = true;
    for await (const { bytes, offset, records } of readRecords(fileSource(path), options)) {
      for (const { start, end, cells } of records) {
        if (!isHeader) {
          print.take(bytes, start - offset, end - offset);
          const created = resultSet === 'successfulResults' && same(print.apart, yes);
          table.addResult(print, cells !== columns.length, start, created ? 'created' : STATES[resultSet], file);
        }
        isHeader = false;
      }
    }
  }
  return table;
}

const same = (one: Fingerprint, other: Fingerprint): boolean => one.a === other.a && one.b === other.b;

function fingerprintOf(text: string, seed: number): Fingerprint {
  const print = new Fingerprinter({ delimiter: 0, columns: [APART], sentColumns: 0, seed });
  print.take(Buffer.from(text), 0, text.length);
  return print.apart;
}

async function headerOf(file: string, columnDelimiter: ColumnDelimiter): Promise<readonly string[]> {
  for await (const { bytes, offset, records } of readRecords(fileSource(file), { columnDelimiter })) {
    const [first] = records;
    if (first) return (await parseRecords(bytes.subarray(0, first.end - offset), { columnDelimiter }))[0] ?? [];
  }
  return [];
}
