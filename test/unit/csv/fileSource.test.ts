import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileSource } from '../../../src/core/csv/fileSource.js';

describe('fileSource', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'file-source-'));
    await chmod(folder, 0o755);
  });
  after(() => rm(folder, { recursive: true }));

  async function read(file: string, start: number, end: number): Promise<Buffer[]> {
    const chunks: Buffer[] = [];
    for await (const chunk of fileSource(file).read(start, end)) chunks.push(Buffer.from(chunk));
    return chunks;
  }

  it('reads a range in chunks of at most 256 KiB', async () => {
    const file = path.join(folder, 'big.csv');
    const bytes = Buffer.from(Array.from({ length: 600_000 }, (_, i) => i % 251));
    await writeFile(file, bytes);
    const source = fileSource(file);
    assert.equal(source.name, 'big.csv');
    assert.equal((await source.stat()).size, 600_000);
    const chunks = await read(file, 10, 590_000);
    assert.deepEqual(Buffer.concat(chunks), bytes.subarray(10, 590_000));
    assert.deepEqual(
      chunks.map((chunk) => chunk.length),
      [262_144, 262_144, 65_702],
    );
    assert.equal(Buffer.concat(await read(file, 599_999, 700_000)).length, 1, 'ends where the file ends');
    assert.deepEqual(await read(file, 5, 5), []);
  });

  const refuses = async (file: string, code: string) => {
    await assert.rejects(fileSource(file).stat(), { code });
    await assert.rejects(read(file, 0, 1), { code });
  };

  it('explains a file that is not there', () => refuses(path.join(folder, 'none.csv'), 'FileNotFound'));

  it('explains a folder', () => refuses(folder, 'NotAFile'));

  it('reads no device: it has no end', async () => {
    await assert.rejects(fileSource('/dev/zero').stat(), { code: 'NotAFile' });
  });

  it('explains a missing permission', async () => {
    const file = path.join(folder, 'secret.csv');
    await writeFile(file, 'a\n1\n', { mode: 0 });
    // Root may read anything: become somebody else for the moment.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.('nobody');
    try {
      await assert.rejects(read(file, 0, 1), { code: 'NoReadPermission' });
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });
});
