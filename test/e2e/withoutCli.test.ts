import assert from 'node:assert/strict';
import { DEMO_CONSUMER_KEY } from '../../src/demo/oauth/externalClientApp.js';
import { startDemoOrg, type DemoOrg } from '../../src/demo/server.js';
import { chooseBrowser, leave, openedPage } from './browserSignIn.js';
import { chooseJob, startLoad } from './loadSteps.js';
import { useWorkbench } from './useWorkbench.js';
import { startWorkbench, type Workbench } from './workbench.js';

describe('a new user without the Salesforce CLI', () => {
  let workbench: Workbench;
  let org: DemoOrg;
  let started: number;
  before(async () => {
    const app = { callbackUrls: ['http://localhost:1789/OauthRedirect'] };
    org = await startDemoOrg({ pace: 'instant', withoutJobs: true, kind: 'sandbox', app });
    started = performance.now();
    workbench = await startWorkbench({
      settings: { 'salesforceBulk.cliPath': 'no-such-sf' },
      files: { 'new-accounts.csv': 'Name\nAmber Sample\nBirch Sample\n' },
    });
  });
  useWorkbench(
    () => workbench,
    () => org,
  );

  it('is asked for an org by the load, signs in with the browser, and goes on where they were', async () => {
    const { quickInput } = workbench;
    await startLoad(workbench, 'new-accounts.csv');
    await chooseBrowser(workbench, org);
    await quickInput.choose('Paste the Consumer Key…');
    await quickInput.problem('Consumer key of the External Client App');
    const page = await openedPage(workbench, org, () => quickInput.accept(DEMO_CONSUMER_KEY));
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('heading', { name: 'Salesforce has let you in' }).waitFor();
    await leave(workbench, page);
    await chooseJob(workbench, 'Load new-accounts.csv', 'Account', 'insert');
    await quickInput.choose('Insert 2 Records');
    await workbench.notifications.wait('new-accounts.csv: all 2 rows were accepted');
    console.log(`      ${((performance.now() - started) / 1000).toFixed(1)} s after its installation began`);
    await workbench.statusBarItem('(sandbox)').waitFor();
    assert.equal(org.jobs.all().length, 1);
  });
});
