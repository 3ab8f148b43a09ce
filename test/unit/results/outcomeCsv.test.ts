import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DELIMITER_CHARACTERS } from '../../../src/core/csv/delimiter.js';
import type { CsvFacts, CsvPart, RowTransform } from '../../../src/core/csv/facts.js';
import { fileSource } from '../../../src/core/csv/fileSource.js';
import { inspectCsv } from '../../../src/core/csv/inspect.js';
import { planParts } from '../../../src/core/csv/parts.js';
import type { ByteSource } from '../../../src/core/csv/source.js';
import { planSend } from '../../../src/core/load/plan.js';
import { joinPart } from '../../../src/core/results/joinPart.js';
import { writeOutcomeCsv } from '../../../src/core/results/outcomeCsv.js';
import type { PartOutcome } from '../../../src/core/results/partOutcome.js';
import type { ResultFile } from '../../../src/core/results/readResults.js';
import { readSentRows } from '../../../src/core/results/readSentRows.js';
import type { RowState } from '../../../src/core/results/rowState.js';
import {
  COLUMN_DELIMITERS,
  RESULT_SETS,
  type ColumnDelimiter,
  type ResultSet,
} from '../../../src/core/salesforce/job.js';
import { RUN } from '../csv/arbitraries.js';

type Texts = Partial<Record<ResultSet, string>>;

interface Load {
  readonly source: ByteSource;
  readonly facts: CsvFacts;
  readonly transform: RowTransform;
  readonly parts: readonly CsvPart[];
}

interface Sending {
  readonly columnDelimiter?: ColumnDelimiter;
  readonly raggedRows?: 'send' | 'leaveOut';
  readonly lineEnding?: 'LF' | 'CRLF';
  readonly maxPartBytes?: number;
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

async function* each(outcomes: readonly PartOutcome[]): AsyncGenerator<PartOutcome> {
  for (const outcome of outcomes) yield await Promise.resolve(outcome);
}

describe('writeOutcomeCsv', () => {
  let folder: string;
  let target: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'salesforce-bulk-outcome-'));
    target = path.join(folder, 'target', 'accounts.outcome.csv');
    await mkdir(path.dirname(target));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function load(csv: string, { columnDelimiter, maxPartBytes, ...decided }: Sending = {}): Promise<Load> {
    const file = path.join(folder, 'accounts.csv');
    await writeFile(file, csv);
    const source = fileSource(file);
    const facts = await inspectCsv(source, columnDelimiter && { columnDelimiter });
    const { transform } = planSend(source.name, facts, { object: 'Account', operation: 'insert', ...decided });
    return {
      source,
      facts,
      transform,
      parts: await planParts(source, facts, transform, maxPartBytes ? { maxPartBytes } : {}),
    };
  }

  async function outcomeOf(
    load: Load,
    part: CsvPart,
    texts: Texts,
    otherwise: RowState = 'unknown',
  ): Promise<PartOutcome> {
    const { source, facts, transform } = load;
    const { columnDelimiter } = facts;
    const files: ResultFile[] = [];
    for (const resultSet of RESULT_SETS) {
      const text = texts[resultSet];
      if (text === undefined) continue;
      const file = path.join(folder, `${part.firstRow}.${resultSet}.csv`);
      await writeFile(file, text);
      files.push({ resultSet, path: file });
    }
    const sentColumns = transform.columns.map((column) => facts.header[column] ?? '');
    const of = { columnDelimiter, sentColumns, seed: 7, sha256: part.sha256 };
    const read = (hidden: readonly number[]) => readSentRows(source, facts, transform, part, { seed: 7, hidden });
    const joined = await joinPart({ ...of, part: await read([]) }, files, { readAgain: read });
    return { part, joined, otherwise };
  }

  async function write({ source, facts, transform }: Load, outcomes: readonly PartOutcome[], signal?: AbortSignal) {
    await writeOutcomeCsv(source, facts, transform, each(outcomes), target, signal && { signal });
    return readFile(target, 'utf8');
  }

  /** Of a source that is one part. */
  async function outcome(csv: string, texts: Texts, sending: Sending = {}): Promise<string> {
    const one = await load(csv, sending);
    return write(one, [await outcomeOf(one, one.parts[0]!, texts)]);
  }

