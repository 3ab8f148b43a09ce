import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import { startDemoOrg, type DemoOrg } from '../../src/demo/server.js';
import { connectOrg } from './connectOrg.js';
import { upToConfirmation } from './loadSteps.js';
import type { Tree } from './tree.js';
import { addUnfinishedJobs } from './unfinishedJobs.js';
import { useWorkbench } from './useWorkbench.js';
import { EXTENSION, startWorkbench, type Workbench } from './workbench.js';

const PEOPLE = `FirstName,LastName,Email\n${Array.from({ length: 8000 }, (_, i) => {
  const email = i % 50 === 0 ? 'nowhere' : `person${i}@example.com`;
  return `Person ${i},${i % 20 === 0 ? '' : `Sample ${i}`},${email}`;
}).join('\n')}\n`;

/** About 10 MB: more than the sockets in between take in before the org reads. */
const MANY = `Name,Description\n${'Never There,a description that makes the row longer\n'.repeat(200_000)}`;

describe('the job page', () => {
  let workbench: Workbench;
  let org: DemoOrg;
  let jobs: Tree;
  const refused = new Set<string>();
  before(async () => {
    org = await startDemoOrg({ pace: 'visible' });
    addUnfinishedJobs(org);
    workbench = await startWorkbench({ files: { 'people.csv': PEOPLE, 'many.csv': MANY } });
    workbench.page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) refused.add(message.text());
    });
    await workbench.page.setViewportSize({ width: 1280, height: 1100 });
    await connectOrg(workbench, org, 'dev');
    jobs = workbench.view('dev');
  });
  const conduct = useWorkbench(
    () => workbench,
    () => org,
  );

  const page = (): FrameLocator => workbench.editors.webview(EXTENSION);
  const title = (text: string): Locator => page().getByRole('heading', { level: 1, name: text });

  const looks: readonly (readonly [RegExp, string, string])[] = [
    [/Case · update/, 'Case · update', 'open'],
    [/Opportunity · update/, 'Opportunity · update', 'queued'],
    [/User · update/, 'User · update', 'running'],
    [/Account · insert/, 'Account · insert', 'complete'],
    [/Contact · insert/, 'Contact · insert', 'with-failures'],
    [/Invoice__c · upsert/, 'Invoice__c · upsert', 'failed'],
    [/Lead · insert/, 'Lead · insert', 'aborted'],
  ];
  for (const [row, heading, name] of looks) {
    it(`shows a job: ${name}`, async () => {
      conduct.allow('lookedTooSoon', 'a person brings jobs into sight');
      await jobs.select(row);
      await title(heading).waitFor();
      await workbench.editors.active(heading);
      if (name === 'with-failures') await page().getByText('REQUIRED_FIELD_MISSING').first().waitFor();
      await workbench.screenshots(`job-page-${name}`);
    });
  }

  it('goes live from the upload to the end', async () => {
    conduct.allow('lookedTooSoon', 'a person brings jobs into sight');
    await upToConfirmation(workbench, 'people.csv', 'Contact', 'insert');
    await workbench.quickInput.choose('Insert 8,000 Records'); // which brings the jobs into sight
    await jobs.select(/Contact · insert.*8,000 rows/);
    await page().getByRole('progressbar').waitFor();
    await page().getByRole('img').waitFor();
    await page()
      .getByText(/rows\/s · about \d+ sec left/)
      .waitFor();
    await workbench.screenshots('job-page-live');
    await page().locator('.state').getByText('Complete, with failed rows').waitFor({ timeout: 60_000 });
    await page().getByText('REQUIRED_FIELD_MISSING').first().waitFor();
    await workbench.statusBarItem('people.csv: 480 of 8,000 rows failed in dev.').waitFor();
    assert.equal(await workbench.notifications.toast('people.csv').count(), 0, 'a toast about what is in sight');
    await page().getByText('people.csv: 7,520 of 8,000 rows accepted').waitFor();
    await workbench.screenshots('job-page-live-ended');
  }).timeout(120_000); // the org takes half a minute

  it('tells how far the upload is, and stops it', async () => {
    conduct.allow('lookedTooSoon', 'a person brings jobs into sight');
    org.faults.add({ kind: 'slow', method: 'PUT', delayMs: 60_000 });
    await upToConfirmation(workbench, 'many.csv', 'Account', 'insert');
    await workbench.quickInput.choose('Insert 200,000 Records'); // which brings the jobs into sight
    await jobs.select(/Account · insert.*uploading/);
    await page()
      .getByText(/^[1-9]\d*% uploaded$/)
      .waitFor();
    await workbench.screenshots('job-page-uploading');
    await page().getByRole('button', { name: 'Stop Everything' }).click();
    await workbench.notifications.answer('Stop Everything');
    await page().locator('.state').getByText('Aborted').waitFor();
    org.faults.clear();
  });

  it('runs what its buttons say', async () => {
    conduct.allow('lookedTooSoon', 'a person brings jobs into sight');
    await jobs.select(/Contact · insert.*8,000 rows/);
    await page().getByRole('button', { name: 'Successful Rows (7,520)' }).click();
    await workbench.editors.active(/Contact insert successful/);
    await jobs.expand(/Contact · insert.*8,000 rows/);
    await jobs.select(/80 · INVALID_EMAIL_ADDRESS/);
    await workbench.editors.active(/Contact insert failed INVALID_EMAIL_ADDRESS Email/);
    await workbench.screenshots('tree-errors');
    await jobs.collapse(/Contact · insert.*8,000 rows/);
    await jobs.select(/Contact · insert.*8,000 rows/);
    await page().getByText('REQUIRED_FIELD_MISSING').first().click();
    await page().getByText('INVALID_EMAIL_ADDRESS').first().click();
    await workbench.screenshots('job-page-errors');
    await page().getByRole('button', { name: 'Open These Rows INVALID_EMAIL_ADDRESS Email' }).click();
    await workbench.editors.active(/Contact insert failed INVALID_EMAIL_ADDRESS Email/);
    await jobs.select(/Lead · insert/);
    await workbench.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page().getByRole('button', { name: 'Copy Job Id' }).click();
    await workbench.statusBarItem(/Copied 750/).waitFor();
  });

  it('is used without a mouse, and keeps the focus while it changes', async () => {
    conduct.allow('lookedTooSoon', 'a person brings jobs into sight');
    const { keyboard } = workbench.page;
    await jobs.root.locator('.monaco-list').focus();
    await keyboard.press('Home');
    const row = jobs.row(/Case · update/).and(workbench.page.locator('.focused'));
    for (let down = 0; down < 5 && (await row.count()) === 0; down++) await keyboard.press('ArrowDown');
    await keyboard.press('Enter');
    await title('Case · update').waitFor();
    const focused = page().locator(':focus');
    for (const name of ['Copy Job Id', 'Upload CSV…', 'Close Job', 'Open in Setup', 'Abort Job']) {
      await keyboard.press('Tab');
      await focused.and(page().getByRole('button', { name })).waitFor();
    }
    const duration = page().locator('.timeline [aria-current] .duration');
    const before = await duration.innerText();
    await duration.filter({ hasNotText: before }).waitFor();
    await focused.and(page().getByRole('button', { name: 'Abort Job' })).waitFor();
    await keyboard.press('Enter');
    await workbench.notifications.dialog.getByText('Abort the update job of Case in dev').waitFor();
    await workbench.notifications.answer('Cancel');
  });

  it('reads well aloud: one title, sections below it, names on everything', async () => {
    conduct.allow('lookedTooSoon', 'a person brings jobs into sight');
    await jobs.select(/Contact · insert.*3 failed/);
    await page().getByText('INVALID_EMAIL_ADDRESS').first().waitFor();
    const headings = await page().getByRole('heading').all();
    for (const [i, heading] of headings.entries()) {
      await heading.and(page().locator(i === 0 ? 'h1' : 'h2')).waitFor();
    }
    for (const control of await page().locator('button, progress, [role=region], [role=img]').all()) {
      assert.match((await control.getAttribute('aria-label')) ?? (await control.innerText()), /\w/);
    }
    assert.equal(await page().locator('table:not(:has(caption))').count(), 0);
    assert.equal(await page().locator('th:not([scope])').count(), 0);
  });

  it('fits into 320 pixels', async () => {
    conduct.allow('lookedTooSoon', 'a person brings jobs into sight');
    await jobs.select(/Contact · insert.*8,000 rows/);
    await page().getByRole('button', { name: 'Rerun These' }).first().waitFor();
    await workbench.page.keyboard.press('ControlOrMeta+B');
    await workbench.page.setViewportSize({ width: 376, height: 900 });
    await page().locator('main').waitFor();
    await workbench.screenshots('job-page-narrow');
    await page().getByRole('heading', { name: 'What became of the rows' }).scrollIntoViewIfNeeded();
    await page().getByRole('button', { name: 'Rerun These' }).first().scrollIntoViewIfNeeded();
    await workbench.screenshot('job-page-narrow-outcome');
    const [content, window] = await page()
      .locator('html')
      .evaluate((html) => {
        const { scrollWidth, clientWidth } = html as unknown as Record<'scrollWidth' | 'clientWidth', number>;
        return [scrollWidth, clientWidth] as const;
      });
    assert.ok(window <= 330, `${window} px`);
    assert.ok(content <= window, `${content} px in ${window} px`);
    await workbench.page.setViewportSize({ width: 1280, height: 1100 });
    await workbench.page.keyboard.press('ControlOrMeta+B');
  });

  it('is there again after the window was reloaded, in high contrast, too', async () => {
    conduct.allow('lookedTooSoon', 'the window is another one');
    for (const [theme, name] of [
      ['Default High Contrast', 'hc-dark'],
      ['Default High Contrast Light', 'hc-light'],
    ] as const) {
      await workbench.setSettings({ 'window.autoDetectColorScheme': false, 'workbench.colorTheme': theme });
      await workbench.openContainer('Salesforce Bulk');
      await workbench.editors.tab('Contact · insert').first().click();
      await title('Contact · insert').waitFor();
      await page().getByText('INVALID_EMAIL_ADDRESS').first().waitFor();
      await workbench.screenshot(`job-page-${name}`);
    }
  }).timeout(120_000); // two reloads

  it('breaks no rule of its content security policy', () => {
    assert.deepEqual([...refused], []);
  });
});
