import type { Locator, Page } from 'playwright-core';

/** Toasts and modal dialogs: where an extension speaks to the person. */
export class Notifications {
  constructor(readonly page: Page) {}

  toast(text: string | RegExp): Locator {
    return this.page.locator('.notifications-toasts .notification-toast').filter({ hasText: text });
  }

  /** Waits for a toast and returns its whole sentence. */
  async wait(text: string | RegExp, timeoutMs = 30_000): Promise<string> {
    const message = this.toast(text).locator('.notification-list-item-message').first();
    await message.waitFor({ timeout: timeoutMs }).catch(async () => {
      const shown = await this.page.locator('.notification-list-item-message').allInnerTexts();
      throw new Error(`No toast “${text}”; there are: ${shown.join(' | ') || 'none'}`);
    });
    return message.innerText();
  }

  /** Presses a button of a toast. */
  async press(text: string | RegExp, button: string): Promise<void> {
    await this.wait(text);
    await this.toast(text).getByRole('button', { name: button, exact: true }).click();
  }

  async buttons(text: string | RegExp): Promise<string[]> {
    return this.toast(text).locator('.notification-list-item-buttons-container .monaco-button').allInnerTexts();
  }

  /** Closes one toast: the person does not answer. */
  async dismiss(text: string | RegExp): Promise<void> {
    await this.wait(text);
    await close(this.toast(text));
  }

  /** Closes all toasts. */
  async clear(): Promise<void> {
    const toasts = this.page.locator('.notifications-toasts .notification-toast');
    for (let left = await toasts.count(); left > 0; left = await toasts.count()) {
      await close(toasts.first()).catch(async (error: unknown) => {
        if ((await toasts.count()) >= left) throw error; // else it went by itself
      });
    }
  }

  /** The modal dialog that is open. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box:visible');
  }

  /** Presses a button of the modal dialog and waits until it is gone. */
  async answer(button: string): Promise<void> {
    await this.dialog.waitFor();
    const pressed = this.dialog.locator('.dialog-buttons').getByText(button, { exact: true });
    if ((await pressed.count()) === 0) {
      throw new Error(`No button “${button}” in the dialog:\n${await this.dialog.innerText()}`);
    }
    await pressed.click();
    await this.dialog.waitFor({ state: 'hidden' });
  }
}

async function close(toast: Locator): Promise<void> {
  await toast.hover({ timeout: 2_000 });
  await toast.getByRole('button', { name: /^Clear Notification/ }).click({ timeout: 2_000 });
}
