import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestExports } from '../../src/extension.js';
import type { CommandId } from '../../src/ui/commandIds.js';

const ID = 'bulkloader.salesforce-bulk-loader';

export function extension(): vscode.Extension<TestExports> {
  const found = vscode.extensions.getExtension<TestExports>(ID);
  assert.ok(found, `${ID} is not among the extensions`);
  return found;
}

/** What the extension shows its tests. */
export async function inside(): Promise<TestExports> {
  const exports = await extension().activate();
  assert.ok(exports, 'the extension does not know that it is tested');
  return exports;
}

/** Calls a command, as another extension or a menu does. */
export async function call<T = unknown>(command: CommandId, ...args: unknown[]): Promise<T> {
  await extension().activate();
  return vscode.commands.executeCommand<T>(command, ...args);
}
