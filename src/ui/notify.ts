import { CancellationError, window } from 'vscode';
import { escapeIcons, withoutLinks } from './foreignText.js';
import { settings } from './settings.js';

// Confirmations and reports. Errors are shown in errors.ts.

export interface Confirmation {
  readonly message: string;
  readonly detail?: string;
  /** Verb and number: `Delete 12,304 Records`. Cancel is VS Code's own. */
  readonly verb: string;
}

/** A modal question with one verb. @throws CancellationError if the person does not choose it */
export async function confirm({ message, detail, verb }: Confirmation): Promise<void> {
  const choice = await window.showWarningMessage(
    message,
    { modal: true, ...(detail !== undefined && { detail }) },
    verb,
  );
  if (choice !== verb) throw new CancellationError();
}

/** A modal question with several verbs. @throws CancellationError if none is chosen */
export async function choose<T extends string>(message: string, detail: string, ...verbs: readonly T[]): Promise<T> {
  const choice = await window.showWarningMessage(message, { modal: true, detail }, ...verbs);
  if (choice === undefined) throw new CancellationError();
  return choice;
}

export interface Verb {
  readonly title: string;
  run(): unknown;
}

const IN_STATUS_BAR_MS = 10_000;

/** Something is done, or has ended: told as the person wants it. Nobody has to answer. */
export function report(kind: 'information' | 'warning', message: string, ...verbs: readonly Verb[]): void {
  const style = settings.notifications();
  if (style === 'off' || style === 'statusBar') return reportInPassing(kind, message);
  toast(kind, message, ...verbs);
}

/** The same, where the person already looks at what has come of it: no toast covers it. */
export function reportInPassing(kind: 'information' | 'warning', message: string): void {
  if (settings.notifications() === 'off') return;
  const icon = kind === 'warning' ? 'warning' : 'info';
  window.setStatusBarMessage(`$(${icon}) ${escapeIcons(message)}`, IN_STATUS_BAR_MS);
}

/** What a person must know to go on, whatever the setting says. Nobody has to answer. */
export function toast(kind: 'information' | 'warning', message: string, ...verbs: readonly Verb[]): void {
  const show = kind === 'warning' ? window.showWarningMessage : window.showInformationMessage;
  const titles = verbs.map((verb) => verb.title);
  void show(withoutLinks(message), ...titles).then((title) => verbs.find((verb) => verb.title === title)?.run());
}
