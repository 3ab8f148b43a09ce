import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileSource } from '../csv/fileSource.js';
import { readRecords } from '../csv/rows.js';
import type { ColumnDelimiter } from '../salesforce/job.js';
import { writeWholeFile } from '../wholeFile.js';
import { groupErrors, type ErrorGroup } from './errorGroups.js';

/** What the rows of an `ErrorGroup` have in common. */
export type ErrorKind = Pick<ErrorGroup, 'code' | 'fields'>;

export const sameKind = (one: ErrorKind, other: ErrorKind): boolean =>
  one.code === other.code && one.fields.join() === other.fields.join();

/** Bytes in memory before they are written. */
const BUFFERED = 1024 * 1024;

/**
 * The rows of a failedResults file that failed of one kind of error, as a file beside it: the header, then their
 * records byte for byte.
 * @returns its path
 * @throws UserError `StorageFailed`; those of `groupErrors`
 */
export async function groupRows(
  file: string,
  columnDelimiter: ColumnDelimiter,
  kind: ErrorKind,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<string> {
  const target = pathOf(file, kind);
  if (await stat(target).catch(() => undefined)) return target;
  await writeWholeFile(target, async (rows) => {
    let buffered: Buffer[] = [];
    let size = 0;
    const write = async () => {
      await rows.write(Buffer.concat(buffered));
      buffered = [];
      size = 0;
    };
    const take = (record: Buffer) => {
      buffered.push(Buffer.from(record)); // a mere slice would keep all that was read with it
      size += record.length;
    };
    take(await headerOf(file, columnDelimiter));
    const onRow = (group: ErrorGroup, _: string, record: Buffer) => {
      if (sameKind(group, kind)) take(record);
      return size < BUFFERED ? undefined : write();
    };
    await groupErrors(file, columnDelimiter, { firstRows: 0, onRow, ...(signal && { signal }) });
    await write();
    signal?.throwIfAborted();
  });
  return target;
}

/** Codes and fields are the server's: no part of them stands in the name. */
function pathOf(file: string, { code, fields }: ErrorKind): string {
  const { dir, name, ext } = path.parse(file);
  const hash = createHash('sha256')
    .update(JSON.stringify([code, fields]))
    .digest('hex')
    .slice(0, 16);
  return path.join(dir, `${name}.group-${hash}${ext}`);
}

async function headerOf(file: string, columnDelimiter: ColumnDelimiter): Promise<Buffer> {
  for await (const { bytes, offset, records } of readRecords(fileSource(file), { columnDelimiter })) {
    const [first] = records;
    if (first) return bytes.subarray(first.start - offset, first.end - offset);
  }
  return Buffer.alloc(0);
}
