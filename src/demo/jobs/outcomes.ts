import type { Batch } from '../rows/layout.js';
import type { Outcome } from '../rows/saveChunk.js';
import { Spool } from '../rows/spool.js';

/** What became of the rows reached so far, batch by batch; a line of JSON each, so that any number takes no memory. */
export class Outcomes {
  #length = 0;
  #failed = 0;
  readonly #spool = new Spool();
  readonly #batches = new Map<number, { readonly from: number; to: number; rows: number; failed: number }>();

  /** Rows reached. */
  get length(): number {
    return this.#length;
  }

  get failed(): number {
    return this.#failed;
  }

  /** Rows reached of one batch. */
  lengthOf({ number }: Batch): number {
    return this.#batches.get(number)?.rows ?? 0;
  }

  /** Rows of one batch that failed. */
  failedOf({ number }: Batch): number {
    return this.#batches.get(number)?.failed ?? 0;
  }

  /** One call at a time, and one batch after the other. */
  async append({ number }: Batch, outcomes: readonly Outcome[]): Promise<void> {
    const lines = outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join('');
    const { bytes } = this.#spool;
    const batch = this.#batches.get(number) ?? { from: bytes, to: bytes, rows: 0, failed: 0 };
    this.#batches.set(number, batch);
    const appended = this.#spool.append(Buffer.from(lines));
    const failed = outcomes.filter(({ error }) => error !== undefined).length;
    batch.to = this.#spool.bytes;
    batch.rows += outcomes.length;
    batch.failed += failed;
    this.#length += outcomes.length;
    this.#failed += failed;
    await appended;
  }

  /** Those of a batch in the order of its rows. */
  async *read({ number }: Batch): AsyncGenerator<Outcome> {
    const batch = this.#batches.get(number);
    if (!batch) return;
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of this.#spool.read(batch.from, batch.to)) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) yield JSON.parse(line) as Outcome;
    }
  }

  close(): Promise<void> {
    return this.#spool.close();
  }
}
