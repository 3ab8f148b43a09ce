import fc from 'fast-check';
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DELIMITER_CHARACTERS } from '../../../src/core/csv/delimiter.js';
import { fileSource } from '../../../src/core/csv/fileSource.js';
import { inspectCsv } from '../../../src/core/csv/inspect.js';
import { planParts } from '../../../src/core/csv/parts.js';
import { ELIMINATED, EXACT, INTERCHANGEABLE, UNKNOWN, type Joined } from '../../../src/core/results/join.js';
import { RESULT_STATES, type ResultState } from '../../../src/core/results/resultTable.js';
import { joinPart } from '../../../src/core/results/joinPart.js';
import type { ResultFile } from '../../../src/core/results/readResults.js';
import { readSentRows } from '../../../src/core/results/readSentRows.js';
import { COLUMN_DELIMITERS, RESULT_SETS, type ColumnDelimiter } from '../../../src/core/salesforce/job.js';
import { RUN } from '../csv/arbitraries.js';

type Cells = readonly string[];

/** A row as it was sent, and what became of it. */
interface Truth {
  readonly cells: Cells;
  readonly state: ResultState;
  readonly error: string;
  /** It is in no result set, as rows above the daily allocation are. */
  readonly lost: boolean;
}

/** How results show what was sent: each has been seen in a recording, in a document or in a known issue. */
interface Echo {
  /** `9.12260031E8` */
  readonly numbers: boolean;
  readonly dates: boolean;
  readonly ids: boolean;
  readonly nulls: boolean;
  /** Up to v49.0. */
  readonly alphabetical: boolean;
  /** A column that is no field. */
  readonly drops: number;
  /** A column whose values failedResults loses: known issue a028c00000gAyI4AAK. */
  readonly loses: number;
  readonly lineEnding: '\n' | '\r\n';
}

interface Case {
  readonly columnDelimiter: ColumnDelimiter;
  readonly columns: Cells;
  readonly rows: readonly Truth[];
  readonly order: number;
  readonly echo: Echo;
  readonly keyed: boolean;
  /** The file is the same when the results come. */
  readonly unchanged: boolean;
  readonly parts: number;
}

const VALUES = [
  '', 'a', 'A', 'a ', 'é😀', 'say "no"', 'one\ntwo', 'one\r\ntwo', 'one\rtwo', ',', ';', '\t', '|', '^', '`', '#N/A',
  '1', '1.0', '01', '+1', '912260031', '9.12260031E8', '12345678901234567890', '12345678901234567891', '-0', '.5',
  '2026-01-02', '2026-01-02T00:00:00.000Z', '2026-01-02T01:00:00+01:00', '2026-13-45', 'true', 'TRUE', 'false', '0',
  '001000000000001', '001000000000001AAA', '001000000000001AAB', ' ', 'a plain text!!!', 'x'.repeat(18),
] as const; // prettier-ignore

const cell = fc.oneof(
  { arbitrary: fc.constantFrom(...VALUES), weight: 4 },
  { arbitrary: fc.string({ maxLength: 4 }), weight: 1 },
);
const truth = (width: number) =>
  fc.record<Truth>({
    cells: fc.oneof(
      { arbitrary: fc.array(cell, { minLength: width, maxLength: width }), weight: 12 },
      { arbitrary: fc.array(cell, { minLength: 1, maxLength: width + 2 }), weight: 1 },
    ),
    state: fc.constantFrom(...RESULT_STATES),
    error: fc.constantFrom('A:one:--', 'A:two:--', 'B:three:Name --'),
    lost: fc.integer({ max: 12, min: 0 }).map((number) => number === 12),
  });

const echo = fc.record<Echo>({
  numbers: fc.boolean(),
  dates: fc.boolean(),
  ids: fc.boolean(),
  nulls: fc.boolean(),
  alphabetical: fc.boolean(),
  drops: fc.constantFrom(-1, -1, -1, 0, 1),
  loses: fc.constantFrom(-1, -1, -1, 0, 1),
  lineEnding: fc.constantFrom('\n', '\r\n'),
});
const AS_SENT: Partial<Echo> = { numbers: false, dates: false, ids: false, nulls: false, drops: -1, loses: -1 };

