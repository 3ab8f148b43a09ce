import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DELIMITER_CHARACTERS } from '../../../src/core/csv/delimiter.js';
import { UserError } from '../../../src/core/errors.js';
import { groupErrors, parseSfError } from '../../../src/core/results/errorGroups.js';
import { COLUMN_DELIMITERS, type ColumnDelimiter } from '../../../src/core/salesforce/job.js';
import { RUN } from '../csv/arbitraries.js';

/** Characters that mean something to CSV or to `sf__Error`, and some that do not. */
const TROUBLE = [
  '"',
  '\n',
  '\r\n',
  '\r',
  ',',
  ';',
  '\t',
  '|',
  '^',
  '`',
  ':',
  '--',
  ' ',
  'Name',
  'é',
  '😀',
  '=',
] as const;
const trouble = fc.array(fc.constantFrom(...TROUBLE), { maxLength: 6 }).map((tokens) => tokens.join(''));
const code = fc.constantFrom('INVALID_FIELD', 'STRING_TOO_LONG', 'TooManyLockFailure');
const fields = fc.uniqueArray(fc.constantFrom('Name', 'Key__c', 'ns__Key__c', 'Account.Key__c', 'Owner'), {
  maxLength: 3,
});
/** As Salesforce writes it. */
const sfError = (code: string, message: string, fields: readonly string[]) =>
  `${code}:${message}:${fields.length > 0 ? `${fields.join(', ')} ` : ''}--`;

