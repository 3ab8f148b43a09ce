import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Answer } from './http.js';
import { printJson } from './json.js';

/** Takes some of the body and ends the connection. */
export async function dropRequest(request: IncomingMessage, afterBytes: number): Promise<void> {
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes >= afterBytes) break;
  }
  request.socket.destroy();
}

/** Sends the beginning of an answer and ends the connection. */
export async function cutAnswer(response: ServerResponse, answer: Answer, afterBytes: number): Promise<void> {
  let text = answer.text ?? (answer.json === undefined ? '' : printJson(answer.json));
  if (answer.stream) for await (const part of answer.stream) text += part;
  const isGzip = answer.headers?.['Content-Encoding'] === 'gzip';
  const body = isGzip ? gzipSync(text) : Buffer.from(text);
  response.writeHead(answer.status, answer.headers);
  response.write(body.subarray(0, afterBytes), () => response.destroy());
}