  const OWN = '"sf__Id","sf__Created","sf__Error","state"';
  const table: readonly (readonly [string, csv: string, Texts, expected: string, Sending?])[] = [
    [
      'what became of each row, in the order of the source',
      'Name\nnew\nold\nbad\nlate\nlost\n',
      {
        successfulResults: '"sf__Id","sf__Created",Name\n"001B","false","old"\n"001A","true","new"\n',
        failedResults: '"sf__Id","sf__Error",Name\n"","CODE:say ""no"", please:--","bad"\n',
        unprocessedrecords: 'Name\n"late"\n',
      },
      `${OWN},Name
"001A","true","","created",new
"001B","false","","succeeded",old
"","","CODE:say ""no"", please:--","failed",bad
"","","","unprocessed",late
"","","","unknown",lost
`,
    ],
    [
      'rows letter by letter: quotes, blanks, line breaks in cells, the first character of a formula',
      '\ufeffName;"Phone"\r\n"a""b\nc;d"; x \r\n=1+1;"é€😀"',
      {
        successfulResults:
          '"sf__Id";"sf__Created";Name;"Phone"\r\n"=2";"true";"=1+1";"é€😀"\r\n"1";"true";"a""b\nc;d";" x "\r\n',
      },
      '"sf__Id";"sf__Created";"sf__Error";"state";Name;"Phone"\r\n"1";"true";"";"created";"a""b\nc;d"; x \r\n"=2";"true";"";"created";=1+1;"é€😀"\r\n',
      { lineEnding: 'CRLF' },
    ],
    [
      'ragged rows that were left out, in their place; no blank lines',
      'Name,Phone\n\nx\n1,2\n\n3,4,5\n3,4\n',
      { successfulResults: '"sf__Id","sf__Created",Name,Phone\n"B","true","3","4"\n"A","true","1","2"\n' },
      `${OWN},Name,Phone\n"","","","",x\n"A","true","","created",1,2\n"","","","",3,4,5\n"B","true","","created",3,4\n`,
      { raggedRows: 'leaveOut' },
    ],
    [
      'no Id of rows that share nothing but their outcome',
      'Name\nthis is too long\nthis too\n',
      { successfulResults: '"sf__Id","sf__Created",Name\n"A","true","this i"\n"B","true","this t"\n' },
      `${OWN},Name\n"","true","","created",this is too long\n"","true","","created",this too\n`,
    ],
    [
      'an error that all ragged rows have',
      'Name,Phone\nx\n1,2,3\n',
      { failedResults: '"sf__Id","sf__Error",Name,Phone\n"","INVALID:no","",""\n"","INVALID:no","",""\n' },
      `${OWN},Name,Phone\n"","","INVALID:no","failed",x\n"","","INVALID:no","failed",1,2,3\n`,
      { raggedRows: 'send' },
    ],
    [
      'the state alone where it cannot be told which Id or error is that of a row',
      'Name,Phone\nx\n1,2,3\n',
      { failedResults: '"sf__Id","sf__Error",Name,Phone\n"","INVALID:one","",""\n"","INVALID:two","",""\n' },
      `${OWN},Name,Phone\n"","","","failed",x\n"","","","failed",1,2,3\n`,
      { raggedRows: 'send' },
    ],
    [
      'not the results of an earlier load; a field called State stays',
      'sf__Id,sf__Created,"sf__Error",state,State,Name,sf__Note\n"9","true","a,""b",failed,CA,"x,y",\n9,,,failed,NY,z,n,beyond\n',
      {
        successfulResults: '"sf__Id","sf__Created",State,Name\n"1","true","CA","x,y"\n',
        failedResults: '"sf__Id","sf__Error",State,Name\n"","RAGGED","",""\n',
      },
      `${OWN},State,Name\n"1","true","","created",CA,"x,y"\n"","","RAGGED","failed",NY,z,beyond\n`,
      { raggedRows: 'send' },
    ],
    [
      'a field that is called state',
      'sf__Id,sf__Error,state\n1,,x\n',
      { successfulResults: '"sf__Id","sf__Created",state\n"1","true","x"\n' },
      `${OWN},state\n"1","true","","created",x\n`,
    ],
    [
      'a row of an empty cell',
      'Name\n""\n',
      { failedResults: '"sf__Id","sf__Error",Name\n"","REQUIRED",""\n' },
      `${OWN},Name\n"","","REQUIRED","failed",""\n`,
    ],
    [
      'nothing where results are without content',
      'Name\nx\n',
      { successfulResults: '' },
      `${OWN},Name\n"","","","unknown",x\n`,
    ],
  ];
  for (const [name, csv, texts, expected, sending] of table) {
    it(`has ${name}`, async () => {
      assert.equal(await outcome(csv, texts, sending), expected);
    });
  }

