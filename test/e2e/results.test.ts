import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { startDemoOrg, type DemoOrg } from '../../src/demo/server.js';
import { connectOrg } from './connectOrg.js';
import { chooseJob, upToConfirmation } from './loadSteps.js';
import type { Tree } from './tree.js';
import { useWorkbench } from './useWorkbench.js';
import { startWorkbench, type Workbench } from './workbench.js';

const CONTACTS = 'FirstName,LastName\nAda,Sample\nBen,\nCleo,Sample\n,\nEmil,\n';

describe('results, by mouse and keyboard', () => {
  let workbench: Workbench;
  let org: DemoOrg;
  let jobs: Tree;
  before(async () => {
    org = await startDemoOrg({ pace: 'instant', withoutJobs: true });
    workbench = await startWorkbench({ files: { 'people.csv': CONTACTS } });
    await connectOrg(workbench, org, 'dev');
    jobs = workbench.view('dev');
    await upToConfirmation(workbench, 'people.csv', 'Contact', 'insert');
    await workbench.quickInput.choose('Insert 5 Records');
    await workbench.notifications.wait('people.csv: 3 of 5 rows failed in dev.');
  });
  useWorkbench(
    () => workbench,
    () => org,
  );

  const files = async () => (await readdir(workbench.folder)).filter((name) => name.startsWith('people')).sort();

  it('are below the job, counted', async () => {
    await workbench.notifications.clear();
    await jobs.expand(/Contact · insert/);
    await jobs.find(/Failed Results.*3/);
    await jobs.find(/Successful Results.*2/);
    await workbench.screenshots('results-below-the-job');
  });

  it('open as tabs that cannot be changed', async () => {
    await jobs.select(/Failed Results/);
    const { editors, page } = workbench;
    await editors.active(/Contact insert failed/);
    const before = await editors.lines();
    assert.match(before[0] ?? '', /^"sf__Id","sf__Error",FirstName,LastName/);
    await editors.focus();
    await page.keyboard.type('x');
    await page.getByText('opens a copy of the rows that failed').first().waitFor();
    await workbench.screenshots('results-read-only');
    await page.keyboard.press('Escape');
    assert.deepEqual(await editors.lines(), before);
    assert.equal(await page.locator('.part.editor .tab.dirty').count(), 0);
  });

  it('are saved beside the file', async () => {
    await (await jobs.menu(/Contact · insert/)).choose('Save Results…');
    await workbench.notifications.wait('people-success.csv, people-error.csv');
    await workbench.screenshots('results-saved');
    assert.deepEqual(await files(), ['people-error.csv', 'people-success.csv', 'people.csv']);
    const errors = await readFile(path.join(workbench.folder, 'people-error.csv'), 'utf8');
    assert.equal(errors.split('\n').filter((line) => line !== '').length, 4);
    await workbench.notifications.clear();
  });

  it('that failed are corrected and sent again', async () => {
    await jobs.action(/Failed Results/, 'Edit and Send Again');
    const { editors, page } = workbench;
    await editors.active('people again.csv');
    await workbench.notifications.wait('Correct the rows, save');
    await workbench.screenshots('results-edit-and-send-again');
    await workbench.notifications.clear();

    await editors.focus();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('FirstName,LastName\nBen,Corrected\nDora,Corrected\nEmil,Corrected');
    await editors.save();
    await editors.action('Load to Salesforce…').click();
    await chooseJob(workbench, 'Load people again.csv', 'Contact', 'insert');
    await workbench.screenshots('results-confirmation-again');
    await workbench.quickInput.choose('Insert 3 Records');
    await workbench.notifications.wait('people again.csv: all 3 rows were accepted by dev.');
    const corrected = org.records('Contact').filter((contact) => contact['LastName'] === 'Corrected');
    assert.deepEqual(corrected.map((contact) => contact['FirstName']).sort(), ['Ben', 'Dora', 'Emil']);
  });
});
