import fc from 'fast-check';
import assert from 'node:assert/strict';
import { followEdits, type FollowedRow, type TextEdit, type TextLines } from '../../../src/core/results/followEdits.js';
import { RUN } from '../csv/arbitraries.js';

const linesOf = (text: string): TextLines => {
  const lines = text.split('\n');
  return { lineCount: lines.length, lineAt: (line) => ({ text: lines[line]! }) };
};

const positionAt = (text: string, offset: number) => {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
};

/** @param from offset @param to offset */
const editOf = (text: string, from: number, to: number, inserted: string): TextEdit => ({
  range: { start: positionAt(text, from), end: positionAt(text, to) },
  text: inserted,
});

const rowAt = (line: number, text: string): FollowedRow => ({ line, text: text.split('\n'), isAsSent: true });

/** The one row of these tests, of two lines. */
const ROW = 'B,"b\nb"';
const BEFORE = `H,h\nA,a\n${ROW}\nC,c\n`;

describe('a row in a text that is edited', () => {
  // The first `from` of the text becomes `to`; the line on which the row stands then, and whether it is as it was.
  for (const [name, from, to, line, isAsSent] of [
    ['stays where something after it changes', 'C,c', 'x\ny\nz', 2, true],
    ['stays where its line above changes', 'A,a', 'x', 2, true],
    ['stays where the header changes', 'h', 'Other', 2, true],
    ['moves down by lines that are inserted', 'A', 'x\ny\nA', 4, true],
    ['moves down by lines right before it', 'B', 'x\nB', 3, true],
    ['moves down by a line break above it', '\nB', '\n\nB', 3, true],
    ['moves up where lines are deleted', 'H,h\nA,a\n', '', 0, true],
    ['moves up where the line break above it is deleted, with its line', '\nA,a', '', 1, true],
    ['stays where lines after it are deleted', '\nC,c', '', 2, true],
    ['stays where a line is inserted right after it', '\nC', '\nx\nC', 2, true],
    ['is another one when a cell changes', 'B', 'x', 2, false],
    ['is another one when its last line changes', 'b"', 'x"', 2, false],
    ['is another one when something is added at its end', 'b"\n', 'b"x\n', 2, false],
    ['is another one when it is torn apart', 'b\nb', 'b\n\nb', 2, false],
    ['is another one when its lines are joined', 'b\nb', 'bb', 2, false],
    ['is another one when the next row is drawn to it', '"\nC', '"C', 2, false],
    ['is another one when it is replaced', `${ROW}\n`, 'x\n', 2, false],
    ['is gone when it is deleted', `${ROW}\n`, '', undefined, false],
    ['is gone when it is deleted with what is above it', `A,a\n${ROW}`, '', undefined, false],
    ['is gone when it is deleted with the line break before it', `\n${ROW}`, '', undefined, false],
    ['is gone when it is drawn to the row above it', 'a\nB', 'aB', undefined, false],
    ['is gone when all is replaced', BEFORE, 'x\n', undefined, false],
  ] as const) {
    it(name, () => {
      const row = rowAt(2, ROW);
      const at = BEFORE.indexOf(from);
      // As little as an editor says: what is the same at both ends has not changed.
      let [start, end, inserted] = [at, at + from.length, to as string];
      while (start < end && inserted !== '' && BEFORE[start] === inserted[0])
        [start, inserted] = [start + 1, inserted.slice(1)];
      while (end > start && inserted !== '' && BEFORE[end - 1] === inserted.at(-1))
        [end, inserted] = [end - 1, inserted.slice(0, -1)];
      const after = BEFORE.replace(from, () => to);
      const changed = followEdits([row], [editOf(BEFORE, start, end, inserted)], linesOf(after));
      assert.deepEqual([row.line, row.isAsSent], [line, isAsSent]);
      assert.equal(changed, line !== 2 || !isAsSent);
    });
  }

  it('is as it was again when the edit is undone', () => {
    const row = rowAt(2, ROW);
    const at = BEFORE.indexOf('B');
    const edited = BEFORE.replace('B', 'x\ny');
    followEdits([row], [editOf(BEFORE, at, at + 1, 'x\ny')], linesOf(edited));
    assert.equal(row.isAsSent, false);
    assert.equal(followEdits([row], [editOf(edited, at, at + 3, 'B')], linesOf(BEFORE)), true);
    assert.deepEqual([row.line, row.isAsSent], [2, true]);
  });

  it('is followed through several edits at once, the last of the text first', () => {
    const row = rowAt(2, ROW);
    const [a, c] = [BEFORE.indexOf('A'), BEFORE.indexOf('C')];
    const edits = [editOf(BEFORE, c, c, 'x\n'), editOf(BEFORE, a, a, 'y\nz\n'), editOf(BEFORE, 0, 0, '\n')];
    const after = `\n${BEFORE.replace('C', 'x\nC').replace('A', 'y\nz\nA')}`;
    followEdits([row], edits, linesOf(after));
    assert.deepEqual([row.line, row.isAsSent], [5, true]);
  });
});

interface RandomEdit {
  readonly from: number;
  readonly length: number;
  readonly text: string;
}

const randomEdit = fc.record<RandomEdit>({
  from: fc.nat(60),
  length: fc.oneof({ arbitrary: fc.constant(0), weight: 2 }, { arbitrary: fc.nat(12), weight: 3 }),
  text: fc.array(fc.constantFrom('', 'x', '\n', 'y\n', '\n\n'), { maxLength: 3 }).map((tokens) => tokens.join('')),
});

/** A row whose letters stand nowhere else. */
const randomRow = (height: number, index: number): string =>
  Array.from({ length: height }, (_, line) => String.fromCharCode(0x4e00 + 8 * index + line, 0x6e00)).join('\n');

describe('any row, whatever is edited', () => {
  it('is where its text is found', () => {
    const heights = fc.array(fc.constantFrom(1, 1, 2, 3), { minLength: 1, maxLength: 8 });
    const events = fc.array(fc.array(randomEdit, { minLength: 1, maxLength: 3 }), { maxLength: 6 });
    fc.assert(
      fc.property(heights, events, (heights, events) => {
        let text = heights.map(randomRow).join('\n');
        const find = (row: FollowedRow) => {
          const at = `\n${text}\n`.indexOf(`\n${row.text.join('\n')}\n`);
          return at < 0 ? undefined : positionAt(text, at).line;
        };
        const rows = heights.map((height, i) => rowAt(0, randomRow(height, i)));
        for (const row of rows) row.line = find(row);
        const whole = new Set(rows);

        for (const event of events) {
          // Apart from each other and the last one first, as VS Code tells them.
          let before = text.length;
          const edits = [...event]
            .sort((a, b) => b.from - a.from)
            .map(({ from, length, text: inserted }) => {
              const start = Math.min(from, before);
              const end = Math.min(from + length, before);
              const edit = editOf(text, start, Math.max(start, end), inserted);
              text = text.slice(0, start) + inserted + text.slice(Math.max(start, end));
              before = start;
              for (const row of whole) if (find(row) === undefined) whole.delete(row);
              return edit;
            });
          followEdits(rows, edits, linesOf(text));
          for (const row of rows) {
            if (whole.has(row)) assert.ok(row.isAsSent, 'it is lost');
            if (row.isAsSent) assert.equal(row.line, find(row), 'it is not there');
          }
        }
      }),
      { ...RUN, numRuns: 5_000 },
    );
  });
});
