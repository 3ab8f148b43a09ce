import { Disposable, EventEmitter, FileSystemError, FileType, Uri, workspace } from 'vscode';
import type { FileChangeEvent, FileStat, FileSystemProvider } from 'vscode';

const SCHEME = 'test-memory';

/** A file system that is not this machine's, as remote and virtual workspaces have. Files are kept in memory. */
class MemoryFiles implements FileSystemProvider {
  readonly files = new Map</* path */ string, Uint8Array>([['/locked.csv', Buffer.from('Name\nfirst\n')]]);
  readonly onDidChangeFile = new EventEmitter<FileChangeEvent[]>().event;

  stat({ path }: Uri): FileStat {
    if (path === '/folder.csv') return { type: FileType.Directory, size: 0, mtime: 0, ctime: 0 };
    return { type: FileType.File, size: this.bytes(path).length, mtime: 0, ctime: 0 };
  }

  readFile({ path }: Uri): Uint8Array {
    if (path === '/locked.csv') throw FileSystemError.NoPermissions(path);
    if (path === '/broken.csv') throw FileSystemError.Unavailable('the line is down');
    return this.bytes(path);
  }

  writeFile({ path }: Uri, bytes: Uint8Array): void {
    this.files.set(path, bytes);
  }

  watch = () => new Disposable(() => {});
  readDirectory = () => [];
  createDirectory = () => {};
  delete = () => {};
  rename = () => {};

  private bytes(path: string): Uint8Array {
    const bytes = this.files.get(path);
    if (!bytes) throw FileSystemError.FileNotFound(path);
    return bytes;
  }
}

/** Writes files of another file system for the tests of a `describe`. `/locked.csv` may not be read, `/folder.csv` is a folder. */
export function useMemoryFiles(): (name: string, text: string) => Uri {
  const provider = new MemoryFiles();
  let registration: Disposable;
  before(() => void (registration = workspace.registerFileSystemProvider(SCHEME, provider)));
  after(() => registration.dispose() as void);
  return (name, text) => {
    provider.files.set(`/${name}`, Buffer.from(text));
    return Uri.from({ scheme: SCHEME, path: `/${name}` });
  };
}
