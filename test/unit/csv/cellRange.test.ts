import fc from 'fast-check';
import assert from 'node:assert/strict';
import { cellRange, LINE_BREAK } from '../../../src/core/csv/cellRange.js';
import { RUN } from './arbitraries.js';

describe('the place of a cell in its record', () => {
  for (const [name, record, delimiter, column, place] of [
    ['the first one', 'ab,c', ',', 0, '0:0-0:2'],
    ['one in between', 'ab,cd,e', ',', 1, '0:3-0:5'],
    ['the last one', 'ab,cd', ',', 1, '0:3-0:5'],
    ['an empty one', 'ab,,e', ',', 1, '0:3-0:3'],
    ['an empty one at the beginning', ',e', ',', 0, '0:0-0:0'],
    ['an empty one at the end', 'ab,', ',', 1, '0:3-0:3'],
    ['one that is not there', 'ab,cd', ',', 2, undefined],
    ['one behind another delimiter', 'a,b;c', ';', 1, '0:4-0:5'],
    ['one in quotes, with the quotes', 'ab,"c,d",e', ',', 1, '0:3-0:8'],
    ['one behind quotes', '"a""b",c', ',', 1, '0:7-0:8'],
    ['one of several lines', 'a,"b\nc\r\nd",e', ',', 1, '0:2-2:2'],
    ['one behind one of several lines', 'a,"b\rcd",ef', ',', 2, '1:4-1:6'],
    ['one behind letters of two code units', '😀é,b', ',', 1, '0:4-0:5'],
  ] as const) {
    it(name, () => {
      const range = cellRange(record, delimiter, column);
      assert.equal(
        range && `${range.start.line}:${range.start.character}-${range.end.line}:${range.end.character}`,
        place,
      );
    });
  }

  it('is where the cell is read again', () => {
    const cell = fc.array(fc.constantFrom('', 'a', '"', ',', '\n', '\r\n', '\r', '😀'), { maxLength: 4 });
    const cells = fc.array(
      cell.map((tokens) => tokens.join('')),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(cells, (values) => {
        const raw = values.map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text));
        const record = raw.join(',');
        const lines = record.split(LINE_BREAK);
        for (const [column, text] of raw.entries()) {
          const { start, end } = cellRange(record, ',', column)!;
          const within = lines.slice(start.line, end.line + 1);
          within[within.length - 1] = within.at(-1)!.slice(0, end.character);
          within[0] = within[0]!.slice(start.character);
          assert.equal(within.join('\n'), text.replace(/\r\n?/g, '\n'));
        }
      }),
      RUN,
    );
  });
});
