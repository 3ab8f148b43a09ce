import assert from 'node:assert/strict';
import { CliLogins } from '../../src/orgs/cli/cliLogins.js';
import { cliAccessToken, listCliOrgs } from '../../src/orgs/cli/cliOrgs.js';
import type { CliPlace } from '../../src/orgs/cli/salesforceCli.js';
import type { KnownOrg } from '../../src/orgs/knownOrg.js';
import { openBrowser, press } from './cliBrowser.js';
import { CLI_VERSION, OLDER_CLI_VERSION } from './install.js';
import { useSalesforceCli } from './salesforceCli.js';

for (const version of [CLI_VERSION, OLDER_CLI_VERSION]) {
  describe(`our use of the Salesforce CLI ${version}`, () => {
    const cli = useSalesforceCli({ kind: 'sandbox' }, version);
    let place: CliPlace;
    before(async () => {
      place = { path: await cli().program(), cwd: cli().folder };
    });

    it('lists its logins, with alias and kind, and the default one of the project', async () => {
      const { org } = cli();
      await cli().json(['alias', 'set', `uat=${org.username}`]);
      await cli().json(['config', 'set', 'target-org=uat', '--global']);
      assert.deepEqual(await listCliOrgs(place), [
        {
          username: org.username,
          alias: 'uat',
          orgId: org.orgId,
          instanceUrl: `${org.instanceUrl}/`,
          kind: 'sandbox',
          isDefault: true,
          expired: false,
        },
      ]);
    });

    it('gets an access token', async () => {
      assert.equal(await cliAccessToken(place, cli().org.username), cli().org.accessToken);
    });

    it('knows a login that cannot be renewed by the token being the same', async () => {
      const { username, accessToken } = cli().org;
      cli().org.expireSessions();
      const logins = new CliLogins(() => place);
      await assert.rejects(logins.renew({ username } as KnownOrg, accessToken), { code: 'SessionExpired' });
    });

    it('is told of a login there is none of', async () => {
      await assert.rejects(cliAccessToken(place, 'nobody@example.com'), {
        code: 'SessionExpired',
        message: /no working login for nobody@example.com/,
      });
    });
  });
}

describe('our use of a login of the Salesforce CLI', () => {
  const cli = useSalesforceCli();

  it('renews an expired session, until the login is revoked', async () => {
    const { org } = cli();
    org.faults.add({ kind: 'slow', method: 'POST', path: '/authorize$', delayMs: 1_000 }); // nobody is as fast as we are
    const { outcome, url } = await openBrowser(cli());
    await press('Allow', url);
    await outcome;
    const place = { path: await cli().program(), cwd: cli().folder };
    const logins = new CliLogins(() => place);
    const known = { username: org.username } as KnownOrg;
    const before = await logins.accessToken(known);
    org.expireSessions();
    const renewed = await logins.renew(known, before);
    assert.notEqual(renewed, before);
    const headers = { authorization: `Bearer ${renewed}` };
    assert.equal((await fetch(`${org.instanceUrl}/services/oauth2/userinfo`, { headers })).status, 200);

    const { result } = await cli().json(['org', 'auth', 'show-sfdx-auth-url', '--no-prompt']);
    const refreshToken = /::(\S+)@/.exec(String(result['sfdxAuthUrl']))?.[1] ?? '';
    const body = new URLSearchParams({ token: refreshToken });
    assert.equal((await fetch(`${org.instanceUrl}/services/oauth2/revoke`, { method: 'POST', body })).status, 200);
    org.expireSessions();
    await assert.rejects(logins.renew(known, renewed), { code: 'SessionExpired' });
  });
});