const cases = fc.integer({ min: 1, max: 4 }).chain((width) =>
  fc.record<Case>({
    columnDelimiter: fc.constantFrom(...COLUMN_DELIMITERS),
    columns: fc.constant(['Zulu', 'Id', 'Alpha__c', 'Mike__c'].slice(0, width)),
    rows: fc.array(truth(width), { minLength: 1, maxLength: 24 }),
    order: fc.integer(),
    echo,
    keyed: fc.boolean(),
    unchanged: fc.boolean(),
    parts: fc.integer({ min: 1, max: 3 }),
  }),
);

const record = (cells: Cells, delimiter: string, always: boolean): string =>
  cells
    .map((text) =>
      always || text === '' || /["\r\n]/.test(text) || text.includes(delimiter)
        ? `"${text.replaceAll('"', '""')}"`
        : text,
    )
    .join(delimiter);

function echoed(text: string, echo: Echo, lineEnding: string): string {
  if (echo.nulls && text === '#N/A') return '';
  if (echo.numbers && /^[+-]?[\d.]+(?:E\d+)?$/.test(text))
    return Number(text) > 1e6 ? Number(text).toExponential().replace('e+', 'E') : String(Number(text));
  if (echo.dates && /^2026-01/.test(text)) return new Date(text).toISOString();
  if (echo.ids && text === '001000000000001') return '001000000000001AAA';
  return text.replace(/\r\n?|\n/g, lineEnding);
}

/** Any order, the same for the same seed. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed | 1;
  const next = () => (state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
  return items
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

interface Outcome extends Joined {
  readonly truths: readonly Truth[];
  /** For each result, the index of the row that it is of. */
  readonly owners: readonly number[];
}

