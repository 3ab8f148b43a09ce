// Makes the pictures and the tour of README anew: node out/test/pictures/main.js [jobs|failedRows|production|picker|tour]
// Needs what `npm run package` leaves, pngquant, ffmpeg and gifsicle.
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { toPace } from '../../src/demo/pace.js';
import { startDemoOrg, type DemoOrg } from '../../src/demo/server.js';
import { connectOrg } from '../e2e/connectOrg.js';
import { chooseJob } from '../e2e/loadSteps.js';
import { EXTENSION, startWorkbench, type Workbench } from '../e2e/workbench.js';
import { fakeCli, removeFakes, success } from '../unit/orgs/fakeCli.js';
import { run } from '../editor/commands.js';
import { root } from '../editor/root.js';
import { Film } from './film.js';

const FILE = 'contacts.csv';
const contacts = (rows: number): string =>
  `FirstName,LastName,Email\n${Array.from({ length: rows }, (_, i) => {
    const lastName = i % 20 === 0 ? '' : `Sample ${i}`;
    return `Robin,${lastName},${i % 50 === 7 ? 'robin at example' : `robin${i}@example.com`}`;
  }).join('\n')}\n`;

const picture = (name: string) => path.join(root, 'media/readme', name);

async function take(workbench: Workbench, name: string): Promise<void> {
  const { height } = workbench.page.viewportSize() ?? { height: 900 };
  await workbench.page.mouse.move(640, height - 10);
  await workbench.page.locator('.workbench-hover').waitFor({ state: 'detached' });
  const screenshot = await workbench.screenshot(name);
  await run('pngquant', ['--force', '--strip', '--speed', '1', '--output', picture(`${name}.png`), screenshot]);
}

async function inWorkbench(
  rows: number,
  work: (workbench: Workbench, org: DemoOrg) => Promise<void>,
  kind: 'developer' | 'production' = 'developer',
): Promise<void> {
  const org = await startDemoOrg({ pace: 'visible', kind });
  const workbench = await startWorkbench({ files: { [FILE]: contacts(rows) } });
  try {
    await workbench.page.setViewportSize({ width: 1280, height: 900 });
    await connectOrg(workbench, org, kind === 'production' ? 'acme' : 'dev');
    await work(workbench, org);
  } finally {
    await workbench.close();
    await org.close();
  }
}

const pageOf = (workbench: Workbench) => workbench.editors.webview(EXTENSION);

async function jobs(workbench: Workbench): Promise<void> {
  const page = () => pageOf(workbench);
  await workbench.setTheme('light');
  await workbench.openContainer('Explorer');
  await (await workbench.explorer.menu(FILE)).choose('Load to Salesforce…');
  await chooseJob(workbench, `Load ${FILE}`, 'Contact', 'insert');
  await workbench.quickInput.row('Insert 8,000 Records').waitFor();
  await take(workbench, 'confirmation');
  await workbench.quickInput.choose('Insert 8,000 Records');
  await workbench.view('dev').select(/Contact · insert.*8,000 rows/);
  await page()
    .getByText(/rows\/s · about/)
    .waitFor();
  await page()
    .getByText(/^[3-6],\d+ of 8,000 rows$/)
    .waitFor();
  await take(workbench, 'job-live');
  await page().getByText('REQUIRED_FIELD_MISSING').first().waitFor({ timeout: 60_000 });
  await workbench.setTheme('dark');
  await take(workbench, 'job-failures');
  await workbench.setSettings({
    'window.autoDetectColorScheme': false,
    'workbench.colorTheme': 'Default High Contrast',
  });
  await workbench.openContainer('Salesforce Bulk');
  await page().getByText('REQUIRED_FIELD_MISSING').first().waitFor();
  await take(workbench, 'job-high-contrast');
}

