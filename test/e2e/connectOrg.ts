import type { DemoOrg } from '../../src/demo/server.js';
import type { Workbench } from './workbench.js';

type Login = Pick<DemoOrg, 'instanceUrl' | 'accessToken'>;

/** Signs in as a person does: palette, instance URL, access token, a short name. */
export async function signIn(workbench: Workbench, login: Login, alias: string): Promise<void> {
  const { quickInput } = workbench;
  await workbench.command('Salesforce Bulk: Connect Org…');
  await quickInput.choose('Instance URL and access token');
  await quickInput.problem('Instance URL of the org');
  await quickInput.accept(login.instanceUrl);
  await quickInput.problem('Access token');
  await quickInput.accept(login.accessToken);
  await quickInput.problem('A short name');
  await quickInput.accept(alias);
}

/** The same, up to the list of its jobs on show. The view is named after the org. */
export async function connectOrg(workbench: Workbench, login: Login, alias: string): Promise<void> {
  await signIn(workbench, login, alias);
  await workbench.notifications.wait(`Connected to ${alias}`);
  await workbench.notifications.clear();
  await workbench.openContainer('Salesforce Bulk');
  await workbench.view(alias).root.waitFor();
}
