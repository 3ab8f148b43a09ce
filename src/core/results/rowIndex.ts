// The rows of a part as they were sent, kept on disk: the file may have changed when the results are there. Fingerprints
// and places only, no cell of any row.

import { open, type FileHandle } from 'node:fs/promises';
import { fileSource } from '../csv/fileSource.js';
import type { SentPart } from './readSentRows.js';
import { RowTable } from './rowTable.js';
import type { ColumnDelimiter } from '../salesforce/job.js';

const VERSION = 2;
/** Bytes: what follows the first line is aligned for typed arrays. */
const ALIGNMENT = 8;
const LF = 0x0a;

/** What an index is of, and what its fingerprints were taken with. */
export interface RowIndexHead {
  readonly columnDelimiter: ColumnDelimiter;
  /** The header that was sent. */
  readonly sentColumns: readonly string[];
  /** Index, among these, of the column by which the operation finds records. */
  readonly key?: number;
  /**
   * Indexes of those that are not written as their fields are, upper and lower case: failedResults may lose their values
   * (known issue a028c00000gAyI4AAK).
   */
  readonly otherCase?: readonly number[];
  /** Random; see `FingerprintOptions`. */
  readonly seed: number;
  /** Of the bytes of the part. */
  readonly sha256: string;
}

export interface RowIndex extends RowIndexHead {
  readonly part: SentPart;
}

/**
 * Writes `{file}`, mode 600; columns one after the other, little-endian as every machine that runs VS Code.
 * @param count rows of all pieces
 * @param pieces the rows in order; only one of them is in memory
 */
export async function writeRowIndex(
  file: string,
  head: RowIndexHead,
  count: number,
  pieces: AsyncIterable<SentPart> | Iterable<SentPart>,
): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    const line = Buffer.from(JSON.stringify({ version: VERSION, rows: count, ...head }));
    const padding = ' '.repeat(ALIGNMENT - 1 - (line.length % ALIGNMENT));
    const { bytesWritten } = await handle.write(`${String(line)}${padding}\n`);
    let row = 0;
    for await (const piece of pieces) {
      const { length } = piece.rows;
      let columnStart = bytesWritten;
      for (const { buffer, byteOffset, byteLength } of columnsOf(piece, head.key !== undefined)) {
        const rowBytes = byteLength / Math.max(1, length);
        await handle.write(new Uint8Array(buffer, byteOffset, byteLength), 0, byteLength, columnStart + row * rowBytes);
        columnStart += count * rowBytes;
      }
      row += length;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** @returns undefined where there is none, or none that this version can read, or where it was cut off */
export async function readRowIndex(file: string): Promise<RowIndex | undefined> {
  const handle = await open(file).catch(() => undefined);
  try {
    return handle && (await readFrom(handle, await firstLine(file)));
  } finally {
    await handle?.close();
  }
}

async function readFrom(handle: FileHandle, line: Buffer): Promise<RowIndex | undefined> {
  const head = headOf(line);
  if (!head) return undefined;
  const { rows: count, version: _, ...of } = head;
  const part: SentPart = {
    rows: new RowTable(count),
    row: new Uint32Array(count),
    line: new Uint32Array(count),
  };
  part.rows.length = count;
  const columns = columnsOf(part, of.key !== undefined);
  const size = columns.reduce((sum, { byteLength }) => sum + byteLength, line.length);
  if ((await handle.stat()).size !== size) return undefined;
  let at = line.length;
  for (const { buffer, byteOffset, byteLength } of columns) {
    await handle.read(new Uint8Array(buffer, byteOffset, byteLength), 0, byteLength, at);
    at += byteLength;
  }
  return { ...of, part };
}

async function firstLine(file: string): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  for await (const chunk of fileSource(file).read(0, Infinity)) {
    bytes = Buffer.concat([bytes, chunk]);
    if (chunk.includes(LF)) break;
  }
  return bytes.subarray(0, bytes.indexOf(LF) + 1);
}

function headOf(line: Buffer): (RowIndexHead & { readonly version: number; readonly rows: number }) | undefined {
  try {
    const head = JSON.parse(line.toString()) as ReturnType<typeof headOf>;
    return head?.version === VERSION ? head : undefined;
  } catch {
    return undefined;
  }
}

function columnsOf({ rows, row, line }: SentPart, hasKey: boolean): readonly NodeJS.TypedArray[] {
  const count = rows.length;
  return [...rows.columns(hasKey), row.subarray(0, count), line.subarray(0, count)];
}
