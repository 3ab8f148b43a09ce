import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { CsvFacts, CsvPart, RowTransform } from '../../../src/core/csv/facts.js';
import { inspectCsv } from '../../../src/core/csv/inspect.js';
import { memorySource } from '../../../src/core/csv/memorySource.js';
import { partData, planParts } from '../../../src/core/csv/parts.js';
import type { ByteSource } from '../../../src/core/csv/source.js';
import { UserError } from '../../../src/core/errors.js';
import { choppySource, chunkSizes, csvText, RUN } from './arbitraries.js';

const parsed = (bytes: Uint8Array): string[][] =>
  parse(bytes, { record_delimiter: ['\r\n', '\n', '\r'], skip_empty_lines: true, relax_column_count: true });

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(Buffer.from(chunk)); // its memory may be used again
  return Buffer.concat(all);
}

const sourceOf = (text: string) => memorySource('x.csv', Buffer.from(text));
const asItIs = (facts: CsvFacts): RowTransform => ({
  lineEnding: facts.lineEnding,
  columns: [...facts.header.keys()],
  emptyAsNull: [],
  raggedRows: 'send',
});

/** Plans, and reads every part as it would be sent. */
async function send(source: ByteSource, facts: CsvFacts, transform: RowTransform, maxPartBytes?: number) {
  const parts = await planParts(source, facts, transform, maxPartBytes === undefined ? {} : { maxPartBytes });
  const sent: Buffer[] = [];
  for (const part of parts) {
    const data = partData(source, facts, transform, part);
    assert.equal(data.matches(), false);
    sent.push(await collect(data.open()));
    assert.equal(data.matches(), true);
  }
  return { parts, sent };
}

async function sentText(text: string, change: Partial<RowTransform> = {}): Promise<string> {
  const source = sourceOf(text);
  const facts = await inspectCsv(source, { columnDelimiter: 'COMMA' });
  const { sent } = await send(source, facts, { ...asItIs(facts), ...change });
  assert.equal(sent.length, 1);
  return sent[0]!.toString();
}

