import assert from 'node:assert/strict';
import { startDemoOrg, type DemoOrg } from '../../src/demo/server.js';
import { signIn } from './connectOrg.js';
import { upToConfirmation } from './loadSteps.js';
import { useWorkbench } from './useWorkbench.js';
import { startWorkbench, type Workbench } from './workbench.js';

/** About 10 MB: more than the sockets in between take in before the org reads. */
const MANY = `Name,Description\n${'Never There,a description that makes the row longer\n'.repeat(200_000)}`;

describe('a load without notifications', () => {
  let workbench: Workbench;
  let org: DemoOrg;
  before(async () => {
    org = await startDemoOrg({ pace: 'instant', withoutJobs: true });
    workbench = await startWorkbench({
      files: { 'many.csv': MANY },
      settings: { 'salesforceBulk.notifications': 'statusBar' },
    });
    await signIn(workbench, org, 'dev');
    await workbench.statusBarItem('Connected to dev').waitFor();
  });
  useWorkbench(
    () => workbench,
    () => org,
  );

  it('is stopped in mid upload from the status bar', async () => {
    org.faults.add({ kind: 'slow', method: 'PUT', delayMs: 60_000 });
    await upToConfirmation(workbench, 'many.csv', 'Account', 'insert');
    await workbench.quickInput.choose('Insert 200,000 Records');
    await workbench.statusBarItem(/Loading many.csv into dev: .* uploaded/).waitFor();
    await workbench.statusBarItem('1 bulk job').hover();
    const tooltip = workbench.page.locator('.monaco-hover:visible').filter({ hasText: 'many.csv: Account · insert' });
    await tooltip.waitFor();
    await workbench.screenshots('quiet-load');
    await tooltip.getByText('Stop Everything').click();
    await workbench.notifications.answer('Stop Everything');
    await workbench.view('dev').find(/Account · insert.*aborted/);
    assert.deepEqual(
      org.jobs.all().map(({ state }) => state),
      ['Aborted'],
    );
    assert.equal(await workbench.notifications.toast(/./).count(), 0);
    org.faults.clear();
  });
});
