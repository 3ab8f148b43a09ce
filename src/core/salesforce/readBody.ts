import type { IncomingMessage } from 'http';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { unexpectedAnswer } from './apiError.js';

/** Far above the largest describe; results never come this way. */
const MAX_TEXT = 64 * 1024 * 1024;
const MAX_ERROR_TEXT = 64 * 1024;

/**
 * The bytes of an answer, unzipped.
 * @throws what `lost` makes of a connection that broke, or of a gzip stream that is cut or damaged; UserError
 *   `UnexpectedAnswer` for an encoding that was not asked for
 */
export async function* readBody(
  response: IncomingMessage,
  host: string,
  lost: (error: unknown) => Error,
): AsyncGenerator<Uint8Array, void> {
  const encoding = response.headers['content-encoding'] || 'identity';
  const zipped = /^(x-)?gzip$/i.test(encoding);
  if (!zipped && !/^identity$/i.test(encoding)) throw unexpectedAnswer(host, encoding);
  // pipe() would leave the reader waiting for ever when the connection breaks.
  const body: Readable = zipped ? pipeline(response, createGunzip(), () => {}) : response;
  try {
    for await (const chunk of body) yield chunk as Uint8Array;
  } catch (error) {
    throw lost(error);
  }
}

/**
 * The text of an answer. Of an error's text (`whole` false) as much as came is enough: its status is known, and the
 * server may have closed the connection on an upload it refused.
 */
export async function readText(bytes: AsyncIterable<Uint8Array>, whole: boolean): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of bytes) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > (whole ? MAX_TEXT : MAX_ERROR_TEXT)) break;
    }
  } catch (error) {
    if (whole) throw error;
  }
  return Buffer.concat(chunks).toString();
}
