import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileNotFound, isFolder, lockedFile, noReadPermission, notAFile, readFailed } from './fileErrors.js';
import type { ByteSource } from './source.js';

const CHUNK_BYTES = 256 * 1024;

/**
 * A file on disk. One handle and one buffer per `read`.
 * @param name for messages, where the file itself is called otherwise
 * @throws UserError `FileNotFound`, `NotAFile`, `NoReadPermission`, `ReadFailed`, from `stat` and from `read`
 */
export function fileSource(file: string, name = path.basename(file)): ByteSource {
  return {
    name,
    async stat() {
      const found = await explained(name, stat(file));
      if (found.isDirectory()) throw isFolder(name);
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
        throw fileNotFound(name, cause);
      case 'EISDIR':
        throw isFolder(name, cause);
      case 'EACCES':
      case 'EPERM':
        throw noReadPermission(name, cause);
      case 'EBUSY': // Windows, while another program has locked it
        throw lockedFile(name, cause);
      default:
        throw readFailed(name, cause);
    }
  }
}
