import fc from 'fast-check';
import assert from 'node:assert/strict';
import { Utf8Check } from '../../../src/core/csv/utf8.js';
import { chunkSizes, cutUp, RUN } from './arbitraries.js';

function firstInvalid(bytes: Uint8Array, sizes: readonly number[]): number | undefined {
  const check = new Utf8Check();
  for (const chunk of cutUp(bytes, sizes)) {
    const invalid = check.write(chunk);
    if (invalid !== undefined) return invalid;
  }
  return check.end();
}

/** Where the decoder of the platform puts its first replacement character. */
function decoderSays(bytes: Uint8Array): number | undefined {
  const text = Buffer.from(bytes).toString('utf8');
  const at = text.indexOf('\ufffd');
  return at < 0 ? undefined : Buffer.byteLength(text.slice(0, at));
}

describe('Utf8Check', () => {
  it('finds the first byte that is not UTF-8, wherever chunks are cut', function () {
    this.timeout(20_000);
    const piece = fc.oneof(
      fc.constantFrom('a', 'é', '€', '😀', '\u07ff', '\u0800').map((text) => [...Buffer.from(text)]),
      fc
        .constantFrom(0x41, 0x80, 0xbf, 0xc0, 0xc3, 0xe0, 0xe2, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff)
        .map((byte) => [byte]),
    );
    let valid = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), chunkSizes, (pieces, sizes) => {
        const bytes = Buffer.from(pieces.flat());
        const found = firstInvalid(bytes, sizes);
        if (found === undefined) valid++;
        assert.equal(found, decoderSays(bytes));
      }),
      { ...RUN, numRuns: 20_000 },
    );
    assert.ok(valid > 1000, `${valid} were valid`);
  });
});
