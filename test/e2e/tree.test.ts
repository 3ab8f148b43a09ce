import assert from 'node:assert/strict';
import { startDemoOrg, type DemoOrg } from '../../src/demo/server.js';
import { connectOrg } from './connectOrg.js';
import type { Tree } from './tree.js';
import { addUnfinishedJobs } from './unfinishedJobs.js';
import { useWorkbench } from './useWorkbench.js';
import { startWorkbench, type Workbench } from './workbench.js';

describe('the jobs in the sidebar, by mouse and keyboard', () => {
  let workbench: Workbench;
  let org: DemoOrg;
  let jobs: Tree;
  let added: ReturnType<typeof addUnfinishedJobs>;
  before(async () => {
    org = await startDemoOrg({ pace: 'instant' });
    added = addUnfinishedJobs(org);
    workbench = await startWorkbench();
    await connectOrg(workbench, org, 'dev');
    jobs = workbench.view('dev');
  });
  const conduct = useWorkbench(
    () => workbench,
    () => org,
  );

  it('tells every state by icon and words', async () => {
    const icons: readonly (readonly [RegExp, string])[] = [
      [/User · update.*1,200 rows · 7 failed/, 'sync'],
      [/Opportunity · update.*queued/, 'clock'],
      [/Case · update.*open/, 'circle-outline'],
      [/Account · insert.*40 rows/, 'pass'],
      [/Contact · insert.*5 rows · 3 failed.*Kim Sample/, 'warning'],
      [/Invoice__c · upsert.*failed.*Kim Sample/, 'error'],
      [/Lead · insert.*aborted/, 'circle-slash'],
    ];
    for (const [text, icon] of icons) {
      const row = await jobs.find(text);
      await row.locator(`.codicon-${icon}`).waitFor();
    }
    await workbench.screenshots('tree-states');
  });

  it('counts the jobs that run on the icon of the container', async () => {
    assert.equal(await workbench.badge('Salesforce Bulk'), '2');
  });

  it('tells more in the tooltip', async () => {
    const tooltip = await jobs.tooltip(/Invoice__c · upsert/);
    assert.match(tooltip, /InvalidBatch/);
    assert.match(tooltip, /Kim Sample/);
    assert.match(tooltip, /External_Id__c/);
    await workbench.screenshots('tree-tooltip');
    await workbench.page.mouse.move(700, 400);
  });

  it('offers what can be done in each state', async () => {
    const always = ['Open Job', 'Open in Salesforce Setup', 'Copy Job Id'];
    const ended = ['Open Results…', 'Save Results…', 'Edit and Send Again', ...always, 'Delete Job'];
    const menus: readonly (readonly [RegExp, string, readonly string[]])[] = [
      [/User · update/, 'running', ['Abort Job', ...always]],
      [/Case · update/, 'open', ['Upload CSV to Job…', 'Close Job (Begin Processing)', 'Abort Job', ...always]],
      [/Account · insert/, 'complete', ended.filter((item) => item !== 'Edit and Send Again')],
      [/Contact · insert/, 'with-failures', ended],
      [/Invoice__c · upsert/, 'failed', ended],
    ];
    for (const [text, name, items] of menus) {
      const menu = await jobs.menu(text);
      const offered = await menu.items();
      await workbench.screenshots(`tree-menu-${name}`);
      await menu.close();
      assert.deepEqual(offered, items, name);
    }
  });

  it('copies the id of a job', async () => {
    await workbench.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await (await jobs.menu(/Lead · insert/)).choose('Copy Job Id');
    const [id] = org.jobs.all().flatMap((job) => (job.object === 'Lead' ? [job.id] : []));
    await workbench.statusBarItem(`Copied ${id}`).waitFor();
    assert.equal(await workbench.page.evaluate('navigator.clipboard.readText()'), id);
  });

  it('aborts a job once it is confirmed', async () => {
    await (await jobs.menu(/Case · update/)).choose('Abort Job');
    await workbench.notifications.dialog.getByText('Abort the update job of Case in dev').waitFor();
    await workbench.screenshots('tree-abort');
    await workbench.notifications.answer('Cancel');
    assert.equal(added.open.state, 'Open');
    await jobs.action(/Case · update/, 'Abort Job');
    await workbench.notifications.answer('Abort Job');
    await jobs.find(/Case · update.*aborted/);
    assert.equal(added.open.state, 'Aborted');
  });

  it('deletes a job once it is confirmed', async () => {
    conduct.expect('jobDeleted', 'a person asks for it');
    await (await jobs.menu(/Case · update/)).choose('Delete Job');
    await workbench.screenshots('tree-delete');
    await workbench.notifications.answer('Delete Job');
    await jobs.row(/Case · update/).waitFor({ state: 'detached' });
    assert.equal(org.jobs.get(added.open.id), undefined);
  });

  it('filters by creator, object and state', async () => {
    conduct.allow('lookedTooSoon', 'a person brings rows back into sight');
    await filter('Mine');
    await jobs.row(/Contact · insert/).waitFor({ state: 'detached' });
    await filter('Lead');
    await jobs.row(/Account · insert/).waitFor({ state: 'detached' });
    await jobs.find(/Lead · insert/);
    await jobs.root.getByText('Only mine · Lead').waitFor();
    await workbench.screenshots('tree-filtered');
    await filter('JobComplete');
    await jobs.root.getByText('No job matches the filter.').waitFor();
    await workbench.screenshots('tree-filtered-away');
    await jobs.root.getByRole('button', { name: 'Change Filter…' }).click();
    await workbench.quickInput.row('Any state').waitFor();
    await workbench.screenshots('tree-filter');
    await workbench.quickInput.choose('Any state');
    await filter('Any object');
    await filter('All');
    await jobs.find(/Contact · insert/);
  });

  it('shows more on demand', async () => {
    conduct.allow('lookedTooSoon', 'a person brings rows back into sight');
    org.seedJobs(120);
    await workbench.command('Salesforce Bulk: Refresh');
    await jobs.find(/Opportunity · delete/);
    await jobs.root.locator('.monaco-list').focus();
    await workbench.page.keyboard.press('End');
    await jobs.find(/Load More… \(\d+\)/);
    await workbench.screenshots('tree-load-more');
    await jobs.select(/Load More…/);
    await jobs.row(/Load More…/).waitFor({ state: 'detached' });
    await workbench.page.keyboard.press('End');
    await jobs.find(/Load More… \(\d{2}\)/);
  });

  /** Chooses one line of the filter, by the icon above the tree. */
  async function filter(line: string): Promise<void> {
    await workbench.command('Salesforce Bulk: Filter Jobs…');
    await workbench.quickInput.choose(line);
  }
});
