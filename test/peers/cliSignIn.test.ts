import assert from 'node:assert/strict';
import { openBrowser, press } from './cliBrowser.js';
import { useSalesforceCli } from './salesforceCli.js';

describe('Salesforce CLI: org login web', () => {
  const cli = useSalesforceCli();

  // The CLI looks at its port from a moment after the browser is there: nobody presses a button as fast as we do.
  beforeEach(() => cli().org.faults.add({ kind: 'slow', method: 'POST', path: '/authorize$', delayMs: 1_000 }));

  it('Allow signs in, with a refresh token that renews an expired session', async () => {
    const { org } = cli();
    const { outcome, url } = await openBrowser(cli());
    const { searchParams } = new URL(url);
    assert.equal(searchParams.get('client_id'), 'PlatformCLI');
    assert.match(searchParams.get('code_challenge') ?? '', /^[\w-]{43}$/);
    await press('Allow', url);
    const { result } = await outcome;
    assert.deepEqual([result['username'], result['orgId']], [org.username, org.orgId]);

    const auth = await cli().json(['org', 'auth', 'show-sfdx-auth-url', '--no-prompt']);
    const { host } = new URL(org.instanceUrl);
    assert.match(String(auth.result['sfdxAuthUrl']), new RegExp(`^force://PlatformCLI::\\S+@${host}`));

    const isRenewed = async () => {
      org.expireSessions();
      const { result } = await cli().json(['org', 'display']);
      assert.equal(result['connectedStatus'], 'Connected');
    };
    await isRenewed();
    org.settings.apps.cli.isRefreshTokenRotationEnabled = true;
    await isRenewed();
    await isRenewed(); // with the refresh token that came with the last one
    const shown = await cli().json(['org', 'auth', 'show-access-token']);
    assert.notEqual(shown.result['accessToken'], org.accessToken);
  });

  it('Deny is told', async () => {
    const { outcome, url } = await openBrowser(cli());
    await press('Deny', url);
    const { status, message } = await outcome;
    assert.deepEqual([status, message], [1, 'end-user denied authorization']);
  });
});
