// POST /jobs/ingest as multipart/form-data: the job and its data in one request.

import type { IncomingMessage } from 'node:http';
import { ApiError, parseJsonObject, readBody, type Answer } from '../http.js';
import type { Call } from '../router.js';
import { Upload } from '../rows/upload.js';
import { createJob } from './create.js';
import { closedJson } from './job.js';
import { takeUpload } from './upload.js';

/** Characters of CSV that may come this way. */
const MAX_CHARACTERS = 100_000;

export const isMultipart = (request: IncomingMessage): boolean =>
  /^multipart\/form-data\b/i.test(request.headers['content-type'] ?? '');

export async function createJobWithData({ org, user, request, entry, version }: Call): Promise<Answer> {
  const boundary = /boundary="?([^";]+)"?/i.exec(request.headers['content-type'] ?? '')?.[1];
  const parts = splitParts(await readBody(request), boundary ?? '');
  const jobPart = parts.get('job');
  const content = parts.get('content');
  // The wordings are not recorded.
  if (!jobPart || !content) throw new ApiError(400, 'API_ERROR', "The parts 'job' and 'content' are required");
  if (content.toString('utf8').length > MAX_CHARACTERS) {
    throw new ApiError(400, 'API_ERROR', `The part 'content' is longer than ${MAX_CHARACTERS} characters`);
  }
  const job = createJob(org, parseJsonObject(jobPart), version, user.Id);
  takeUpload(org, job, await Upload.of(content), entry);
  job.uploads = 1;
  org.jobs.setState(job, 'UploadComplete');
  org.process(job);
  return { status: 200, json: closedJson(job) };
}

/** The bodies by the `name` of their Content-Disposition. */
function splitParts(body: Buffer, boundary: string): ReadonlyMap<string, Buffer> {
  const parts = new Map<string, Buffer>();
  const delimiter = Buffer.from(`--${boundary}`);
  for (let start = body.indexOf(delimiter); start >= 0;) {
    const next = body.indexOf(delimiter, start + delimiter.length);
    if (next < 0) break;
    const part = body.subarray(start + delimiter.length + 2, next - 2); // without the CRLF around it
    const end = part.indexOf('\r\n\r\n');
    const name = /\bname="([^"]*)"/i.exec(part.subarray(0, Math.max(0, end)).toString('latin1'))?.[1];
    if (name !== undefined) parts.set(name, part.subarray(end + 4));
    start = next;
  }
  return parts;
}
