/** Records that Salesforce takes together: it works on several batches at a time. */
export const BATCH_RECORDS = 10_000;

/** A header that goes on for longer is cut: none can be as long. */
const MAX_HEADER_BYTES = 1_000_000;

const QUOTE = 34;
const CR = 13;
const LF = 10;

/** Data records one after the other, by the bytes they take. */
export interface Batch {
  /** 0 for the first. */
  readonly number: number;
  readonly from: number;
  readonly to: number;
}

/** What the bytes of a CSV file tell as they come by: where its records end, and with which line endings. */
export class Layout {
  hasCrLf = false;
  /** An LF without CR. */
  hasLf = false;
  /** A quote that nothing closes, as far as the file goes. */
  isQuoted = false;
  #hasLoneCr = false;
  #previous = 0;
  #bytes = 0;
  #ended = 0;
  #lastEnd = 0;
  #headerEnd: number | undefined;
  readonly #batchStarts: number[] = [];

  add(chunk: Buffer): void {
    let previous = this.#previous;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (byte === QUOTE) this.isQuoted = !this.isQuoted;
      else if (byte === LF) {
        if (previous === CR) this.hasCrLf = true;
        else this.hasLf = true;
        if (!this.isQuoted) this.#endRecord(this.#bytes + at + 1);
      }
      if (previous === CR && byte !== LF) this.#hasLoneCr = true;
      previous = byte;
    }
    this.#previous = previous;
    this.#bytes += chunk.length;
  }

  get hasLoneCr(): boolean {
    return this.#hasLoneCr || this.#previous === CR;
  }

  /** Bytes of the header with its line ending. */
  get headerEnd(): number {
    return Math.min(this.#headerEnd ?? this.#bytes, MAX_HEADER_BYTES);
  }

  /** Records under the header, blank lines among them. */
  get records(): number {
    return Math.max(0, this.#ended - 1 + (this.#bytes > this.#lastEnd ? 1 : 0));
  }

  get batches(): readonly Batch[] {
    const starts = this.#batchStarts.filter((from) => from < this.#bytes);
    return starts.map((from, number) => ({ number, from, to: starts[number + 1] ?? this.#bytes }));
  }

  #endRecord(at: number): void {
    this.#headerEnd ??= at;
    if (this.#ended % BATCH_RECORDS === 0) this.#batchStarts.push(at);
    this.#ended++;
    this.#lastEnd = at;
  }
}
