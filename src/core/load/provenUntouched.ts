import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../clock.js';
import { PASSING, retry } from '../retry.js';
import type { BulkApi } from '../salesforce/ports.js';

/**
 * Whether a job that was Open until it was aborted has processed nothing, so that its rows may be sent again in a new
 * job: it is Aborted, its counters stand at 0, and neither result set names a row. Anything less certain is a no.
 * @param folder for the (empty) result files, which are removed again
 */
export async function provenUntouched(bulk: BulkApi, jobId: string, folder: string, clock: Clock): Promise<boolean> {
  const job = await retry(PASSING, clock, undefined, () => bulk.getJob(jobId));
  if (job.state !== 'Aborted' || (job.numberRecordsProcessed ?? 0) > 0) return false;
  for (const resultSet of ['successfulResults', 'failedResults'] as const) {
    const file = path.join(folder, `${randomUUID()}.csv`);
    try {
      await retry(PASSING, clock, undefined, () => bulk.downloadResults(jobId, resultSet, file));
      const text = await readFile(file, 'utf8');
      if (text.trimEnd().includes('\n')) return false;
    } finally {
      await rm(file, { force: true });
    }
  }
  return true;
}
