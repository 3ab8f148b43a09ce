import assert from 'node:assert/strict';
import { Fingerprinter } from '../../../src/core/results/fingerprint.js';

/** Fingerprint of what a quoted cell means. */
function valueOf(cell: string): string {
  const record = Buffer.from(`"${cell.replaceAll('"', '""')}"`);
  const print = new Fingerprinter({ delimiter: 0x2c, columns: [0], sentColumns: 1, seed: 7 });
  print.take(record, 0, record.length);
  return `${print.value.a} ${print.value.b}`;
}

describe('what a cell means', () => {
  const same: [one: string, ...others: string[]][] = [
    ['12 Main Street', ' 12 Main Street ', '12 Main Street\r\n'],
    ['+49 30 123', ' +49 30 123'],
    ['7 "x"\n', '7 "x"', ' 7 "x"\r'],
    ['1 été', '1 été '],
    ['2026-01-31 00:00:00Z', '2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31 10:30:00+02:00', '2026-01-31T08:30:00.000Z'],
    ['9.12260031E8', '912260031', '912260031.00'],
    ['001000000000001AAA', '001000000000001'],
    ['#N/A', ''],
  ];
  for (const [one, ...others] of same) {
    it(`is the same: ${JSON.stringify([one, ...others])}`, () =>
      assert.deepEqual(
        others.map(valueOf),
        others.map(() => valueOf(one)),
      ));
  }

  it('is another where the text is', () => {
    const cells = [
      '12 Main Street',
      '12 Main  Street',
      '12 main Street',
      '#N/A 1',
      '+49 30 1',
      '+49 301',
      '2026-01-31 x',
    ];
    assert.equal(new Set(cells.map(valueOf)).size, cells.length);
  });
});
