import * as l10n from '@vscode/l10n';
import type { ClientRequest } from 'http';
import { UserError } from '../errors.js';
import type { JobData, TransferOptions } from './ports.js';

interface Outgoing extends TransferOptions {
  readonly body?: string | JobData;
}

/**
 * Writes the body of a request, no faster than the connection takes it, and ends the request.
 * @param stop nothing more need be sent
 * @returns whether everything was sent
 * @throws whatever the source throws; UserError `FileChanged` if it does not yield the bytes it promised, `NothingToSend`
 *   if it promises none (Salesforce would take it, and end the job as a success)
 */
export async function sendBody(
  request: ClientRequest,
  { body, onProgress }: Outgoing,
  stop: AbortSignal,
): Promise<boolean> {
  if (typeof body !== 'object') {
    request.end(body);
    return true;
  }
  if (body.length === 0) throw nothing();
  let bytes = 0;
  for await (const chunk of body.open()) {
    if (stop.aborted) return false;
    bytes += chunk.length;
    if (bytes > body.length) throw changed();
    await flushed(request, chunk, stop);
    if (!stop.aborted) onProgress?.(bytes);
  }
  if (bytes < body.length) throw changed();
  request.end();
  return true;
}

/** Resolves once the chunk is out of our hands (the source may then use its memory again), or nobody wants it. */
const flushed = (request: ClientRequest, chunk: Uint8Array, stop: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      stop.removeEventListener('abort', done);
      resolve();
    };
    stop.addEventListener('abort', done);
    request.write(chunk, done);
  });

const changed = (): UserError =>
  new UserError('FileChanged', l10n.t('The file changed while it was sent.'), {
    nextStep: l10n.t('Load the file again once nothing writes to it.'),
  });

const nothing = (): UserError =>
  new UserError('NothingToSend', l10n.t('There is nothing to send.'), {
    nextStep: l10n.t('A file needs a header line and at least one row.'),
  });
