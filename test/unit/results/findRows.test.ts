import fc from 'fast-check';
import assert from 'node:assert/strict';
import { inspectCsv } from '../../../src/core/csv/inspect.js';
import { findRows, readRowsNow, type RowsNow } from '../../../src/core/results/findRows.js';
import { choppySource, RUN } from '../csv/arbitraries.js';

type Cells = readonly string[];

async function read(csv: string, sentColumns: readonly string[], key?: number): Promise<RowsNow> {
  const source = choppySource(Buffer.from(csv), [4096]);
  return readRowsNow(source, await inspectCsv(source, { columnDelimiter: 'COMMA' }), sentColumns, { key, seed: 7 });
}

const csvOf = (rows: readonly Cells[], always = false): string =>
  rows
    .map((cells) =>
      cells.map((text) => (always || /^$|[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(','),
    )
    .join('\n');

interface Asked {
  readonly columns: Cells;
  readonly former: readonly Cells[];
  /** For each of them. */
  readonly wanted: readonly boolean[];
  /** Header and rows. */
  readonly current: string;
  readonly key?: number | undefined;
}

/** For each former row, the row it is now; -1: not wanted or not found. */
async function places({ columns, former, wanted, current, key }: Asked): Promise<readonly number[]> {
  const then = await read(csvOf([columns, ...former]), columns, key);
  const now = await read(current, columns, key);
  const { place, lost } = findRows({ rows: then.rows, wanted: Uint8Array.from(wanted, Number) }, now.rows, now.by);
  assert.equal(lost, place.filter((at, row) => wanted[row] && at < 0).length);
  return [...place];
}

const shown = (found: readonly number[], wanted: readonly boolean[]): string =>
  found.map((at, row) => (wanted[row] ? (at < 0 ? '-' : String(at)) : at < 0 ? '.' : '!')).join('');

describe('rows that did not get in, in the file as it is now', () => {
  // A row is a letter, a capital where it did not get in. Found: the number of its row now; `-` lost, `.` not wanted.
  for (const [name, former, current, found] of [
    ['stand where they stood', 'aBcD', 'abcd', '.1.3'],
    ['were not edited, other lines are gone or new', 'abCdE', 'xbcyde', '..2.5'],
    ['were not edited, the file was sorted', 'aBcD', 'dcba', '.2.0'],
    ['were edited', 'aBcDe', 'axcye', '.1.3.'],
    ['were edited at both ends', 'BaC', 'xay', '0.2'],
    ['were edited one below the other', 'aBCDe', 'axyze', '.123.'],
    ['were edited, one of them is gone', 'aBCdEf', 'axdyf', '.--.3.'],
    ['were edited, a line is new', 'aBcDe', 'axycze', '.-.4.'],
    ['were edited, and a row that got in beside them, too', 'aBcdEf', 'axydzf', '.-..4.'],
    ['were edited, a row that got in beside them is gone', 'aBcdEf', 'axdyf', '.-..3.'],
    ['were edited, a line was moved away from between them', 'aBcDef', 'acxyfe', '.-.-..'],
    ['were edited, lines far from them changed places', 'aBcdef', 'axcedf', '.1....'],
    ['were edited, and a row that got in, too, while lines were moved', 'aBcdef', 'axcgfe', '.-....'],
    ['are all edited, none got in', 'ABC', 'xyz', '012'],
    ['are all edited, none got in, one is gone', 'ABC', 'xy', '---'],
    ['are equal to one that got in, as many as before', 'bBa', 'bba', '.1.'],
    ['are equal to one that got in, one is left', 'BbA', 'ba', '-.1'],
    ['are equal to one that got in, two are left', 'BbBa', 'bba', '1.-.'],
    ['are equal to one that got in, edited while that was moved', 'cBdBe', 'cxdbe', '.3.-.'],
    ['have become equal to one that got in', 'aBcDe', 'axcae', '.-.-.'],
    ['stand beside one of several equal rows, of which one is gone', 'BACAe', 'xae', '-1--.'],
  ] as const) {
    it(name, async () => {
      const wanted = [...former].map((row) => row !== row.toLowerCase());
      const rows = [...former.toLowerCase()].map((row) => [row]);
      const asked = { columns: ['Letter'], former: rows, wanted, current: ['Letter', ...current].join('\n') };
      assert.equal(shown(await places(asked), wanted), found);
    });
  }

  // Key and name; `!` = did not get in.
  for (const [name, former, current, found] of [
    ['are found by their key, edited and moved', '1,a !2,b !3,c', '3,x 1,a 2,y', '.20'],
    ['are found by their key, though a column is gone', '1,a !2,b', 'Key 2 1', '.0'],
    ['are not found by a key that two rows have now', '1,a !2,b 3,c', '1,a 2,x 2,y 3,c', '.-.'],
    ['are not found by a key that two rows had', '1,a !2,b !2,c 3,d', '1,a 2,x 3,d', '.--.'],
    ['are told by their cells where their keys are the same', '1,a !2,b !2,c 3,d', '2,c 3,d 2,b', '.20.'],
    ['got another key', '1,a !2,b 3,c', '1,a 4,b 3,c', '.1.'],
    ['got a key for the first time', '1,a !,b 3,c', '1,a 4,b 3,c', '.1.'],
    ['got the key of one that got in', '1,a !2,b 3,c', '1,x 1,b 3,c', '.-.'],
    ['have the key of one that got in', '1,a !1,b 3,c', '1,a 1,b 3,c', '.-.'],
    ['have the key of one that got in, and were moved', '1,a 2,z !1,b 3,c', '1,b 1,a 2,z 4,x 3,c', '..-.'],
    ['were too short and are not any more', '1,a !2 3,c', '3,c 2,b 1,a', '.1.'],
  ] as const) {
    it(`${name} (with keys)`, async () => {
      const wanted = former.split(' ').map((row) => row.startsWith('!'));
      const rows = former.split(' ').map((row) => row.replace('!', '').split(','));
      const lines = current.startsWith('Key') ? current : `Key,Name ${current}`;
      const asked = { columns: ['Key', 'Name'], former: rows, wanted, current: lines.replaceAll(' ', '\n'), key: 0 };
      assert.equal(shown(await places(asked), wanted), found);
    });
  }

  // Numbers.
  for (const [name, former, current, found] of [
    ['were written in another way', '1.50 !2.50 3.50', '1.5 2.5 3.5', '.1.'],
    ['stand between rows that were written in another way', '1.50 !2 1.5', '1.5 x 1.5', '.1.'],
    ['may be another that is written like them now', '1.50 !1.5 2', '1.5 2', '.-.'],
    ['are written like one that got in now', '!1.50 1.5 2', '1.5 1.5 2', '1..'],
    ['were written like one that got in', '1.5 !1.5 2', '1.50 1.5 2', '.0.'],
    ['are gone, where one that means the same as others stands now', '7.0 2 !3 4 !7.00 5', '7 2 7 4 5', '..-.-.'],
    ['stand beside one that means the same as another that is gone', '!1.0 !5 !1 !7 9', '1 x 9', '--0-.'],
    ['are told by how they are written', '!1.50 1.5 2', '2 1.5 1.50', '2..'],
  ] as const) {
    it(name, async () => {
      const wanted = former.split(' ').map((row) => row.startsWith('!'));
      const rows = former.split(' ').map((row) => [row.replace('!', '')]);
      const asked = { columns: ['Sum'], former: rows, wanted, current: `Sum ${current}`.replaceAll(' ', '\n') };
      assert.equal(shown(await places(asked), wanted), found);
    });
  }

  it('are found by their place where none got in and a column has another name', async () => {
    const asked = { columns: ['Nam', 'Age'], former: [['a', '1'], ['b', '2']], wanted: [true, true] }; // prettier-ignore
    assert.deepEqual(await places({ ...asked, current: 'Name,Age\na,1\nb,2' }), [0, 1]);
    assert.deepEqual(await places({ ...asked, wanted: [false, true], current: 'Name,Age\na,1\nb,2' }), [-1, -1]);
  });
});

/** A row of a file that is edited. */
interface EditedRow {
  readonly cells: Cells;
  /** Which of the former rows it is; -1 = it is new. */
  readonly origin: number;
}

interface Edit {
  readonly kind: 'edit' | 'delete' | 'insert' | 'swap' | 'move' | 'sort' | 'rewrite';
  readonly at: number;
  readonly to: number;
}

interface Case extends Pick<Asked, 'columns' | 'former' | 'wanted' | 'key'> {
  readonly edits: readonly Edit[];
  readonly quoted: boolean;
  readonly turned: boolean;
}

const MOVES: readonly Edit['kind'][] = ['swap', 'move', 'sort'];
/** How a spreadsheet writes what it has read. */
const REWRITTEN: Readonly<Record<string, string>> = { '1.0': '1', true: 'TRUE' };
/** Few, so that many rows are equal, or mean the same. */
const cell = fc.constantFrom('', 'a', 'b', '1', '1.0', 'true', 'TRUE', 'say "no"', 'two\nlines', ',');

const cases = fc.integer({ min: 1, max: 3 }).chain((width) =>
  fc
    .array(
      fc.record({
        cells: fc.oneof(
          { arbitrary: fc.array(cell, { minLength: width, maxLength: width }), weight: 9 },
          { arbitrary: fc.array(cell, { minLength: 1, maxLength: width + 1 }), weight: 1 },
        ),
        unlike: fc.boolean(),
        wanted: fc.boolean(),
      }),
      { minLength: 1, maxLength: 12 },
    )
    .chain((rows) =>
      fc.record<Case>({
        columns: fc.constant(['Key', 'Name', 'Age'].slice(0, width)),
        former: fc.constant(rows.map(({ cells, unlike }, i) => (unlike ? [`row ${i}`, ...cells.slice(1)] : cells))),
        wanted: fc.constant(rows.map(({ wanted }) => wanted)),
        key: fc.constantFrom(undefined, 0),
        edits: fc.array(
          fc.record<Edit>({
            kind: fc.constantFrom('edit', 'edit', 'edit', 'delete', 'insert', 'swap', 'move', 'sort', 'rewrite'),
            at: fc.nat(20),
            to: fc.nat(20),
          }),
          { maxLength: 8 },
        ),
        quoted: fc.boolean(),
        turned: fc.boolean(),
      }),
    ),
);

/** @param allows whether this may be done to this row */
function edited(given: Case, allows: (kind: Edit['kind'], origin: number) => boolean): readonly EditedRow[] {
  const rows: EditedRow[] = given.former.map((cells, origin) => ({ cells, origin }));
  for (const [i, { kind, at: from, to: target }] of given.edits.entries()) {
    const [at, to] = [from % (rows.length || 1), target % (rows.length || 1)];
    const row = rows[at];
    if (!row || rows.length === 1 || !allows(kind, row.origin)) continue;
    const fresh = `new ${i}`;
    if (kind === 'edit') rows[at] = { ...row, cells: row.cells.with(target % row.cells.length, fresh) };
    if (kind === 'delete') rows.splice(at, 1);
    if (kind === 'insert') rows.splice(at, 0, { cells: given.columns.map(() => fresh), origin: -1 });
    if (kind === 'swap') [rows[at], rows[to]] = [rows[to]!, row];
    if (kind === 'move') rows.splice(to, 0, ...rows.splice(at, 1));
    if (kind === 'sort') rows.sort((a, b) => (a.cells.join() < b.cells.join() ? -1 : 1));
    if (kind === 'rewrite') {
      for (const [j, { cells, origin }] of rows.entries())
        rows[j] = { cells: cells.map((text) => REWRITTEN[text] ?? text), origin };
    }
  }
  return rows;
}

const meaning = (cells: Cells): string =>
  JSON.stringify(cells.map((text) => (['1', '1.0', 'true', 'TRUE'].includes(text) ? 'true' : text)));

const countOf = (rows: readonly Cells[], meant: string): number => rows.filter((row) => meaning(row) === meant).length;

/** What is found after these edits; nothing of it may have got in. */
async function find(given: Case, rows: readonly EditedRow[]): Promise<readonly number[]> {
  const { columns, former, wanted, key } = given;
  const isWhole = [...former, ...rows.map(({ cells }) => cells)].every(({ length }) => length === columns.length);
  const turn = (cells: Cells, other: string) => (given.turned && isWhole ? [other, ...cells].reverse() : cells);
  const header = turn(columns.map((name) => (given.turned ? name.toUpperCase() : name)), 'Other'); // prettier-ignore
  const current = csvOf([header, ...rows.map(({ cells }, i) => turn(cells, String(i)))], given.quoted);
  const found = await places({ ...given, current });

  const taken = found.filter((at) => at >= 0);
  assert.equal(new Set(taken).size, taken.length, 'a row is found once');
  const handed = taken.map((at) => rows[at]!.cells);
  const gotIn = former.filter((_, row) => !wanted[row]);
  for (const [row, at] of found.entries()) {
    if (at < 0) continue;
    assert.ok(wanted[row]);
    const { cells, origin } = rows[at]!;
    const meant = meaning(cells);
    if (meant === meaning(former[row]!)) {
      const spare = countOf(rows.map((row) => row.cells), meant) - countOf(gotIn, meant); // prettier-ignore
      assert.ok(countOf(handed, meant) <= spare, 'one of those that mean the same got in');
    } else {
      assert.ok(origin < 0 || wanted[origin], 'it got in');
      assert.equal(countOf(gotIn, meant), 0, 'it has become equal to one that got in');
    }
    if (key === undefined || cells[0] === '') continue;
    const keys = gotIn.map(([key = '']) => [key]);
    assert.equal(countOf(keys, meaning([cells[0]!])), 0, 'its key got in');
  }
  return found;
}

const isRight = (given: Case, rows: readonly EditedRow[], found: readonly number[]): boolean =>
  found.every((at, row) => {
    const now = rows[at];
    return !now || now.origin === row || meaning(now.cells) === meaning(given.former[row]!);
  });

describe('a row that got in', () => {
  it('is never found, whatever was edited, if no line was moved', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        await find(given, edited(given, (kind) => !MOVES.includes(kind))); // prettier-ignore
      }),
      { ...RUN, numRuns: 400 },
    );
  });

  it('is never found, whatever was edited or moved, if it was not edited', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        await find(given, edited(given, (kind, origin) => kind !== 'edit' || origin < 0 || given.wanted[origin]!)); // prettier-ignore
      }),
      { ...RUN, numRuns: 400 },
    );
  });
});

