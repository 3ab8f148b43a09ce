import { FileSystemError, workspace, type TextDocument, type Uri } from 'vscode';

/** Bytes. VS Code hands no larger document to extensions. */
const LARGEST = 50 * 1024 * 1024;

export const documentOf = (uri: Uri): TextDocument | undefined =>
  workspace.textDocuments.find((document) => !document.isClosed && document.uri.toString() === uri.toString());

/**
 * A file as the person has it before them: what is in its editor, else what is saved.
 * @returns undefined where it is gone, or larger than an editor shows to extensions
 */
export async function textNow(uri: Uri): Promise<Uint8Array | undefined> {
  const document = documentOf(uri);
  if (document) return Buffer.from(document.getText());
  try {
    if ((await workspace.fs.stat(uri)).size > LARGEST) return undefined;
    return await workspace.fs.readFile(uri);
  } catch (error) {
    if (error instanceof FileSystemError) return undefined;
    throw error;
  }
}
