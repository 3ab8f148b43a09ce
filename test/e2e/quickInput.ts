import type { Locator, Page } from 'playwright-core';
import { exactly } from './exactly.js';

/** Quick picks and input boxes: the one box at the top of the window. */
export class QuickInput {
  readonly root: Locator;
  readonly input: Locator;
  readonly rows: Locator;

  constructor(readonly page: Page) {
    this.root = page.locator('.quick-input-widget:visible');
    this.input = this.root.locator('.quick-input-box input');
    this.rows = this.root.locator('.quick-input-list .monaco-list-row');
  }

  /** Waits until a box with this title (or a part of it) shows. */
  async titled(title: string | RegExp): Promise<this> {
    await this.root.locator('.quick-input-title').filter({ hasText: title }).waitFor();
    return this;
  }

  /** Waits for a row with this label. Long lists show a part of their rows only: filter them with `type`. */
  row(label: string | RegExp): Locator {
    const exact = typeof label === 'string' ? exactly(label) : label;
    return this.rows.filter({ has: this.page.locator('.label-name').filter({ hasText: exact }) }).first();
  }

  async type(text: string): Promise<this> {
    await this.input.fill(text);
    return this;
  }

  /** Chooses the row with this label. */
  async choose(label: string | RegExp): Promise<void> {
    const row = this.row(label);
    await row.waitFor().catch(async () => {
      throw new Error(`No row “${label}” in the quick pick; it shows: ${(await this.labels()).join(' | ')}`);
    });
    await row.click();
  }

  /** Sets or clears the check box of a row of a quick pick that takes several. */
  async check(label: string | RegExp, on = true): Promise<void> {
    const box = this.row(label).getByRole('checkbox');
    await box.setChecked(on);
  }

  async accept(text?: string): Promise<void> {
    if (text !== undefined) await this.input.fill(text);
    await this.input.press('Enter');
  }

  /** A button in the title bar (back, …) or in a row, by its tooltip. */
  button(name: string): Locator {
    return this.root.getByRole('button', { name });
  }

  async back(): Promise<void> {
    await this.button('Back').click();
  }

  async cancel(): Promise<void> {
    await this.input.press('Escape');
    await this.root.waitFor({ state: 'hidden' });
  }

  /** The labels that are shown now. */
  async labels(): Promise<string[]> {
    const labels = await this.rows.locator('.quick-input-list-row:first-child .label-name').allInnerTexts();
    return labels.map((label) => label.trim()); // an icon leaves a space
  }

  /** Waits until the sentence under the input says this: a prompt, or why the value is not accepted. */
  async problem(text: string | RegExp): Promise<string> {
    const message = this.root.locator('.quick-input-message').filter({ hasText: text });
    await message.waitFor();
    return message.innerText();
  }
}