describe('transform', function () {
  this.timeout(180_000); // a busy machine is slow, not wrong

  const cases: [what: string, text: string, change: Partial<RowTransform>, sent: string][] = [
    ['as it is', 'a,b\r\n"1",\r\n', {}, 'a,b\r\n"1",\r\n'],
    ['without the byte order mark', '\ufeffa\n1\n', {}, 'a\n1\n'],
    ['a last record without a line ending', 'a\n1', {}, 'a\n1'],
    ['blank lines left out', '\na\n\n1\r\n\r\n2\n\n', {}, 'a\n1\n2\n'],
    ['LF to CRLF', 'a,b\n1,"x\ny"\n', { lineEnding: 'CRLF' }, 'a,b\r\n1,"x\r\ny"\r\n'],
    ['all to LF', 'a,b\r\n1,"x\r\ny\rz\n"\r2,3', { lineEnding: 'LF' }, 'a,b\n1,"x\ny\nz\n"\n2,3'],
    ['a CR at the very end', 'a\r1\r', { lineEnding: 'CRLF' }, 'a\r\n1\r\n'],
    ['columns left out', 'a,b,c\n"1,",2,"3"\n,,\n', { columns: [0, 2] }, 'a,c\n"1,","3"\n,\n'],
    ['a column with line breaks left out', 'a,b\n1,"x\ny"\n', { columns: [0] }, 'a\n1\n'],
    ['an only cell that is empty', 'a,b\n,2\n3,4\n', { columns: [0] }, 'a\n""\n3\n'],
    ['empty cells as null', 'a,b\n,""\n1,\n" ",2', { emptyAsNull: [0, 1] }, 'a,b\n#N/A,#N/A\n1,#N/A\n" ",2'],
    ['empty cells of one column as null', 'a,b\n,\n', { emptyAsNull: [1] }, 'a,b\n,#N/A\n'],
    ['a cell of a quote is not empty', 'a\n""""\n', { emptyAsNull: [0] }, 'a\n""""\n'],
    ['ragged rows left out', 'a,b\n1\n2,3\n4,5,6', { raggedRows: 'leaveOut' }, 'a,b\n2,3\n'],
    ['ragged rows sent', 'a,b\n1\n4,5,6\n', { raggedRows: 'send' }, 'a,b\n1\n4,5,6\n'],
    ['cells beyond the header sent', 'a,b\n1,2,3\n', { columns: [0] }, 'a\n1,3\n'],
    ['a row too short for the columns sent', 'a,b,c\n1\n1,2,3\n', { columns: [1, 2] }, 'b,c\n""\n2,3\n'],
  ];
  for (const [what, text, change, expected] of cases) {
    it(what, async () => assert.equal(await sentText(text, change), expected));
  }

  it('means what csv-parse says it means, for any file, columns, rows and chunks', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        const source = choppySource(Buffer.from(given.text), given.sizes);
        const facts = await inspectCsv(source, { columnDelimiter: 'COMMA' });
        const transform = transformOf(given, facts);
        const rows = parsed(Buffer.from(given.text)).slice(1);
        const expected = rows
          .filter((row) => transform.raggedRows === 'send' || row.length === facts.header.length)
          .map((row) => changed(row, facts, transform));
        const { sent } = await send(source, facts, transform);
        const [header, ...sentRows] = parsed(sent[0]!);
        assert.equal(sent.length, 1);
        assert.deepEqual(
          header,
          facts.header.filter((_, index) => transform.columns.includes(index)),
        );
        assert.deepEqual(sentRows, expected);
        assert.ok(
          !sent[0]!
            .toString()
            .replaceAll(EOL[transform.lineEnding], '')
            .match(/[\r\n]/),
        );
      }),
      { ...RUN, numRuns: 4000 },
    );
  });
});