  it('has the rows of all parts, whatever is known of them', async () => {
    const three = await load('Name\na\nb\nc\n', { maxPartBytes: 7 });
    const [first, second, third] = three.parts;
    assert.ok(first && second && third);
    const successfulResults = '"sf__Id","sf__Created",Name\n"A","true","a"\n';
    const parts = [
      await outcomeOf(three, first, { successfulResults }),
      { part: second, otherwise: 'created' },
      { part: third, otherwise: 'unprocessed' },
    ] as const;
    const expected = `${OWN},Name\n"A","true","","created",a\n"","","","created",b\n"","","","unprocessed",c\n`;
    assert.equal(await write(three, parts), expected);
    await assert.rejects(write(three, parts.slice(0, 2)), { code: 'FileChanged' });
  });

  it('says of rows without a result what is known otherwise', async () => {
    const one = await load('Name\na\nb\n');
    const failedResults = '"sf__Id","sf__Error",Name\n"","NO","b"\n';
    const text = await write(one, [await outcomeOf(one, one.parts[0]!, { failedResults }, 'created')]);
    assert.equal(text, `${OWN},Name\n"","","","created",a\n"","","NO","failed",b\n`);
  });

  it('is in order where it is written piece by piece', async () => {
    const names = Array.from({ length: 30_000 }, (_, row) => `name of row ${row}`);
    const results = names.map((name, row) => `"R${row}","true","${name}"\n`).reverse();
    const expected = names.map((name, row) => `"R${row}","true","","created",${name}\n`);
    const successfulResults = `"sf__Id","sf__Created",Name\n${results.join('')}`;
    const text = await outcome(`Name\n${names.join('\n')}\n`, { successfulResults });
    assert.equal(text, `${OWN},Name\n${expected.join('')}`);
  });

  it('is for its owner only, and can be loaded as it is', async () => {
    const text = await outcome('State,Name\nCA,x\n', {
      successfulResults: '"sf__Id","sf__Created",State,Name\n"1","true","CA","x"\n',
    });
    assert.equal((await stat(target)).mode & 0o777, 0o600);
    const { facts, transform } = await load(text);
    assert.deepEqual(
      transform.columns.map((column) => facts.header[column]),
      ['State', 'Name'],
    );
  });

  it('leaves nothing behind, and what was there as it was, when it is stopped or fails', async () => {
    const one = await load('Name\na\n');
    const { source, facts, transform } = one;
    const part = { part: one.parts[0]!, otherwise: 'unknown' } as const;
    await writeFile(target, 'before');
    const stop = new AbortController();
    async function* stopping() {
      yield await Promise.resolve(part);
      stop.abort(new Error('enough'));
    }
    const { signal } = stop;
    await assert.rejects(writeOutcomeCsv(source, facts, transform, stopping(), target, { signal }), /enough/);
    await assert.rejects(write(one, [part], AbortSignal.abort(new Error('at once'))), /at once/);
    await assert.rejects(write(one, []), { code: 'FileChanged' });
    assert.deepEqual(await readdir(path.dirname(target)), ['accounts.outcome.csv']);
    assert.equal(await readFile(target, 'utf8'), 'before');
  });

  it('says what the disk refuses', async () => {
    const one = await load('Name\na\n');
    target = path.join(folder, 'nowhere', 'accounts.csv');
    await assert.rejects(write(one, []), { code: 'StorageFailed' });
    target = path.join(folder, 'target'); // a folder
    await assert.rejects(write(one, [{ part: one.parts[0]!, otherwise: 'unknown' }]), { code: 'StorageFailed' });
    assert.deepEqual((await readdir(folder)).sort(), ['accounts.csv', 'target']);
  });

