import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { DELIMITER_CHARACTERS } from '../../../src/core/csv/delimiter.js';
import { groupErrors } from '../../../src/core/results/errorGroups.js';
import { groupRows, type ErrorKind } from '../../../src/core/results/groupRows.js';
import { COLUMN_DELIMITERS, type ColumnDelimiter } from '../../../src/core/salesforce/job.js';
import { RUN } from '../csv/arbitraries.js';

const EMAIL: ErrorKind = { code: 'INVALID_EMAIL_ADDRESS', fields: ['Email'] };
const errorOf = ({ code, fields }: ErrorKind) => `${code}:no, "not" this\nway:${fields.join(', ')} --`;
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

describe('groupRows', () => {
  let folder: string;
  let file: string;
  before(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'group-rows-'))));
  beforeEach(async () => {
    file = path.join(await mkdtemp(path.join(folder, 'job-')), 'failedResults.csv');
  });
  after(() => rm(folder, { recursive: true }));

  const rowsOf = async (text: string, kind: ErrorKind, columnDelimiter: ColumnDelimiter = 'COMMA') => {
    await writeFile(file, text);
    return readFile(await groupRows(file, columnDelimiter, kind), 'utf8');
  };
  const row = (kind: ErrorKind, ...cells: readonly string[]) =>
    `${['', errorOf(kind), ...cells].map(quoted).join(',')}\n`;
  const header = '"sf__Id","sf__Error",LastName,Email\n';

  it('takes the header and the rows of the same code and fields, in their order', async () => {
    const rows = [
      row(EMAIL, 'a', 'x@'),
      row({ ...EMAIL, fields: ['Email', 'Other__c'] }, 'b', 'x@'),
      row({ ...EMAIL, code: 'INVALID_FIELD' }, 'c', 'x@'),
      row({ ...EMAIL, fields: [] }, 'd', 'x@'),
      row(EMAIL, 'e\r\n"e", e', ''),
    ];
    assert.equal(await rowsOf(header + rows.join(''), EMAIL), header + rows[0] + rows[4]);
  });

  it('takes rows byte for byte, whatever their delimiter, quotes and line endings', async () => {
    const kinds = [EMAIL, { code: 'A_B', fields: [] }, { code: 'A_B', fields: ['Name', 'Owner.Key__c'] }] as const;
    const cell = fc
      .array(fc.constantFrom('"', '\n', '\r\n', '\r', ',', ';', '\t', '|', '^', '`', ' ', 'é', '😀', 'a'))
      .map((tokens) => tokens.join(''));
    const rows = fc.array(fc.record({ kind: fc.nat(kinds.length - 1), cells: fc.tuple(cell, cell) }));
    const file = fc.record({
      rows,
      delimiter: fc.constantFrom(...COLUMN_DELIMITERS),
      ending: fc.constantFrom('\n', '\r\n'),
      ends: fc.boolean(),
      wanted: fc.nat(kinds.length - 1),
    });
    await fc.assert(
      fc.asyncProperty(file, async ({ rows, delimiter, ending, ends, wanted }) => {
        const between = DELIMITER_CHARACTERS[delimiter];
        const first = ['"sf__Id"', '"sf__Error"', 'Name', 'Type'].join(between) + ending;
        const records = rows.map(({ kind, cells }, i) => {
          const record = ['', errorOf(kinds[kind]!), ...cells].map(quoted).join(between);
          return { kind, text: ends || i < rows.length - 1 ? record + ending : record };
        });
        const textOf = (some: typeof records) => first + some.map(({ text }) => text).join('');
        const job = await mkdtemp(path.join(folder, 'random-'));
        const failed = path.join(job, 'failedResults.csv');
        await writeFile(failed, textOf(records));
        const own = await readFile(await groupRows(failed, delimiter, kinds[wanted]!), 'utf8');
        assert.equal(own, textOf(records.filter(({ kind }) => kind === wanted)));
      }),
      { ...RUN, numRuns: 60 },
    );
  });

  it('takes those without a code, and those of all further kinds, together', async () => {
    const plain = '"","Something went wrong",x,y\n';
    const kinds = Array.from({ length: 105 }, (_, i) => row({ code: `A_${i}`, fields: [] }, 'x', 'y'));
    const text = header + plain + kinds.join('');
    await writeFile(file, text);
    const { groups } = await groupErrors(file, 'COMMA');
    const rest = groups.at(-1)!;
    assert.deepEqual([rest.code, rest.count], ['', 6]);
    assert.equal(await rowsOf(text, rest), header + plain + kinds.slice(99).join(''));
  });

  it('is made once, beside the file and for nobody else to read; what the error says is no part of its name', async () => {
    const evil: ErrorKind = { code: '../../evil', fields: ['../x', 'a/b'] };
    await writeFile(file, header + row(EMAIL, 'a', 'x@'));
    const [one, other] = [await groupRows(file, 'COMMA', EMAIL), await groupRows(file, 'COMMA', evil)];
    assert.deepEqual([path.dirname(one), path.dirname(other)], [path.dirname(file), path.dirname(file)]);
    for (const made of [one, other]) assert.match(path.basename(made), /^failedResults\.group-[0-9a-f]{16}\.csv$/);
    assert.notEqual(one, other);
    assert.equal((await stat(one)).mode & 0o777, 0o600);
    assert.equal(await readFile(other, 'utf8'), header);
    await writeFile(file, header);
    assert.equal(await groupRows(file, 'COMMA', EMAIL), one);
    assert.match(await readFile(one, 'utf8'), /x@/);
    assert.equal((await readdir(path.dirname(file))).length, 3);
  });

  it('leaves nothing behind of a file that is cut off, or when it is told to stop', async () => {
    await writeFile(file, header + row(EMAIL, 'a', 'x@').slice(0, -4));
    await assert.rejects(groupRows(file, 'COMMA', EMAIL), { code: 'UnexpectedAnswer' });
    const signal = AbortSignal.abort(new Error('closed'));
    await assert.rejects(groupRows(file, 'COMMA', EMAIL, { signal }), /closed/);
    assert.deepEqual(await readdir(path.dirname(file)), ['failedResults.csv']);
  });

  it('holds little of a large file in memory', async function () {
    this.timeout(60_000);
    const rows = 60_000;
    const wide = 'x'.repeat(2000);
    const records = function* () {
      yield header;
      for (let i = 0; i < rows; i++) yield row(i % 3 === 0 ? EMAIL : { code: 'A_B', fields: [] }, String(i), wide);
    };
    await pipeline(records, createWriteStream(file));
    const before = process.memoryUsage.rss();
    let most = before;
    const sampling = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5);
    const made = await groupRows(file, 'COMMA', EMAIL);
    clearInterval(sampling);
    const { size } = await stat(made);
    assert.ok(size > 40_000_000, `${size} bytes`);
    assert.ok(most - before < 40_000_000, `grown by ${most - before} bytes`);
  });
});
