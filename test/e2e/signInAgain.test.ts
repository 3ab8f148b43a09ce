import assert from 'node:assert/strict';
import { DEMO_CONSUMER_KEY } from '../../src/demo/oauth/externalClientApp.js';
import { startDemoOrg, type DemoOrg } from '../../src/demo/server.js';
import { chooseHost, leave, openedPage } from './browserSignIn.js';
import { upToConfirmation } from './loadSteps.js';
import { useWorkbench } from './useWorkbench.js';
import { startWorkbench, type Workbench } from './workbench.js';

/** Another than the usual one. */
const PORT = 1790;
const WAITS = 'waits until you have signed in';
const names = (start: string): string[] => ['Amber', 'Birch', 'Cedar', 'Dune'].map((name) => `${start} ${name}`);
const csv = (start: string): string => `Name\n${names(start).join('\n')}\n`;

describe('an org that no longer renews its session, by mouse and keyboard', () => {
  let workbench: Workbench;
  let org: DemoOrg;
  before(async () => {
    org = await startDemoOrg({
      pace: 'instant',
      withoutJobs: true,
      app: { callbackUrls: [`http://localhost:${PORT}/OauthRedirect`] },
    });
    workbench = await startWorkbench({
      settings: { 'salesforceBulk.signInClientId': DEMO_CONSUMER_KEY, 'salesforceBulk.signInPort': PORT },
      files: { 'uploaded.csv': csv('Uploaded'), 'declined.csv': csv('Declined'), 'left.csv': csv('Left') },
    });
    await signIn(() => chooseHost(workbench, org));
    await workbench.notifications.wait(`Connected to ${org.username}`);
    await workbench.notifications.clear();
  });
  const conduct = useWorkbench(
    () => workbench,
    () => org,
  );
  afterEach(() => workbench.notifications.clear());

  /** In the browser that opens, up to the way back. @returns what the browser was opened with */
  async function signIn(
    act: () => Promise<void>,
    { decision = 'Allow', user }: { readonly decision?: 'Allow' | 'Deny'; readonly user?: RegExp } = {},
  ): Promise<URLSearchParams> {
    const page = await openedPage(workbench, org, act);
    const { searchParams } = new URL(page.url());
    if (user) await page.getByRole('radio', { name: user }).check();
    await page.getByRole('button', { name: decision }).click();
    await page.waitForURL(/OauthRedirect/);
    await leave(workbench, page);
    return searchParams;
  }

  const again = () => workbench.notifications.press(WAITS, 'Sign In Again');
  const arrived = (start: string) =>
    org
      .records('Account')
      .map(({ Name }) => String(Name))
      .filter((name) => name.startsWith(start))
      .sort();

  it('has the person sign in again in the middle of an upload: the load goes on, each row arrives once', async () => {
    await upToConfirmation(workbench, 'uploaded.csv', 'Account', 'insert');
    org.expireRefreshTokens();
    org.faults.add({ kind: 'endSession', method: 'PUT' });
    await workbench.quickInput.choose('Insert 4 Records');
    assert.match(await workbench.notifications.wait(WAITS), /Salesforce no longer renews it/);
    await workbench.screenshots('signInAgain-asked');

    await signIn(again, { decision: 'Deny' });
    assert.match(await workbench.notifications.wait(WAITS), /not allowed/);
    await workbench.screenshots('signInAgain-denied');

    const asked = await signIn(again, { user: /Kim/ });
    assert.deepEqual([asked.get('login_hint'), asked.get('prompt')], [org.username, null]);
    assert.match(await workbench.notifications.wait(WAITS), /now belongs to kim/);

    conduct.allow('lookedTooSoon', 'who signs in again wants to know of the jobs at once');
    assert.equal((await signIn(again)).get('prompt'), 'login', 'the browser is logged in as somebody else');
    await workbench.notifications.wait('uploaded.csv: all 4 rows were accepted');
    await workbench.screenshots('signInAgain-finished');
    assert.deepEqual(arrived('Uploaded'), names('Uploaded'));
    assert.equal(org.jobs.all().length, 1);
    assert.equal(org.log.filter(({ method }) => method === 'PUT').length, 1);
  });

  it('says what is to be done to who does not want to, and sends nothing', async () => {
    await upToConfirmation(workbench, 'declined.csv', 'Account', 'insert');
    org.expireRefreshTokens();
    org.expireSessions();
    const jobs = org.jobs.all().length;
    await workbench.quickInput.choose('Insert 4 Records');
    await workbench.notifications.dismiss(WAITS);
    await workbench.notifications.wait('no longer renews it. Sign in with the browser again');
    await workbench.screenshots('signInAgain-declined');
    assert.deepEqual([org.jobs.all().length, arrived('Declined')], [jobs, []]);
    await workbench.notifications.clear();
    await signIn(() => chooseHost(workbench, org));
    await workbench.notifications.wait(`Connected to ${org.username}`);
  });

  it('offers to stop what was left open in the middle of an upload, once the person is back', async () => {
    await upToConfirmation(workbench, 'left.csv', 'Account', 'insert');
    org.expireRefreshTokens();
    org.faults.add({ kind: 'endSession', method: 'PUT' });
    await workbench.quickInput.choose('Insert 4 Records');
    await workbench.notifications.dismiss(WAITS);
    const sentence = await workbench.notifications.wait('no longer renews it. Sign in with the browser again');
    assert.match(sentence, /Job 750\w+ may still be open: later, stop the unfinished load/);
    await workbench.screenshots('signInAgain-left-open');
    await workbench.notifications.clear();
    await signIn(() => chooseHost(workbench, org));
    await workbench.notifications.wait(`Connected to ${org.username}`);

    await workbench.openContainer('Salesforce Bulk');
    const jobs = workbench.view(org.username);
    await (await jobs.menu('Unfinished load of left.csv')).choose('Stop Everything');
    await workbench.notifications.answer('Stop Everything');
    await workbench.notifications.wait('Aborted jobs: 1');
    await jobs.row('Unfinished load of left.csv').waitFor({ state: 'detached' });
    assert.deepEqual(arrived('Left'), []);
  });
});
