import assert from 'node:assert/strict';
import { toPace } from '../../src/demo/pace.js';
import { startDemoOrg, type DemoOrg } from '../../src/demo/server.js';
import type { Job } from '../../src/demo/jobs/job.js';
import { connectOrg } from './connectOrg.js';
import { upToConfirmation } from './loadSteps.js';
import type { Tree } from './tree.js';
import { useWorkbench } from './useWorkbench.js';
import { startWorkbench, type Workbench } from './workbench.js';

const ROWS = 200_000;
/** About 10 MB: more than the sockets in between take in before the org reads. */
const MANY = `Name,Description\n${'Never There,a description that makes the row longer\n'.repeat(ROWS)}`;

describe('stopping a load, by mouse and keyboard', () => {
  let workbench: Workbench;
  let org: DemoOrg;
  let jobs: Tree;
  before(async () => {
    org = await startDemoOrg({ pace: 'instant', withoutJobs: true });
    workbench = await startWorkbench({ files: { 'many.csv': MANY } });
    await connectOrg(workbench, org, 'dev');
    jobs = workbench.view('dev');
  });
  useWorkbench(
    () => workbench,
    () => org,
  );
  afterEach(() => org.faults.clear());

  const newest = (): Job => {
    const job = org.jobs.all().at(-1);
    assert.ok(job, 'a job was created');
    return job;
  };
  const noneOpen = () =>
    assert.deepEqual(
      org.jobs.all().filter(({ state }) => state === 'Open'),
      [],
    );

  /** Loads the large file, whose upload the org does not take in. */
  async function startUpload(): Promise<void> {
    await upToConfirmation(workbench, 'many.csv', 'Account', 'insert');
    await workbench.quickInput.choose('Insert 200,000 Records');
    await workbench.notifications.wait('Loading many.csv into dev');
    await jobs.find(/Account · insert.*uploading/);
  }

  it('cancels an upload in its notification, and leaves no open job', async () => {
    org.faults.add({ kind: 'slow', method: 'PUT', delayMs: 60_000 });
    await startUpload();
    await workbench.notifications.wait(/MB uploaded/);
    await workbench.screenshots('stopping-upload');
    await workbench.notifications.press('Loading many.csv', 'Cancel');
    await jobs.find(/Account · insert.*aborted/);
    await workbench.notifications.toast('Loading many.csv').waitFor({ state: 'detached' });
    assert.equal(newest().state, 'Aborted');
    noneOpen();
  });

  it('tells a load that runs in tree and status bar, and stops all of it', async () => {
    org.settings.pace = { ...toPace('visible'), queuedMs: 100, stepMs: 1_000 };
    await upToConfirmation(workbench, 'accounts.csv', 'Account', 'insert');
    await workbench.quickInput.choose('Insert 1,000 Records');
    await jobs.find(/Account · insert.*of 1,000 rows/);
    await workbench.statusBarItem('1 bulk job').waitFor();
    await workbench.activity('Salesforce Bulk').locator('.badge-content', { hasText: '1' }).waitFor();
    await workbench.screenshots('stopping-running');
    await workbench.command('Salesforce Bulk: Stop Everything');
    await workbench.notifications.dialog.getByText('Stop the load of accounts.csv into dev?').waitFor();
    await workbench.screenshots('stopping-everything');
    await workbench.notifications.answer('Stop Everything');
    await workbench.notifications.wait(/accounts.csv: aborted in dev after \d+ of 1,000 rows/);
    await jobs.find(/Account · insert.*aborted · \d{3} rows/);
    await workbench.screenshots('stopping-stopped');
    assert.equal(newest().state, 'Aborted');
    await workbench.statusBarItem('1 bulk job').waitFor({ state: 'detached' });
    await workbench.notifications.clear();
    org.settings.pace = toPace('instant');
  });

  it('finds a load again that ended with its window, and aborts what it left open', async () => {
    org.faults.add({ kind: 'hang', method: 'PUT' });
    await startUpload();
    const { id } = newest();
    await workbench.load();
    await workbench.openContainer('Salesforce Bulk');
    await jobs.find('Unfinished load of many.csv', 30_000);
    assert.equal(newest().state, 'Open');
    await jobs.find(/Account · insert.*open/);
    await jobs.root.getByText('Loading jobs…').waitFor({ state: 'hidden' });
    await workbench.screenshots('stopping-unfinished');
    const menu = await jobs.menu('Unfinished load of many.csv');
    assert.deepEqual(await menu.items(), ['Stop Everything', 'Dismiss']);
    await menu.choose('Stop Everything');
    await workbench.notifications.answer('Stop Everything');
    await workbench.notifications.wait('Aborted jobs: 1');
    await workbench.screenshots('stopping-unfinished-stopped');
    await jobs.row('Unfinished load of many.csv').waitFor({ state: 'detached' });
    assert.deepEqual([newest().id, newest().state], [id, 'Aborted']);
    noneOpen();
  });
});
