import type { Locator, Page } from 'playwright-core';
import { exactly } from './exactly.js';
import { Menu } from './menu.js';

/** A tree in a side bar or panel: the explorer, the jobs, the problems. */
export class Tree {
  constructor(
    readonly page: Page,
    readonly root: Locator,
  ) {}

  get rows(): Locator {
    return this.root.getByRole('treeitem');
  }

  /**
   * The rows with exactly this label, or whose text matches: the label and, without a space between, the description.
   * Trees keep only the rows in sight in the page.
   */
  row(name: string | RegExp): Locator {
    if (name instanceof RegExp) return this.rows.filter({ hasText: name });
    return this.rows.filter({ has: this.page.locator('.label-name').filter({ hasText: exactly(name) }) });
  }

  /** Waits for the row and returns it. */
  async find(name: string | RegExp, timeoutMs?: number): Promise<Locator> {
    // The tooltip of the row where the pointer has been left covers those around it.
    await this.page.mouse.move(1, 1);
    const row = this.row(name).first();
    await row.waitFor(timeoutMs === undefined ? {} : { timeout: timeoutMs }).catch(async () => {
      throw new Error(`No row “${name}” in the tree; it shows:\n${(await this.texts()).join('\n')}`);
    });
    return row;
  }

  /** Clicks a row; with `Control` or `Shift` it is added to the selection. */
  async select(name: string | RegExp, options: { modifiers?: ('ControlOrMeta' | 'Shift')[] } = {}): Promise<void> {
    await (await this.find(name)).click(options);
  }

  /** Opens what the row stands for, to stay open. */
  async open(name: string | RegExp): Promise<void> {
    await (await this.find(name)).dblclick();
  }

  async expand(name: string | RegExp): Promise<void> {
    await this.unfold(name, true);
  }

  async collapse(name: string | RegExp): Promise<void> {
    await this.unfold(name, false);
  }

  private async unfold(name: string | RegExp, open: boolean): Promise<void> {
    const row = await this.find(name);
    if ((await row.getAttribute('aria-expanded')) === String(open)) return;
    await row.locator('.monaco-tl-twistie').click();
    await this.row(name)
      .and(this.page.locator(`[aria-expanded="${open}"]`))
      .waitFor();
  }

  async menu(name: string | RegExp): Promise<Menu> {
    return Menu.on(await this.find(name));
  }

  /** Clicks an inline action of a row; they show when the pointer is over it. */
  async action(name: string | RegExp, action: string): Promise<void> {
    const row = await this.find(name);
    await row.hover();
    await row.getByRole('button', { name: action }).click();
  }

  /** The text of a row's tooltip. */
  async tooltip(name: string | RegExp): Promise<string> {
    await (await this.find(name)).locator('.monaco-icon-label').hover();
    const hover = this.page.locator('.monaco-hover:visible').last();
    await hover.waitFor();
    return hover.innerText();
  }

  /** What each visible row shows, label and description. */
  async texts(): Promise<string[]> {
    return (await this.rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
  }
}
