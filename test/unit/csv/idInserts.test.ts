import assert from 'node:assert/strict';
import { idInserts } from '../../../src/core/csv/idInserts.js';

describe('Ids beside the rows of a CSV', () => {
  async function written(text: string, header: string[], ids: Record<number, string>): Promise<string> {
    const columnDelimiter = text.includes(';') ? 'SEMICOLON' : 'COMMA';
    const inserts = await idInserts(text, { columnDelimiter, header }, (row) => ids[row]);
    const pieces = inserts.map(({ at, text: id }, i) => text.slice(inserts[i - 1]?.at ?? 0, at) + id);
    return pieces.join('') + text.slice(inserts.at(-1)?.at ?? 0);
  }

  const cases: readonly (readonly [string, string, string[], Record<number, string>, string])[] = [
    ['stand in a new last column', 'A,B\n1,x\n2,y\n', ['A', 'B'], { 1: 'I1' }, 'A,B,Id\n1,x,I1\n2,y,\n'],
    ['behind a last line without an end', 'A;B\r\n1;x', ['A', 'B'], { 1: 'I1' }, 'A;B;Id\r\n1;x;I1'],
    [
      'in the empty cells of the column',
      'A,Id,B\n1,,x\n2,""\n3,"",z\n4,K,z\n',
      ['A', 'Id', 'B'],
      { 1: 'I1', 2: 'I2', 3: 'I3', 4: 'I4' },
      'A,Id,B\n1,I1,x\n2,""\n3,"I3",z\n4,K,z\n',
    ],
    [
      'of rows with line breaks, behind blank lines',
      'A,B\n\n"1\n1","é😀"\n\n2,y\n',
      ['A', 'B'],
      { 1: 'I1', 2: 'I2' },
      'A,B,Id\n\n"1\n1","é😀",I1\n\n2,y,I2\n',
    ],
    [
      'not in rows with a wrong number of cells',
      'A,B\n1\n2,y\n',
      ['A', 'B'],
      { 1: 'I1', 2: 'I2' },
      'A,B,Id\n1\n2,y,I2\n',
    ],
  ];
  for (const [title, text, header, ids, expected] of cases) {
    it(title, async () => assert.equal(await written(text, header, ids), expected));
  }

  it('of many rows', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `${i},"Zeile ""${i}"" ä"\n${i % 7 ? '' : '\n'}`);
    const ids = Object.fromEntries(rows.map((_, i) => [i + 1, `I${i}`]));
    const expected = rows.map((row, i) => row.replace('\n', `,I${i}\n`)).join('');
    assert.equal(await written(`A,B\n${rows.join('')}`, ['A', 'B'], ids), `A,B,Id\n${expected}`);
  });
});
