import assert from 'node:assert/strict';
import { startDemoOrg, type DemoOrg } from '../../src/demo/server.js';
import { useConduct } from '../conduct.js';
import { keepEvidence } from '../e2e/evidence.js';
import { chooseJob, startLoad } from '../e2e/loadSteps.js';
import { startWorkbench, type Workbench, type WorkbenchOptions } from '../e2e/workbench.js';
import { CLI_VERSION, OLDER_CLI_VERSION } from './install.js';
import { useSalesforceCli } from './salesforceCli.js';

const FILE = 'new-accounts.csv';

/** How the editor comes to know where the CLI is. @param program its path */
const PLACES: Readonly<Record<string, (program: string, folder: string) => WorkbenchOptions>> = {
  // That of a terminal in which the editor is started (VSCODE_CLI); else VS Code asks the login shell for its own.
  'on the PATH': (_, folder) => ({ env: { VSCODE_CLI: '1', PATH: `${folder}:${process.env['PATH'] ?? ''}` } }),
  'where the setting cliPath says': (program) => ({ settings: { 'salesforceBulk.cliPath': program } }),
};

for (const [version, place] of [
  [CLI_VERSION, 'on the PATH'],
  [OLDER_CLI_VERSION, 'where the setting cliPath says'],
] as const) {
  describe(`a new user with the Salesforce CLI ${version} ${place}`, () => {
    const cli = useSalesforceCli({ kind: 'sandbox' }, version);
    let production: DemoOrg;
    let workbench: Workbench;
    let started: number;
    before(async () => {
      const { org, folder } = cli();
      production = await startDemoOrg({ pace: 'instant', withoutJobs: true, kind: 'production' });
      await cli().json(['alias', 'set', `uat=${org.username}`]);
      const args = ['--instance-url', production.instanceUrl, '--no-prompt', '--alias', 'live'];
      await cli().json(['org', 'login', 'access-token', ...args], { SF_ACCESS_TOKEN: production.accessToken });
      org.clearLog();
      production.clearLog();
      started = performance.now();
      workbench = await startWorkbench({
        ...PLACES[place]?.(await cli().program(), folder),
        files: {
          [FILE]: 'Name\nAmber Sample\nBirch Sample\nCedar Sample\nDune Sample\n',
          'sfdx-project.json': '{ "packageDirectories": [{ "path": "force-app" }] }\n',
          '.sf/config.json': '{ "target-org": "uat" }\n',
        },
      });
    });
    after(async () => {
      await workbench.close();
      await production.close();
    });
    keepEvidence(() => workbench);
    useConduct(() => [...cli().org.conduct(), ...production.conduct()]);

    it('is loading after a right click and five choices, and signs in nowhere', async () => {
      const { quickInput } = workbench;
      await startLoad(workbench, FILE);
      const uat = quickInput.row('uat');
      await uat.waitFor();
      await quickInput.row('live').waitFor();
      assert.match(await uat.innerText(), /sandbox · default of the CLI/);
      assert.match((await uat.getAttribute('class')) ?? '', /\bfocused\b/, 'Enter takes the org of the project');
      await workbench.screenshots('oneMinute-picker');
      await quickInput.accept();
      await chooseJob(workbench, `Load ${FILE}`, 'Account', 'insert');
      await quickInput.choose('Insert 4 Records');
      await workbench.notifications.wait(`${FILE}: all 4 rows were accepted by uat.`);
      console.log(`      ${((performance.now() - started) / 1000).toFixed(1)} s after its installation began`);
      await workbench.statusBarItem('uat (sandbox)').waitFor();
      const loaded = cli()
        .org.records('Account')
        .map(({ Name }) => Name);
      assert.equal(loaded.filter((name) => / Sample$/.test(String(name))).length, 4);
    });

    it('has used the session of the CLI for it, and no other org', () => {
      const { log } = cli().org;
      assert.ok(log.some(({ method, path }) => method === 'PUT' && path.endsWith('/batches')));
      assert.deepEqual(
        [...log, ...production.log].map(({ path }) => path).filter((path) => /oauth2\/(authorize|token)/.test(path)),
        [],
      );
      assert.deepEqual(
        production.log.filter(({ method }) => method !== 'GET'),
        [],
      );
    });
  });
}
