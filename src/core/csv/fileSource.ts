import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileNotFound, isFolder, lockedFile, noReadPermission, notAFile, readFailed } from './fileErrors.js';
import type { ByteSource } from './source.js';

const CHUNK_BYTES = 256 * 1024;

/**
 * A file on disk. One handle and two buffers per `read`.
 * @param name for messages, where the file itself is called otherwise
 * @throws UserError `FileNotFound`, `NotAFile`, `NoReadPermission`, `ReadFailed`, from `stat` and from `read`
 */
export function fileSource(file: string, name = path.basename(file)): ByteSource {
  return {
    name,
    path: file,
    async stat() {
      const found = await explained(name, stat(file));
      if (found.isDirectory()) throw isFolder(name);
      if (!found.isFile()) throw notAFile(name);
      return { size: found.size, mtimeMs: found.mtimeMs };
    },
    async *read(start, end) {
      if (end <= start) return;
      const handle = await explained(name, open(file));
      const length = Math.min(CHUNK_BYTES, end - start);
      // While one chunk is worked on, the next is read into the other buffer.
      let [buffer, other] = [Buffer.allocUnsafe(length), Buffer.allocUnsafe(length)];
      const readAt = (at: number) => {
        const reading = explained(name, handle.read(buffer, 0, Math.min(length, end - at), at));
        reading.catch(() => {}); // thrown when its turn comes
        return reading;
      };
      let reading = readAt(start);
      try {
        for (let at = start; at < end;) {
          const { bytesRead } = await reading;
          if (bytesRead === 0) return;
          const chunk = buffer.subarray(0, bytesRead);
          at += bytesRead;
          [buffer, other] = [other, buffer];
          if (at < end) reading = readAt(at);
          yield chunk;
        }
      } finally {
        await reading.catch(() => {}); // it writes to memory of ours
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
