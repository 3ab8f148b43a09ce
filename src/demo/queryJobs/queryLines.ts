import { Spool } from '../rows/spool.js';

/** The rows of a query job's results, as CSV without their header; any number takes little memory. */
export class QueryLines {
  readonly #spool = new Spool();
  /** Bytes before each row. */
  readonly #offsets: number[] = [];

  /** Rows. */
  get length(): number {
    return this.#offsets.length;
  }

  /**
   * One call at a time.
   * @param lines each with its line ending
   */
  async append(lines: readonly string[]): Promise<void> {
    const chunks = lines.map((line) => Buffer.from(line));
    let { bytes } = this.#spool;
    for (const { length } of chunks) {
      this.#offsets.push(bytes);
      bytes += length;
    }
    await this.#spool.append(Buffer.concat(chunks));
  }

  /** The rows from one number up to another, 0-based. */
  async *read(from: number, to: number): AsyncGenerator<string> {
    const start = this.#offsets[from];
    if (start === undefined || to <= from) return;
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    for await (const chunk of this.#spool.read(start, this.#offsets[to])) yield decoder.decode(chunk, { stream: true });
  }

  close(): Promise<void> {
    return this.#spool.close();
  }
}
