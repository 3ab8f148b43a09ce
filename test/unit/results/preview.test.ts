import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PREVIEW_ROWS, previewFile } from '../../../src/core/results/preview.js';

describe('previewFile', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'preview-'));
    file = path.join(folder, 'failedResults.csv');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const preview = async (text: string, delimiter: 'COMMA' | 'SEMICOLON' = 'COMMA') => {
    await writeFile(file, text);
    return readFile(await previewFile(file, delimiter), 'utf8');
  };

  it('has the header and the first rows, line breaks in cells and all', async () => {
    const header = '"sf__Id";"sf__Error";"Name"\n';
    const row = '"";"REQUIRED_FIELD_MISSING:…";"one\r\n""two"";\nthree"\n';
    const text = await preview(header + row.repeat(PREVIEW_ROWS + 1), 'SEMICOLON');
    assert.equal(text, header + row.repeat(PREVIEW_ROWS));
  });

  it('is the whole where there is less', async () => {
    const text = '"sf__Id","Name"\n"1","x"';
    assert.equal(await preview(text), text);
  });

  it('may be empty', async () => {
    assert.equal(await preview(''), '');
  });

  it('holds no more than a tab can show, whatever the size of the rows', async () => {
    const row = `"${'x'.repeat(2_000_000)}"\n`;
    const text = await preview(`"Name"\n${row.repeat(14)}`);
    assert.equal(text.length, '"Name"\n'.length + 5 * row.length);
  });

  it('has 10,000 rows of a kilobyte', async () => {
    const row = `"${'x'.repeat(1000)}"\n`;
    const text = await preview(`"Name"\n${row.repeat(PREVIEW_ROWS + 1)}`);
    assert.equal(text.length, '"Name"\n'.length + PREVIEW_ROWS * row.length);
  });

  it('is made once, for nobody else to read, beside the file', async () => {
    await writeFile(file, 'Name\nx\n');
    const paths = await Promise.all([previewFile(file, 'COMMA'), previewFile(file, 'COMMA')]);
    const expected = path.join(folder, 'failedResults.first-rows.csv');
    assert.deepEqual(paths, [expected, expected]);
    assert.equal((await stat(expected)).mode & 0o777, 0o600);
    assert.deepEqual((await readdir(folder)).sort(), ['failedResults.csv', 'failedResults.first-rows.csv']);
    await writeFile(file, 'Name\ny\n');
    assert.equal(await readFile(await previewFile(file, 'COMMA'), 'utf8'), 'Name\nx\n');
  });
});
