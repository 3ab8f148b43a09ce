import assert from 'node:assert/strict';
import { inspectCsv, type InspectOptions } from '../../../src/core/csv/inspect.js';
import { memorySource } from '../../../src/core/csv/memorySource.js';
import type { ByteSource } from '../../../src/core/csv/source.js';
import { UserError, type UserErrorCode } from '../../../src/core/errors.js';

const bytesOf = (content: string | Uint8Array) => (typeof content === 'string' ? Buffer.from(content) : content);
const inspect = (content: string | Uint8Array, options?: InspectOptions, name = 'x.csv') =>
  inspectCsv(memorySource(name, bytesOf(content)), options);
const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('inspectCsv', function () {
  this.timeout(20_000);

  it('finds the facts of a file', async () => {
    const facts = await inspect('\ufeffName,"Note, long"\r\nA,1\r\n\r\nB\r\nC,"x\r\ny"\r\nD,2,3\r\n');
    assert.deepEqual(facts, {
      stat: { size: 49, mtimeMs: 0 },
      bomBytes: 3,
      columnDelimiter: 'COMMA',
      header: ['Name', 'Note, long'],
      bodyStart: 22,
      recordEndings: { lf: 0, crlf: 6, cr: 0 },
      quotedEndings: { lf: 0, crlf: 1, cr: 0 },
      rows: 4,
      blankLines: 1,
      raggedRows: 2,
      firstRaggedRows: [
        { row: 2, line: 4, cells: 1 },
        { row: 4, line: 7, cells: 3 },
      ],
      lineEnding: 'CRLF',
      cellBreaksToRepair: 0,
      checkpoints: [{ offset: 22, row: 1, line: 2 }],
    });
  });

  it('keeps the first 100 ragged rows, and counts all', async () => {
    const facts = await inspect('a,b\n' + '1\n'.repeat(250));
    assert.equal(facts.raggedRows, 250);
    assert.equal(facts.firstRaggedRows.length, 100);
    assert.deepEqual(facts.firstRaggedRows.at(-1), { row: 100, line: 101, cells: 1 });
  });

  it('sets a checkpoint about every MiB', async () => {
    const row = '1'.repeat(999) + '\n';
    const { checkpoints } = await inspect('a\n' + row.repeat(4000));
    assert.deepEqual(checkpoints, [
      { offset: 2, row: 1, line: 2 },
      { offset: 2 + 1049_000, row: 1050, line: 1051 },
      { offset: 2 + 2098_000, row: 2099, line: 2100 },
      { offset: 2 + 3147_000, row: 3148, line: 3149 },
    ]);
  });

  describe('chooses the line ending with which the fewest cell values change', () => {
    const cases: [what: string, text: string, lineEnding: string, repairs: number][] = [
      ['records end in LF', 'a\n1\n', 'LF', 0],
      ['records end in CRLF', 'a\r\n1\r\n', 'CRLF', 0],
      ['most records end in CRLF', 'a\r\n1\r\n2\n', 'CRLF', 0],
      ['a tie', 'a\r\n1\n', 'LF', 0],
      ['lone CRs', 'a\r1\r', 'LF', 0],
      ['LF inside cells, CRLF between records', 'a\r\n"1\n2"\r\n', 'LF', 0],
      ['CRLF inside cells, LF between records', 'a\n"1\r\n2"\n', 'CRLF', 0],
      ['both inside cells', 'a\n"1\r\n2\r\n3\n4"\n', 'CRLF', 1],
      ['as many of both inside cells: the records decide', 'a\r\n"1\r\n2\n"\r\n', 'CRLF', 1],
      ['lone CRs inside cells: the records decide', 'a\r\n"1\r2"\r\n', 'CRLF', 1],
    ];
    for (const [what, text, lineEnding, repairs] of cases) {
      it(what, async () => {
        const facts = await inspect(text);
        assert.deepEqual([facts.lineEnding, facts.cellBreaksToRepair], [lineEnding, repairs]);
      });
    }
  });

  describe('finds the column delimiter', () => {
    const cases: [what: string, text: string, delimiter: string, name?: string][] = [
      ['comma', 'a,b\n1,2\n', 'COMMA'],
      ['semicolon, with decimal commas', 'a;b\n1,5;2,5\n', 'SEMICOLON'],
      ['tab', 'a\tb\n1\t2\n', 'TAB'],
      ['pipe', 'a|b\n1|2\n', 'PIPE'],
      ['caret', 'a^b\n1^2\n', 'CARET'],
      ['backquote', 'a`b\n1`2\n', 'BACKQUOTE'],
      ['a single column', 'a\n1\n', 'COMMA'],
      ['another one quoted in the header', '"a;b",c\n1,2\n', 'COMMA'],
      ['both in the header, one fits the rows', 'a;b,c\n1,2\n3,4\n', 'COMMA'],
      ['a .tsv file with commas in it', 'a,x\tb,y\n1\t2,2\n', 'TAB', 'x.tsv'],
      ['a .tsv file without a tab', 'a,b\n1,2\n', 'COMMA', 'x.tsv'],
      ['a line break in a quoted cell', 'a;b\n"1\n,,,";2\n', 'SEMICOLON'],
    ];
    for (const [what, text, delimiter, name] of cases) {
      it(what, async () => assert.equal((await inspect(text, {}, name)).columnDelimiter, delimiter));
    }

    it('from the first 64 KiB only, whatever their edge cuts', async () => {
      const row = '"1,\n""2""";é\n';
      const facts = await inspect('a;b\n' + row.repeat(20_000));
      assert.deepEqual([facts.columnDelimiter, facts.rows, facts.raggedRows], ['SEMICOLON', 20_000, 0]);
    });

    it('unless it is told', async () => {
      const facts = await inspect('a,b\n1,2\n', { columnDelimiter: 'PIPE' });
      assert.deepEqual(facts.header, ['a,b']);
    });
  });

  describe('refuses', () => {
    const big = 'a,b\n' + '1,é\n'.repeat(100_000);
    const cases: [what: string, content: string | Uint8Array, code: UserErrorCode, at?: [number, number]][] = [
      ['an empty file', '', 'EmptyFile'],
      ['a byte order mark alone', '\ufeff', 'EmptyFile'],
      ['blank lines alone', '\n\r\n', 'EmptyFile'],
      ['a header alone', 'a,b\n', 'NoRows'],
      ['a header alone, without a line ending', 'a,b', 'NoRows'],
      ['a header and blank lines', 'a,b\n\n\n', 'NoRows'],
      ['a workbook', 'PK\x03\x04\x14\x00\x06', 'NotCsv', [1, 1]],
      ['a web page', '<!DOCTYPE html><html>', 'NotCsv', [1, 1]],
      ['a NUL byte', 'a,b\n1,"é\x00"\n', 'NotCsv', [2, 5]],
      ['a NUL byte far down', big + 'x\x00,1\n', 'NotCsv', [100_002, 2]],
      ['UTF-16 LE with a mark', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), 'NotUtf8', [1, 1]],
      ['UTF-16 LE without', Buffer.from('a,b\n1,2\n', 'utf16le'), 'NotUtf8', [1, 1]],
      ['UTF-16 BE with a mark', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le').swap16(), 'NotUtf8', [1, 1]],
      ['UTF-16 BE without', Buffer.from('a,b\n1,2\n', 'utf16le').swap16(), 'NotUtf8', [1, 1]],
      ['Windows-1252', latin1('Name,City\nMüller,Zürich\n'), 'NotUtf8', [2, 2]],
      ['Windows-1252 in the header', latin1('Größe,x\n1,2\n'), 'NotUtf8', [1, 3]],
      [
        'a byte that is not UTF-8, far down',
        Buffer.concat([Buffer.from(big), latin1('1,ü\n')]),
        'NotUtf8',
        [100_002, 3],
      ],
      ['a last character cut off', Buffer.from('a\né😀').subarray(0, -1), 'NotUtf8', [2, 2]],
      ['a quote inside an unquoted cell', 'a,b\n😀x,5" pipe\n', 'StrayQuote', [2, 6]],
      ['a blank before a quote', 'a,b\n1, "x"\n', 'StrayQuote', [2, 4]],
      ['text after a closing quote', 'a,b\r\n"1\r\né"x,2\r\n', 'StrayQuote', [3, 3]],
      ['a stray quote far down', big + '1,2"\n', 'StrayQuote', [100_002, 4]],
      ['a stray quote in the header', 'a,b"\n1,2\n', 'StrayQuote', [1, 4]],
      ['a quote that is never closed', 'a,b\n1,é\nä,"2\n3,4\n', 'UnclosedQuote', [3, 3]],
      ['one at the very end', 'a,b\n1,"', 'UnclosedQuote', [2, 3]],
      ['two columns of one name', 'Name,"x,y",Ä,NAME\n1,2,3,4\n', 'DuplicateHeader', [1, 14]],
      ['a column without a name', 'a,,c\n1,2,3\n', 'EmptyHeader', [1, 3]],
      ['a delimiter too many in the header', '\ufeff\na,b,\n1,2,\n', 'EmptyHeader', [2, 5]],
      ['a name of blanks', 'a," "\n1,2\n', 'EmptyHeader', [1, 3]],
    ];
    for (const [what, content, code, at] of cases) {
      it(what, async () => {
        await assert.rejects(inspect(content), (error: UserError) => {
          assert.ok(error instanceof UserError, String(error));
          assert.deepEqual([error.code, error.at], [code, at && { line: at[0], column: at[1] }]);
          assert.ok(error.nextStep, 'says what to do next');
          return true;
        });
      });
    }

    it('with a sentence that names both columns', async () => {
      await assert.rejects(inspect('Id,Name,id\n1,2,3\n'), { message: 'Columns 1 and 3 of x.csv are both called id.' });
    });

    it('with a sentence that names byte and encoding', async () => {
      await assert.rejects(inspect(latin1('a\nü\n')), {
        message: 'x.csv is not UTF-8: line 2, column 1 holds the byte 0xFC. It looks like Windows-1252.',
      });
      await assert.rejects(inspect(Buffer.concat([Buffer.from('a\näöü'), Buffer.from([0xc3, 0x0a])])), {
        message: 'x.csv holds a damaged character: the byte 0xC3 at line 2, column 4 is not UTF-8.',
      });
      await assert.rejects(inspect(latin1('a\nZ\x81rich\n')), {
        message: 'x.csv holds a damaged character: the byte 0x81 at line 2, column 2 is not UTF-8.',
      });
    });
  });

  it('says how far it is', async () => {
    const progress: number[] = [];
    const { stat } = await inspect('a\n' + '1\n'.repeat(200_000), { onProgress: (bytes) => progress.push(bytes) });
    assert.deepEqual(progress, [256 * 1024, stat.size]);
  });

  it('stops when told to', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    await assert.rejects(
      inspect('a\n' + '1\n'.repeat(200_000), {
        signal: controller.signal,
        onProgress: () => controller.abort(reason),
      }),
      reason,
    );
  });

  it('lets others work in between', async () => {
    let turns = 0;
    const tick = setInterval(() => turns++, 0);
    const facts = await inspect('a\n' + '1,2,3,4,5\n'.repeat(2_000_000));
    clearInterval(tick);
    assert.equal(facts.rows, 2_000_000);
    assert.ok(turns > 5, `${turns} turns of the event loop`);
  });

  it('notices that the file has become shorter', async () => {
    const whole = memorySource('x.csv', Buffer.from('a\n1\n'));
    const shorter: ByteSource = { ...whole, stat: () => Promise.resolve({ size: 10, mtimeMs: 0 }) };
    await assert.rejects(inspectCsv(shorter), { code: 'FileChanged' });
  });
});
