import type { Org } from '../org.js';
import { readRecords, splitCells, DELIMITERS, type Cells } from '../rows/csv.js';
import type { Batch } from '../rows/layout.js';
import type { Job } from './job.js';

/**
 * The rows of one batch of a job's upload.
 * @throws StructuralError
 */
export async function* dataRows(
  org: Org,
  { upload, lineEnding, columnDelimiter }: Job,
  { from, to }: Batch,
): AsyncGenerator<Cells, undefined> {
  if (!upload) return;
  const { blankLine } = org.settings.doubts;
  for await (const records of readRecords(upload, lineEnding, { from, to })) {
    for (const record of records) {
      if (record !== '' || blankLine === 'row') yield splitCells(record, DELIMITERS[columnDelimiter]);
    }
  }
}
