import type { Page } from 'playwright-core';
import type { DemoOrg } from '../../src/demo/server.js';
import type { Workbench } from './workbench.js';

/** From the palette up to the login host. */
export async function chooseHost(workbench: Workbench, org: DemoOrg): Promise<void> {
  await workbench.command('Salesforce Bulk: Connect Org…');
  await chooseBrowser(workbench, org);
}

/** From the list of orgs and ways up to the login host. */
export async function chooseBrowser({ quickInput }: Workbench, org: DemoOrg): Promise<void> {
  await quickInput.choose('Sign in with the browser');
  await quickInput.titled('Sign In with the Browser');
  await quickInput.choose('My Domain…');
  await quickInput.problem('My Domain of the org');
  await quickInput.accept(org.instanceUrl);
}

/** The browser window that opens. Code-server leads addresses of this machine over its own proxy: that is undone. */
export async function openedPage(workbench: Workbench, org: DemoOrg, act: () => Promise<void>): Promise<Page> {
  const popup = workbench.context.waitForEvent('page');
  await act();
  const page = await popup;
  await page.waitForURL(/oauth2\/authorize/);
  const { search } = new URL(page.url());
  await page.goto(`${org.instanceUrl}/services/oauth2/authorize${search}`);
  return page;
}

/** Back to the editor. */
export async function leave(workbench: Workbench, page: Page): Promise<void> {
  await page.close();
  await workbench.page.bringToFront();
}
