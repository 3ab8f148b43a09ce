import { env, l10n, Uri, ViewColumn, window, type Disposable, type WebviewPanel } from 'vscode';
import { jobPageHtml } from './html.js';
import { JobPage, type JobPageDependencies } from './jobPage.js';
import { readAddress, type JobAddress } from './protocol.js';

/** Of the panels; `onWebviewPanel:` in the manifest names it, too. */
export const JOB_PAGE = 'salesforceBulk.job';

const keyOf = ({ org, jobId }: JobAddress): string => `${org}/${jobId}`;

/** The job pages of the window: one per job, back again after a reload. */
export class JobPages implements Disposable {
  private readonly pages = new Map</* org/job id */ string, { readonly panel: WebviewPanel; readonly page: JobPage }>();
  private readonly serializer: Disposable;
  private readonly dist: Uri;

  constructor(
    extensionUri: Uri,
    private readonly deps: JobPageDependencies,
  ) {
    this.dist = Uri.joinPath(extensionUri, 'dist');
    this.serializer = window.registerWebviewPanelSerializer(JOB_PAGE, {
      deserializeWebviewPanel: (panel, state) => Promise.resolve(this.restore(panel, state)),
    });
  }

  open(address: JobAddress): void {
    const known = this.pages.get(keyOf(address));
    if (known) return known.panel.reveal();
    this.fill(window.createWebviewPanel(JOB_PAGE, l10n.t('Bulk job'), ViewColumn.Active), address);
  }

  isInSight(address: JobAddress): boolean {
    return window.state.focused && this.pages.get(keyOf(address))?.panel.visible === true;
  }

  dispose(): void {
    this.serializer.dispose();
    for (const { page } of this.pages.values()) page.dispose();
  }

  private restore(panel: WebviewPanel, state: unknown): void {
    const address = readAddress(state);
    // One whose script never ran has kept nothing, and a second one of a job is one too many.
    if (!address || this.pages.has(keyOf(address))) panel.dispose();
    else this.fill(panel, address);
  }

  private fill(panel: WebviewPanel, address: JobAddress): void {
    const key = keyOf(address);
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [this.dist] };
    const page = new JobPage(panel, address, this.deps);
    this.pages.set(key, { panel, page });
    panel.onDidDispose(() => {
      this.pages.delete(key);
      page.dispose();
    });
    webview.html = jobPageHtml(webview, this.dist, env.language);
  }
}
