import os from 'node:os';
import { EventEmitter, RelativePattern, workspace, type Disposable } from 'vscode';
import { DisposableStore } from '../../ui/disposables.js';
import { targetOrg } from './targetOrg.js';

/** The project in this window, as the Salesforce CLI sees it: its first folder. One that is not trusted says nothing. */
export class CliProject implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new EventEmitter<void>());
  /** It says another org. */
  readonly onDidChange = this.changed.event;
  private watcher: Disposable | undefined;
  private target: string | undefined;

  constructor() {
    this.owned.add(workspace.onDidChangeWorkspaceFolders(() => this.watch()));
    this.owned.add(workspace.onDidGrantWorkspaceTrust(() => this.watch()));
    this.watch();
  }

  /** Where the CLI is started. */
  get folder(): string {
    return this.trustedFolder ?? os.homedir();
  }

  /** Alias or username of the org the project belongs to, where it says one. */
  get targetOrg(): string | undefined {
    return this.target;
  }

  dispose(): void {
    this.watcher?.dispose();
    this.owned.dispose();
  }

  private get trustedFolder(): string | undefined {
    const uri = workspace.workspaceFolders?.[0]?.uri;
    return workspace.isTrusted && uri?.scheme === 'file' ? uri.fsPath : undefined;
  }

  private watch(): void {
    this.watcher?.dispose();
    this.watcher = undefined;
    const folder = this.trustedFolder;
    if (folder !== undefined) {
      // A folder that goes is told without the files in it.
      const files = new RelativePattern(folder, '{.sf,.sf/config.json,.sfdx,.sfdx/sfdx-config.json}');
      const watcher = workspace.createFileSystemWatcher(files);
      for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) event(() => this.read());
      this.watcher = watcher;
    }
    this.read();
  }

  private read(): void {
    const folder = this.trustedFolder;
    const target = folder === undefined ? undefined : targetOrg(folder, process.env);
    if (target === this.target) return;
    this.target = target;
    this.changed.fire();
  }
}
