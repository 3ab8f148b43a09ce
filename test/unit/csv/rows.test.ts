import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { inspectCsv } from '../../../src/core/csv/inspect.js';
import { memorySource } from '../../../src/core/csv/memorySource.js';
import { previewRows, readRows, type CsvRow, type ReadRowsOptions } from '../../../src/core/csv/rows.js';
import type { ByteSource } from '../../../src/core/csv/source.js';
import { choppySource, chunkSizes, csvText, RUN } from './arbitraries.js';

const sourceOf = (text: string) => memorySource('x.csv', Buffer.from(text));

async function collect(source: ByteSource, options: Partial<ReadRowsOptions> = {}): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const row of readRows(source, { columnDelimiter: 'COMMA', ...options })) rows.push(row);
  return rows;
}

describe('readRows', () => {
  it('reads results: every value quoted, line breaks in them', async () => {
    const rows = await collect(sourceOf('"sf__Id","sf__Error",Name\n"","BAD:""x""","a\r\nb"\n\n"","","c"\n'));
    assert.deepEqual(rows, [
      { cells: ['sf__Id', 'sf__Error', 'Name'], line: 1, start: 0, end: 26 },
      { cells: ['', 'BAD:"x"', 'a\r\nb'], line: 2, start: 26, end: 48 },
      { cells: ['', '', 'c'], line: 5, start: 49, end: 59 },
    ]);
  });

  it('gives the cells csv-parse gives, on the lines they are on, for any file and chunks', async function () {
    this.timeout(20_000);
    await fc.assert(
      fc.asyncProperty(csvText(','), chunkSizes, async (text, sizes) => {
        const bytes = Buffer.from(text);
        const rows = await collect(choppySource(bytes, sizes));
        assert.deepEqual(
          rows.map(({ cells }) => cells),
          parse(bytes, { record_delimiter: ['\r\n', '\n', '\r'], skip_empty_lines: true, relax_column_count: true }),
        );
        for (const { line, start } of rows) {
          assert.equal(
            line,
            bytes
              .subarray(0, start)
              .toString()
              .split(/\r\n|\r|\n/).length,
          );
        }
      }),
      { ...RUN, numRuns: 2000 },
    );
  });

  it('reads a range', async () => {
    const rows = await collect(sourceOf('a\n1\n2\n3\n'), { from: { offset: 4, line: 3 }, to: 6 });
    assert.deepEqual(rows, [{ cells: ['2'], line: 3, start: 4, end: 6 }]);
  });

  it('names the place of a stray quote', async () => {
    await assert.rejects(collect(sourceOf('a,b\n1,2\né,x"\n')), { code: 'StrayQuote', at: { line: 3, column: 4 } });
  });

  it('stops when told to', async () => {
    await assert.rejects(collect(sourceOf('a\n1\n'), { signal: AbortSignal.abort() }), { name: 'AbortError' });
  });
});

describe('previewRows', () => {
  const preview = async (text: string, count: number) => {
    const source = sourceOf(text);
    return previewRows(source, await inspectCsv(source), count);
  };

  it('gives the first rows without the header, as they are', async () => {
    assert.deepEqual(await preview('\ufeffa;b\n\n1;"x\ny"\n2\n3;4\n', 2), [['1', 'x\ny'], ['2']]);
  });

  it('gives fewer where there are no more, and none where none are asked for', async () => {
    assert.deepEqual(await preview('a,b\n1,2', 10), [['1', '2']]);
    assert.deepEqual(await preview('a,b\n1,2', 0), []);
  });

  it('reads no further than it has to', async () => {
    const source = sourceOf('a,b\n' + '1,2\n'.repeat(500_000));
    const facts = await inspectCsv(source);
    let read = 0;
    const counting: ByteSource = {
      ...source,
      async *read(start, end) {
        for await (const chunk of source.read(start, end)) {
          read += chunk.length;
          yield chunk;
        }
      },
    };
    assert.equal((await previewRows(counting, facts, 5)).length, 5);
    assert.ok(read <= 256 * 1024, `${read} bytes read`);
  });
});
