import {
  CancellationError,
  QuickInputButtons,
  QuickPickItemKind,
  window,
  type QuickInputButton,
  type QuickPickItem,
} from 'vscode';

/** The person went back to the step before. */
export const BACK = Symbol('back');

/** Where a step stands in its sequence. */
export interface Place {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

/** The step had nothing to ask. */
export const SKIP = Symbol('skip');

/** One question. It asks nothing (returns `SKIP`) where the answer is known. */
export interface Step {
  ask(place: Place): Promise<typeof BACK | typeof SKIP | void>;
  /** Mostly skipped, so not counted before it is asked. */
  readonly rare?: boolean;
}

/** Asks step by step, with a back button. @throws CancellationError if the person leaves */
export async function runSteps(title: string, steps: readonly Step[]): Promise<void> {
  const asked: number[] = [];
  for (let index = 0; index < steps.length;) {
    const ahead = steps.slice(index + 1).filter((step) => !step.rare).length;
    const place = { title, step: asked.length + 1, totalSteps: asked.length + 1 + ahead };
    const answer = await (steps[index] as Step).ask(place);
    if (answer === BACK) index = asked.pop() ?? 0;
    else {
      if (answer !== SKIP) asked.push(index);
      index++;
    }
  }
}

export interface PickOptions<T extends QuickPickItem> {
  readonly place: Place;
  readonly placeholder: string;
  readonly items: readonly T[] | Promise<readonly T[]>;
  /** What can be picked before the items are there; it is among them, too. */
  readonly meanwhile?: readonly T[];
  /** Which item is active first. */
  readonly active?: (item: T) => boolean;
}

/** What was picked: an item, or a button of it. */
export type Picked<T> = T & { readonly pressed?: QuickInputButton };

/** A quick pick as a step: back button, stays open when the focus goes elsewhere. */
export async function pick<T extends QuickPickItem>(options: PickOptions<T>): Promise<Picked<T> | typeof BACK> {
  const input = window.createQuickPick<T>();
  input.title = options.place.title;
  if (options.place.totalSteps > 1) {
    input.step = options.place.step;
    input.totalSteps = options.place.totalSteps;
  }
  input.placeholder = options.placeholder;
  input.ignoreFocusOut = true;
  input.matchOnDescription = true;
  input.matchOnDetail = true;
  input.buttons = options.place.step > 1 ? [QuickInputButtons.Back] : [];
  try {
    return await new Promise<Picked<T> | typeof BACK>((resolve, reject) => {
      input.onDidTriggerButton(() => resolve(BACK));
      input.onDidTriggerItemButton(({ item, button }) => resolve({ ...item, pressed: button }));
      input.onDidAccept(() => input.selectedItems[0] && resolve(input.selectedItems[0]));
      input.onDidHide(() => reject(new CancellationError()));
      input.busy = true;
      input.items = options.meanwhile ?? [];
      input.show();
      Promise.resolve(options.items).then((items) => {
        // Who has begun to choose goes on where they are: on another item than the one that is active by itself.
        const first = options.meanwhile?.find(({ kind }) => kind !== QuickPickItemKind.Separator);
        const [begun] = input.activeItems[0] === first ? [] : input.activeItems;
        input.items = items;
        const active = items.find((item) => (begun ? item === begun : options.active?.(item)));
        if (active) input.activeItems = [active];
        input.busy = false;
      }, reject);
    });
  } finally {
    input.dispose();
  }
}
