import assert from 'node:assert/strict';
import { keepEvidence } from './evidence.js';
import { startWorkbench, type Workbench } from './workbench.js';

describe('the packaged extension in the real workbench', () => {
  let workbench: Workbench;
  before(async () => (workbench = await startWorkbench({ files: { 'people.csv': 'Name\nAda\n' } })));
  after(() => workbench.close());
  keepEvidence(() => workbench);

  it('is installed', async () => {
    await workbench.openContainer('Extensions');
    const installed = workbench.page.locator('.extensions-list .extension-list-item');
    await installed.filter({ hasText: 'Bulk Loader for Salesforce' }).first().waitFor();
    await workbench.screenshots('installed');
  });

  it('shows its container in the activity bar, with the jobs', async () => {
    await workbench.openContainer('Salesforce Bulk');
    await workbench.view('Jobs').root.waitFor();
    await workbench.screenshots('container');
  });

  it('lists the folder, and its menu opens on a CSV file', async () => {
    await workbench.openContainer('Explorer');
    const menu = await workbench.explorer.menu('people.csv');
    const items = await menu.items();
    assert.ok(items.includes('Copy Path'), items.join(' | '));
    await workbench.screenshots('explorer-menu');
    await menu.close();
  });
});
