import * as l10n from '@vscode/l10n';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../errors.js';
import type { ByteSource } from './source.js';

const CHUNK_BYTES = 256 * 1024;

/**
 * A file on disk. One handle and one buffer per `read`.
 * @throws UserError `FileNotFound`, `NotAFile`, `NoReadPermission`, from `stat` and from `read`
 */
export function fileSource(file: string): ByteSource {
  const name = path.basename(file);
  return {
    name,
    async stat() {
      const found = await explained(name, stat(file));
      if (!found.isFile()) throw notAFile(name);
      return { size: found.size, mtimeMs: found.mtimeMs };
    },
    async *read(start, end) {
      if (end <= start) return;
      const handle = await explained(name, open(file));
      try {
        const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, end - start));
        for (let at = start; at < end;) {
          const { bytesRead } = await explained(name, handle.read(buffer, 0, Math.min(buffer.length, end - at), at));
          if (bytesRead === 0) return;
          at += bytesRead;
          yield buffer.subarray(0, bytesRead);
        }
      } finally {
        await handle.close();
      }
    },
  };
}

async function explained<T>(name: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    switch ((cause as NodeJS.ErrnoException).code ?? '') {
      case 'ENOENT':
      case 'ENOTDIR':
        throw new UserError('FileNotFound', l10n.t('{0} is not there.', name), {
          nextStep: l10n.t('Check whether it was moved, renamed or deleted.'),
          cause,
        });
      case 'EISDIR':
        throw notAFile(name, cause);
      case 'EACCES':
      case 'EPERM':
        throw new UserError('NoReadPermission', l10n.t('You have no permission to read {0}.', name), {
          nextStep: l10n.t('Change the permissions of the file, or copy it to a folder of your own.'),
          cause,
        });
      case 'EBUSY': // Windows, while another program has locked it
        throw new UserError('NoReadPermission', l10n.t('{0} is locked by another program.', name), {
          nextStep: l10n.t('Close it there (often Excel), then try again.'),
          cause,
        });
      default:
        throw cause;
    }
  }
}

function notAFile(name: string, cause?: unknown): UserError {
  return new UserError('NotAFile', l10n.t('{0} is not a file.', name), {
    nextStep: l10n.t('Choose a CSV file, not a folder.'),
    cause,
  });
}
