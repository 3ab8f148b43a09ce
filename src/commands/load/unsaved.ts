import { l10n, TabInputCustom, window, workspace, type Uri } from 'vscode';
import { UserError } from '../../core/errors.js';
import { choose } from '../../ui/notify.js';
import { nameOf } from './csvFile.js';

const dirtyDocument = (uri: Uri) =>
  workspace.textDocuments.find((document) => document.isDirty && document.uri.toString() === uri.toString());

/** Editors of other extensions have no text document; their tab knows. */
const isDirtyInGrid = (uri: Uri): boolean =>
  window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .some(
      ({ isDirty, input }) => isDirty && input instanceof TabInputCustom && input.uri.toString() === uri.toString(),
    );

const isDirty = (uri: Uri): boolean =>
  uri.scheme !== 'untitled' && (dirtyDocument(uri) !== undefined || isDirtyInGrid(uri)); // an untitled document is its own text

/** What is in the editor and what is in the file must not be confused. @throws UserError `DirtyDocument` */
export function refuseDirty(uri: Uri): void {
  if (!isDirty(uri)) return;
  throw new UserError('DirtyDocument', l10n.t('{0} has changes that are not saved.', nameOf(uri)), {
    nextStep: l10n.t('Save it first.'),
  });
}

/** As a person: save, load what is saved, or leave. */
export async function settleDirty(uri: Uri): Promise<void> {
  if (!isDirty(uri)) return;
  const save = l10n.t('Save and Load');
  const choice = await choose(
    l10n.t('{0} has changes that are not saved.', nameOf(uri)),
    l10n.t('Only what is saved can be loaded.'),
    save,
    l10n.t('Load Saved Version'),
  );
  if (choice !== save) return;
  const saved = await (dirtyDocument(uri)?.save() ?? workspace.save(uri));
  if (!saved) refuseDirty(uri);
}
