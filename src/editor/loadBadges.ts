import {
  EventEmitter,
  FileDecoration,
  l10n,
  ThemeColor,
  Uri,
  type Disposable,
  type FileDecorationProvider,
} from 'vscode';
import type { JobStore } from '../core/load/jobStore.js';
import { acceptedRows, isBeingLoaded, lastLoadOf } from '../core/load/lastLoad.js';
import { nameOf } from '../orgs/knownOrg.js';
import type { Orgs } from '../orgs/orgs.js';
import { DisposableStore } from '../ui/disposables.js';
import { countInWords } from '../ui/words.js';

/** What became of the last load of a file, beside its name. */
export class LoadBadges implements FileDecorationProvider, Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new EventEmitter<Uri>());
  readonly onDidChangeFileDecorations = this.changed.event;
  /** As told last: an upload reports every chunk. */
  private readonly told = new Map</* uri */ string, string | undefined>();

  constructor(
    private readonly store: JobStore,
    private readonly orgs: Orgs,
  ) {
    this.owned.add(
      store.onDidChange((change) => {
        const uri = change.kind === 'load' ? store.load(change.loadId)?.uri : undefined;
        if (uri !== undefined) this.tell(uri);
      }),
    );
  }

  provideFileDecoration(uri: Uri): FileDecoration | undefined {
    const load = lastLoadOf(this.store, uri.toString());
    if (!load || load.isDismissed) return undefined;
    const known = this.orgs.byKey(load.org);
    const org = known ? nameOf(known) : load.org;
    if (isBeingLoaded(this.store, load)) {
      return new FileDecoration('…', l10n.t('Being loaded into {0}', org), new ThemeColor('charts.blue'));
    }
    const accepted = acceptedRows(this.store, load);
    if (accepted === undefined) return undefined;
    const [badge, color] = accepted === load.rows ? ['✓', 'charts.green'] : ['!', 'list.errorForeground'];
    const rows = [countInWords(accepted), countInWords(load.rows)] as const;
    return new FileDecoration(
      badge,
      l10n.t('Loaded into {0}: {1} of {2} rows accepted', org, ...rows),
      new ThemeColor(color),
    );
  }

  dispose(): void {
    this.owned.dispose();
  }

  private tell(uri: string): void {
    const file = Uri.parse(uri, true);
    const tooltip = this.provideFileDecoration(file)?.tooltip;
    if (this.told.get(uri) === tooltip) return;
    this.told.set(uri, tooltip);
    this.changed.fire(file);
  }
}
