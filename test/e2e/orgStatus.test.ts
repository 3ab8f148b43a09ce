import assert from 'node:assert/strict';
import { startDemoOrg, type DemoOrg } from '../../src/demo/server.js';
import { connectOrg } from './connectOrg.js';
import { keepEvidence } from './evidence.js';
import { useWorkbench } from './useWorkbench.js';
import { startWorkbench, type Workbench } from './workbench.js';

const ORDERS = 'Name\nAmber Sample\nBirch Sample\nCedar Sample\nDune Sample\n';

describe('the org of the window, to be seen', () => {
  let workbench: Workbench;
  let uat: DemoOrg;
  let production: DemoOrg;
  before(async () => {
    uat = await startDemoOrg({ pace: 'instant', withoutJobs: true, kind: 'sandbox' });
    production = await startDemoOrg({ pace: 'instant', withoutJobs: true, kind: 'production' });
    workbench = await startWorkbench({
      files: {
        'four-accounts.csv': ORDERS,
        '.vscode/settings.json': JSON.stringify({ 'salesforceBulk.allowedOrgs': [new URL(uat.instanceUrl).host] }),
      },
    });
    await connectOrg(workbench, uat, 'uat');
    await connectOrg(workbench, production, 'prod');
  });
  useWorkbench(
    () => workbench,
    () => uat,
    () => production,
  );

  const item = (text: string | RegExp) => workbench.statusBarItem(text);

  it('is another at a click', async () => {
    await item('prod (production)').getByRole('button').click();
    await workbench.quickInput.choose(/uat/);
    await item('uat (sandbox)').waitFor();
    assert.equal(await item('prod').count(), 0);
    await workbench.command('Salesforce Bulk: Select Default Org…');
    await workbench.quickInput.choose(/prod/);
  });

  it('production stands out, in every theme', async () => {
    await item('prod (production)').waitFor();
    const colour = 'element => getComputedStyle(element).backgroundColor';
    assert.notEqual(await item('prod (production)').evaluate(colour), 'rgba(0, 0, 0, 0)');
    await item('prod (production)').hover();
    const tooltip = workbench.page.locator('.monaco-hover:visible').filter({ hasText: 'API calls left' });
    await tooltip.getByText(`Robin Demo (${production.username})`).waitFor();
    await tooltip.getByText('is not written to from this window').waitFor();
    await workbench.screenshots('org-status-production');
    await workbench.page.mouse.move(0, 0);
  });

  it('an org that the workspace does not allow is refused before anything is asked', async () => {
    await workbench.openContainer('Explorer');
    await (await workbench.explorer.menu('four-accounts.csv')).choose('Load to Salesforce…');
    await workbench.quickInput.row('prod').waitFor();
    await workbench.screenshots('org-status-not-allowed');
    await workbench.quickInput.choose('prod');
    await workbench.notifications.wait('is not written to from this window');
    await workbench.screenshots('org-status-refused');
    await workbench.notifications.clear();
    assert.deepEqual(
      production.log.filter(({ method }) => method !== 'GET'),
      [],
    );
  });

  it('one that it allows is loaded into', async () => {
    await (await workbench.explorer.menu('four-accounts.csv')).choose('Load to Salesforce…');
    const { quickInput } = workbench;
    await quickInput.choose('uat');
    await quickInput.choose('Account');
    await quickInput.row(/hardDelete/).waitFor();
    await quickInput.choose('hardDelete');
    await quickInput
      .row(/hardDelete/)
      .getByText('Bulk API Hard Delete')
      .waitFor();
    await workbench.screenshots('org-status-hard-delete');
    await quickInput.choose('insert');
    await quickInput.choose('Insert 4 Records');
    await workbench.notifications.wait('all 4 rows were accepted by uat');
    await workbench.notifications.clear();
  });

  it('is readable in high contrast', async () => {
    for (const [theme, name] of [
      ['Default High Contrast', 'hc-dark'],
      ['Default High Contrast Light', 'hc-light'],
    ] as const) {
      await workbench.setSettings({ 'window.autoDetectColorScheme': false, 'workbench.colorTheme': theme });
      await item('prod (production)').waitFor();
      await workbench.screenshot(`org-status-${name}`);
    }
  });
});

describe('a folder that is not trusted', () => {
  let workbench: Workbench;
  before(async () => void (workbench = await startWorkbench({ workspaceTrust: true })));
  after(() => workbench.close());
  keepEvidence(() => workbench);

  it('offers no load, and refuses what is called all the same', async () => {
    await workbench.statusBarItem('Restricted Mode').waitFor();
    await workbench.explorer.find(/accounts.csv/);
    const menu = await workbench.explorer.menu('accounts.csv');
    assert.ok(!(await menu.items()).includes('Load to Salesforce…'));
    await menu.close();
    await workbench.command('Salesforce Bulk: Start Demo Org');
    const sentence = await workbench.notifications.wait('is not trusted');
    assert.match(sentence, /Manage Workspace Trust/);
    await workbench.screenshots('untrusted');
  });
});
