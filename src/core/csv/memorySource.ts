import { setImmediate } from 'node:timers/promises';
import type { ByteSource } from './source.js';

const CHUNK_BYTES = 256 * 1024;

/** Bytes held in memory. */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    stat: () => Promise.resolve({ size: bytes.length, mtimeMs: 0 }),
    async *read(start, end) {
      const last = Math.min(end, bytes.length);
      for (let at = start; at < last; at += CHUNK_BYTES) {
        // Nothing here waits for a disk: between chunks the rest of the process gets its turn.
        if (at > start) await setImmediate();
        yield bytes.subarray(at, Math.min(at + CHUNK_BYTES, last));
      }
    },
  };
}
