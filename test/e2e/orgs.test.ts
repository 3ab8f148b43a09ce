import assert from 'node:assert/strict';
import { startDemoOrg, type DemoOrg } from '../../src/demo/server.js';
import { connectOrg, signIn } from './connectOrg.js';
import { useWorkbench } from './useWorkbench.js';
import { startWorkbench, type Workbench } from './workbench.js';

const FOUR_ACCOUNTS = 'Name\nAmber Sample\nBirch Sample\nCedar Sample\nDune Sample\n';

describe('orgs, by mouse and keyboard', () => {
  let workbench: Workbench;
  let uat: DemoOrg;
  let production: DemoOrg;
  before(async () => {
    uat = await startDemoOrg({ pace: 'instant', organization: { IsSandbox: true } });
    production = await startDemoOrg({
      pace: 'instant',
      withoutJobs: true,
      organization: { OrganizationType: 'Unlimited Edition' },
    });
    workbench = await startWorkbench({ files: { 'four-accounts.csv': FOUR_ACCOUNTS } });
  });
  useWorkbench(
    () => workbench,
    () => uat,
    () => production,
  );

  it('says clearly that a token is wrong, and asks for the next thing to do', async () => {
    await signIn(workbench, { instanceUrl: uat.instanceUrl, accessToken: '00D000000000000!wrong' }, 'uat');
    const sentence = await workbench.notifications.wait('does not accept this access token');
    assert.match(sentence, /Copy a fresh one/);
    assert.ok((await workbench.notifications.buttons(sentence)).includes('Connect Org…'));
    await workbench.screenshots('orgs-wrong-token');
    await workbench.notifications.clear();
    await workbench.openContainer('Salesforce Bulk');
    await workbench.view('Jobs').root.getByText('Connect an org').waitFor();
  });

  it('connects with a token and lists the jobs of the org', async () => {
    const { quickInput } = workbench;
    await workbench.command('Salesforce Bulk: Connect Org…');
    await quickInput.titled('Connect Org');
    await workbench.screenshots('orgs-how-to-sign-in');
    await quickInput.cancel();
    await connectOrg(workbench, uat, 'uat');
    await workbench.view('uat').find(/Account · insert/);
    await workbench.view('uat').find(/Contact · insert.*Kim Sample/);
    await workbench.screenshots('orgs-connected');
  });

  it('keeps the org and its jobs when the window is loaded again', async () => {
    await workbench.load();
    await workbench.openContainer('Salesforce Bulk');
    await workbench.view('uat').find(/Account · insert/);
  });

  it('shows in place of the jobs why the org does not answer, and tries again', async () => {
    const jobs = workbench.view('uat');
    uat.faults.add({ kind: 'unavailable', times: Infinity });
    await workbench.command('Salesforce Bulk: Refresh');
    const error = await jobs.find(/maintenance|not available|unavailable/i);
    await workbench.screenshots('orgs-down');
    uat.faults.clear();
    await error.click();
    await error.waitFor({ state: 'detached' });
    await jobs.find(/Account · insert/);
  });

  describe('in production', () => {
    before(() => connectOrg(workbench, production, 'prod'));

    async function toTheGuard(): Promise<void> {
      await workbench.openContainer('Explorer');
      await (await workbench.explorer.menu('four-accounts.csv')).choose('Load to Salesforce…');
      const { quickInput } = workbench;
      await quickInput.choose('prod');
      await quickInput.choose('Account');
      await quickInput.choose('insert');
      await quickInput.choose('Insert 4 Records');
      await quickInput.titled('Insert 4 Records in production');
    }
    const writes = () => production.log.filter(({ method }) => method !== 'GET');

    it('wants the name of the org typed, and takes no other', async () => {
      await toTheGuard();
      await workbench.quickInput.accept('uat');
      await workbench.quickInput.problem('This is not prod.');
      await workbench.screenshots('orgs-production-name');
      await workbench.quickInput.cancel();
      assert.deepEqual(writes(), []);
    });

    it('says the number on the button, and sends nothing when that is not pressed', async () => {
      await toTheGuard();
      await workbench.quickInput.accept('prod');
      await workbench.notifications.dialog
        .getByText('Insert 4 Records (Account) in the production org prod?')
        .waitFor();
      await workbench.screenshots('orgs-production-guard');
      await workbench.notifications.answer('Cancel');
      assert.deepEqual(writes(), []);
    });

    it('loads after both', async () => {
      await toTheGuard();
      await workbench.quickInput.accept('prod');
      await workbench.notifications.answer('Insert 4 Records');
      await workbench.notifications.wait('four-accounts.csv: all 4 rows were accepted by prod.');
      await workbench.view('prod').root.getByText('Production org').waitFor();
      await workbench.screenshots('orgs-production-loaded');
      assert.equal(production.records('Account').filter(({ Name }) => /^\w+ Sample$/.test(String(Name))).length, 4);
      await workbench.notifications.clear();
    });
  });

  describe('of several', () => {
    it('lets the person choose the org the window works with', async () => {
      const { quickInput } = workbench;
      await workbench.command('Salesforce Bulk: Select Default Org…');
      await quickInput.row(/prod/).waitFor();
      await workbench.screenshots('orgs-select');
      await quickInput.choose(/uat/);
      await workbench.view('uat').find(/Contact · insert/);
    });

    /** Presses a button beside an org: the first row of what is found is active, and shows its buttons. */
    async function press(org: string, name: string): Promise<void> {
      const { quickInput } = workbench;
      await workbench.command('Salesforce Bulk: Select Default Org…');
      await quickInput.row('Connect another org…').waitFor();
      await quickInput.type(org);
      await quickInput.row('Connect another org…').waitFor({ state: 'detached' });
      await quickInput.row(new RegExp(org)).getByRole('button', { name }).click();
    }

    it('gives one a name', async () => {
      const { quickInput } = workbench;
      await press('prod', 'Name It…');
      await quickInput.titled(`Name ${production.username}`);
      assert.equal(await quickInput.input.inputValue(), 'prod');
      await quickInput.accept('live');
      await quickInput.row(/live/).waitFor();
      await workbench.screenshots('orgs-buttons');
      await quickInput.cancel();
    });

    it('opens one in the browser, which signs in itself', async () => {
      const popup = workbench.context.waitForEvent('page');
      await press('live', 'Open in the Browser');
      const page = await popup;
      await page.waitForURL(/^http/);
      const { pathname, search, hash } = new URL(page.url());
      assert.match(pathname, new RegExp(`/${new URL(production.instanceUrl).port}/$`));
      assert.equal(search + hash, '', 'no token');
      await page.close();
      await workbench.page.bringToFront();
    });

    it('signs out of one', async () => {
      await press('uat', 'Disconnect');
      const welcome = workbench.view('Jobs').root;
      await welcome.getByText('No org is chosen for this window').waitFor();
      await workbench.screenshots('orgs-disconnected');
      await welcome.getByRole('button', { name: 'Select Default Org…' }).click();
      await workbench.quickInput.row(/live/).waitFor();
      assert.deepEqual(await workbench.quickInput.labels(), ['live', 'Connect another org…']);
      await workbench.quickInput.cancel();
    });
  });
});
