import { notUtf8, nulByte } from './encoding.js';
import type { RecordStart } from './scanner.js';
import type { ByteSource } from './source.js';
import { Utf8Check } from './utf8.js';

/** Checks chunk by chunk that the bytes of a source are UTF-8 text. */
export class TextCheck {
  private readonly utf8: Utf8Check;

  constructor(
    private readonly source: ByteSource,
    /** Of the next byte. */
    private offset: number,
  ) {
    this.utf8 = new Utf8Check(offset);
  }

  /**
   * @param record a record that begins before the chunk, to count the position of an error from
   * @throws UserError `NotCsv`, `NotUtf8`
   */
  async write(chunk: Uint8Array, record: RecordStart): Promise<void> {
    const nul = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).indexOf(0);
    if (nul >= 0) throw await nulByte(this.source, record, this.offset + nul);
    const invalid = this.utf8.write(chunk);
    if (invalid !== undefined) throw await notUtf8(this.source, record, invalid);
    this.offset += chunk.length;
  }

  /** @throws UserError `NotUtf8` if the last character is cut off */
  async end(record: RecordStart): Promise<void> {
    const invalid = this.utf8.end();
    if (invalid !== undefined) throw await notUtf8(this.source, record, invalid);
  }
}
