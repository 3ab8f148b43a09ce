import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.js';
import type { ByteSource, SourceStat } from './source.js';

/** The file is not what it was, or (`cause`) can no longer be read. */
export function fileChanged(name: string, cause?: UserError): UserError {
  return new UserError('FileChanged', cause?.message ?? l10n.t('{0} has changed since it was first read.', name), {
    nextStep: cause?.nextStep ?? l10n.t('Load it again when nothing changes it any more.'),
    cause,
  });
}

/** @throws UserError `FileChanged`, and those of the source */
export async function requireUnchanged(source: ByteSource, { size, mtimeMs }: SourceStat): Promise<void> {
  const now = await source.stat();
  if (now.size !== size || now.mtimeMs !== mtimeMs) throw fileChanged(source.name);
}
