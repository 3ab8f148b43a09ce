import type { FrameLocator, Locator, Page } from 'playwright-core';
import { Menu } from './menu.js';
import { Notifications } from './notifications.js';

/** The editor area: tabs, text, the extension's own pages. */
export class Editors {
  constructor(readonly page: Page) {}

  tab(title: string | RegExp): Locator {
    return this.page.locator('.part.editor .tabs-container').getByRole('tab', { name: title });
  }

  /** Waits until a tab with this title is the active one. */
  async active(title: string | RegExp): Promise<Locator> {
    const tab = this.tab(title).and(this.page.locator('[aria-selected="true"]'));
    await tab.waitFor().catch(async () => {
      throw new Error(`No active tab “${title}”; the tabs are: ${(await this.titles()).join(' | ') || 'none'}`);
    });
    return tab;
  }

  async titles(): Promise<string[]> {
    const texts = await this.page.locator('.part.editor .tabs-container').getByRole('tab').allInnerTexts();
    return texts.map((text) => text.replace(/\s+/g, ' ').trim());
  }

  /** An icon above the active editor, by its tooltip. */
  action(name: string): Locator {
    return this.page
      .locator('.part.editor .editor-group-container.active .editor-actions')
      .getByRole('button', { name });
  }

  async tabMenu(title: string | RegExp): Promise<Menu> {
    return Menu.on(this.tab(title));
  }

  /** Puts the cursor into the text of the active editor. */
  async focus(): Promise<void> {
    const editor = this.page.locator('.part.editor .editor-group-container.active .monaco-editor').first();
    await editor.locator('.view-line').first().click();
    await editor.and(this.page.locator('.focused')).waitFor();
  }

  /** The lines of the active text editor that fit in its window. */
  async lines(): Promise<string[]> {
    const editor = this.page.locator('.part.editor .editor-group-container.active .monaco-editor').first();
    await editor.locator('.view-line').first().waitFor();
    // VS Code draws the lines in any order, each at its own height, with non-breaking spaces.
    const drawn = await editor.locator('.view-line').evaluateAll((lines) =>
      lines.map((line) => {
        const { style, textContent } = line as unknown as { style: { top: string }; textContent: string };
        return { top: parseFloat(style.top), text: textContent };
      }),
    );
    return drawn.sort((a, b) => a.top - b.top).map(({ text }) => text.replaceAll('\u00a0', ' '));
  }

  /** The content of an extension's page. @param extension its id */
  webview(extension: string): FrameLocator {
    return this.page
      .frameLocator(`iframe.webview.ready[src*="extensionId=${extension}"]:visible`)
      .frameLocator('iframe#active-frame');
  }

  /** Saves the active editor, which has changes. */
  async save(): Promise<void> {
    const dirty = this.page.locator('.part.editor .tab.active.dirty');
    await dirty.waitFor();
    await this.page.keyboard.press('ControlOrMeta+S');
    await dirty.waitFor({ state: 'detached' });
  }

  /** Closes all editors; what is not saved is lost. */
  async closeAll(): Promise<void> {
    const dirty = await this.page.locator('.part.editor .tab.dirty').count();
    await this.page.keyboard.press('ControlOrMeta+K');
    await this.page.keyboard.press('ControlOrMeta+W');
    if (dirty > 0) await new Notifications(this.page).answer("Don't Save");
    await this.page.locator('.part.editor .tab').first().waitFor({ state: 'detached' });
  }
}
