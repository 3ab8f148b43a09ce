import { randomUUID } from 'node:crypto';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FileSystemError, FileType, l10n, ProgressLocation, Uri, window, workspace } from 'vscode';
import { fileNotFound, isFolder, noReadPermission, readFailed } from '../../core/csv/fileErrors.js';
import { fileSource } from '../../core/csv/fileSource.js';
import type { ByteSource } from '../../core/csv/source.js';
import { SCHEME } from '../../documents/resultUri.js';
import { escapeIcons } from '../../ui/foreignText.js';
import type { Context } from '../context.js';
import { fetchDocument } from '../documents.js';
import { nameOf } from './csvFile.js';

/**
 * Where the bytes of a CSV are read from. A file of this machine is streamed where it is. What is only text in an
 * editor, or on another file system, is streamed from a private copy, which falls under the retention setting: what is
 * checked, confirmed and sent is one and the same.
 */
export async function csvSource(ctx: Context, uri: Uri): Promise<ByteSource> {
  switch (uri.scheme) {
    case 'file':
      return fileSource(uri.fsPath);
    case SCHEME:
      // All of it, also where the tab shows the first rows only.
      return fileSource(await fetchDocument(ctx, uri.with({ query: '' })), nameOf(uri));
    case 'untitled': {
      const document = await workspace.openTextDocument(uri);
      const file = await privateCopy(ctx);
      await writeFile(file, document.getText(), { mode: 0o600, flag: 'wx' });
      return fileSource(file, nameOf(uri));
    }
    default:
      return fileSource(await copyHere(ctx, uri), nameOf(uri));
  }
}

/** A path for a copy, in a folder of its own that nobody else can enter. */
async function privateCopy(ctx: Context): Promise<string> {
  const folder = path.join(ctx.folders.copies, `${ctx.clock.now()}-${randomUUID()}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return path.join(folder, 'data.csv');
}

/** VS Code copies between file systems itself: the bytes do not come through this process where they need not. */
async function copyHere(ctx: Context, uri: Uri): Promise<string> {
  try {
    const { type } = await workspace.fs.stat(uri);
    if (type & FileType.Directory) throw isFolder(nameOf(uri));
    const file = await privateCopy(ctx);
    const title = l10n.t('Copying {0} to this machine', escapeIcons(nameOf(uri)));
    await window.withProgress({ location: ProgressLocation.Window, title }, () =>
      workspace.fs.copy(uri, Uri.file(file)),
    );
    await chmod(file, 0o600);
    return file;
  } catch (error) {
    throw error instanceof FileSystemError ? explained(nameOf(uri), error) : error;
  }
}

function explained(name: string, error: FileSystemError) {
  switch (error.code) {
    case 'FileNotFound':
      return fileNotFound(name, error);
    case 'FileIsADirectory':
      return isFolder(name, error);
    case 'NoPermissions':
      return noReadPermission(name, error);
    default:
      return readFailed(name, error);
  }
}