describe('results joined with the rows that were sent', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(path.join(tmpdir(), 'salesforce-bulk-join-'))));
  after(() => rm(folder, { recursive: true }));

  async function run({
    columnDelimiter,
    columns,
    rows,
    order,
    echo,
    keyed,
    unchanged,
    parts,
  }: Case): Promise<Outcome[]> {
    const delimiter = DELIMITER_CHARACTERS[columnDelimiter];
    const file = path.join(folder, 'source.csv');
    const text = [columns, ...rows.map(({ cells }) => cells)].map((cells) =>
      record(cells, delimiter, columns.length === 1),
    );
    await writeFile(file, `${text.join('\n')}\n`);
    const source = fileSource(file);
    const facts = await inspectCsv(source, { columnDelimiter });
    const transform = { lineEnding: 'LF', columns: [...columns.keys()], emptyAsNull: [], raggedRows: 'send' } as const;
    const longest = Math.max(...text.map((line) => Buffer.byteLength(line))) + 1;
    const maxPartBytes = Buffer.byteLength(text[0] ?? '') + 1 + Math.max(longest, Math.ceil(facts.stat.size / parts));
    const outcomes: Outcome[] = [];
    let sentBefore = 0;
    for (const part of await planParts(source, facts, transform, { maxPartBytes })) {
      const sent = rows.slice(sentBefore, (sentBefore += part.rows));
      const { files, owners } = await results(sent, { columnDelimiter, columns, order, echo });
      const { sha256 } = part;
      const key = keyed && columns.includes('Id') && { key: columns.indexOf('Id') };
      const otherCase = [echo.loses].filter((column) => column >= 0 && column < columns.length);
      const of = { columnDelimiter, sentColumns: columns, otherCase, ...key, seed: order >>> 0 };
      const read = (hidden: readonly number[]) => readSentRows(source, facts, transform, part, { ...of, hidden });
      const index = { ...of, sha256, part: await read([]) };
      const readAgain = (hidden: readonly number[]) => (unchanged ? read(hidden) : Promise.resolve(undefined));
      const joined = await joinPart(index, files, { readAgain });
      assert.equal(joined.sent.rows.length, sent.length);
      outcomes.push({ ...joined, truths: sent, owners });
    }
    assert.equal(sentBefore, rows.length);
    return outcomes;
  }

  /** As Salesforce would write them. */
  async function results(
    sent: readonly Truth[],
    { columnDelimiter, columns, order, echo }: Pick<Case, 'columnDelimiter' | 'columns' | 'order' | 'echo'>,
  ): Promise<{ files: ResultFile[]; owners: number[] }> {
    const delimiter = DELIMITER_CHARACTERS[columnDelimiter];
    const files: ResultFile[] = [];
    const owners: number[] = [];
    for (const resultSet of RESULT_SETS) {
      const own = {
        successfulResults: ['sf__Id', 'sf__Created'],
        failedResults: ['sf__Id', 'sf__Error'],
        unprocessedrecords: [],
      }[resultSet];
      const whole = resultSet === 'unprocessedrecords'; // hands back what was uploaded
      const shown = [...columns.keys()].filter((column) => whole || column !== echo.drops);
      if (echo.alphabetical && !whole) shown.sort((a, b) => ((columns[a] ?? '') < (columns[b] ?? '') ? -1 : 1));
      const lines = [record([...own, ...shown.map((column) => columns[column] ?? '')], delimiter, true)];
      const wanted = sent
        .map((row, index) => ({ ...row, index }))
        .filter(({ state, cells, lost }) => {
          if (lost) return false;
          const ragged = cells.length !== columns.length;
          if (resultSet === 'failedResults') return state === 'failed' || (ragged && state !== 'unprocessed');
          return resultSet === 'unprocessedrecords'
            ? state === 'unprocessed'
            : !ragged && (state === 'created' || state === 'succeeded');
        });
      for (const { cells, index, state, error } of shuffled(wanted, order)) {
        const ragged = cells.length !== columns.length;
        const blank = ragged && resultSet === 'failedResults';
        const texts = shown.map((column) =>
          blank || (column === echo.loses && resultSet === 'failedResults')
            ? ''
            : echoed(cells[column] ?? '', echo, echo.lineEnding),
        );
        const first = {
          successfulResults: ['001xx', String(state === 'created')],
          failedResults: ['', error],
          unprocessedrecords: [],
        }[resultSet];
        lines.push(record([...first, ...(ragged && !blank ? cells : texts)], delimiter, true));
        owners.push(index);
      }
      const file = path.join(folder, `${resultSet}.csv`);
      await writeFile(file, lines.map((line) => line + echo.lineEnding).join(''));
      files.push({ resultSet, path: file });
    }
    return { files, owners };
  }

  const stateOf = ({ state, cells }: Truth, width: number): ResultState =>
    cells.length !== width && state !== 'unprocessed' ? 'failed' : state;

  function check({ truths, owners, result, certainty }: Outcome, width: number): void {
    const given = [...result].filter((index) => index >= 0);
    assert.equal(new Set(given).size, given.length, 'a result is given once');
    /** For each kind of equal rows, the states that they have: which of them has which makes no difference. */
    const states = new Map<string, string[]>();
    const kindOf = ({ cells }: Truth) => JSON.stringify(cells.map(breaksAside));
    for (const row of truths) states.set(kindOf(row), [...(states.get(kindOf(row)) ?? []), stateOf(row, width)]);
    for (const [index, row] of truths.entries()) {
      const owner = owners[result[index] ?? -1] ?? -1;
      const whose = truths[owner];
      const told = certainty[index];
      if (told === EXACT) assert.equal(owner, index);
      if (told === INTERCHANGEABLE) assert.equal(whose && kindOf(whose), kindOf(row));
      if (told === ELIMINATED && whose?.state === 'failed') assert.equal(whose.error, row.error);
      assert.equal(told === UNKNOWN, whose === undefined);
      if (!whose) continue;
      const left = states.get(kindOf(row)) ?? [];
      const at = left.indexOf(stateOf(whose, width));
      assert.ok(at >= 0, 'a state that no such row has');
      left.splice(at, 1);
    }
  }

  it('are never given to a wrong row, whatever the order, the parts and the echo', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        for (const outcome of await run(given)) check(outcome, given.columns.length);
      }),
      { ...RUN, numRuns: 400 },
    );
  });

  it('are all told where they show what was sent', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        const { columns, rows } = given;
        const whole = rows.filter(({ cells, lost }) => cells.length === columns.length && !lost);
        fc.pre(whole.length > 0);
        const outcomes = await run({ ...given, rows: whole, echo: { ...given.echo, ...AS_SENT } });
        for (const { certainty } of outcomes) assert.ok(!certainty.includes(UNKNOWN));
      }),
      { ...RUN, numRuns: 200 },
    );
  });
});

const breaksAside = (text: string): string => text.replace(/\r\n?/g, '\n');
