// What the property tests of this folder draw from. fast-check prints seed and path of a failure.
import fc from 'fast-check';
import type { ByteSource } from '../../../src/core/csv/source.js';

export const RUN = { seed: 20261121 } as const;

export const DELIMITERS = [',', ';', '\t', '|', '^', '`'] as const;
const LINE_ENDINGS = ['\n', '\r\n', '\r'] as const;

/** Anything over an alphabet that is all trouble. */
export const looseText = (delimiter: string) =>
  fc
    .array(fc.constantFrom(delimiter, '"', '""', '\r', '\n', '\r\n', 'a', ' ', 'é', '€', '😀'), { maxLength: 16 })
    .map((tokens) => tokens.join(''));

const plainCell = fc.constantFrom('', 'a', 'bc', ' ', 'é', '😀', "'");
const quotedCell = (delimiter: string) =>
  fc
    .array(fc.constantFrom('', 'a', '€', '""', delimiter, '\n', '\r\n', '\r', ' '), { maxLength: 4 })
    .map((tokens) => `"${tokens.join('')}"`);
const cell = (delimiter: string) => fc.oneof(plainCell, quotedCell(delimiter));

/** Correct CSV, with blank lines, ragged rows, any mixture of line endings, and with or without one at the end. */
export const csvText = (delimiter: string) =>
  fc
    .tuple(
      fc.array(
        fc
          .tuple(fc.array(cell(delimiter), { maxLength: 5 }), fc.constantFrom(...LINE_ENDINGS))
          .map(([cells, ending]) => cells.join(delimiter) + ending),
        { maxLength: 8 },
      ),
      fc.constantFrom('', 'a', `"a"${delimiter}`),
    )
    .map(([lines, last]) => lines.join('') + last);

/** Sizes of chunks, used over and over. */
export const chunkSizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });

export function* cutUp(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const end = at + sizes[i % sizes.length]!;
    yield bytes.subarray(at, end);
    at = end;
  }
}

/** A source that hands out chunks of these sizes, all in the same memory. */
export function choppySource(bytes: Uint8Array, sizes: readonly number[], name = 'random.csv'): ByteSource {
  return {
    name,
    stat: () => Promise.resolve({ size: bytes.length, mtimeMs: 0 }),
    async *read(start, end) {
      const reused = Buffer.alloc(Math.max(...sizes));
      for (const chunk of cutUp(bytes.subarray(start, end), sizes)) {
        reused.fill(0x22).set(chunk);
        yield await Promise.resolve(reused.subarray(0, chunk.length));
      }
    },
  };
}
