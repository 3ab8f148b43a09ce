import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the extension in a real extension host', () => {
  const id = 'bulkloader.salesforce-bulk-loader';

  it('is found by its id and activates', async () => {
    const extension = vscode.extensions.getExtension(id);
    assert.ok(extension, `${id} is not among the extensions`);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('runs on a VS Code that package.json promises', () => {
    const { engines } = vscode.extensions.getExtension(id)?.packageJSON as { engines: { vscode: string } };
    const minor = (version: string) => Number(/^\D*1\.(\d+)/.exec(version)?.[1]);
    assert.ok(minor(vscode.version) >= minor(engines.vscode), `${vscode.version} is older than ${engines.vscode}`);
  });
});
