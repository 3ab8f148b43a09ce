import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { ApiError, type Answer } from '../http.js';
import type { Org } from '../org.js';
import type { LoggedRequest } from '../requestLog.js';
import type { Call } from '../router.js';
import { Upload } from '../rows/upload.js';
import { jobOf } from './findJob.js';
import { hasEnded, type Job } from './job.js';

/** With Salesforce's own spelling, and the id in 15 characters. */
export const foundMultipleContents = (job: Job, errorCode: 'INVALIDJOB' | 'BULK_API_ERROR'): ApiError =>
  new ApiError(
    400,
    errorCode,
    `Found multipe contents for job: <${job.id.slice(0, 15)}>, please 'Close' / 'Abort' / 'Delete' the current Job ` +
      "then create a new Job and make sure you only do 'PUT' once on a given Job.",
  );

const TOO_LARGE = 'Maximum size of request reached. Maximum size of request is 150000000 bytes after base64 encoding';

/** PUT …/batches: takes any bytes; what is wrong with them is found when the job is processed. */
export async function uploadJobData(call: Call): Promise<Answer> {
  const { org, request, entry } = call;
  const { maxUploadBytes } = org.settings;
  const job = jobOf(call);
  if (!/^text\/csv\b/i.test(request.headers['content-type'] ?? '')) {
    throw new ApiError(415, 'UNSUPPORTED_MEDIA_TYPE', 'Content-Type text/csv is required'); // code not recorded
  }
  refuseUnlessOpen(job);
  if (job.uploads > 0 && org.settings.doubts.secondUpload === 'rejected') {
    throw foundMultipleContents(job, 'BULK_API_ERROR');
  }
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
  const gzip = encoding === 'gzip' && org.settings.doubts.gzipUpload === 'accepted';
  if (encoding !== 'identity' && !gzip) {
    throw new ApiError(415, 'UNSUPPORTED_MEDIA_TYPE', `Content-Encoding '${encoding}' not supported`);
  }
  job.uploads++;
  try {
    const body = await collect(request, maxUploadBytes);
    const upload = gzip ? await unpack(body, maxUploadBytes) : body;
    if (job.state !== 'Open') await upload.close();
    refuseUnlessOpen(job);
    takeUpload(org, job, upload, entry);
  } catch (error) {
    job.uploads--; // a body that did not arrive whole leaves the job as it was
    throw error;
  }
  org.jobs.changed(job);
  return { status: 201 };
}

/**
 * Taken to the end before it is refused: a connection closed in the middle would hide the answer.
 * @throws ApiError 413
 */
async function collect(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Upload> {
  const upload = new Upload();
  try {
    let bytes = 0;
    for await (const chunk of body) if ((bytes += chunk.length) <= maxBytes) await upload.append(chunk);
    // Code and text are not recorded.
    if (bytes > maxBytes) throw new ApiError(413, 'EXCEEDED_MAX_SIZE_REQUEST', TOO_LARGE);
    return upload;
  } catch (error) {
    await upload.close();
    throw error;
  }
}

/** @throws ApiError 400, 413 */
async function unpack(packed: Upload, maxBytes: number): Promise<Upload> {
  try {
    return await pipeline(packed.read(), createGunzip(), (body: AsyncIterable<Buffer>) => collect(body, maxBytes));
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error;
    throw new ApiError(400, 'API_ERROR', 'The request body is not in gzip format'); // neither is recorded
  } finally {
    await packed.close();
  }
}

/** The data of a job has arrived. An org that holds enough records only reads it. */
export function takeUpload(org: Org, job: Job, upload: Upload, entry: LoggedRequest): void {
  const { sha256, layout } = upload;
  const { records } = layout;
  void job.upload?.close();
  const waiting = org.jobs
    .all()
    .filter((other) => other !== job && other.upload && other.keepsRecords && !hasEnded(other))
    .reduce((sum, other) => sum + rowsLeft(other), 0);
  job.upload = upload;
  job.keepsRecords = org.records.size + waiting + records <= org.settings.maxKeptRecords;
  entry.upload = { sha256, records, kept: job.keepsRecords };
}

/** Rows that have not been reached. */
const rowsLeft = ({ upload, outcomes }: Job): number => (upload?.layout.records ?? 0) - outcomes.length;

/** Wording from Bulk API 1.0. */
function refuseUnlessOpen({ state }: Job): void {
  if (state === 'Open') return;
  throw new ApiError(400, 'INVALIDJOBSTATE', `the Job is not Open. Current job state is '${state}'`);
}
