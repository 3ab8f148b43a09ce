import { parse } from 'csv-parse/sync';
import assert from 'node:assert/strict';
import { csvChunks } from '../../bench/generator.js';

const BYTES = 300_000;
const csv = (seed?: number): Buffer => Buffer.concat([...csvChunks(BYTES, seed)]);

describe('the CSV of the bench', () => {
  it('is the same for the same seed, and another for another', () => {
    assert.ok(csv().equals(csv(1)));
    assert.ok(!csv(2).equals(csv(1)));
  });

  it('has the size that was asked for, and ends with a record', () => {
    const { length } = csv();
    assert.ok(length >= BYTES && length < BYTES + 100_000, `${length} bytes`);
    assert.equal(csv().at(-1), 0x0a);
  });

  it('is CSV of 12 columns, with what makes CSV hard to read', () => {
    const [header, ...records] = parse(csv()); // throws for stray quotes and ragged rows
    assert.equal(header?.length, 12);
    const share = (isSuch: (cell: string) => boolean) =>
      records.filter((row) => row.some(isSuch)).length / records.length;
    const lineBreaks = share((cell) => cell.includes('\n'));
    assert.ok(lineBreaks > 0.02 && lineBreaks < 0.06, `${lineBreaks} with line breaks`);
    assert.ok(share((cell) => cell.includes(',')) > 0.3);
    assert.ok(share((cell) => cell.includes('"')) > 0.1);
    assert.ok(share((cell) => /[^\0-\x7f]/.test(cell)) > 0.5);
    assert.equal(new Set(records.map(([id]) => id)).size, records.length);
  });
});
