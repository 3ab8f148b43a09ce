import * as l10n from '@vscode/l10n';
import { getSystemErrorMap } from 'node:util';
import { UserError } from '../errors.js';

// What keeps a file from being read, whatever file system it is on.

export const fileNotFound = (name: string, cause?: unknown): UserError =>
  new UserError('FileNotFound', l10n.t('{0} is not there.', name), {
    nextStep: l10n.t('Check whether it was moved, renamed or deleted.'),
    cause,
  });

export const isFolder = (name: string, cause?: unknown): UserError =>
  new UserError('NotAFile', l10n.t('{0} is a folder, not a file.', name), {
    nextStep: l10n.t('Choose a CSV file in it.'),
    cause,
  });

export const notAFile = (name: string): UserError =>
  new UserError('NotAFile', l10n.t('{0} is a pipe or a device, not a file.', name), {
    nextStep: l10n.t('Copy what it holds to a file, and load that.'),
  });

export const noReadPermission = (name: string, cause: unknown): UserError =>
  new UserError('NoReadPermission', l10n.t('You have no permission to read {0}.', name), {
    nextStep: l10n.t('Change the permissions of the file, or copy it to a folder of your own.'),
    cause,
  });

export const lockedFile = (name: string, cause: unknown): UserError =>
  new UserError('NoReadPermission', l10n.t('{0} is locked by another program.', name), {
    nextStep: l10n.t('Close it there (often Excel), then try again.'),
    cause,
  });

/** Rarer faults, in the words of the system: a loop of links, a disk or a network drive that fails. */
export const readFailed = (name: string, cause: unknown): UserError => {
  const { errno = 0, message } = cause as NodeJS.ErrnoException;
  const reason = getSystemErrorMap().get(errno)?.[1] ?? message; // the message has the call and the whole path in it
  return new UserError('ReadFailed', l10n.t('{0} could not be read: {1}', name, reason), {
    nextStep: l10n.t('Check the disk or drive it is on, or copy it to another folder.'),
    cause,
  });
};
