import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startDemoOrg, type DemoOrg } from '../../src/demo/server.js';
import { connectOrg } from './connectOrg.js';
import { chooseJob } from './loadSteps.js';
import { Tree } from './tree.js';
import { useWorkbench } from './useWorkbench.js';
import { EXTENSION, startWorkbench, type Workbench } from './workbench.js';

const HEADER = 'External_Id__c,Name,Tier__c,Active__c,Customer_Since__c,AnnualRevenue';
const ROWS = 2000;

/** Rows that are wrong in five ways: how many, and the cells that are. */
const WRONG: readonly (readonly [count: number, change: (cells: string[]) => void])[] = [
  [40, (cells) => (cells[2] = 'Tin')],
  [20, (cells) => (cells[1] = '')],
  [18, (cells) => (cells[3] = 'maybe')],
  [12, (cells) => (cells[4] = '31.12.2025')],
  [8, (cells) => (cells[5] = 'much')],
];

/** A row every 20 lines is wrong. */
function file(withFaults: boolean): string {
  const faults = WRONG.flatMap(([count, change]) => Array.from({ length: count }, () => change));
  const rows = Array.from({ length: ROWS }, (_, i) => {
    const cells = [`RE-${i + 1}`, `"Rerun ""${i + 1}"", Ltd"`, 'Gold', 'true', '2025-12-31', '1000'];
    const fault = i % 20 === 10 ? faults[Math.floor(i / 20)] : undefined;
    if (withFaults) fault?.(cells);
    return cells.join(',');
  });
  return `${[HEADER, ...rows].join('\n')}\n`;
}

describe('rows that failed', () => {
  let workbench: Workbench;
  let org: DemoOrg;
  before(async () => {
    org = await startDemoOrg({ withoutJobs: true });
    workbench = await startWorkbench({ files: { 'fleet.csv': file(true) } });
    await connectOrg(workbench, org, 'dev');
  });
  useWorkbench(
    () => workbench,
    () => org,
  );

  const problems = () => new Tree(workbench.page, workbench.page.locator('.markers-panel'));
  const count = async () => {
    const badge = workbench.page.locator('.part.panel .composite-bar').getByRole('tab', { name: /^Problems/ });
    return (await badge.locator('.badge-content').allInnerTexts()).join('');
  };
  /** The editor keeps its place when the lens comes: it stands above the first line that is in sight. */
  const lens = async (text: string | RegExp) => {
    await workbench.editors.focus();
    await workbench.page.keyboard.press('ControlOrMeta+Home');
    const found = workbench.page.locator('.codelens-decoration > *').filter({ hasText: text });
    await found.waitFor();
    return found;
  };
  /** A lens that the editor draws anew just then takes no click: as a person does, it is clicked again. */
  const pressRerun = async (rows: number) => {
    const row = workbench.quickInput.row(`Insert ${rows} Records`);
    for (let isAsked = false; !isAsked;) {
      await (await lens('Rerun')).click();
      isAsked = await row.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
    }
  };
  const loaded = () => org.records('Account').filter(({ External_Id__c }) => /^RE-/.test(String(External_Id__c)));

  it('stand in the Problems view, each on the cell that is wrong', async () => {
    await workbench.openContainer('Explorer');
    await (await workbench.explorer.menu('fleet.csv')).choose('Load to Salesforce…');
    await chooseJob(workbench, 'Load fleet.csv', 'Account', 'insert');
    await workbench.quickInput.choose('Insert 2,000 Records');
    await workbench.notifications.press(/fleet.csv: 98 of 2,000 rows failed/, 'Show Failed Rows');
    await workbench.editors.active('fleet.csv');
    await workbench.statusBarItem('Ln 12, Col').waitFor();
    await problems().find(/bad value for restricted picklist field: Tin.*Ln 12, Col/);
    assert.equal(await count(), '98');

    await workbench.screenshots('rerun-problems');
  });

  it('are corrected there and sent again, and only those', async () => {
    const { page, editors, quickInput, notifications } = workbench;
    // The wrong cell is selected: all forty at once.
    await page.keyboard.press('ControlOrMeta+Shift+L');
    await page.keyboard.type('Gold');
    await editors.save();
    await lens('98 failed – Show');
    await problems().find(/Required fields are missing/);
    assert.equal(await count(), '58');
    await pressRerun(98);
    await workbench.screenshots('rerun-confirmation');
    await quickInput.choose('Insert 98 Records');
    await notifications.wait(/fleet.csv: 58 of 98 rows failed/);
    await notifications.clear();
    await lens('58 failed – Show');
    assert.equal(await count(), '58');
    assert.equal(loaded().length, ROWS - 58);
    await workbench.screenshots('rerun-again');
  });

  it('are told by kind of error, on the page of the job and in the tree', async () => {
    const jobs = workbench.view('dev');
    await workbench.openContainer('Salesforce Bulk');
    await jobs.expand(/Account · insert.*2,000 rows/);
    await workbench.screenshots('rerun-tree');
    await jobs.select(/Account · insert.*98 rows/);
    await workbench.editors.active(/Account/);
    const page = workbench.editors.webview(EXTENSION);
    await page.getByRole('heading', { name: 'What became of the rows' }).waitFor();
    await page.getByRole('button', { name: 'Rerun These' }).first().waitFor();
    await workbench.screenshots('rerun-page');
  });

  it('are found in a file that another program corrected, until all are in', async () => {
    await workbench.editors.closeAll();
    await writeFile(path.join(workbench.folder, 'fleet.csv'), file(false));
    await workbench.openContainer('Explorer');
    await workbench.explorer.open('fleet.csv');
    await pressRerun(58);
    await workbench.quickInput.choose('Insert 58 Records');
    await workbench.notifications.wait(/fleet.csv: all 58 rows were accepted/);
    await lens('All 2,000 rows are in');
    assert.equal(loaded().length, ROWS);
    assert.equal(new Set(loaded().map(({ External_Id__c }) => External_Id__c)).size, ROWS);
    await workbench.screenshots('rerun-all-in');
    await (await lens('Outcome')).click();
    await workbench.editors.active(/fleet outcome/);
    await workbench.screenshots('rerun-outcome');
    const [header, first] = await workbench.editors.lines();
    assert.equal(header, `"sf__Id","sf__Created","sf__Error","state",${HEADER}`);
    assert.match(first ?? '', /^"001\w{15}","true","","created",RE-1,"Rerun ""1"", Ltd"/);
  });
});
