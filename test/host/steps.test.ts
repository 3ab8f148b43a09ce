import assert from 'node:assert/strict';
import { commands, QuickPickItemKind, window, type QuickPick, type QuickPickItem } from 'vscode';
import { pick } from '../../src/ui/steps.js';

describe('a question some of whose answers come later', () => {
  const own = window.createQuickPick;
  let input: QuickPick<QuickPickItem>;
  before(() => {
    window.createQuickPick = <T extends QuickPickItem>() => {
      const created = own<T>();
      input = created;
      return created;
    };
  });
  after(() => void (window.createQuickPick = own));

  const separator = (label: string): QuickPickItem => ({ label, kind: QuickPickItemKind.Separator });
  const uat: QuickPickItem = { label: 'uat' };
  const browser: QuickPickItem = { label: 'Sign in with the browser' };
  const demo: QuickPickItem = { label: 'Demo org' };
  const active = (wanted: QuickPickItem) =>
    new Promise<void>((resolve) => input.onDidChangeActive(([item]) => item === wanted && resolve()));

  for (const [name, chosen, accepted] of [
    ['begins with the one that fits', browser, uat],
    ['leaves a person where they have begun to choose', demo, demo],
  ] as const) {
    it(name, async () => {
      let found = (_: readonly QuickPickItem[]): void => {};
      const answer = pick({
        place: { title: 'Connect Org', step: 1, totalSteps: 1 },
        placeholder: 'Which org?',
        meanwhile: [separator('asking …'), browser, demo],
        items: new Promise<readonly QuickPickItem[]>((resolve) => (found = resolve)),
        active: (item) => item === uat,
      });
      await active(browser);
      if (chosen !== browser) {
        const moved = active(chosen);
        await commands.executeCommand('workbench.action.quickOpenSelectNext');
        await moved;
      }
      const settled = active(accepted);
      found([separator('found'), uat, browser, demo]);
      await settled;
      await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      assert.deepEqual(await answer, accepted);
    });
  }
});
