import assert from 'node:assert/strict';
import { CLI_VERSION } from './install.js';
import { useSalesforceCli } from './salesforceCli.js';

const HIDDEN = "[REDACTED] Use 'sf org auth show-access-token' to view";

describe('Salesforce CLI: orgs', () => {
  const cli = useSalesforceCli();

  it('is the version we pinned, on the Node it asks for', async () => {
    const { stdout } = await cli().run(['version']);
    assert.equal(stdout.trim(), `@salesforce/cli/${CLI_VERSION} linux-x64 node-${process.version}`);
  });

  it('org login access-token learns who it is from userinfo and the Organization row', async () => {
    const { org } = cli();
    const { result } = await cli().logIn();
    const { username, orgId, instanceUrl, instanceApiVersion, name, orgEdition, isSandbox, isScratch } = result;
    assert.deepEqual(
      { username, orgId, instanceUrl, instanceApiVersion, name, orgEdition, isSandbox, isScratch },
      {
        username: org.username,
        orgId: org.orgId,
        instanceUrl: `${org.instanceUrl}/`,
        instanceApiVersion: '67.0',
        name: 'Demo Org',
        orgEdition: 'Developer Edition',
        isSandbox: false,
        isScratch: false,
      },
    );
  });

  it('org login access-token is refused with a token of another session', async () => {
    const { orgId, instanceUrl } = cli().org;
    const args = ['org', 'login', 'access-token', '--instance-url', instanceUrl, '--no-prompt'];
    const failure = await cli().json(args, { SF_ACCESS_TOKEN: `${orgId.slice(0, 15)}!AQwrong` });
    assert.equal(failure.status, 1);
    assert.equal(failure.name, 'AuthCodeUsernameRetrievalError');
    assert.match(failure.message ?? '', /Due to: Bad_OAuth_Token$/);
  });

  it('org display is connected, and keeps the token to itself', async () => {
    const { org } = cli();
    const { result } = await cli().json(['org', 'display']);
    assert.deepEqual(result, {
      id: org.orgId,
      apiVersion: '67.0',
      accessToken: HIDDEN,
      instanceUrl: `${org.instanceUrl}/`,
      username: org.username,
      connectedStatus: 'Connected',
    });
  });

  it('org auth show-access-token shows it', async () => {
    const { result } = await cli().json(['org', 'auth', 'show-access-token']);
    assert.deepEqual(result, { accessToken: cli().org.accessToken });
  });

  it('org list knows the org, its kind and that it is the default', async () => {
    type OrgItem = Record<string, unknown>;
    const { result } = await cli().json<Record<'nonScratchOrgs' | 'sandboxes' | 'scratchOrgs', OrgItem[]>>([
      'org',
      'list',
    ]);
    const [item] = result.nonScratchOrgs;
    assert.equal(item?.['username'], cli().org.username);
    assert.equal(item['connectedStatus'], 'Connected');
    assert.equal(item['defaultMarker'], '(U)');
    assert.deepEqual([result.sandboxes, result.scratchOrgs], [[], []]);
  });

  it('org list limits reads Max and Remaining', async () => {
    const { result } = await cli().json<{ name: string; max: number; remaining: number }[]>(['org', 'list', 'limits']);
    const batches = result.find(({ name }) => name === 'DailyBulkApiBatches');
    assert.deepEqual(batches, { name: 'DailyBulkApiBatches', max: 15_000, remaining: 15_000 });
    assert.ok(result.every(({ max, remaining }) => max >= remaining));
  });

  it('an org that nobody has logged in to is told by its name', async () => {
    const { status, name } = await cli().json(['org', 'display', '--target-org', 'nobody@example.com']);
    assert.deepEqual([status, name], [2, 'NamedOrgNotFoundError']);
  });

  it('a session that has ended is told by its name', async () => {
    const { org } = cli();
    org.expireSessions();
    const display = await cli().json(['org', 'display']);
    assert.equal(display.result['connectedStatus'], 'Session expired or invalid');
    const failure = await cli().json(['sobject', 'list']);
    assert.equal(failure.name, 'INVALID_SESSION_ID');
  });
});
