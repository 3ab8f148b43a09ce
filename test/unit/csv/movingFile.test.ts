import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { CsvFacts, CsvPart, RowTransform } from '../../../src/core/csv/facts.js';
import { fileSource } from '../../../src/core/csv/fileSource.js';
import { inspectCsv } from '../../../src/core/csv/inspect.js';
import { partData, planParts, type PartData } from '../../../src/core/csv/parts.js';
import type { ByteSource } from '../../../src/core/csv/source.js';
import type { UserError } from '../../../src/core/errors.js';

/** Several chunks. */
const TEXT = 'Name,Type\n' + 'Sample,Other\n'.repeat(50_000);

type Change = (file: string) => Promise<void>;

/** As if something else wrote to it while we read: the change comes after the first chunk of the nth range. */
function movingSource(file: string, change: Change, nth: number): ByteSource {
  const source = fileSource(file);
  let ranges = 0;
  return {
    ...source,
    async *read(start, end) {
      let changes = ++ranges === nth;
      for await (const chunk of source.read(start, end)) {
        if (changes) await change(file);
        changes = false;
        yield chunk;
      }
    },
  };
}

describe('a file that something else', () => {
  let folder: string;
  let file: string;
  let facts: CsvFacts;
  let transform: RowTransform;
  let part: CsvPart;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'moving-file-'));
    file = path.join(folder, 'moving.csv');
    await writeFile(file, TEXT);
    await utimes(file, 1, 1); // two changes within a tick of the clock would have the same time
    facts = await inspectCsv(fileSource(file));
    transform = { lineEnding: 'LF', columns: [0, 1], emptyAsNull: [], raggedRows: 'send' };
    [part] = (await planParts(fileSource(file), facts, transform)) as [CsvPart];
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Reads all there is to send. @returns the error, if there is one */
  async function send(data: PartData): Promise<UserError | undefined> {
    let length = 0;
    try {
      for await (const chunk of data.open()) length += chunk.length;
      return undefined;
    } catch (error) {
      return error as UserError;
    } finally {
      assert.ok(length <= part.length, 'never more bytes than announced');
      assert.equal(data.matches(), false);
    }
  }

  const changes: readonly (readonly [what: string, change: Change, sizeStays?: true])[] = [
    ['changes', (file) => writeFile(file, TEXT.replaceAll('Sample', 'Simple')), true],
    ['breaks', (file) => writeFile(file, TEXT.replaceAll('Sample', '"ample')), true],
    ['appends to', (file) => appendFile(file, 'one more')],
    ['cuts off', (file) => truncate(file, 300_000)],
    ['empties', (file) => truncate(file)],
    ['removes', (file) => rm(file)],
  ];
  for (const [what, change, sizeStays] of changes) {
    const code = what === 'removes' ? 'FileNotFound' : 'FileChanged';
    for (const [range, nth] of Object.entries({ sample: 1, header: 2, rows: 4 })) {
      it(`${what} while we check its ${range}: ${code}, whatever else was found`, async () => {
        await assert.rejects(inspectCsv(movingSource(file, change, nth)), { code });
      });
    }

    for (const [range, nth] of Object.entries({ header: 1, rows: 2 })) {
      it(`${what} while we plan its ${range}: ${code}`, async () => {
        await assert.rejects(planParts(movingSource(file, change, nth), facts, transform), { code });
      });

      it(`${what} while we send its ${range}: ${sizeStays ? 'other bytes than planned' : 'FileChanged'}`, async () => {
        const error = await send(partData(movingSource(file, change, nth), facts, transform, part));
        assert.equal(error?.code, sizeStays ? undefined : 'FileChanged');
        if (what === 'removes') assert.equal(error?.message, 'moving.csv is not there.');
      });
    }
  }
});
