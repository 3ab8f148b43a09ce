import { CancellationError, commands, l10n, window, type LogOutputChannel } from 'vscode';
import { UserError, type UserErrorCode } from '../core/errors.js';
import type { CommandId } from './commandIds.js';

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
    cause: error,
  });
}

/** The one place that shows errors. The whole error goes to the log, the sentence and the next step to the person. */
export function reportError(error: unknown, log: LogOutputChannel): void {
  if (isCancelled(error)) return;
  const told = toUserError(error);
  log.error(`${told.code}: ${told.message}`);
  if (told.code === 'Internal' && told.cause instanceof Error) log.error(told.cause);
  const remedy = REMEDIES[told.code];
  const showLog = l10n.t('Show Log');
  const text = told.nextStep === undefined ? told.message : `${sentence(told.message)} ${told.nextStep}`;
  void window.showErrorMessage(text, ...(remedy ? [remedy[0]] : []), showLog).then((choice) => {
    if (choice === showLog) log.show();
    else if (choice !== undefined && remedy) void commands.executeCommand(remedy[1]);
  });
}

/** Messages may end with the server's own words, which may have no full stop. */
const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);
