import assert from 'node:assert/strict';
import { startDemoOrg, type DemoOrg } from '../../src/demo/server.js';
import { connectOrg } from './connectOrg.js';
import { chooseJob } from './loadSteps.js';
import { Menu } from './menu.js';
import { useWorkbench } from './useWorkbench.js';
import { startWorkbench, type Workbench } from './workbench.js';

describe('the active editor, by mouse and keyboard', () => {
  let workbench: Workbench;
  let org: DemoOrg;
  before(async () => {
    org = await startDemoOrg({ pace: 'instant', withoutJobs: true });
    workbench = await startWorkbench({ files: { 'step-accounts.csv': 'Name;Type\r\nStep One;Other\r\n' } });
    await connectOrg(workbench, org, 'dev');
  });
  useWorkbench(
    () => workbench,
    () => org,
  );
  afterEach(() => workbench.notifications.clear());

  const names = () => org.records('Account').map(({ Name }) => Name);

  it('a job is created for it from its menu, filled and closed, each step offered by the one before', async () => {
    const { notifications } = workbench;
    await workbench.openContainer('Explorer');
    await workbench.explorer.open('step-accounts.csv');
    await workbench.editors.focus();
    const line = workbench.page.locator('.part.editor .view-line').first();
    const menu = await Menu.on(line);
    const items = await menu.items();
    assert.deepEqual(
      ['Load to Salesforce…', 'Create Job…', 'Upload CSV to Job…'].filter((label) => !items.includes(label)),
      [],
    );
    await menu.choose('Create Job…');
    await chooseJob(workbench, 'Create Job for step-accounts.csv', 'Account', 'insert');
    await notifications.wait(/is open\. It waits for its data/);
    await workbench.screenshots('active-editor-created');
    await notifications.press(/is open\. It waits for its data/, 'Upload step-accounts.csv…');
    await notifications.answer('Upload 1 Row');
    await notifications.wait(/step-accounts\.csv is uploaded/);
    await workbench.screenshots('active-editor-uploaded');
    await notifications.press(/step-accounts\.csv is uploaded/, 'Close Job…');
    await notifications.answer('Close Job');
    await notifications.wait(/is closed: Salesforce processes its data/);
    await workbench.screenshots('active-editor-closed');
    const [job] = org.jobs.all();
    assert.deepEqual([job?.columnDelimiter, job?.lineEnding], ['SEMICOLON', 'CRLF']);
    await workbench
      .view('dev')
      .row(/Account · insert/)
      .waitFor();
    await notifications.press(/is closed/, 'Open Job');
    await workbench.editors.active(/Account · insert/);
    assert.ok(names().includes('Step One'));
  });

  it('a document that was never saved is loaded from its text, and stays as it is', async () => {
    await workbench.editors.closeAll();
    await workbench.command('File: New Untitled Text File');
    const tab = await workbench.editors.active(/Untitled-1/);
    await workbench.page.keyboard.type('Name\nNever Saved\n');
    await workbench.command('Salesforce Bulk: Load to Salesforce…');
    await chooseJob(workbench, 'Load Untitled-1', 'Account', 'insert');
    await workbench.quickInput.row('Insert 1 Record').waitFor();
    await workbench.screenshots('active-editor-untitled');
    await workbench.quickInput.choose('Insert 1 Record');
    await workbench.notifications.wait('Untitled-1: the row was accepted by dev.');
    assert.ok(names().includes('Never Saved'));
    assert.match((await tab.getAttribute('class')) ?? '', /dirty/);
  });
});
