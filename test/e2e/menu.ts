import type { Locator, Page } from 'playwright-core';
import { setTimeout as delay } from 'node:timers/promises';

/** The context menu or drop-down menu that is open. */
export class Menu {
  readonly root: Locator;

  constructor(readonly page: Page) {
    this.root = page.locator('.monaco-menu-container:visible').last();
  }

  /** Opens the context menu of an element. */
  static async on(target: Locator): Promise<Menu> {
    const menu = new Menu(target.page());
    await target.click({ button: 'right' });
    await menu.root.waitFor();
    await delay(250); // VS Code swallows a click that comes sooner
    return menu;
  }

  /** The texts of all items, without keybindings. */
  async items(): Promise<string[]> {
    return this.root.locator('.action-label:not(.separator)').allInnerTexts();
  }

  async choose(label: string): Promise<void> {
    const item = this.root.locator('.action-label').getByText(label, { exact: true });
    if ((await item.count()) === 0) {
      throw new Error(`No “${label}” in the menu; it has: ${(await this.items()).join(' | ')}`);
    }
    await item.click();
    await this.root.waitFor({ state: 'hidden' });
  }

  async close(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await this.root.waitFor({ state: 'hidden' });
  }
}
