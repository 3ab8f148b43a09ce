import { readRecords, splitCells, DELIMITERS, type Cells } from '../rows/csv.js';
import type { Batch } from '../rows/layout.js';
import type { Upload } from '../rows/upload.js';
import type { Job } from './job.js';

/**
 * The rows of one batch.
 * @throws StructuralError
 */
export async function* dataRows(
  job: Job,
  upload: Upload,
  { from, to }: Batch,
  blankLine: 'row' | 'skipped',
): AsyncGenerator<Cells, undefined> {
  const delimiter = DELIMITERS[job.columnDelimiter];
  for await (const records of readRecords(upload, job.lineEnding, { from, to })) {
    for (const record of records) {
      if (record !== '' || blankLine === 'row') yield splitCells(record, delimiter);
    }
  }
}
