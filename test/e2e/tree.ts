import type { Locator, Page } from 'playwright-core';
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

  /** The row whose spoken text (label, description) holds this. Trees keep only the visible rows in the page. */
  row(name: string | RegExp): Locator {
    return this.root.getByRole('treeitem', { name });
  }

  /** Waits for the row and returns it. */
  async find(name: string | RegExp, timeoutMs?: number): Promise<Locator> {
    const row = this.row(name).first();
    await row.waitFor(timeoutMs === undefined ? {} : { timeout: timeoutMs }).catch(async () => {
      throw new Error(`No row “${name}” in the tree; it shows:\n${(await this.texts()).join('\n')}`);
    });
    return row;
  }

  async select(name: string | RegExp): Promise<void> {
    await (await this.find(name)).click();
  }

  async expand(name: string | RegExp): Promise<void> {
    const row = await this.find(name);
    if ((await row.getAttribute('aria-expanded')) !== 'false') return;
    await row.locator('.monaco-tl-twistie').click();
    await row.and(this.page.locator('[aria-expanded="true"]')).waitFor();
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

  /** What each visible row shows, label and description. */
  async texts(): Promise<string[]> {
    return (await this.rows.allInnerTexts()).map((text) => text.replace(/\s+/g, ' ').trim());
  }
}
