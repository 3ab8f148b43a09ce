import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileSource } from '../csv/fileSource.js';
import { readRows } from '../csv/rows.js';
import type { ColumnDelimiter } from '../salesforce/job.js';
import { writeWholeFile } from '../wholeFile.js';

/** VS Code gives extensions no document of a larger file. Bytes. */
export const LARGEST_TAB = 50 * 1024 * 1024;
export const PREVIEW_ROWS = 10_000;
/** Where rows are longer than 1 kB on average. A tab takes six times its bytes of the extension host's memory while it opens. */
const PREVIEW_BYTES = 10 * 1024 * 1024;

/** The first rows of a large result file, as a file beside it. @returns its path */
export async function previewFile(file: string, columnDelimiter: ColumnDelimiter): Promise<string> {
  const { dir, name, ext } = path.parse(file);
  const preview = path.join(dir, `${name}.first-rows${ext}`);
  if (await stat(preview).catch(() => undefined)) return preview;
  const end = await endOfPreview(file, columnDelimiter);
  await writeWholeFile(preview, async ({ write }) => {
    for await (const bytes of fileSource(file).read(0, end)) await write(bytes);
  });
  return preview;
}

/** @returns the offset after the last row of the preview */
async function endOfPreview(file: string, columnDelimiter: ColumnDelimiter): Promise<number> {
  let records = 0;
  let end = 0;
  for await (const record of readRows(fileSource(file), { columnDelimiter })) {
    if (record.end > PREVIEW_BYTES) break;
    end = record.end;
    if (++records > PREVIEW_ROWS) break; // and the header
  }
  return end;
}
