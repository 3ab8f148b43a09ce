import { window } from 'vscode';

export interface Message {
  readonly kind: 'showErrorMessage' | 'showWarningMessage' | 'showInformationMessage' | 'showInputBox';
  readonly text: string;
  readonly modal: boolean;
  readonly verbs: readonly string[];
}

/** What the person is told and asked. Test windows refuse modal dialogs, so nothing of it reaches the window. */
export class Messages {
  readonly all: Message[] = [];
  /** Toasts stand until a verb of theirs is pressed: nobody closes them. */
  keepOpen = false;
  private answers: string[] = [];
  private presses: string[] = [];
  private waiting: (() => void)[] = [];

  /** Answers the next modal questions and input boxes, in order; without an answer they are cancelled. */
  answer(...answers: string[]): void {
    this.answers = answers;
  }

  /** Presses these verbs, in order, each on the first toast that has it. */
  press(...verbs: string[]): void {
    this.presses = verbs;
  }

  /** Waits for a message with this text; those before it are let go. */
  async until(text: RegExp): Promise<Message> {
    for (;;) {
      const message = await this.next();
      if (text.test(message.text)) return message;
    }
  }

  /** The next message; one that came already counts. */
  async next(): Promise<Message> {
    if (this.all.length === 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
    return this.all.shift() as Message;
  }

  take(message: Message): string | undefined {
    this.all.push(message);
    for (const tell of this.waiting.splice(0)) tell();
    if (message.modal) return this.answers.shift();
    return message.verbs.includes(this.presses[0] ?? '') ? this.presses.shift() : undefined;
  }
}

type Show = (text: string, ...rest: unknown[]) => Promise<string | undefined>;

/** Stands between the extension and its messages while the tests of a `describe` run. */
export function useMessages(): () => Messages {
  let messages: Messages;
  const kinds = ['showErrorMessage', 'showWarningMessage', 'showInformationMessage'] as const;
  const target = window as unknown as Record<Message['kind'], unknown>;
  const own = [...kinds, 'showInputBox' as const].map((kind) => [kind, target[kind]] as const);
  before(() => {
    for (const kind of kinds) {
      const show: Show = (text, ...rest) => {
        const options = (typeof rest[0] === 'object' ? rest[0] : {}) as { modal?: boolean; detail?: string };
        const verbs = rest.filter((item): item is string => typeof item === 'string');
        const whole = options.detail === undefined ? text : `${text}\n${options.detail}`;
        const answer = messages.take({ kind, text: whole, modal: options.modal === true, verbs });
        const stands = messages.keepOpen && options.modal !== true && answer === undefined;
        return stands ? new Promise(() => {}) : Promise.resolve(answer);
      };
      target[kind] = show;
    }
    target.showInputBox = ({ title = '', prompt = '' }: { title?: string; prompt?: string }) =>
      Promise.resolve(messages.take({ kind: 'showInputBox', text: `${title}\n${prompt}`, modal: true, verbs: [] }));
  });
  beforeEach(() => void (messages = new Messages()));
  after(() => {
    for (const [kind, show] of own) target[kind] = show;
  });
  return () => messages;
}
