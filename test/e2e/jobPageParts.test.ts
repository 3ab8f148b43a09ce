import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FrameLocator } from 'playwright-core';
import { toPace } from '../../src/demo/pace.js';
import { startDemoOrg, type DemoOrg } from '../../src/demo/server.js';
import { connectOrg } from './connectOrg.js';
import { useWorkbench } from './useWorkbench.js';
import { EXTENSION, startWorkbench, type Workbench } from './workbench.js';

const PEOPLE = `FirstName,LastName\n${Array.from({ length: 3000 }, (_, i) => `Robin,Sample ${i}`).join('\n')}\n`;
const MAX_PART_BYTES = 25_000;
const KEY = 'ctrl+alt+l';

// A person whose key calls the command as another extension does: only so parts are smaller than 100 MB.
describe('the job pages of a load in several parts', () => {
  let workbench: Workbench;
  let org: DemoOrg;
  before(async () => {
    org = await startDemoOrg({ pace: 'instant', withoutJobs: true });
    workbench = await startWorkbench({ files: { 'people.csv': PEOPLE } });
    const uri = pathToFileURL(path.join(workbench.folder, 'people.csv')).href;
    const args = { uri, object: 'Contact', operation: 'insert', maxPartBytes: MAX_PART_BYTES, confirm: false };
    const bindings = [{ key: KEY, command: 'salesforceBulk.load', args }];
    await writeFile(path.join(workbench.folder, '../data/User/keybindings.json'), JSON.stringify(bindings));
    await workbench.page.setViewportSize({ width: 1280, height: 1000 });
    await workbench.load();
    await connectOrg(workbench, org, 'dev');
  });
  const conduct = useWorkbench(
    () => workbench,
    () => org,
  );

  const page = (): FrameLocator => workbench.editors.webview(EXTENSION);
  const title = (text: string) => page().getByRole('heading', { level: 1, name: text });
  const part = (n: number) =>
    page()
      .locator('.parts li')
      .nth(n - 1);

  it('name the part, and lead to those of the others', async () => {
    conduct.allow('lookedTooSoon', 'a person brings jobs into sight');
    org.settings.pace = { ...toPace('visible'), stepMs: 3_000 };
    await workbench.page.keyboard.press('Control+Alt+L');
    await workbench.view('dev').select(/Contact · insert.*1,042 rows/);
    await title('Contact · insert · part 1 of 3').waitFor();
    await page().getByText('people.csv is sent in 3 parts; this job is part 1.').waitFor();
    await part(2).getByRole('button', { name: 'Part 2 of 3, 979 rows' }).click();
    await title('Contact · insert · part 2 of 3').waitFor();
    await workbench.editors.active('Contact · insert · part 2 of 3');
    await part(2).and(page().locator('[aria-current]')).waitFor();
    await page().getByRole('button', { name: 'Stop Everything' }).waitFor();
    await page().getByRole('img').waitFor();
    await workbench.screenshots('job-page-part');
    for (const n of [1, 2, 3]) await part(n).getByText('complete', { exact: true }).waitFor({ timeout: 60_000 });
    await part(3).getByRole('button').click();
    await title('Contact · insert · part 3 of 3').waitFor();
    await page().locator('.state').getByText('Complete', { exact: true }).waitFor();
    await workbench.screenshots('job-page-part-ended');
  }).timeout(120_000);
});
