import type { Uri } from 'vscode';
import { commands, type TextDocumentShowOptions } from 'vscode';

/** Opens a file of any size: above 50 MB extensions get no document, but the editor still shows the file. */
export const openFile = async (uri: Uri, options: TextDocumentShowOptions = {}): Promise<void> => {
  await commands.executeCommand('vscode.open', uri, { preview: false, ...options });
};
