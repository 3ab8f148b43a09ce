// Bytes of any number: up to 1 MB in memory, more of them in a file of its own.

import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY_BYTES = 1024 * 1024;
const READ_BYTES = 256 * 1024;

/** A file that nobody else can open, and that goes with its handle, a crash included, where the platform allows. */
interface PrivateFile {
  readonly handle: FileHandle;
  readonly folder: string;
}

async function openPrivateFile(): Promise<PrivateFile> {
  const folder = await mkdtemp(join(tmpdir(), 'demo-org-'));
  const handle = await open(join(folder, 'spool'), 'wx+', 0o600);
  await remove(folder).catch(() => undefined); // Windows may keep what is open: close() removes it then
  return { handle, folder };
}

const remove = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

const closed = (): Error => new Error('The spool is closed');

export class Spool {
  #file: PrivateFile | undefined;
  #fileBytes = 0;
  /** What has not been written to the file. */
  #tail: Buffer[] = [];
  #tailBytes = 0;
  #isClosed = false;

  get bytes(): number {
    return this.#fileBytes + this.#tailBytes;
  }

  /**
   * One call at a time.
   * @throws Error once it is closed
   */
  async append(chunk: Buffer): Promise<void> {
    if (this.#isClosed) throw closed();
    this.#tail.push(chunk);
    this.#tailBytes += chunk.length;
    if (this.#tailBytes <= MEMORY_BYTES) return;
    const file = (this.#file ??= await openPrivateFile());
    if (this.#isClosed) {
      await this.close();
      throw closed();
    }
    const block = Buffer.concat(this.#tail);
    for (let at = 0; at < block.length;) {
      const { bytesWritten } = await file.handle.write(block, at, block.length - at, this.#fileBytes + at);
      at += bytesWritten;
    }
    this.#fileBytes += block.length;
    this.#tail = [];
    this.#tailBytes = 0;
  }

  /** The bytes from one offset up to another, in order. */
  async *read(from = 0, to = this.bytes): AsyncGenerator<Buffer> {
    for (let at = from; at < to;) {
      const block = at < this.#fileBytes ? await this.#readFile(at, to) : this.#readTail(at, to);
      yield block;
      at += block.length;
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const file = this.#file;
    this.#file = undefined;
    if (!file) return;
    await file.handle.close();
    await remove(file.folder);
  }

  async #readFile(from: number, to: number): Promise<Buffer> {
    if (!this.#file) throw closed();
    const length = Math.min(READ_BYTES, to - from, this.#fileBytes - from);
    const { buffer, bytesRead } = await this.#file.handle.read(Buffer.allocUnsafe(length), 0, length, from);
    if (bytesRead === 0) throw new Error('The spool is shorter than it was');
    return buffer.subarray(0, bytesRead);
  }

  #readTail(from: number, to: number): Buffer {
    // Put together once: a client may send a row at a time.
    if (this.#tail.length > 1) this.#tail = [Buffer.concat(this.#tail)];
    const block = this.#tail[0]?.subarray(from - this.#fileBytes, to - this.#fileBytes);
    if (!block?.length) throw new Error('The spool is shorter than asked for');
    return block;
  }
}
