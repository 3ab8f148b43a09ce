import { existsSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { launchChromium } from '../editor/chromium.js';
import { openInDevelopmentMode, type DevelopmentOptions } from '../editor/developmentMode.js';
import { serverBuild } from '../editor/find.js';
import { cache, root } from '../editor/root.js';
import { startServer, type Server, type ServerOptions, type Settings } from '../editor/server.js';
import { NEWEST } from '../editor/serverBuild.js';
import { Editors } from './editors.js';
import { Notifications } from './notifications.js';
import { QuickInput } from './quickInput.js';
import { Tree } from './tree.js';

export const EXTENSION = 'bulkloader.salesforce-bulk-loader';
export const VSIX = path.join(root, 'salesforce-bulk-loader.vsix');
export const SCREENSHOTS = path.join(cache, 'screenshots');

export type Theme = 'light' | 'dark';

const SETTINGS: Settings = {
  'window.autoDetectColorScheme': true, // themes follow the browser
  'files.autoSave': 'off', // as on the desktop
};

export interface WorkbenchOptions extends ServerOptions {
  /** Copied to a temporary place, which is opened; default `media/samples`. */
  readonly folder?: string;
  /** Written into that copy: name → text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Loads extensions from their folders instead of the packaged one, and runs a module in the extension host. */
  readonly development?: DevelopmentOptions;
  /** Without a window, which is the default. */
  readonly headless?: boolean;
  readonly say?: (line: string) => void;
}

/** VS Code's real workbench in a browser, with the packaged extension installed. */
export class Workbench {
  readonly quickInput: QuickInput;
  readonly notifications: Notifications;
  readonly editors: Editors;
  readonly explorer: Tree;
  private theme: Theme = 'dark';

  constructor(
    private readonly server: Server,
    private readonly browser: Browser,
    readonly context: BrowserContext,
    readonly page: Page,
    /** The folder that is open; a copy that tests may write to. */
    readonly folder: string,
  ) {
    this.quickInput = new QuickInput(page);
    this.notifications = new Notifications(page);
    this.editors = new Editors(page);
    this.explorer = new Tree(page, page.locator('.explorer-folders-view'));
  }

  /** Address of this workbench, for another browser. */
  get url(): string {
    return `${this.server.url}/?folder=${encodeURIComponent(this.folder)}`;
  }

  /** Opens the folder (again); what the extension keeps in storage and secrets survives. */
  async load(): Promise<void> {
    await this.page.goto(this.url);
    await this.page.locator('.monaco-workbench .statusbar-item').first().waitFor();
  }

  /** Runs a command by its title, as the command palette shows it (with its category). */
  async command(title: string): Promise<void> {
    // The palette lists what was registered when it opened: open it again until the extension has registered its own.
    for (let attempt = 0; attempt < 20; attempt++) {
      await this.page.keyboard.press('F1');
      await this.quickInput.type(`>${title}`);
      const row = this.quickInput.row(title);
      const found = await row.waitFor({ timeout: 1_000 }).then(
        () => true,
        () => false,
      );
      if (found) return row.click();
      await this.quickInput.cancel();
    }
    throw new Error(`The command palette does not list “${title}”.`);
  }

  /** An icon of the activity bar. */
  activity(title: string): Locator {
    return this.page.locator('.part.activitybar').getByRole('tab', { name: title });
  }

  /** The number on an icon of the activity bar; '' without one. */
  async badge(title: string): Promise<string> {
    return (await this.activity(title).locator('.badge-content').allInnerTexts()).join('');
  }

  /** Shows a container of the activity bar. */
  async openContainer(title: string): Promise<void> {
    const icon = this.activity(title);
    await icon.waitFor();
    if ((await icon.getAttribute('aria-selected')) !== 'true') await icon.click();
    await this.page.mouse.move(0, 0); // else the icon's tooltip covers what is shown
  }

  /** A view of the side bar by its title. */
  view(title: string): Tree {
    const header = this.page.locator('.pane-header').filter({ hasText: title });
    return new Tree(this.page, this.page.locator('.part.sidebar .pane').filter({ has: header }));
  }

  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text });
  }

  async setTheme(theme: Theme): Promise<void> {
    // The workbench follows the browser's color scheme: nothing has to be clicked, so menus and quick picks stay open.
    await this.page.emulateMedia({ colorScheme: theme });
    await this.page.locator(theme === 'dark' ? '.monaco-workbench.vs-dark' : '.monaco-workbench.vs').waitFor();
    this.theme = theme;
  }

  /** Changes user settings and loads the page again, since the workbench reads them only then. */
  async setSettings(settings: Settings): Promise<void> {
    await this.server.setSettings(settings);
    await this.load();
  }

  /** Writes `.vscode-test/screenshots/NAME-THEME.png`. @returns its path */
  async screenshot(name: string): Promise<string> {
    const file = path.join(SCREENSHOTS, `${name}-${this.theme}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }

  /** One screenshot in each theme; the theme at the end is the one at the start. */
  async screenshots(name: string): Promise<void> {
    const before = this.theme;
    await this.screenshot(name);
    await this.setTheme(before === 'dark' ? 'light' : 'dark');
    await this.screenshot(name);
    await this.setTheme(before);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
  }
}

export async function startWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const {
    folder = path.join(root, 'media/samples'),
    files = {},
    development,
    headless = true,
    say = () => {},
    ...rest
  } = options;
  if (!existsSync(VSIX)) throw new Error(`${path.basename(VSIX)} is missing: npm run package`);
  const build = await serverBuild(NEWEST, say);
  const settings = { ...SETTINGS, ...rest.settings };
  const server = await startServer(build, { ...rest, settings, extensions: [VSIX, ...(rest.extensions ?? [])] });
  const opened = path.join(server.folder, path.basename(folder));
  await cp(folder, opened, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(opened, name)), { recursive: true });
    await writeFile(path.join(opened, name), text);
  }
  await mkdir(SCREENSHOTS, { recursive: true });
  const browser = await launchChromium(say, headless);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: 'dark' });
  context.setDefaultTimeout(20_000);
  if (development) await openInDevelopmentMode(context, new URL(server.url).host, development);
  const workbench = new Workbench(server, browser, context, await context.newPage(), opened);
  try {
    await workbench.load();
    return workbench;
  } catch (error) {
    await workbench.close();
    throw error;
  }
}
