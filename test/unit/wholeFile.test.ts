import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from '../../src/core/errors.js';
import { writeWholeFile } from '../../src/core/wholeFile.js';

describe('writeWholeFile', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'whole-file-'));
    file = path.join(folder, 'a.csv');
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function* chunks(...texts: readonly string[]) {
    for (const text of texts) yield await Promise.resolve(Buffer.from(text));
  }
  async function* cutOff(error: Error) {
    yield* chunks('b');
    throw error;
  }

  it('writes a file for its owner only, which has its name once it is whole', async () => {
    const filled = await writeWholeFile(file, async ({ write, writeRest }) => {
      await write(Buffer.from('a'));
      assert.match((await readdir(folder)).join(), /^a\.csv\.[\w-]+\.partial$/);
      await writeRest(() => chunks('b', 'c'));
      return 3;
    });
    assert.equal(filled, 3);
    assert.equal(await readFile(file, 'utf8'), 'abc');
    assert.deepEqual(await readdir(folder), ['a.csv']);
    if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
  });

  it('writes an empty file, and instead of an older one', async () => {
    await writeFile(file, 'old');
    await writeWholeFile(file, () => Promise.resolve());
    assert.equal(await readFile(file, 'utf8'), '');
  });

  it('leaves what was there before when its bytes come to nothing, and says why', async () => {
    await writeFile(file, 'old');
    const gone = new Error('gone');
    const said = new UserError('Offline', 'No network.');
    const failing = (fill: Parameters<typeof writeWholeFile>[1]) => writeWholeFile(file, fill);
    await assert.rejects(
      failing(({ write }) => write(Buffer.from('a')).then(() => Promise.reject(gone))),
      gone,
    );
    await assert.rejects(
      failing(({ writeRest }) => writeRest(() => cutOff(said))),
      said,
    );
    assert.deepEqual(await readdir(folder), ['a.csv']);
    assert.equal(await readFile(file, 'utf8'), 'old');
  });

  it('says what the disk refuses: where the folder is missing, where a folder has the name', async () => {
    const refused = { code: 'StorageFailed', nextStep: /free space/ };
    const writing = (file: string) => writeWholeFile(file, ({ write }) => write(Buffer.from('a')));
    await assert.rejects(writing(path.join(folder, 'none', 'a.csv')), refused);
    await mkdir(file);
    await assert.rejects(writing(file), refused);
    assert.deepEqual(await readdir(folder), ['a.csv']);
  });
});