async function failedRows(workbench: Workbench): Promise<void> {
  await workbench.setTheme('light');
  await workbench.openContainer('Explorer');
  await (await workbench.explorer.menu(FILE)).choose('Load to Salesforce…');
  await chooseJob(workbench, `Load ${FILE}`, 'Contact', 'insert');
  await workbench.quickInput.choose('Insert 300 Records');
  await workbench.notifications.press(/rows failed/, 'Show Failed Rows');
  await workbench.editors.active(FILE);
  await workbench.page.keyboard.press('ControlOrMeta+Home');
  await workbench.page.locator('.codelens-decoration').filter({ hasText: 'failed – Show' }).waitFor();
  await take(workbench, 'failed-rows');
}

async function production(workbench: Workbench): Promise<void> {
  await workbench.setTheme('light');
  await workbench.openContainer('Explorer');
  await (await workbench.explorer.menu(FILE)).choose('Load to Salesforce…');
  await chooseJob(workbench, `Load ${FILE}`, 'Contact', 'insert');
  await workbench.quickInput.choose('Insert 8,000 Records');
  await workbench.quickInput.titled('Insert 8,000 Records in production');
  await workbench.quickInput.accept('acme');
  await workbench.notifications.dialog.waitFor();
  await take(workbench, 'production');
}

const login = (name: string, more: object) => ({
  username: `robin@acme.example.com${name === 'prod' ? '' : `.${name}`}`,
  alias: name,
  orgId: '00D000000000001AAA',
  instanceUrl: `https://acme${name === 'prod' ? '' : `--${name}.sandbox`}.my.salesforce.com`,
  ...more,
});

async function picker(workbench: Workbench): Promise<void> {
  const sandboxes = ['uat', 'dev'].map((name) => login(name, { isSandbox: true, isDefaultUsername: name === 'uat' }));
  const { path: cliPath } = await fakeCli({ 'org list': success({ sandboxes, nonScratchOrgs: [login('prod', {})] }) });
  try {
    await workbench.page.setViewportSize({ width: 1280, height: 560 });
    await workbench.setSettings({ 'salesforceBulk.cliPath': cliPath });
    await workbench.setTheme('light');
    await workbench.command('Salesforce Bulk: Connect Org…');
    await workbench.quickInput.row('uat').waitFor();
    await take(workbench, 'picker');
  } finally {
    await removeFakes();
  }
}

async function tour(workbench: Workbench, org: DemoOrg): Promise<void> {
  const page = () => pageOf(workbench);
  const look = () => delay(1_200);
  org.settings.pace = { ...toPace('visible'), queuedMs: 500, stepMs: 500 };
  await workbench.page.setViewportSize({ width: 1024, height: 720 }); // a picture of 960 pixels is still read
  await Film.showPointer(workbench.page);
  await workbench.load();
  await workbench.openContainer('Salesforce Bulk');
  await workbench.view('dev').find(/Contact · insert/);
  await workbench.openContainer('Explorer');
  const film = await Film.begin(workbench.page);
  await look();
  const menu = await workbench.explorer.menu(FILE);
  await look();
  await menu.choose('Load to Salesforce…');
  await workbench.quickInput.titled(`Load ${FILE}`);
  for (const choice of ['Contact', 'insert', 'Insert 3,000 Records']) {
    await workbench.quickInput.row(choice).waitFor();
    await look();
    await workbench.quickInput.row(choice).hover();
    await workbench.quickInput.choose(choice);
  }
  await workbench.view('dev').find(/Contact · insert.*3,000 rows/);
  await look();
  await workbench.view('dev').select(/Contact · insert.*3,000 rows/);
  await page().getByText('REQUIRED_FIELD_MISSING').first().waitFor({ timeout: 60_000 });
  await delay(2_500);
  await page()
    .getByRole('button', { name: /^Failed Rows/ })
    .click();
  await workbench.editors.lines();
  await film.end(picture('tour.gif'), 960);
}

const WORK: Readonly<Record<string, () => Promise<void>>> = {
  jobs: () => inWorkbench(8000, jobs),
  failedRows: () => inWorkbench(300, failedRows),
  production: () => inWorkbench(8000, production, 'production'),
  picker: () => inWorkbench(1, picker),
  tour: () => inWorkbench(3000, tour),
};

async function main(names: readonly string[]): Promise<void> {
  for (const name of names.length > 0 ? names : Object.keys(WORK)) await WORK[name]?.();
}

void main(process.argv.slice(2));
