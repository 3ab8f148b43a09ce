import { createHash } from 'node:crypto';
import { Layout } from './layout.js';
import { Spool } from './spool.js';

/** The body of one PUT. */
export class Upload {
  readonly layout = new Layout();
  readonly #spool = new Spool();
  readonly #hash = createHash('sha256');

  static async of(body: Buffer): Promise<Upload> {
    const upload = new Upload();
    await upload.append(body);
    return upload;
  }

  /** One call at a time. */
  append(chunk: Buffer): Promise<void> {
    this.#hash.update(chunk);
    this.layout.add(chunk);
    return this.#spool.append(chunk);
  }

  get bytes(): number {
    return this.#spool.bytes;
  }

  get sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  read(from?: number, to?: number): AsyncGenerator<Buffer> {
    return this.#spool.read(from, to);
  }

  /** All of it: for tests. */
  async text(): Promise<string> {
    return (await this.#bytesOf(0, this.bytes)).toString('utf8');
  }

  /** The first record as it was sent, quotes and all, without its line ending. */
  async headerText(): Promise<string> {
    const header = await this.#bytesOf(0, this.layout.headerEnd);
    return header.toString('utf8').replace(/\r?\n$/, '');
  }

  /** Nothing can be read after it. */
  close(): Promise<void> {
    return this.#spool.close();
  }

  async #bytesOf(from: number, to: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.read(from, to)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }
}
