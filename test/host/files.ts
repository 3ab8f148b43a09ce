import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Uri } from 'vscode';

/** A folder of real files for the tests of a `describe`. */
export function useFolder(): (name: string, content: string | Uint8Array) => Promise<Uri> {
  let folder: string;
  before(async () => void (folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-bulk-test-'))));
  after(() => rm(folder, { recursive: true, force: true }));
  return async (name, content) => {
    const file = path.join(folder, name);
    await writeFile(file, content);
    return Uri.file(file);
  };
}

/** `Name` and as many rows as asked for. */
export const accounts = (rows: number): string =>
  ['Name,Type', ...Array.from({ length: rows }, (_, i) => `Sample Company ${i + 1},Other`), ''].join('\n');

/** Contacts need a last name: of every two rows the second fails. */
export const contacts = (rows: number): string =>
  ['FirstName,LastName', ...Array.from({ length: rows }, (_, i) => `Robin,${i % 2 ? '' : `Sample ${i}`}`), ''].join(
    '\n',
  );

/** Puts a result of 20,000 rows and 60 MB where downloads are kept. Its end is a hole: nobody should read so far. */
export async function putLargeResult(file: string): Promise<void> {
  const rows = Array.from({ length: 20_000 }, (_, i) => `"${i}"\n`).join('');
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, `"Name"\n${rows}`, { mode: 0o600 });
  await truncate(file, 60_000_000);
}