describe('a row that did not get in', () => {
  // A line that was replaced, or moved and edited, cannot be told from one that was edited.
  it('is never found in the place of another', async () => {
    const allowed = [
      ['edit', 'delete', 'rewrite'],
      ['edit', 'insert', 'rewrite'],
      ['swap', 'move', 'sort', 'rewrite', 'delete'],
      ['swap', 'move', 'sort', 'rewrite', 'insert'],
    ];
    await fc.assert(
      fc.asyncProperty(cases, fc.constantFrom(...allowed), async (given, allowed) => {
        const rows = edited(given, (kind) => allowed.includes(kind));
        assert.ok(isRight(given, rows, await find(given, rows)));
      }),
      { ...RUN, numRuns: 600 },
    );
  });

  it('is always found where it was edited in its place, and no two rows were alike', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        const former = given.former.map(([, ...cells], row) => [`row ${row}`, ...cells]);
        const alone = { ...given, former };
        const rows = edited(alone, (kind, origin) => kind === 'edit' && given.wanted[origin]!);
        const found = await find(alone, rows);
        assert.deepEqual(found, given.wanted.map((wanted, row) => (wanted ? row : -1))); // prettier-ignore
      }),
      { ...RUN, numRuns: 200 },
    );
  });
});

describe('the rows of a file as it is now', () => {
  it('have their columns by name, wherever they stand', async () => {
    const { by, rows } = await read('AGE,New,name\n1,x,a\n', ['Name', 'Age'], 0);
    const then = await read('Name,Age\na,1\n', ['Name', 'Age'], 0);
    assert.deepEqual(by, { key: true, text: true });
    assert.deepEqual([...rows.text], [...then.rows.text]);
    assert.deepEqual([...rows.key], [...then.rows.key]);
  });

  it('tell which of the columns are gone', async () => {
    assert.deepEqual((await read('Name\na\n', ['Name', 'Id'], 1)).by, { key: false, text: false });
    assert.deepEqual((await read('Id\na\n', ['Name', 'Id'], 1)).by, { key: true, text: false });
    assert.deepEqual((await read('Id,Name\na,b\n', ['Name', 'Id'])).by, { key: false, text: true });
  });

  it('have their lines, blank ones below the header counted', async () => {
    const { row, line, rows } = await read('Name\n\n\na\n\nb\n', ['Name']);
    assert.deepEqual([[...row], [...line], [...rows.start]], [[1, 2], [4, 6], [7, 10]]); // prettier-ignore
  });
});