describe('planParts', function () {
  this.timeout(180_000); // a busy machine is slow, not wrong

  it('cuts into pieces that together are the whole, for any limit and chunks', async () => {
    let several = 0;
    await fc.assert(
      fc.asyncProperty(scenario, fc.integer({ min: 20, max: 80 }), async (given, maxPartBytes) => {
        const source = choppySource(Buffer.from(given.text), given.sizes);
        const facts = await inspectCsv(source, { columnDelimiter: 'COMMA' });
        const transform = transformOf(given, facts);
        const [whole] = (await send(source, facts, transform)).sent;
        const cut = await send(source, facts, transform, maxPartBytes).catch((error: UserError) => error);
        if (cut instanceof UserError) return assert.equal(cut.code, 'RecordTooLarge');
        if (cut.parts.length > 1) several++;
        const headerLength = whole!.indexOf('\n') + 1;
        const header = whole!.subarray(0, headerLength);
        assert.deepEqual(Buffer.concat([header, ...cut.sent.map((sent) => sent.subarray(headerLength))]), whole);
        let [start, firstRow] = [facts.bodyStart, 1];
        for (const [i, part] of cut.parts.entries()) {
          const sent: Buffer = cut.sent[i]!;
          assert.deepEqual(sent.subarray(0, headerLength), header);
          assert.equal(sent.length, part.length);
          assert.ok(part.length <= maxPartBytes);
          assert.equal(createHash('sha256').update(sent).digest('hex'), part.sha256);
          assert.equal(parsed(sent).length - 1, part.rows);
          assert.deepEqual([part.start, part.firstRow], [start, firstRow]);
          start = part.end;
          firstRow += parsed(Buffer.from(given.text).subarray(part.start, part.end)).length;
        }
        assert.equal(firstRow - 1, facts.rows);
      }),
      { ...RUN, numRuns: 4000 },
    );
    assert.ok(several > 500, `${several} files were cut`);
  });

  const thousandRows = 'Name,Note\n' + 'abcdef,ghi\n'.repeat(1000);
  const plan = async (text: string, maxPartBytes: number, change: Partial<RowTransform> = {}) => {
    const source = sourceOf(text);
    const facts = await inspectCsv(source);
    return planParts(source, facts, { ...asItIs(facts), ...change }, { maxPartBytes });
  };

  it('makes one part of what fits in one', async () => {
    const [part, ...rest] = await plan(thousandRows, 11_010);
    assert.deepEqual(rest, []);
    assert.deepEqual([part!.start, part!.end, part!.firstRow, part!.rows], [10, 11_010, 1, 1000]);
  });

  it('makes parts of about equal size, not one with the rest', async () => {
    const rows = (parts: readonly CsvPart[]) => parts.map((part) => part.rows);
    assert.deepEqual(rows(await plan(thousandRows, 11_009)), [500, 500]);
    assert.deepEqual(rows(await plan(thousandRows, 3310)), [250, 250, 250, 250]);
  });

  it('cuts at checkpoints where parts are large, without reading twice', async () => {
    const row = `${'x'.repeat(989)}\n`;
    const source = memorySource('x.csv', Buffer.from('Name\n' + row.repeat(150_000)));
    const facts = await inspectCsv(source);
    let [read, total] = [0, 0];
    const parts = await planParts(source, facts, asItIs(facts), {
      maxPartBytes: 80_000_000,
      onProgress: (bytesRead, totalBytes) => ([read, total] = [bytesRead, totalBytes]),
    });
    assert.equal(parts.length, 2);
    assert.equal(parts[0]!.rows + parts[1]!.rows, 150_000);
    assert.ok(Math.abs(parts[0]!.length - parts[1]!.length) < 3e6);
    assert.deepEqual([read, total], [148_500_000, 148_500_000]);
  });

  it('never makes a part of more than 100 MB', async () => {
    const source = memorySource('x.csv', Buffer.from('Name\n' + `${'x'.repeat(999)}\n`.repeat(100_000)));
    const facts = await inspectCsv(source);
    const parts = await planParts(source, facts, asItIs(facts), { maxPartBytes: 1e12 });
    assert.equal(parts.length, 2);
  });

  it('refuses a record that is larger than a part, and names its line', async () => {
    const error = { code: 'RecordTooLarge', at: { line: 4, column: 1 } };
    await assert.rejects(plan('Name\n1\n2\n"xxxxxxxx"\n', 12), error);
    await assert.rejects(plan('Name\n1\n\n"xxxxxxxx"', 12), error);
    await assert.rejects(plan('Name\n1\n2\n' + 'x'.repeat(600_000), 500_000), error);
  });

  it('refuses to send nothing', async () => {
    await assert.rejects(plan('a,b\n1\n2\n', 1000, { raggedRows: 'leaveOut' }), { code: 'NothingToSend' });
  });

  it('notices a file that has changed since it was checked', async () => {
    const source = sourceOf('a\n1\n');
    const facts = await inspectCsv(source);
    const grown = sourceOf('a\n1\n2\n');
    const touched = { ...source, stat: () => Promise.resolve({ size: 4, mtimeMs: 1 }) };
    for (const changed of [grown, touched]) {
      const unread: ByteSource = { ...changed, read: () => assert.fail('it was read') };
      await assert.rejects(planParts(unread, facts, asItIs(facts)), { code: 'FileChanged' });
    }
  });

  it('stops when told to', async () => {
    const source = sourceOf(thousandRows);
    const facts = await inspectCsv(source);
    await assert.rejects(planParts(source, facts, asItIs(facts), { signal: AbortSignal.abort() }), {
      name: 'AbortError',
    });
  });
});

