import { CancellationError, l10n, window } from 'vscode';

interface Question {
  readonly title: string;
  readonly prompt: string;
  readonly placeHolder: string;
  /** Shown as dots. */
  readonly password?: boolean;
  readonly optional?: boolean;
  /** What stands there already. */
  readonly value?: string;
}

/** One line of text, without the white space around it. @throws CancellationError if the person leaves */
export async function ask({ optional, ...question }: Question): Promise<string> {
  const text = await window.showInputBox({
    ...question,
    ignoreFocusOut: true,
    validateInput: (value) => (!optional && value.trim() === '' ? l10n.t('This is needed.') : undefined),
  });
  if (text === undefined) throw new CancellationError();
  return text.trim();
}

export const askToken = (title: string): Promise<string> =>
  ask({ title, prompt: l10n.t('Access token'), placeHolder: '00D…!…', password: true });
