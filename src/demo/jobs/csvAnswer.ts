import type { Answer } from '../http.js';
import type { Call } from '../router.js';

export const CSV_TYPE = { 'Content-Type': 'text/csv; charset=UTF-8' };

/** Results of a job, compressed for a client that takes gzip. */
export function csvAnswer(
  { org, request }: Call,
  stream: AsyncIterable<string>,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const accepted = String(request.headers['accept-encoding'] ?? '');
  const gzip = org.settings.doubts.gzipResults === 'yes' && /\bgzip\b/.test(accepted);
  return { status: 200, headers: { ...CSV_TYPE, ...headers, ...(gzip && { 'Content-Encoding': 'gzip' }) }, stream };
}
