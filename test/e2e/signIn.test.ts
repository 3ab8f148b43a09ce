import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { DEMO_CONSUMER_KEY } from '../../src/demo/oauth/externalClientApp.js';
import { startDemoOrg, type DemoOrg } from '../../src/demo/server.js';
import { chooseHost, leave, openedPage } from './browserSignIn.js';
import { useWorkbench } from './useWorkbench.js';
import { SCREENSHOTS, startWorkbench, type Workbench } from './workbench.js';

const WAITING = 'Waiting for your sign-in in the browser';

describe('sign-in with the browser, by mouse and keyboard', () => {
  let workbench: Workbench;
  let org: DemoOrg;
  before(async () => {
    org = await startDemoOrg({ pace: 'instant', app: { callbackUrls: ['http://localhost:1789/OauthRedirect'] } });
    workbench = await startWorkbench();
    await workbench.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  });
  useWorkbench(
    () => workbench,
    () => org,
  );

  const toHost = () => chooseHost(workbench, org);
  const opened = (act: () => Promise<void>) => openedPage(workbench, org, act);

  async function picture(page: Page, name: string): Promise<void> {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${SCREENSHOTS}/signIn-${name}-${colorScheme}.png` });
    }
  }

  it('explains what a consumer key is, and how to get one', async () => {
    const { quickInput } = workbench;
    await workbench.command('Salesforce Bulk: Connect Org…');
    await quickInput.row('Sign in with the browser').waitFor();
    await workbench.screenshots('signIn-1-how');
    await quickInput.choose('Sign in with the browser');
    await quickInput.row('My Domain…').waitFor();
    await workbench.screenshots('signIn-2-where');
    await quickInput.choose('Production');
    await quickInput.row('Paste the Consumer Key…').waitFor();
    await workbench.screenshots('signIn-3-consumer-key');
    await quickInput.accept('How to Make');
    const preview = workbench.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    await preview.getByRole('heading', { name: 'Sign in with the browser' }).waitFor();
    await workbench.screenshots('signIn-4-steps');
  });

  it('asks for the My Domain as long as it is none', async () => {
    const { quickInput } = workbench;
    await workbench.command('Salesforce Bulk: Sign In with the Browser…');
    await quickInput.choose('My Domain…');
    await quickInput.problem('My Domain of the org');
    await quickInput.type('http://acme.my.salesforce.com');
    await quickInput.problem(/not encrypted/);
    await quickInput.cancel();
  });

  it('connects the org the person comes back from', async () => {
    const { quickInput } = workbench;
    await toHost();
    await quickInput.choose('Paste the Consumer Key…');
    await quickInput.problem('Consumer key of the External Client App');
    await quickInput.type('0123456789ABCDEF'.repeat(4));
    await quickInput.problem(/This is the consumer secret/);
    const page = await opened(() => quickInput.accept(DEMO_CONSUMER_KEY));
    await workbench.notifications.wait(WAITING);
    await workbench.screenshots('signIn-5-waiting');
    assert.match(new URL(page.url()).search, /scope=api%20id%20refresh_token&/, 'encoded once');
    await picture(page, '6-salesforce');
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByRole('heading', { name: 'Salesforce has let you in' }).waitFor();
    await picture(page, '7-back');
    assert.match(page.url(), /^http:\/\/localhost:1789\/OauthRedirect\?/);
    await workbench.notifications.wait(`Connected to ${org.username}`);
    await assert.rejects(page.reload(), /ERR_CONNECTION_REFUSED/, 'nobody listens any more');
    await leave(workbench, page);
    await workbench.openContainer('Salesforce Bulk');
    await workbench.view(org.username).find(/Account · insert/);
    await workbench.screenshots('signIn-8-connected');
    await workbench.notifications.clear();
    await workbench.notifications.toast(WAITING).waitFor({ state: 'detached' });
  });

  it('goes on with a session that has ended, without a word', async () => {
    org.expireSessions();
    org.clearLog();
    await workbench.command('Salesforce Bulk: Refresh');
    await workbench.view(org.username).find(/Account · insert/);
    await org.untilAnswered(({ path, status }) => path === '/services/oauth2/token' && status === 200);
    assert.equal(await workbench.notifications.toast('').count(), 0);
  });

  it('stands under Accounts', async () => {
    await workbench.page.getByRole('button', { name: /^Accounts/ }).click();
    const menu = workbench.page.locator('.monaco-menu').first();
    await menu.getByText(`${org.username} (Salesforce)`).waitFor();
    await workbench.screenshots('signIn-9-accounts');
    await workbench.page.keyboard.press('Escape');
  });

  it('says that the person denied it', async () => {
    const page = await opened(toHost);
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.getByRole('heading', { name: 'You are not signed in' }).waitFor();
    await picture(page, 'denied');
    const sentence = await workbench.notifications.wait('Access was not allowed in the browser');
    assert.match(sentence, /press Allow/);
    await leave(workbench, page);
    await workbench.notifications.toast(WAITING).waitFor({ state: 'detached' });
    await workbench.notifications.clear();
  });

  it('takes the address the browser ended at, where it could not come back', async () => {
    const { quickInput } = workbench;
    const page = await opened(toHost);
    // The browser of another machine, where nothing listens.
    let address = '';
    await page.route('**/services/oauth2/authorize', async (route) => {
      const answer = await route.fetch({ maxRedirects: 0 });
      address = answer.headers()['location'] ?? '';
      await route.fulfill({ status: 504, body: 'This site cannot be reached' });
    });
    await page.getByRole('button', { name: 'Allow' }).click();
    await page.getByText('This site cannot be reached').waitFor();
    await workbench.page.bringToFront();
    await workbench.notifications.toast(WAITING).getByText('Paste its address').click();
    await quickInput.titled('Paste the Address');
    await quickInput.type('http://localhost:1789/OauthRedirect?code=x&state=y');
    await quickInput.problem(/not the answer to this sign-in/);
    await workbench.screenshots('signIn-paste-wrong');
    await quickInput.accept(address);
    await workbench.notifications.wait(`Connected to ${org.username}`);
    await leave(workbench, page);
    await workbench.notifications.clear();
  });

  it('ends when it is cancelled: the browser finds nobody', async () => {
    const page = await opened(toHost);
    await workbench.page.bringToFront();
    await workbench.notifications.toast(WAITING).getByText('Copy the link').click();
    await workbench.page.waitForFunction('navigator.clipboard.readText().then((text) => text.startsWith("http"))');
    const copied = await workbench.page.evaluate<string>('navigator.clipboard.readText()');
    const stateOf = (url: string) => new URL(url).searchParams.get('state');
    assert.equal(stateOf(copied), stateOf(page.url()));
    await workbench.notifications.press(WAITING, 'Cancel');
    await workbench.notifications.toast(WAITING).waitFor({ state: 'detached' });
    const failed = page.waitForEvent('requestfailed');
    await page.getByRole('button', { name: 'Allow' }).click();
    assert.match((await failed).url(), /OauthRedirect/);
    await leave(workbench, page);
  });

  it('is revoked where the person disconnects the org', async () => {
    await workbench.command('Salesforce Bulk: Disconnect Org…');
    org.clearLog();
    await workbench.quickInput.choose(org.username);
    await workbench.view('Jobs').root.getByText('Connect an org').waitFor();
    await org.untilAnswered(({ path, status }) => path === '/services/oauth2/revoke' && status === 200);
  });
});
