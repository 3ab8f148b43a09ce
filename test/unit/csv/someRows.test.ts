import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspectCsv } from '../../../src/core/csv/inspect.js';
import { rowsOnLines, writeSomeRows, writeSortedRows } from '../../../src/core/csv/someRows.js';
import { memorySource } from '../../../src/core/csv/memorySource.js';

describe('some rows of a file', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(path.join(tmpdir(), 'rows-'))));
  after(() => rm(folder, { recursive: true }));

  async function written(csv: string, rows: readonly number[]): Promise<string> {
    const source = memorySource('a.csv', Buffer.from(csv));
    const target = path.join(folder, `${Math.random()}.csv`);
    await writeSomeRows(source, await inspectCsv(source), Uint32Array.from(rows), target);
    assert.equal((await stat(target)).mode & 0o777, 0o600);
    return readFile(target, 'utf8');
  }

  it('are written letter by letter, behind the header', async () => {
    assert.equal(await written('A,B\n1,x\n"2\n""",y\n\n3,z\n', [2, 3]), 'A,B\n"2\n""",y\n3,z\n');
  });

  it('keep byte order mark, delimiter and line endings', async () => {
    assert.equal(await written('\ufeffA;B\r\n1;x\r\n2;y\r\n', [1]), '\ufeffA;B\r\n1;x\r\n');
  });

  it('are each ended, the last one of the file, too', async () => {
    assert.equal(await written('A,B\n1,x\n2,y', [1, 2]), 'A,B\n1,x\n2,y\n');
    assert.equal(await written('A,B\r\n1,x\r\n2,y', [2]), 'A,B\r\n2,y\r\n');
  });

  it('are as many as there are, in more than one piece', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => `${i},${'x'.repeat(60)}\n`);
    const all = rows.map((_, i) => i + 1);
    assert.equal(await written(`A,B\n${rows.join('')}`, all), `A,B\n${rows.join('')}`);
    const even = all.filter((row) => row % 2 === 0);
    assert.equal(await written(`A,B\n${rows.join('')}`, even), `A,B\n${even.map((row) => rows[row - 1]).join('')}`);
  });

  it('are sorted by a column, equal ones in their order', async () => {
    const csv = 'A,B\n1,y\n2,x\n3,x\n"4\n",y\n5,z';
    const source = memorySource('a.csv', Buffer.from(csv));
    const target = path.join(folder, 'sorted.csv');
    const order = await writeSortedRows(source, await inspectCsv(source), Uint32Array.of(1, 2, 4, 5), 1, target);
    assert.equal(await readFile(target, 'utf8'), 'A,B\n2,x\n1,y\n"4\n",y\n5,z\n');
    assert.deepEqual([...order], [1, 0, 2, 3]);
  });

  it('are those that a line of the selection is of', async () => {
    const source = memorySource('a.csv', Buffer.from('A,B\n1,x\n"2\n2",y\n\n3,z\n4,z'));
    const facts = await inspectCsv(source);
    const on = async (...ranges: [number, number][]) => [...(await rowsOnLines(source, facts, ranges))];
    assert.deepEqual(await on([1, 1]), []);
    assert.deepEqual(await on([2, 2]), [1]);
    assert.deepEqual(await on([4, 4]), [2]);
    assert.deepEqual(await on([3, 6]), [2, 3]);
    assert.deepEqual(await on([2, 2], [7, 9]), [1, 4]);
  });
});
