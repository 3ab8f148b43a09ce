import * as l10n from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../errors.js';
import { unexpectedAnswer } from './apiError.js';
import type { TransferOptions } from './ports.js';
import type { Session } from './session.js';

/** Bytes in memory while the disk writes those before. */
const BUFFERED = 1024 * 1024;

/**
 * Streams a resource into a file only its owner can read. Under its name there is the whole file or none: the bytes
 * are collected in a file beside it, which is renamed at the end and removed on any failure.
 * @returns bytes written; 0 also for an answer without content (204)
 * @throws UserError `StorageFailed` for faults of this machine's disk; what Session.send() throws
 */
export async function writeResults(
  session: Session,
  resource: string,
  path: string,
  { signal, onProgress }: TransferOptions = {},
): Promise<number> {
  const partial = `${path}.${randomUUID()}.partial`;
  const file = await stored(path, open(partial, 'wx', 0o600));
  let bytes = 0;
  try {
    await session.send({
      method: 'GET',
      path: resource,
      headers: { accept: 'text/csv' },
      ...(signal && { signal }),
      receive: async (chunks, { statusCode, headers }) => {
        const type = headers['content-type'] ?? '';
        if (statusCode === 204) return;
        if (statusCode !== 200 || !/^text\/csv\b/i.test(type)) {
          throw unexpectedAnswer(session.host, `HTTP ${statusCode}, ${type || l10n.t('no content')}`);
        }
        const counted = async function* () {
          for await (const chunk of chunks) {
            yield chunk;
            bytes += chunk.length;
            onProgress?.(bytes);
          }
        };
        await stored(path, pipeline(counted, file.createWriteStream({ highWaterMark: BUFFERED })));
      },
    });
    await stored(path, file.close());
    signal?.throwIfAborted();
    await stored(path, rename(partial, path));
    return bytes;
  } catch (error) {
    await discard(file, partial);
    throw error;
  }
}

/** Says what the disk refuses; errors of the connection, which end the writing as well, are said already. */
export async function stored<T>(path: string, done: Promise<T>): Promise<T> {
  try {
    return await done;
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const text = l10n.t('{0} could not be written: {1}', path, cause instanceof Error ? cause.message : String(cause));
    throw new UserError('StorageFailed', text, {
      nextStep: l10n.t('Check the free space of the disk and the permissions of the folder.'),
      cause,
    });
  }
}

/** Faults here must not hide the one that led here. */
export async function discard(file: FileHandle, partial: string): Promise<void> {
  await file.close().catch(() => {});
  await rm(partial, { force: true }).catch(() => {});
}