describe('partData', () => {
  const planned = async (text: string, change: Partial<RowTransform> = {}) => {
    const source = sourceOf(text);
    const facts = await inspectCsv(source);
    const transform = { ...asItIs(facts), ...change };
    const [part] = await planParts(source, facts, transform);
    return (other: ByteSource) => partData(other, facts, transform, part!);
  };

  it('tells that bytes have changed', async () => {
    const data = (await planned('a,b\n1,2\n'))(sourceOf('a,b\n1,3\n'));
    assert.equal((await collect(data.open())).toString(), 'a,b\n1,3\n');
    assert.equal(data.matches(), false);
  });

  it('gives the same each time it is opened', async () => {
    const data = (await planned('a,b\n1,2\n'))(sourceOf('a,b\n1,2\n'));
    const first = await collect(data.open());
    assert.deepEqual(await collect(data.open()), first);
    assert.equal(data.matches(), true);
    for await (const _ of data.open()) break;
    assert.equal(data.matches(), false, 'a copy that was not read to its end matches nothing');
  });

  const gone = new UserError('FileNotFound', 'gone');
  const others: [what: string, source: ByteSource][] = [
    ['shorter', sourceOf('a,b\n1,')],
    ['longer', sourceOf('a,b\n1,2\n3,4\n')],
    ['gone', { ...sourceOf(''), stat: () => Promise.reject(gone) }],
    ['cut off while it is read', { ...sourceOf('a,b\n1'), stat: () => Promise.resolve({ size: 8, mtimeMs: 0 }) }],
    ['with fewer bytes after the transform', sourceOf('a,b\n12,\n')],
    ['with more bytes after the transform', sourceOf('a,b\n,,,\n')],
  ];
  for (const [what, other] of others) {
    it(`notices that the file is ${what}`, async () => {
      const data = (await planned('a,b\n1,2\n', { emptyAsNull: [0, 1] }))(other);
      let length = 0;
      await assert.rejects(
        async () => {
          for await (const chunk of data.open()) length += chunk.length;
        },
        { code: 'FileChanged' },
      );
      assert.ok(length <= data.length, 'never more bytes than announced');
      assert.equal(data.matches(), false);
    });
  }
});

const EOL = { LF: '\n', CRLF: '\r\n' } as const;

/** A row as it should arrive, told without knowing a byte of how it is done. */
function changed(row: readonly string[], { header }: CsvFacts, transform: RowTransform): string[] {
  const { columns, emptyAsNull, lineEnding } = transform;
  const cells = row
    .map((cell, index) => (cell === '' && emptyAsNull.includes(index) ? '#N/A' : cell))
    .map((cell) => cell.replace(/\r\n|\r|\n/g, EOL[lineEnding]))
    .filter((_, index) => index >= header.length || columns.includes(index));
  return cells.length === 0 ? [''] : cells;
}

// A random file with a header of three columns, and what is done to it.
const scenario = fc
  .record({
    body: csvText(','),
    headerEnding: fc.constantFrom('\n', '\r\n', '\r', '\n\n'),
    bom: fc.boolean(),
    lineEnding: fc.constantFrom('LF', 'CRLF', undefined),
    columns: fc.subarray([0, 1, 2], { minLength: 1 }),
    emptyAsNull: fc.subarray([0, 1, 2]),
    raggedRows: fc.constantFrom('leaveOut', 'send'),
    identity: fc.boolean(),
    sizes: chunkSizes,
  })
  .map(({ body, headerEnding, bom, ...given }) => ({
    ...given,
    // One row that is not ragged, so that there is always something to send.
    text: `${bom ? '\ufeff' : ''}a,"b",c${headerEnding}1,,"x"${headerEnding}${body}`,
  }));
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

function transformOf(given: Scenario, facts: CsvFacts): RowTransform {
  const lineEnding = given.lineEnding ?? facts.lineEnding;
  if (given.identity) return { ...asItIs(facts), lineEnding };
  return { lineEnding, columns: given.columns, emptyAsNull: given.emptyAsNull, raggedRows: given.raggedRows };
}
