import { readFile, stat } from 'node:fs/promises';
import { EventEmitter, FileChangeType, FileSystemError, FilePermission, FileType, l10n, MarkdownString } from 'vscode';
import type { FileChangeEvent, FileStat, FileSystemProvider, Uri } from 'vscode';
import { toUserError } from '../ui/errors.js';

/** Said to whoever types into a result. */
export const WHY_READ_ONLY = new MarkdownString(
  l10n.t('Results stay as Salesforce wrote them. Edit and Send Again opens a copy of the rows that failed.'),
);

/** Serves downloaded results as read-only files; what is no longer on the disk is downloaded again. */
export class ResultFileSystem implements FileSystemProvider {
  private readonly changed = new EventEmitter<FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;

  /** @param fetch path of the document's file, downloaded if need be */
  constructor(private readonly fetch: (uri: Uri) => Promise<string>) {}

  async stat(uri: Uri): Promise<FileStat> {
    const { size, mtimeMs, birthtimeMs } = await stat(await this.path(uri));
    return { type: FileType.File, size, mtime: mtimeMs, ctime: birthtimeMs, permissions: FilePermission.Readonly };
  }

  async readFile(uri: Uri): Promise<Uint8Array> {
    return readFile(await this.path(uri));
  }

  watch = () => ({ dispose: () => {} }); // who writes says so by `tellChanged`

  /** An outcome is another one after each attempt; a result never changes. */
  tellChanged(uri: Uri): void {
    this.changed.fire([{ type: FileChangeType.Changed, uri }]);
  }

  readDirectory = (uri: Uri) => readOnly(uri);
  createDirectory = (uri: Uri) => readOnly(uri);
  writeFile = (uri: Uri) => readOnly(uri);
  delete = (uri: Uri) => readOnly(uri);
  rename = (uri: Uri) => readOnly(uri);

  private async path(uri: Uri): Promise<string> {
    try {
      return await this.fetch(uri);
    } catch (error) {
      const { code, message } = toUserError(error);
      // No address of ours.
      if (code === 'InvalidArgument') throw FileSystemError.FileNotFound(uri);
      throw FileSystemError.Unavailable(message);
    }
  }
}

function readOnly(uri: Uri): never {
  throw FileSystemError.NoPermissions(uri);
}
