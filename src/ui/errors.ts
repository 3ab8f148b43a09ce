import { CancellationError, commands, l10n, Position, Range, Uri, window, type LogOutputChannel } from 'vscode';
import { UserError, type UserErrorCode } from '../core/errors.js';
import { withoutSecrets } from '../core/withoutSecrets.js';
import type { CommandId } from './commandIds.js';
import { withoutLinks } from './foreignText.js';
import type { Verb } from './notify.js';
import { openFile } from './openFile.js';

/** The verb on the toast that takes the next step, where a command can. */
const REMEDIES: Partial<Record<UserErrorCode, readonly [string, CommandId]>> = {
  NoOrg: [l10n.t('Connect Org…'), 'salesforceBulk.connectOrg'],
  UnknownOrg: [l10n.t('Connect Org…'), 'salesforceBulk.connectOrg'],
  SessionExpired: [l10n.t('Connect Org…'), 'salesforceBulk.connectOrg'],
};

/** Cancelled by the person: not an error. */
export function isCancelled(error: unknown): boolean {
  return (
    error instanceof CancellationError ||
    (error instanceof UserError && error.code === 'Cancelled') ||
    (error instanceof Error && error.name === 'AbortError')
  );
}

/** Every error as a UserError, so that calling extensions find a `code` on whatever is thrown. */
export function toUserError(error: unknown): UserError {
  if (error instanceof UserError) return error;
  if (isCancelled(error)) return new UserError('Cancelled', l10n.t('Cancelled.'), { cause: error });
  const text = error instanceof Error ? error.message : String(error);
  return new UserError('Internal', l10n.t('Something went wrong in the extension: {0}', text), {
    nextStep: l10n.t('The log has the details.'),
    cause: withoutSecretsIn(error),
  });
}

/** What it says and where it was thrown; not what else hangs on it, which may be a request with its token. */
function withoutSecretsIn(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  const plain = new Error(withoutSecrets(error.message));
  plain.stack = withoutSecrets(error.stack ?? error.message);
  return plain;
}

/** The one place that shows errors. The whole error goes to the log, the sentence and the next step to the person. */
export function reportError(error: unknown, log: LogOutputChannel): void {
  if (isCancelled(error)) return;
  const told = toUserError(error);
  log.error(`${told.code}: ${told.message}`);
  if (told.code === 'Internal' && told.cause instanceof Error) log.error(told.cause);
  const verbs = [...remedies(told), { title: l10n.t('Show Log'), run: () => log.show() }];
  const text = told.nextStep === undefined ? told.message : `${sentence(told.message)} ${told.nextStep}`;
  void window.showErrorMessage(withoutLinks(text), ...verbs.map((verb) => verb.title)).then((title) => {
    verbs.find((verb) => verb.title === title)?.run();
  });
}

/**
 * Says why something waits, and asks without standing in the way. Other toasts go away by themselves.
 * @returns whether the person chose the verb; a message that is closed is a no
 */
export async function askToGoOn(message: string, verb: string): Promise<boolean> {
  return (await window.showErrorMessage(withoutLinks(message), verb)) === verb;
}

/** The verbs that take the next step. */
function remedies({ code, at, uri }: UserError): readonly Verb[] {
  const remedy = REMEDIES[code];
  if (remedy) return [{ title: remedy[0], run: () => commands.executeCommand(remedy[1]) }];
  if (!at || uri === undefined) return [];
  const place = new Position(at.line - 1, at.column - 1);
  const file = Uri.parse(uri, true);
  return [{ title: l10n.t('Show Line'), run: () => openFile(file, { selection: new Range(place, place) }) }];
}

/** Messages may end with the server's own words, which may have no full stop. */
const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);
