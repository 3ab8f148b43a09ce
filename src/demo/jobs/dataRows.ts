import type { Org } from '../org.js';
import { readRecords, splitCells, DELIMITERS, type Cells } from '../rows/csv.js';
import type { Batch } from '../rows/layout.js';
import type { Job } from './job.js';

/**
 * The rows of one batch of a job's upload as they were sent, without their line endings.
 * @throws StructuralError
 */
export async function* rowTexts(
  org: Org,
  { upload, lineEnding }: Job,
  { from, to }: Batch,
): AsyncGenerator<string, undefined> {
  if (!upload) return;
  const { blankLine } = org.settings.doubts;
  for await (const records of readRecords(upload, lineEnding, { from, to })) {
    for (const record of records) if (record !== '' || blankLine === 'row') yield record;
  }
}

/**
 * The rows of one batch of a job's upload.
 * @throws StructuralError
 */
export async function* dataRows(org: Org, job: Job, batch: Batch): AsyncGenerator<Cells, undefined> {
  const delimiter = DELIMITERS[job.columnDelimiter];
  for await (const text of rowTexts(org, job, batch)) yield splitCells(text, delimiter);
}
