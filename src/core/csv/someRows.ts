import { open, writeFile } from 'node:fs/promises';
import { DELIMITER_CHARACTERS } from './delimiter.js';
import type { CsvFacts } from './facts.js';
import { rawCells, withoutLineEnding } from './rawCells.js';
import { readRecords } from './rows.js';
import { readAll } from './readAll.js';
import type { ByteSource } from './source.js';

const LF = 0x0a;
const CR = 0x0d;
/** Rows are written this many bytes at a time. */
const WRITE_BYTES = 1024 * 1024;

/**
 * Writes the header and some rows of a file, letter by letter, into a new one that only its owner can read.
 * @param rows 1-based data rows, ascending
 * @throws those of the source, and what the disk says
 */
export async function writeSomeRows(
  csv: ByteSource,
  facts: CsvFacts,
  rows: Uint32Array,
  target: string,
  signal?: AbortSignal,
): Promise<void> {
  const file = await open(target, 'wx', 0o600);
  const lineEnding = facts.lineEnding === 'CRLF' ? '\r\n' : '\n';
  try {
    let pending = [await readAll(csv.read(0, facts.bodyStart))];
    let length = 0;
    let next = 0;
    for await (const { row, bytes } of dataRows(csv, facts, signal)) {
      if (row !== rows[next]) continue;
      next++;
      length += pending.push(bytes) && bytes.length;
      // Only the last row of a file need not be ended: no matter where it comes to stand, it may not be the last here.
      if (bytes.at(-1) !== LF && bytes.at(-1) !== CR) pending.push(Buffer.from(lineEnding));
      if (length < WRITE_BYTES) continue;
      await file.writeFile(Buffer.concat(pending));
      [pending, length] = [[], 0];
    }
    await file.writeFile(Buffer.concat(pending));
  } finally {
    await file.close();
  }
}

/**
 * The same, sorted by what stands in one column: rows of one parent come one after the other. In memory.
 * @param rows 1-based data rows, ascending
 * @returns for each row that was written, its index in `rows`
 */
export async function writeSortedRows(
  csv: ByteSource,
  facts: CsvFacts,
  rows: Uint32Array,
  column: number,
  target: string,
): Promise<Uint32Array> {
  const delimiter = DELIMITER_CHARACTERS[facts.columnDelimiter];
  const lineEnding = facts.lineEnding === 'CRLF' ? '\r\n' : '\n';
  const found: { at: number; cell: string; record: string }[] = [];
  for await (const { row, bytes } of dataRows(csv, facts)) {
    if (row !== rows[found.length]) continue;
    const record = withoutLineEnding(bytes.toString('latin1'));
    found.push({ at: found.length, cell: rawCells(record, delimiter)[column] ?? '', record });
  }
  found.sort((a, b) => (a.cell < b.cell ? -1 : a.cell > b.cell ? 1 : a.at - b.at));
  const header = await readAll(csv.read(0, facts.bodyStart));
  const body = found.map(({ record }) => record + lineEnding).join('');
  await writeFile(target, Buffer.concat([header, Buffer.from(body, 'latin1')]), { mode: 0o600, flag: 'wx' });
  return Uint32Array.from(found, ({ at }) => at);
}

/** Data rows of which a line stands in one of the ranges. @param ranges 1-based physical lines, both ends included */
export async function rowsOnLines(
  csv: ByteSource,
  facts: CsvFacts,
  ranges: readonly (readonly [from: number, to: number])[],
): Promise<ReadonlySet<number>> {
  const found = new Set<number>();
  let before: { row: number; line: number } | undefined;
  const take = (after: number) => {
    if (before && ranges.some(([from, to]) => before!.line <= to && after > from)) found.add(before.row);
  };
  for await (const { row, line } of dataRows(csv, facts)) {
    take(line);
    before = { row, line };
  }
  take(Infinity);
  return found;
}

interface DataRow {
  /** 1-based; blank lines are not counted. */
  readonly row: number;
  /** 1-based physical line on which it begins. */
  readonly line: number;
  readonly bytes: Buffer;
}

async function* dataRows(csv: ByteSource, { columnDelimiter, checkpoints }: CsvFacts, signal?: AbortSignal) {
  const [from] = checkpoints;
  let row = 0;
  const options = { columnDelimiter, ...(from && { from }), ...(signal && { signal }) };
  for await (const { bytes, offset, records } of readRecords(csv, options)) {
    for (const { start, end, line } of records) {
      row++;
      yield { row, line, bytes: bytes.subarray(start - offset, end - offset) } satisfies DataRow;
    }
  }
}
