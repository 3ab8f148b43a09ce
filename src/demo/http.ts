import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { printJson, type Json } from './json.js';

/** An error answer: `[{"errorCode": …, "message": …}]`. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly errorCode: string,
    message: string,
  ) {
    super(message);
  }
}

export const notFound = (): ApiError => new ApiError(404, 'NOT_FOUND', 'The requested resource does not exist');

export const invalidSession = (): ApiError => new ApiError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');

/** What a handler gives back; at most one of `json`, `text` and `stream`. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: Json;
  readonly text?: string;
  /** Sent in chunks; compressed where the headers say so. */
  readonly stream?: AsyncIterable<string>;
}

export function errorAnswer({
  status,
  errorCode,
  message,
}: Pick<ApiError, 'status' | 'errorCode' | 'message'>): Answer {
  return { status, json: [{ errorCode, message }] };
}

export async function send(response: ServerResponse, answer: Answer): Promise<void> {
  if (answer.stream) {
    response.writeHead(answer.status, answer.headers);
    const source = Readable.from(answer.stream);
    if (answer.headers?.['Content-Encoding'] === 'gzip') await pipeline(source, createGzip(), response);
    else await pipeline(source, response);
    return;
  }
  const type = answer.json === undefined ? {} : { 'Content-Type': 'application/json;charset=UTF-8' };
  const body = answer.json === undefined ? answer.text : printJson(answer.json);
  const isBodiless = answer.status === 204 || answer.status === 304;
  const length = isBodiless ? {} : { 'Content-Length': Buffer.byteLength(body ?? '') };
  response.writeHead(answer.status, { ...type, ...length, ...answer.headers }).end(body);
}

/** 200 records with the longest of texts are less. */
const MAX_BYTES = 50_000_000;

/**
 * A whole body, for all but uploads. One that is too large is read to its end before it is refused: the connection
 * would end with a body that is left, and hide the answer.
 * @throws ApiError 413
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (bytes > MAX_BYTES) throw new ApiError(413, 'REQUEST_ENTITY_TOO_LARGE', 'The request body is too large');
  return Buffer.concat(chunks);
}

/** @throws ApiError 400 JSON_PARSER_ERROR */
export function parseJsonObject(body: Buffer): Record<string, unknown> {
  if (body.length === 0) {
    const message = 'The HTTP entity body is required, but this request has no entity body.';
    throw new ApiError(400, 'JSON_PARSER_ERROR', message);
  }
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new ApiError(400, 'JSON_PARSER_ERROR', (error as Error).message);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ApiError(400, 'JSON_PARSER_ERROR', 'The HTTP entity body is required to be a JSON object');
  }
  return value as Record<string, unknown>;
}

/** @throws ApiError 400 JSON_PARSER_ERROR, 413, 415 */
export async function readJsonObject(request: IncomingMessage): Promise<Record<string, unknown>> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\b/i.test(type)) {
    throw new ApiError(415, 'UNSUPPORTED_MEDIA_TYPE', `Content-Type '${type}' not supported`);
  }
  return parseJsonObject(await readBody(request));
}
