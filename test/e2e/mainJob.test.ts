import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Finding } from '../../src/demo/conduct/finding.js';
import { useConduct } from '../conduct.js';
import { keepEvidence } from './evidence.js';
import { startWorkbench, type Workbench } from './workbench.js';

// What a newcomer does: start the demo org, right-click a CSV, load it, watch it, open what failed.
describe('the main job, by mouse and keyboard', () => {
  let workbench: Workbench;
  let folder: string;
  const adminFile = () => path.join(folder, 'demo-org.json');
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-bulk-main-job-'));
    workbench = await startWorkbench({ env: { DEMO_ORG_ADMIN_FILE: adminFile() } });
  });
  after(async () => {
    await workbench.close();
    await rm(folder, { recursive: true });
  });
  keepEvidence(() => workbench);
  useConduct(async () => {
    const demo = JSON.parse(await readFile(adminFile(), 'utf8')) as { instanceUrl: string; accessToken: string };
    const headers = { Authorization: `Bearer ${demo.accessToken}` };
    const answer = await fetch(`${demo.instanceUrl}/__demo/conduct`, { headers });
    return (await answer.json()) as readonly Finding[];
  });

  it('welcomes a person without an org, and starts the demo org', async () => {
    await workbench.openContainer('Salesforce Bulk');
    await workbench.view('Jobs').root.getByText('Connect an org').waitFor();
    await workbench.screenshots('welcome');
    await workbench.view('Jobs').root.getByText('demo org', { exact: true }).click();
    await workbench.notifications.wait('The demo org is running');
    await workbench.view('demo').find(/·/);
    await workbench.screenshots('tree');
    await workbench.notifications.clear();
  });

  it('loads a file from the explorer', async () => {
    await workbench.openContainer('Explorer');
    const menu = await workbench.explorer.menu('accounts.csv');
    await workbench.screenshots('explorer-menu');
    await menu.choose('Load to Salesforce…');
    const { quickInput } = workbench;
    await quickInput.titled('Load accounts.csv');
    await quickInput.row('Account').waitFor();
    await workbench.screenshots('object');
    await quickInput.choose('Account');
    await quickInput.row('insert').waitFor();
    await workbench.screenshots('operation');
    await quickInput.choose('insert');
    await quickInput.row('Insert 1,000 Records').waitFor();
    await workbench.screenshots('confirmation');
    await quickInput.choose('Insert 1,000 Records');
    await workbench.view('demo').find(/Account · insert.*(queued|uploading|of 1,000 rows)/);
    await workbench.screenshots('running');
    await workbench.notifications.wait(/accounts.csv: \d+ of 1,000 rows failed/);
    await workbench.screenshots('finished');
  });

  it('leads to the rows that failed, in the file itself', async () => {
    await workbench.notifications.press(/rows failed/, 'Show Failed Rows');
    await workbench.editors.active('accounts.csv');
    await workbench.screenshots('failed-rows');
  });

  it('opens them as Salesforce answered, read-only', async () => {
    const jobs = workbench.view('demo');
    await jobs.expand(/Account · insert.*1,000 rows/);
    await jobs.open(/Failed Results/);
    await workbench.editors.active(/Account insert failed/);
    const [header] = await workbench.editors.lines();
    assert.match(header ?? '', /^"sf__Id","sf__Error",Name,Type/);
    await workbench.screenshots('failed-results');
    assert.ok(readdirSync(workbench.folder).includes('accounts.csv'));
  });
});
