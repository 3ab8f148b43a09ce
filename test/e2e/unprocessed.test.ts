import assert from 'node:assert/strict';
import { startDemoOrg, type DemoOrg } from '../../src/demo/server.js';
import { connectOrg } from './connectOrg.js';
import { upToConfirmation } from './loadSteps.js';
import { useWorkbench } from './useWorkbench.js';
import { startWorkbench, type Workbench } from './workbench.js';

const ROWS = 4000;
/** Cells with quotes, delimiters and line breaks; every line ends in CRLF; every hundredth row is refused. */
const rows = (name: string): string =>
  Array.from(
    { length: ROWS },
    (_, i) => `"${name} ""${i + 1}""; Ltd";${i % 100 === 99 ? 'Tin' : 'Gold'};"two\r\nlines"\r\n`,
  ).join('');
const file = (name: string): string => `Name;Tier__c;Description\r\n${rows(name)}`;

describe('rows that were never processed', () => {
  let workbench: Workbench;
  let org: DemoOrg;
  before(async () => {
    org = await startDemoOrg({ pace: 'instant', withoutJobs: true });
    workbench = await startWorkbench({ files: { 'halfway.csv': file('Halfway'), 'aborted.csv': file('Aborted') } });
    await connectOrg(workbench, org, 'dev');
  });
  useWorkbench(
    () => workbench,
    () => org,
  );
  afterEach(() => workbench.notifications.clear());

  const loaded = (name: string) =>
    org
      .records('Account')
      .map(({ Name }) => String(Name))
      .filter((other) => other.startsWith(name));

  /** What stands above the header. */
  async function lens(name: string): Promise<string> {
    await workbench.openContainer('Explorer');
    await workbench.explorer.open(name);
    await workbench.editors.active(name);
    await workbench.editors.focus();
    await workbench.page.keyboard.press('ControlOrMeta+Home');
    const line = workbench.page.locator('.codelens-decoration').filter({ hasText: 'unprocessed – Show' });
    await line.waitFor();
    return line.innerText();
  }

  async function rerun(count: number): Promise<void> {
    await workbench.command('Salesforce Bulk: Rerun Failed Rows');
    await workbench.quickInput.choose(`Insert ${count.toLocaleString('en')} Records`);
    await workbench.notifications.wait(/: \d+ of [\d,]+ rows failed in dev/);
  }

  it('of a job that failed half-way are sent again, with those that failed', async () => {
    org.faults.add({ kind: 'failJob', afterRows: 2000, errorMessage: 'TooManyLockFailure : Too many lock failures.' });
    await upToConfirmation(workbench, 'halfway.csv', 'Account', 'insert');
    await workbench.quickInput.choose('Insert 4,000 Records');
    await workbench.notifications.wait(/halfway.csv: the job failed in dev/);
    assert.match(await lens('halfway.csv'), /20 failed · 2,000 unprocessed/);
    await workbench.screenshots('unprocessed-halfway');
    await rerun(2020);
    // Those that failed the first time are refused once more.
    assert.equal(loaded('Halfway').length, ROWS - 40);
    assert.equal(new Set(loaded('Halfway')).size, ROWS - 40);
  });

  it('of a job that was aborted, too', async () => {
    org.settings.pace = { queuedMs: 0, stepMs: 300, rowsPerStep: 200, maxSteps: Infinity };
    await upToConfirmation(workbench, 'aborted.csv', 'Account', 'insert');
    await workbench.quickInput.choose('Insert 4,000 Records');
    await workbench.openContainer('Salesforce Bulk');
    const jobs = workbench.view('dev');
    await jobs.find(/Account · insert[\d,]+ of 4,000 rows/);
    await jobs.action(/Account · insert[\d,]+ of 4,000 rows/, 'Abort Job');
    await workbench.notifications.answer('Abort Job');
    await workbench.notifications.wait(/aborted.csv: aborted in dev after/);
    org.settings.pace = { queuedMs: 0, stepMs: 0, rowsPerStep: 2000, maxSteps: Infinity };
    const accepted = loaded('Aborted').length;
    const shown = await lens('aborted.csv');
    const [failed = 0, unprocessed = 0] = [...(/([\d,]+) failed · ([\d,]+) unprocessed/.exec(shown) ?? [])]
      .slice(1)
      .map((count) => Number(count.replaceAll(',', '')));
    assert.equal(accepted + failed + unprocessed, ROWS, shown);
    assert.ok(accepted > 0 && unprocessed > 0, shown);
    await rerun(failed + unprocessed);
    assert.equal(loaded('Aborted').length, ROWS - 40);
    assert.equal(new Set(loaded('Aborted')).size, ROWS - 40);
  });
});
