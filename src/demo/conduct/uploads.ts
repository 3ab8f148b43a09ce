// One PUT for a job, and none for the same bytes as long as nobody knows what became of the first.

import type { LoggedRequest } from '../requestLog.js';
import { finding, type Finding } from './finding.js';
import { byJob, isLook, succeeded, type JobRequest } from './jobRequests.js';

/** Bytes: Salesforce's 150 MB after base64, as its documentation rounds them. */
const MAX_UPLOAD_BYTES = 100_000_000;

const isUpload = ({ method, path }: LoggedRequest): boolean => method === 'PUT' && /\/batches\/?$/.test(path);

/** Refused for its session, before anything was taken: a client with a new session may begin anew. */
const wasRefused = ({ status }: LoggedRequest): boolean => status === 401;

const length = ({ headers, bytes }: LoggedRequest): number => Number(headers['content-length'] ?? bytes);

export function uploads(log: readonly LoggedRequest[]): readonly Finding[] {
  const puts = log.filter(isUpload);
  return [
    ...[...byJob(puts).values()].flatMap(secondUpload),
    ...puts.flatMap((put, at) => repeated(put, puts.slice(at + 1), log)),
    ...puts
      .filter((put) => length(put) > MAX_UPLOAD_BYTES)
      .map((put) => finding('uploadTooLarge', `${length(put)} bytes were sent to one job`, put)),
    ...puts
      .filter(({ byteOrderMark }) => byteOrderMark)
      .map((put) => finding('byteOrderMark', 'an upload began with a byte order mark', put)),
  ];
}

function secondUpload(puts: readonly JobRequest[]): readonly Finding[] {
  const taken = puts.slice(0, -1).filter((put) => !wasRefused(put));
  const last = puts.at(-1);
  if (taken.length === 0 || !last) return [];
  return [finding('secondUpload', `job ${last.job.id} was sent data more than once`, ...taken, last)];
}

const isUnknown = ({ status = 500 }: LoggedRequest): boolean => status >= 500;

/** By their hash; an upload that did not arrive whole has none, and goes by its length. */
const isSameData = (one: LoggedRequest, other: LoggedRequest): boolean =>
  one.upload && other.upload ? one.upload.sha256 === other.upload.sha256 : length(one) === length(other);

function repeated(put: LoggedRequest, later: readonly LoggedRequest[], log: readonly LoggedRequest[]): Finding[] {
  if (!isUnknown(put)) return [];
  const again = later.find((other) => other.job?.id !== put.job?.id && isSameData(put, other));
  if (!again || isShownUntouched(put, again, log)) return [];
  const sentence = `what had become of the data of job ${put.job?.id} was not known when it was sent to ${again.job?.id}`;
  return [finding('uploadRepeated', sentence, put, again)];
}

/** The client has seen before it sent the data again that the job is Aborted, with no row processed. */
function isShownUntouched(put: LoggedRequest, again: LoggedRequest, log: readonly LoggedRequest[]): boolean {
  return log.some(
    (look) =>
      isLook(look) &&
      look.number < again.number &&
      look.job?.id === put.job?.id &&
      succeeded(look) &&
      look.job?.state === 'Aborted' &&
      look.job.numberRecordsProcessed === 0,
  );
}
