import { isUtf8 } from 'node:buffer';

/** Checks chunk by chunk that bytes are UTF-8; a character may be cut by the edge of a chunk. */
export class Utf8Check {
  /** The first 1–3 bytes of a character whose end has not come yet. */
  private begun = Buffer.alloc(0);

  constructor(/** Offset of the next byte. */ private offset = 0) {}

  /** @returns the offset of the first byte that is not UTF-8, undefined if there is none */
  write(chunk: Uint8Array): number | undefined {
    const bytes = this.begun.length === 0 ? chunk : Buffer.concat([this.begun, chunk]);
    const start = this.offset - this.begun.length;
    const whole = lengthOfWholeCharacters(bytes);
    if (!isUtf8(bytes.subarray(0, whole))) return start + firstInvalid(bytes);
    this.begun = Buffer.from(bytes.subarray(whole));
    this.offset += chunk.length;
    return undefined;
  }

  /** @returns the offset of a last character that is not complete */
  end(): number | undefined {
    return this.begun.length === 0 ? undefined : this.offset - this.begun.length;
  }
}

/** Length without a character that begins in the last three bytes and would need more of them. */
export function lengthOfWholeCharacters(bytes: Uint8Array): number {
  const { length } = bytes;
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back]!;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? length - back : length;
    }
  }
  return length;
}

/** By bisection, since `isUtf8` is several hundred times as fast as a loop here. */
function firstInvalid(bytes: Uint8Array): number {
  let valid = 0;
  let invalid = bytes.length + 1;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    const head = bytes.subarray(0, middle);
    if (isUtf8(head.subarray(0, lengthOfWholeCharacters(head)))) valid = middle;
    else invalid = middle;
  }
  return lengthOfWholeCharacters(bytes.subarray(0, valid));
}