  for (const [name, changed] of Object.entries({
    'has other values': 'Name\nx\nb\n',
    'has become longer': 'Name\na\nb\nc\n',
    'is no CSV any more': 'Name\na"\n\n',
  })) {
    it(`is not made of a source that ${name}`, async () => {
      const one = await load('Name\na\nb\n');
      const successfulResults = '"sf__Id","sf__Created",Name\n"A","true","a"\n"B","true","b"\n';
      const part = await outcomeOf(one, one.parts[0]!, { successfulResults });
      await writeFile(path.join(folder, 'accounts.csv'), changed);
      await assert.rejects(write(one, [part]), { code: 'FileChanged' });
      assert.deepEqual(await readdir(path.dirname(target)), []);
    });
  }

  it('is made of a source that was copied meanwhile', async () => {
    const one = await load('Name\na\n');
    const copy = path.join(folder, 'copy.csv');
    await writeFile(copy, 'Name\na\n');
    const text = await write({ ...one, source: fileSource(copy) }, [{ part: one.parts[0]!, otherwise: 'unprocessed' }]);
    assert.equal(text, `${OWN},Name\n"","","","unprocessed",a\n`);
  });

  it('tells nothing wrong, loses nothing, changes nothing, whatever the rows, the parts and the order', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (given) => {
        const { columnDelimiter, again, rows, raggedRows, lineEnding } = given;
        const d = DELIMITER_CHARACTERS[columnDelimiter];
        const isRagged = (row: Row) => row.cells.length !== given.width;
        const isSent = (row: Row) => raggedRows === 'send' || !isRagged(row);
        const names = ['"Zulu"', 'Alpha__c', 'Mike__c'].slice(0, given.width);
        const old = again ? ['sf__Id', '"sf__Created"', 'sf__Error', 'state'] : [];
        const raw = rows.map(({ cells }) => cells.join(d));
        const oldCells = again ? ['9', '""', `"a${d}""b""\n"`, 'failed'].join(d) + d : '';
        const sources = [[...old, ...names].join(d), ...raw.map((row) => oldCells + row)];
        const csv = sources.map((row, i) => row + (rows[i]?.ending ?? '\n')).join('');
        const sizes = sources.map((row) => Buffer.byteLength(row) + 2);
        const maxPartBytes = sizes[0]! + Math.max(...sizes) * 2 + Math.ceil(Buffer.byteLength(csv) / given.parts);
        fc.pre(rows.some(isSent));
        const all = await load(csv, { columnDelimiter, raggedRows, lineEnding, maxPartBytes });
        const { transform } = all;
        const end = transform.lineEnding === 'CRLF' ? '\r\n' : '\n';

        const sent = [...rows.keys()].filter((index) => isSent(rows[index]!));
        const resultOf = (index: number) => {
          const row = rows[index]!;
          const state = isRagged(row) && row.state !== 'unprocessed' ? 'failed' : row.state;
          const created = state === 'created' || state === 'succeeded' ? String(state === 'created') : '';
          return { id: created && `R${index}`, created, error: state === 'failed' ? `E:${index}:--` : '', state };
        };
        const outcomes: PartOutcome[] = [];
        let done = 0;
        for (const part of all.parts) {
          const at = (index: number) => Math.imul(index + 1, given.order | 1) >>> 7;
          const own = sent.slice(done, (done += part.rows)).sort((a, b) => at(a) - at(b));
          const records = (states: readonly RowState[], line: (index: number) => string) =>
            own
              .filter((index) => states.includes(resultOf(index).state))
              .map((index) => line(index) + end)
              .join('');
          const echo = (index: number) =>
            rows[index]!.cells.map((cell) => quoted(textOf(cell).replace(/\r\n?|\n/g, end))).join(d);
          const blank = Array<string>(given.width).fill('""').join(d);
          const texts = {
            successfulResults:
              ['"sf__Id"', '"sf__Created"', ...names].join(d) +
              end +
              records(['created', 'succeeded'], (i) =>
                [quoted(resultOf(i).id), quoted(resultOf(i).created), echo(i)].join(d),
              ),
            failedResults:
              ['"sf__Id"', '"sf__Error"', ...names].join(d) +
              end +
              records(['failed'], (i) =>
                [quoted(resultOf(i).id), quoted(resultOf(i).error), isRagged(rows[i]!) ? blank : echo(i)].join(d),
              ),
            unprocessedrecords: names.join(d) + end + records(['unprocessed'], echo),
          };
          outcomes.push(await outcomeOf(all, part, texts));
        }
        const text = await write(all, outcomes);

        const parsed = parse(text, { delimiter: d, record_delimiter: end, relax_column_count: true });
        const own = parsed.map((cells) => cells.slice(0, 4));
        const lines = own.map((cells, i) => cells.map(quoted).join(d) + d + (i > 0 ? raw[i - 1] : names.join(d)) + end);
        assert.equal(text, lines.join(''));
        assert.deepEqual(own.shift(), ['sf__Id', 'sf__Created', 'sf__Error', 'state']);
        assert.equal(own.length, rows.length);
        const owners = new Set<number>();
        for (const [index, [id = '', created, error = '', state]] of own.entries()) {
          if (!isSent(rows[index]!)) {
            assert.deepEqual([id, created, error, state], ['', '', '', '']);
            continue;
          }
          const expected = resultOf(index);
          if (given.unique && !isRagged(rows[index]!)) assert.deepEqual({ id, created, error, state }, expected);
          const number = /\d+/.exec(id + error)?.[0];
          if (number === undefined) continue;
          const owner = Number(number);
          assert.ok(!owners.has(owner));
          owners.add(owner);
          assert.deepEqual({ id, created, error, state }, resultOf(owner));
          assert.deepEqual(kindOf(rows[owner]!), kindOf(rows[index]!));
        }
      }),
      { ...RUN, numRuns: 300 },
    );
  });
});

