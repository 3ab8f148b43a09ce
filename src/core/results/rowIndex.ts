// The rows of a part as they were sent, kept on disk: the file may have changed when the results are there. Fingerprints
// and places only, no cell of any row.

import { open, readFile } from 'node:fs/promises';
import type { SentPart } from './readSentRows.js';
import { RowTable } from './rowTable.js';

const VERSION = 1;
/** Bytes of the first line, padded: what follows is aligned for typed arrays. */
const HEAD_BYTES = 256;

/** What an index is of, and what its fingerprints were taken with. */
export interface RowIndexHead {
  /** Random; see `FingerprintOptions`. */
  readonly seed: number;
  /** Index, among the columns that were sent, of the key. */
  readonly key?: number;
  /** Of the bytes of the part. */
  readonly sha256: string;
}

export interface RowIndex extends RowIndexHead {
  readonly part: SentPart;
}

/** Writes `{file}`, mode 600; columns one after the other, little-endian as every machine that runs VS Code. */
export async function writeRowIndex(file: string, { part, ...head }: RowIndex): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    const line = JSON.stringify({ version: VERSION, rows: part.rows.length, ...head });
    await handle.write(`${line.padEnd(HEAD_BYTES - 1)}\n`);
    for (const { buffer, byteOffset, byteLength } of columnsOf(part, part.rows.length)) {
      await handle.write(new Uint8Array(buffer, byteOffset, byteLength));
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** @returns undefined where there is none, or none that this version can read, or where it was cut off */
export async function readRowIndex(file: string): Promise<RowIndex | undefined> {
  const bytes = await readFile(file).catch(() => undefined);
  if (!bytes) return undefined;
  const head = headOf(bytes);
  if (!head) return undefined;
  const { rows: count, version: _, ...of } = head;
  const part: SentPart = {
    rows: new RowTable(count),
    row: new Uint32Array(count),
    line: new Uint32Array(count),
    end: new Float64Array(count),
  };
  part.rows.length = count;
  const columns = columnsOf(part, count);
  const size = columns.reduce((sum, { byteLength }) => sum + byteLength, HEAD_BYTES);
  if (bytes.length !== size) return undefined;
  let at = HEAD_BYTES;
  for (const { buffer, byteOffset, byteLength } of columns) {
    new Uint8Array(buffer, byteOffset, byteLength).set(bytes.subarray(at, at + byteLength));
    at += byteLength;
  }
  return { ...of, part };
}

type Head = RowIndexHead & { readonly version: number; readonly rows: number };

function headOf(bytes: Buffer): Head | undefined {
  try {
    const head = JSON.parse(bytes.toString('utf8', 0, HEAD_BYTES)) as Partial<Head>;
    const known = head.version === VERSION && Number.isInteger(head.rows) && typeof head.seed === 'number';
    return known ? (head as Head) : undefined;
  } catch {
    return undefined;
  }
}

/** Of the first rows, as many as there are. */
function columnsOf({ rows, row, line, end }: SentPart, count: number): readonly NodeJS.TypedArray[] {
  return [...rows.columns(), end.subarray(0, count), row.subarray(0, count), line.subarray(0, count)];
}
