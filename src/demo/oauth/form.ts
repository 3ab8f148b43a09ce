import type { IncomingMessage } from 'node:http';
import { readBody } from '../http.js';

const TYPE = /^application\/x-www-form-urlencoded\b/i;

/**
 * A body of another type has no fields.
 * @throws ApiError 413
 */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const body = await readBody(request);
  return new URLSearchParams(TYPE.test(request.headers['content-type'] ?? '') ? body.toString('utf8') : '');
}