describe('parseSfError', () => {
  const table: readonly (readonly [text: string, code: string, message: string, fields: string])[] = [
    [
      'REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --',
      'REQUIRED_FIELD_MISSING',
      'Required fields are missing: [Name]',
      'Name',
    ],
    ['A_B:two fields:BillingCity, Key__c --', 'A_B', 'two fields', 'BillingCity,Key__c'],
    ['INVALID_FIELD:header = 4 row = 3:--', 'INVALID_FIELD', 'header = 4 row = 3', ''],
    ['A_B:from 10:30 to 11:00 -- or later:--', 'A_B', 'from 10:30 to 11:00 -- or later', ''],
    ['A_B:say "when",\nplease:Due__c --', 'A_B', 'say "when",\nplease', 'Due__c'],
    ['A_B:nothing of this is a field: [x] --', 'A_B', 'nothing of this is a field: [x] --', ''],
    ['A_B:nor is this: name --', 'A_B', 'nor is this: name --', ''],
    ['A_B:no tail', 'A_B', 'no tail', ''],
    ['A_B::Name --', 'A_B', '', 'Name'],
    ['Ein Fehler ist aufgetreten: x', '', 'Ein Fehler ist aufgetreten: x', ''],
    ['', '', '', ''],
  ];
  for (const [text, code, message, fields] of table) {
    it(`reads ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parseSfError(text), { code, message, fields: fields === '' ? [] : fields.split(',') });
    });
  }

  it('finds code, message and fields again, whatever the message', () => {
    fc.assert(
      fc.property(code, trouble, fields, (code, message, fields) => {
        assert.deepEqual(parseSfError(sfError(code, message, fields)), { code, message, fields });
      }),
      RUN,
    );
  });

  it('is quick with a message of colons and dashes only', () => {
    const message = ':--'.repeat(30_000);
    assert.equal(parseSfError(`A_B:${message}:--`).message, message);
  });
});

describe('groupErrors', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'groups-'));
    file = path.join(folder, 'failedResults.csv');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
  /** Rows as Salesforce writes them: the header as it was uploaded, values in quotes. */
  const csv = (
    rows: readonly (readonly string[])[],
    columnDelimiter: ColumnDelimiter = 'COMMA',
    columns = ['Name'],
  ) => {
    const delimiter = DELIMITER_CHARACTERS[columnDelimiter];
    const header = ['"sf__Id"', '"sf__Error"', ...columns].join(delimiter);
    return [header, ...rows.map((row) => row.map(quoted).join(delimiter)), ''].join('\n');
  };
  const group = async (text: string, columnDelimiter: ColumnDelimiter = 'COMMA', options = {}) => {
    await writeFile(file, text);
    return groupErrors(file, columnDelimiter, options);
  };

  it('puts rows of the same code and fields together, the most frequent first', async () => {
    const rows = [
      ['', 'INVALID_EMAIL_ADDRESS:Email: invalid email address: a@:Email --', 'a'],
      ['001A', 'DUPLICATE_VALUE:duplicate value found: 1:--', 'b'],
      ['', 'INVALID_EMAIL_ADDRESS:Email: invalid email address: c@:Other__c --', 'c'],
      ['', 'DUPLICATE_VALUE:duplicate value found: 2:--', 'd'],
    ];
    assert.deepEqual(await group(csv(rows)), {
      columns: ['Name'],
      rows: 4,
      groups: [
        {
          code: 'DUPLICATE_VALUE',
          fields: [],
          count: 2,
          message: 'duplicate value found: 1',
          firstRows: [
            { id: '001A', error: 'DUPLICATE_VALUE:duplicate value found: 1:--', cells: ['b'] },
            { id: '', error: 'DUPLICATE_VALUE:duplicate value found: 2:--', cells: ['d'] },
          ],
        },
        {
          code: 'INVALID_EMAIL_ADDRESS',
          fields: ['Email'],
          count: 1,
          message: 'Email: invalid email address: a@',
          firstRows: [{ id: '', error: rows[0]?.[1], cells: ['a'] }],
        },
        {
          code: 'INVALID_EMAIL_ADDRESS',
          fields: ['Other__c'],
          count: 1,
          message: 'Email: invalid email address: c@',
          firstRows: [{ id: '', error: rows[2]?.[1], cells: ['c'] }],
        },
      ],
    });
  });

  it('counts and shows what is there, whatever is in the cells, with each delimiter', async () => {
    const row = fc.tuple(fc.constantFrom('', '001A'), code, trouble, fields, trouble, trouble);
    await fc.assert(
      fc.asyncProperty(fc.array(row), fc.constantFrom(...COLUMN_DELIMITERS), async (rows, columnDelimiter) => {
        const written = rows.map(([id, code, message, fields, ...cells]) => [
          id,
          sfError(code, message, fields),
          ...cells,
        ]);
        const found = await group(csv(written, columnDelimiter, ['A', '"B c"']), columnDelimiter, { firstRows: 1000 });
        assert.deepEqual([found.columns, found.rows], [['A', 'B c'], rows.length]);
        const keys = new Set(rows.map(([, code, , fields]) => `${code}:${fields.join()}`));
        assert.deepEqual(new Set(found.groups.map(({ code, fields }) => `${code}:${fields.join()}`)), keys);
        const shown = found.groups.flatMap(({ firstRows }) =>
          firstRows.map(({ id, error, cells }) => [id, error, ...cells]),
        );
        assert.deepEqual(shown.map(String).sort(), written.map(String).sort());
        const counts = found.groups.map(({ count }) => count);
        assert.deepEqual(
          counts,
          [...counts].sort((a, b) => b - a),
        );
        assert.deepEqual(
          counts,
          found.groups.map(({ firstRows }) => firstRows.length),
        );
      }),
      { ...RUN, numRuns: 50 },
    );
  });

  it('keeps three rows of each, or as many as asked', async () => {
    const text = csv(Array.from({ length: 5 }, (_, i) => ['', 'A_B:x:--', String(i)]));
    const kept = async (options?: object) => (await group(text, 'COMMA', options)).groups[0]?.firstRows.length;
    assert.deepEqual([await kept(), await kept({ firstRows: 1 }), await kept({ firstRows: 0 })], [3, 1, 0]);
  });

  it('shows the blank cells of a row whose cells did not fit the header', async () => {
    const error = 'INVALID_FIELD:Number of fields in header is different from the row. header = 2 row = 3:--';
    const { groups } = await group(csv([['', error, '', '']], 'COMMA', ['A', 'B']));
    assert.deepEqual(groups[0]?.firstRows[0]?.cells, ['', '']);
    const short = await group(
      csv(
        [
          ['', error],
          ['', error, '', ''],
        ],
        'COMMA',
        ['A', 'B'],
      ),
    );
    assert.deepEqual(
      short.groups[0]?.firstRows.map(({ cells }) => cells),
      [
        ['', ''],
        ['', ''],
      ],
    );
  });

  it('finds nothing in a header, nor in nothing', async () => {
    assert.deepEqual(await group(csv([])), { columns: ['Name'], groups: [], rows: 0 });
    assert.deepEqual(await group(''), { columns: [], groups: [], rows: 0 });
  });

  it('shortens long cells without splitting a character', async () => {
    const { groups } = await group(
      csv([
        ['', 'A_B:x:--', 'x'.repeat(200)],
        ['', 'A_B:x:--', `${'x'.repeat(199)}😀😀`],
      ]),
    );
    assert.deepEqual(
      groups[0]?.firstRows.map(({ cells }) => cells[0]),
      ['x'.repeat(200), `${'x'.repeat(199)}…`],
    );
  });

  it('puts all further kinds of errors together, and says so', async () => {
    const rows = Array.from({ length: 250 }, (_, i) => ['', `A_${i % 125}:message ${i}:--`, String(i)]);
    const { groups } = await group(csv(rows));
    assert.deepEqual([groups.length, groups[0]?.count], [101, 2]);
    const { code, count, message, firstRows } = groups[100] ?? {};
    assert.deepEqual([code, count, firstRows?.map(({ cells }) => cells[0])], ['', 50, ['100', '101', '102']]);
    assert.match(message ?? '', /further kinds/);
  });

  it('keeps a bounded amount of rows that are very wide', async () => {
    const columns = Array.from({ length: 1000 }, (_, i) => `F${i}__c`);
    const rows = Array.from({ length: 40 }, (_, i) => ['', `A_${i}:x:--`, ...columns.map(() => 'x'.repeat(150))]);
    const { groups, rows: count } = await group(csv(rows, 'COMMA', columns));
    const kept = groups.reduce((sum, { firstRows }) => sum + firstRows.length, 0);
    assert.deepEqual([groups.length, count, kept], [40, 40, 27]);
  });

  it('says of a file that is cut off where it ends, wherever it is cut', async () => {
    const header = csv([], 'COMMA', ['A', 'B']);
    const text = csv([['', 'A_B:x:--', 'a', 'b "b",\nb']], 'COMMA', ['A', 'B']);
    const cutAt = async (end: number, line: number) => {
      await assert.rejects(group(text.slice(0, end)), (error) => {
        assert.ok(error instanceof UserError, `cut at ${end}`);
        assert.deepEqual([error.code, error.at?.line], ['UnexpectedAnswer', line]);
        assert.match(error.message, new RegExp(`failedResults\\.csv is cut off or damaged: line ${line} `));
        return true;
      });
    };
    for (let end = 1; end < '"sf__Id","sf__Error"'.length; end++) await cutAt(end, 1);
    // Between the two quotes of a pair, the row looks complete: nobody can tell.
    const pairs = [...text.matchAll(/b"(?=")/g)].map(({ index }) => index + 2);
    const looksComplete = [...pairs, text.indexOf(' ""b') + 2];
    for (let end = header.length + 1; end < text.length - 1; end++) {
      if (!looksComplete.includes(end)) await cutAt(end, 2);
    }
    assert.equal((await group(text.slice(0, -1))).rows, 1, 'the last line need not end');
  });

  it('refuses what is no failedResults', async () => {
    for (const text of [
      '"sf__Id","sf__Created",Name\n',
      'Name\nx\n',
      '"sf__Error",Name\n',
      '<html lang="en">x</html>\n',
    ]) {
      await assert.rejects(group(text), { code: 'UnexpectedAnswer' }, text);
    }
    await assert.rejects(groupErrors(path.join(folder, 'gone.csv'), 'COMMA'), { code: 'FileNotFound' });
  });

  it('stops when it is told to', async () => {
    const stopped = AbortSignal.abort(new Error('closed'));
    await assert.rejects(group(csv([['', 'A_B:x:--', 'a']]), 'COMMA', { signal: stopped }), /closed/);
  });
});
