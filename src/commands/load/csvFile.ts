import { l10n, TabInputCustom, TabInputText, Uri, window, workspace } from 'vscode';
import { fileSource } from '../../core/csv/fileSource.js';
import { inspectCsv, type InspectOptions } from '../../core/csv/inspect.js';
import { memorySource } from '../../core/csv/memorySource.js';
import { previewRows } from '../../core/csv/rows.js';
import type { CsvFacts } from '../../core/csv/facts.js';
import type { ByteSource } from '../../core/csv/source.js';
import { UserError } from '../../core/errors.js';
import { choose } from '../../ui/notify.js';
import type { InspectedFile } from './draft.js';

const PREVIEW_ROWS = 5;
const IDS = 20;

/**
 * The files a command was called on: what the explorer has selected, else the one it was called on, else that of the
 * active tab (above 50 MB there is no document, but there is a tab).
 */
export function filesOf(target: unknown, selection: unknown): readonly Uri[] {
  const uris = (Array.isArray(selection) ? selection : []).filter((uri): uri is Uri => uri instanceof Uri);
  if (uris.length > 1 && target instanceof Uri && uris.some((uri) => uri.toString() === target.toString())) return uris;
  if (target instanceof Uri) return [target];
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof TabInputText || input instanceof TabInputCustom)) return [];
  // Called from the palette beside some other file, the person means none that happens to be open.
  return input.uri.scheme === 'untitled' || /\.(csv|tsv|txt)$/i.test(input.uri.path) ? [input.uri] : [];
}

/** Asks for files. Where the person leaves, none. */
export async function pickFiles(): Promise<readonly Uri[]> {
  const chosen = await window.showOpenDialog({
    title: l10n.t('Load to Salesforce'),
    openLabel: l10n.t('Load'),
    canSelectMany: true,
    filters: { CSV: ['csv', 'tsv', 'txt'], [l10n.t('All files')]: ['*'] },
  });
  return chosen ?? [];
}

const dirtyDocument = (uri: Uri) =>
  workspace.textDocuments.find((document) => document.isDirty && document.uri.toString() === uri.toString());

/** What is in the editor and what is in the file must not be confused. @throws UserError `DirtyDocument` */
export function refuseDirty(uri: Uri): void {
  if (uri.scheme === 'untitled' || !dirtyDocument(uri)) return; // an untitled document is its own text
  throw new UserError('DirtyDocument', l10n.t('{0} has changes that are not saved.', nameOf(uri)), {
    nextStep: l10n.t('Save it first.'),
  });
}

/** As a person: save, load what is saved, or leave. */
export async function settleDirty(uri: Uri): Promise<void> {
  const document = dirtyDocument(uri);
  if (!document || document.isUntitled) return;
  const save = l10n.t('Save and Load');
  const choice = await choose(
    l10n.t('{0} has changes that are not saved.', nameOf(uri)),
    l10n.t('Only what is saved can be loaded.'),
    save,
    l10n.t('Load Saved Version'),
  );
  if (choice === save && !(await document.save())) refuseDirty(uri);
}

export const nameOf = (uri: Uri): string => uri.path.slice(uri.path.lastIndexOf('/') + 1);

/** Files of this machine are streamed; those of other file systems, and documents without a file, are read whole. */
async function sourceOf(uri: Uri): Promise<ByteSource> {
  if (uri.scheme === 'file') return fileSource(uri.fsPath);
  if (uri.scheme === 'untitled') {
    const document = await workspace.openTextDocument(uri);
    return memorySource(nameOf(uri), Buffer.from(document.getText(), 'utf8'));
  }
  return memorySource(nameOf(uri), await workspace.fs.readFile(uri));
}

/** One pass over a file. @throws UserError for whatever keeps it from being sent at all */
export async function inspect(uri: Uri, options: InspectOptions): Promise<InspectedFile> {
  try {
    return await read(uri, options);
  } catch (error) {
    if (error instanceof UserError) error.uri = uri.toString();
    throw error;
  }
}

async function read(uri: Uri, options: InspectOptions): Promise<InspectedFile> {
  const source = await sourceOf(uri);
  const hint = /\.tsv$/i.test(uri.path) ? ({ columnDelimiter: 'TAB' } as const) : {};
  const facts = await inspectCsv(source, { ...hint, ...options });
  return {
    uri,
    fileName: source.name,
    source,
    facts,
    delimiterChosen: options.columnDelimiter !== undefined,
    ids: await someIds(source, facts),
    preview: await previewRows(source, facts, PREVIEW_ROWS),
  };
}

async function someIds(source: ByteSource, facts: CsvFacts): Promise<readonly string[]> {
  const column = facts.header.findIndex((name) => name.toLowerCase() === 'id');
  if (column < 0) return [];
  const rows = await previewRows(source, facts, IDS);
  return rows.flatMap((cells) => cells[column] ?? []).filter((id) => id !== '');
}
