import {
  l10n,
  TabInputCustom,
  TabInputNotebook,
  TabInputNotebookDiff,
  TabInputText,
  TabInputTextDiff,
  Uri,
  window,
  workspace,
} from 'vscode';
import { toast } from '../../ui/notify.js';

const activeInput = (): unknown => window.tabGroups.activeTabGroup.activeTab?.input;

/** The file of the active tab: above 50 MB, and in other kinds of editors, there is no document, but there is a tab. */
export function activeUri(): Uri | undefined {
  const input = activeInput();
  if (input instanceof TabInputTextDiff || input instanceof TabInputNotebookDiff) return input.modified;
  if (input instanceof TabInputText || input instanceof TabInputCustom || input instanceof TabInputNotebook) {
    return input.uri;
  }
  return undefined;
}

/**
 * The files a command was called on: what the explorer has selected, else the one it was called on, else that of the
 * active tab, if it looks like CSV.
 */
export function filesOf(target: unknown, selection: unknown): readonly Uri[] {
  const uris = (Array.isArray(selection) ? selection : []).filter((uri): uri is Uri => uri instanceof Uri);
  if (uris.length > 1 && target instanceof Uri && uris.some((uri) => uri.toString() === target.toString())) return uris;
  const file = target instanceof Uri ? target : activeCsv();
  if (!file) return [];
  sayWhichSide(file);
  return [file];
}

/** Called from the palette beside some other file, the person means none that happens to be open. */
function activeCsv(): Uri | undefined {
  const uri = activeUri();
  return uri && (uri.scheme === 'untitled' || /\.(csv|tsv|txt)$/i.test(uri.path) || hasCsvLanguage(uri))
    ? uri
    : undefined;
}

/** `csv`, `tsv`; Rainbow CSV also says `csv (semicolon)`, `dynamic csv`. */
const hasCsvLanguage = (uri: Uri): boolean =>
  workspace.textDocuments.some(
    (document) => document.uri.toString() === uri.toString() && /\b[ct]sv\b/.test(document.languageId),
  );

function sayWhichSide(file: Uri): void {
  const input = activeInput();
  const compared = input instanceof TabInputTextDiff || input instanceof TabInputNotebookDiff;
  if (!compared || input.modified.toString() !== file.toString()) return;
  toast('information', l10n.t('Of the two files that are compared, the right one is taken: {0}', file.path));
}

/** Asks for files; that of the active tab, whatever it is called, is one Enter away. Where the person leaves, none. */
export async function pickFiles(title: string, openLabel: string, canSelectMany: boolean): Promise<readonly Uri[]> {
  const active = activeUri();
  const chosen = await window.showOpenDialog({
    title,
    openLabel,
    canSelectMany,
    filters: { CSV: ['csv', 'tsv', 'txt'], [l10n.t('All files')]: ['*'] },
    ...(active?.scheme === 'file' && { defaultUri: active }),
  });
  return chosen ?? [];
}
