import assert from 'node:assert/strict';
import { commands, window, type QuickPick, type QuickPickItem } from 'vscode';

type Pick = QuickPick<QuickPickItem>;

/** Answers quick picks as a person does: each is really shown, its item is focused and accepted. */
export class QuickPicks {
  readonly seen: (readonly string[])[] = [];
  private answers: string[] = [];
  /** Done while a quick pick is on show, before it is answered. */
  meanwhile: () => void = () => {};
  /** Why an answer could not be given. */
  fault: unknown;

  /** Beginnings of the labels to choose, one for each quick pick that comes; without one it is left by Escape. */
  answer(...labels: string[]): void {
    this.answers = labels;
  }

  /** Called for each quick pick when the window has shown its items. */
  async shown(pick: Pick): Promise<void> {
    this.seen.push(pick.items.map((item) => item.label));
    this.meanwhile();
    const label = this.answers.shift();
    if (label === undefined) return void (await commands.executeCommand('workbench.action.closeQuickOpen'));
    const item = pick.items.find((item) => withoutIcons(item.label).startsWith(label));
    assert.ok(item, `No "${label}" among: ${pick.items.map((item) => item.label).join(' | ')}`);
    if (pick.activeItems[0] !== item) {
      const active = new Promise<void>((resolve) => pick.onDidChangeActive(([first]) => first === item && resolve()));
      pick.activeItems = [item];
      await active;
    }
    await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
  }
}

const withoutIcons = (label: string): string => label.replace(/\$\([\w~-]+\) ?/g, '');

export function useQuickPicks(): () => QuickPicks {
  let picks: QuickPicks;
  const own = window.createQuickPick;
  before(() => {
    window.createQuickPick = <T extends QuickPickItem>() => {
      const pick = own<T>();
      const first = pick.onDidChangeActive(() => {
        if (pick.busy || pick.activeItems.length === 0) return;
        first.dispose();
        picks.shown(pick as unknown as Pick).catch((error: unknown) => {
          picks.fault = error;
          pick.hide();
        });
      });
      return pick;
    };
  });
  beforeEach(() => void (picks = new QuickPicks()));
  afterEach(() => {
    if (picks.fault) throw picks.fault as Error;
  });
  after(() => void (window.createQuickPick = own));
  return () => picks;
}
