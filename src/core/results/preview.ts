import { createReadStream, createWriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { fileSource } from '../csv/fileSource.js';
import { readRows } from '../csv/rows.js';
import type { ColumnDelimiter } from '../salesforce/job.js';

/** VS Code gives extensions no document of a larger file. Bytes. */
export const LARGEST_TAB = 50 * 1024 * 1024;
const PREVIEW_ROWS = 10_000;

/** The first rows of a large result file, as a file beside it. @returns its path */
export async function previewFile(file: string, columnDelimiter: ColumnDelimiter): Promise<string> {
  const preview = file.replace(/\.csv$/, '.first-rows.csv');
  if (await stat(preview).catch(() => undefined)) return preview;
  let rows = -1; // the header
  let end = 0;
  for await (const row of readRows(fileSource(file), { columnDelimiter })) {
    if (rows === PREVIEW_ROWS || row.end > LARGEST_TAB / 2) break;
    end = row.end;
    rows++;
  }
  const temporary = `${preview}.part`;
  await pipeline(createReadStream(file, { end: end - 1 }), createWriteStream(temporary, { mode: 0o600 }));
  await rename(temporary, preview);
  return preview;
}