interface Row {
  /** As they stand in the source. */
  readonly cells: readonly string[];
  readonly state: Exclude<RowState, 'unknown'>;
  readonly ending: string;
}

const textOf = (cell: string): string => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
const kindOf = ({ cells }: Row): string[] => cells.map((cell) => textOf(cell).replace(/\r\n?/g, '\n'));

const cellOf = fc
  .tuple(
    fc.constantFrom('', 'a', ' b', '1', '1.0', '=1', 'é😀', 'say "no"', ',;\t|^`', 'one\ntwo', '\r\n', '\r', '#N/A'),
    fc.boolean(),
  )
  .map(([text, always]) => (always || /["\r\n,]/.test(text) ? quoted(text) : text));

const cases = fc.record({ width: fc.integer({ min: 1, max: 3 }), unique: fc.boolean() }).chain(({ width, unique }) =>
  fc.record({
    width: fc.constant(width),
    unique: fc.constant(unique),
    columnDelimiter: fc.constantFrom(...COLUMN_DELIMITERS),
    /** The source is an outcome CSV. */
    again: fc.boolean(),
    raggedRows: fc.constantFrom('send', 'leaveOut'),
    lineEnding: fc.constantFrom('LF', 'CRLF'),
    parts: fc.integer({ min: 1, max: 4 }),
    order: fc.integer(),
    rows: fc
      .array(
        fc.record<Row>({
          cells: fc.oneof(
            { arbitrary: fc.array(cellOf, { minLength: width, maxLength: width }), weight: 8 },
            { arbitrary: fc.array(cellOf, { minLength: 1, maxLength: width + 2 }), weight: 1 },
          ),
          state: fc.constantFrom('succeeded', 'created', 'failed', 'unprocessed'),
          ending: fc.constantFrom('\n', '\r\n', '\r', '\n\n'),
        }),
        { minLength: 1, maxLength: 24 },
      )
      .map((rows) => rows.map((row, i) => ({ ...row, cells: told(row.cells, unique ? `k${i}` : '') }))),
  }),
);

/** With a key in the first cell, where there is one; a row of nothing would be a blank line. */
function told([first = '', ...rest]: readonly string[], key: string): string[] {
  const cell = first.startsWith('"') ? `"${key}${first.slice(1)}` : key + first;
  return [cell === '' && rest.length === 0 ? '""' : cell, ...rest];
}
