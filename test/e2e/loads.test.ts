import assert from 'node:assert/strict';
import { startDemoOrg, type DemoOrg } from '../../src/demo/server.js';
import { connectOrg } from './connectOrg.js';
import { chooseJob, upToConfirmation } from './loadSteps.js';
import { useWorkbench } from './useWorkbench.js';
import { startWorkbench, type Workbench } from './workbench.js';

const files = {
  'north-accounts.csv': 'Name\nNorth One\nNorth Two\n',
  'south-accounts.csv': 'Name\nSouth One\nSouth Two\n',
  'draft-accounts.csv': 'Name\nDraft One\n',
  'pipes.csv': 'Name|Phone\nPipe One|1\nPipe Two|2\n',
  'stray-quote.csv': 'Name,Phone\nFine,1\nNot "fine",2\n',
};

describe('loads, by mouse and keyboard', () => {
  let workbench: Workbench;
  let org: DemoOrg;
  let known: readonly string[];
  before(async () => {
    org = await startDemoOrg({ pace: 'instant', withoutJobs: true });
    const [kept, gone] = ['Kept', 'Gone'].map((Name) => org.insert('Account', { Name, Phone: '+1 555 0100' }).Id);
    workbench = await startWorkbench({
      files: {
        ...files,
        'phones.csv': `Id,Phone,Description\n${kept},,cleared\n`,
        'accounts-to-delete.csv': `Id,Name\n${gone},Gone\n`,
      },
    });
    await connectOrg(workbench, org, 'dev');
  });
  useWorkbench(
    () => workbench,
    () => org,
  );
  beforeEach(() => {
    org.clearLog();
    known = org.jobs.all().map(({ id }) => id);
  });
  afterEach(() => workbench.notifications.clear());

  const newJobs = () => org.jobs.all().filter(({ id }) => !known.includes(id));
  const names = (object: string) => org.records(object).map(({ Name }) => Name);
  const nothingSent = () =>
    assert.deepEqual(
      org.log.filter(({ method }) => method !== 'GET').map(({ path }) => path),
      [],
    );

  it('begins at the cloud above the editor, and finds semicolons and CRLF by itself', async () => {
    await workbench.openContainer('Explorer');
    await workbench.explorer.open('contacts-semicolon.csv');
    await workbench.editors.active('contacts-semicolon.csv');
    await workbench.editors.action('Load to Salesforce…').click();
    await chooseJob(workbench, 'Load contacts-semicolon.csv', 'Contact', 'insert');
    const { quickInput } = workbench;
    await quickInput.row('Insert 60 Records').waitFor();
    await quickInput.row(/Column delimiter: semicolon/).waitFor();
    await quickInput.row('Line ending: CRLF').waitFor();
    await workbench.screenshots('loads-semicolon');
    await quickInput.choose('Insert 60 Records');
    await workbench.notifications.wait(/contacts-semicolon.csv: (all|\d+ of) 60 rows/);
    await workbench.screenshots('loads-semicolon-finished');
    assert.deepEqual(
      newJobs().map(({ columnDelimiter, lineEnding }) => [columnDelimiter, lineEnding]),
      [['SEMICOLON', 'CRLF']],
    );
  });

  it('finds the external id of an upsert by itself', async () => {
    await upToConfirmation(workbench, 'invoices-upsert.csv', 'Invoice', 'upsert');
    const { quickInput } = workbench;
    await quickInput.row('Records are found by External_Id__c').waitFor();
    await workbench.screenshots('loads-upsert');
    await quickInput.choose('Upsert 80 Records');
    await workbench.notifications.wait(/invoices-upsert.csv: (all|\d+ of) 80 rows/);
    assert.deepEqual(
      newJobs().map(({ operation, externalIdFieldName }) => [operation, externalIdFieldName]),
      [['upsert', 'External_Id__c']],
    );
  });

  it('goes back through the steps', async () => {
    const { quickInput } = workbench;
    await upToConfirmation(workbench, 'north-accounts.csv', 'Contact', 'insert');
    await quickInput.row('Insert 2 Records').waitFor();
    await quickInput.back();
    await quickInput.row('update').waitFor();
    await quickInput.back();
    await quickInput.choose('Account');
    await quickInput.choose('insert');
    await quickInput.row('Insert 2 Records').filter({ hasText: 'Account' }).waitFor();
    await quickInput.cancel();
    nothingSent();
  });

  it('loads two files that are selected in the explorer with one confirmation', async () => {
    await workbench.openContainer('Explorer');
    await workbench.explorer.select('north-accounts.csv');
    await workbench.explorer.select('south-accounts.csv', { modifiers: ['ControlOrMeta'] });
    await (await workbench.explorer.menu('south-accounts.csv')).choose('Load to Salesforce…');
    await chooseJob(workbench, 'Load 2 files', 'Account', 'insert');
    await workbench.quickInput.row('Insert 4 Records').waitFor();
    await workbench.screenshots('loads-two-files');
    await workbench.quickInput.choose('Insert 4 Records');
    await workbench.notifications.wait('north-accounts.csv: all 2 rows were accepted by dev.');
    await workbench.notifications.wait('south-accounts.csv: all 2 rows were accepted by dev.');
    await workbench.screenshots('loads-two-files-finished');
    assert.equal(newJobs().length, 2);
    for (const name of ['North One', 'North Two', 'South One', 'South Two']) assert.ok(names('Account').includes(name));
  });

  it('lets the person change the delimiter that was found', async () => {
    await upToConfirmation(workbench, 'pipes.csv', 'Account', 'insert');
    const { quickInput } = workbench;
    await quickInput.choose(/Column delimiter: pipe/);
    await quickInput.row(/semicolon/).waitFor();
    await workbench.screenshots('loads-delimiter');
    await quickInput.choose(/comma/);
    await quickInput.row(/Column delimiter: comma/).waitFor();
    await quickInput.row('Name|Phone').waitFor();
    await quickInput.cancel();
    nothingSent();
  });

  it('clears fields with empty cells only where the person says so', async () => {
    await upToConfirmation(workbench, 'phones.csv', 'Account', 'update');
    const { quickInput } = workbench;
    await quickInput.row('Empty cells clear the field').filter({ hasText: 'no: ' }).waitFor();
    await quickInput.choose('Empty cells clear the field');
    await quickInput.row('Empty cells clear the field').filter({ hasText: '#N/A' }).waitFor();
    await workbench.screenshots('loads-empty-cells');
    await quickInput.choose('Update 1 Record');
    await workbench.notifications.wait('phones.csv: the row was accepted by dev.');
    const kept = org.records('Account').find(({ Name }) => Name === 'Kept');
    assert.deepEqual([kept?.['Phone'], kept?.['Description']], [null, 'cleared']);
  });

  it('asks before it loads a document that is not saved', async () => {
    await workbench.openContainer('Explorer');
    await workbench.explorer.open('draft-accounts.csv');
    await workbench.editors.active('draft-accounts.csv');
    await workbench.editors.focus();
    await workbench.page.keyboard.press('ControlOrMeta+End');
    await workbench.page.keyboard.type('Draft Two');
    await (await workbench.editors.tabMenu(/draft-accounts.csv/)).choose('Load to Salesforce…');
    await workbench.notifications.dialog.getByText('draft-accounts.csv has changes that are not saved.').waitFor();
    await workbench.screenshots('loads-not-saved');
    await workbench.notifications.answer('Save and Load');
    await chooseJob(workbench, 'Load draft-accounts.csv', 'Account', 'insert');
    await workbench.quickInput.choose('Insert 2 Records');
    await workbench.notifications.wait('draft-accounts.csv: all 2 rows were accepted by dev.');
    assert.ok(names('Account').includes('Draft Two'));
  });

  it('says the number of records before it deletes, and deletes them after', async () => {
    await upToConfirmation(workbench, 'accounts-to-delete.csv', 'Account', 'delete');
    await workbench.quickInput.row('Columns not sent: Name').waitFor();
    await workbench.quickInput.choose('Delete 1 Record');
    await workbench.notifications.dialog.getByText('Delete 1 Record (Account) in dev?').waitFor();
    await workbench.screenshots('loads-delete');
    nothingSent();
    await workbench.notifications.answer('Delete 1 Record');
    await workbench.notifications.wait('accounts-to-delete.csv: the row was accepted by dev.');
    assert.ok(!names('Account').includes('Gone'));
  });

  it('says where a quote is astray, and sends nothing', async () => {
    await workbench.openContainer('Explorer');
    await (await workbench.explorer.menu('stray-quote.csv')).choose('Load to Salesforce…');
    const sentence = await workbench.notifications.wait(/stray-quote.csv/);
    assert.match(sentence, /line 3.*column 5/i);
    await workbench.screenshots('loads-stray-quote');
    await workbench.notifications.press('stray-quote.csv', 'Show Line');
    await workbench.editors.active('stray-quote.csv');
    await workbench.statusBarItem('Ln 3, Col 5').waitFor();
    nothingSent();
  });
});
