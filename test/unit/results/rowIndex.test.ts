import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileSource } from '../../../src/core/csv/fileSource.js';
import { inspectCsv } from '../../../src/core/csv/inspect.js';
import { planParts } from '../../../src/core/csv/parts.js';
import { readSentRows, type SentPart } from '../../../src/core/results/readSentRows.js';
import { readRowIndex, writeRowIndex, type RowIndex } from '../../../src/core/results/rowIndex.js';

const CSV = 'Name,Id,Secret\nAda,001000000000001AAA,s3cret\n\nshort\n"two\nlines",,\nZoë,001000000000002AAA,x\n';

describe('the index of the rows that were sent', () => {
  let folder: string;
  let file: string;
  let written: RowIndex;
  let pieces: () => AsyncGenerator<SentPart>;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'salesforce-bulk-index-'));
    file = path.join(folder, 'load.0.rows');
    const csv = path.join(folder, 'source.csv');
    await writeFile(csv, CSV);
    const source = fileSource(csv);
    const facts = await inspectCsv(source);
    const transform = { lineEnding: 'LF', columns: [0, 1], emptyAsNull: [], raggedRows: 'send' } as const;
    const [part] = await planParts(source, facts, transform);
    assert.ok(part);
    const of = { columnDelimiter: 'COMMA', sentColumns: ['Name', 'Id'], key: 1, seed: 7, sha256: part.sha256 } as const;
    written = { ...of, part: await readSentRows(source, facts, transform, part, of) };
    const border = CSV.indexOf('"two');
    pieces = async function* () {
      yield await readSentRows(source, facts, transform, { ...part, end: border }, of);
      yield await readSentRows(source, facts, transform, { ...part, start: border }, of);
    };
  });
  const write = () => {
    const { part, ...head } = written;
    return writeRowIndex(file, head, part.rows.length, [part]);
  };
  beforeEach(write);
  after(() => rm(folder, { recursive: true }));

  it('comes back as it was', async () => {
    const read = await readRowIndex(file);
    assert.ok(read);
    assert.deepEqual({ ...read, part: undefined }, { ...written, part: undefined });
    assert.deepEqual(read.part.rows.columns(true), written.part.rows.columns(true));
    assert.deepEqual([...read.part.line], [2, 4, 5, 7]);
    assert.deepEqual([...read.part.row], [1, 2, 3, 4]);
    const places = ['Ada,001', 'short', '"two', 'Zo'].map((text) => CSV.indexOf(text));
    assert.deepEqual([...read.part.rows.start], places);
    assert.deepEqual(
      [0, 1, 2, 3].map((row) => [read.part.rows.isRagged(row), read.part.rows.hasKey(row)]),
      [
        [false, true],
        [true, false],
        [false, false],
        [false, true],
      ],
    );
  });

  it('is the same where it was written piece by piece', async () => {
    const whole = await readFile(file);
    const { part: _, ...head } = written;
    await writeRowIndex(file, head, 4, pieces());
    assert.deepEqual(await readFile(file), whole);
  });

  it('has no cell of any row in it, and is for its owner only', async () => {
    assert.doesNotMatch(await readFile(file, 'latin1'), /Ada|s3cret|001000000000001/);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
  });

  for (const [name, damage] of Object.entries({
    'is gone': () => rm(file),
    'was cut off': () => truncate(file, 300),
    'was cut off in its first line': () => truncate(file, 40),
    'is of another version': async () =>
      writeFile(file, (await readFile(file, 'latin1')).replace('"version":2', '"version":9'), 'latin1'),
    'is something else': () => writeFile(file, 'Name\nAda\n'),
  })) {
    it(`is as if there were none where it ${name}`, async () => {
      await damage();
      assert.equal(await readRowIndex(file), undefined);
    });
  }
});
