import * as l10n from '@vscode/l10n';
import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { UserError } from './errors.js';

/** Bytes in memory while the disk writes those before. */
const BUFFERED = 1024 * 1024;

/** A file that is being written. */
export interface GrowingFile {
  /** Once it resolves, the buffer may be used again. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** The rest of the file. What the chunks throw has to be a UserError: all else is taken for a fault of the disk. */
  readonly writeRest: (chunks: () => AsyncIterable<Uint8Array>) => Promise<void>;
}

/**
 * Writes a file only its owner can read. Under its name there is the whole file or none: the bytes are collected in a
 * file beside it, which is renamed at the end and removed on any failure.
 * @returns what `fill` returns
 * @throws UserError `StorageFailed` for faults of the disk; what `fill` throws
 */
export async function writeWholeFile<T>(path: string, fill: (file: GrowingFile) => Promise<T>): Promise<T> {
  const partial = `${path}.${randomUUID()}.partial`;
  const file = await stored(path, open(partial, 'wx', 0o600));
  try {
    const filled = await fill({
      write: (bytes) => stored(path, file.writeFile(bytes)),
      writeRest: (chunks) => stored(path, pipeline(chunks, file.createWriteStream({ highWaterMark: BUFFERED }))),
    });
    await stored(path, file.close());
    await stored(path, rename(partial, path));
    return filled;
  } catch (error) {
    // Faults here must not hide the one that led here.
    await file.close().catch(() => {});
    await rm(partial, { force: true }).catch(() => {});
    throw error;
  }
}

async function stored<T>(path: string, done: Promise<T>): Promise<T> {
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
