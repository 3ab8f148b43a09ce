import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.js';

/** The file is not what it was when it was checked. */
export function fileChanged(name: string, cause?: unknown): UserError {
  return new UserError('FileChanged', l10n.t('{0} has changed since it was checked.', name), {
    nextStep: l10n.t('Load it again when nothing writes to it any more.'),
    cause,
  });
}
