import type { FilePosition } from '../errors.js';
import type { RecordStart } from './scanner.js';
import type { ByteSource } from './source.js';

/**
 * Line and column of a byte, counted from the start of its record, as an editor counts them: LF, CRLF and CR end a
 * line, a column is a UTF-16 code unit. The bytes before it must be UTF-8 without a byte order mark.
 */
export async function positionAt(source: ByteSource, from: RecordStart, offset: number): Promise<FilePosition> {
  let { line } = from;
  let column = 1;
  let afterCr = false;
  for await (const chunk of source.read(from.offset, offset)) {
    for (const byte of chunk) {
      if (byte === 0x0a || byte === 0x0d) {
        if (byte === 0x0d || !afterCr) line++;
        column = 1;
      } else if (byte >= 0xf0) {
        column += 2;
      } else if (byte < 0x80 || byte >= 0xc0) {
        column++;
      }
      afterCr = byte === 0x0d;
    }
  }
  return { line, column };
}
