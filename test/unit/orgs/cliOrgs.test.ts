import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { UserError } from '../../../src/core/errors.js';
import { CliLogins } from '../../../src/orgs/cli/cliLogins.js';
import { cliAccessToken, listCliOrgs } from '../../../src/orgs/cli/cliOrgs.js';
import { runCli } from '../../../src/orgs/cli/salesforceCli.js';
import { targetOrg } from '../../../src/orgs/cli/targetOrg.js';
import type { KnownOrg } from '../../../src/orgs/knownOrg.js';
import { failure, fakeCli, removeFakes, success, type Answer } from './fakeCli.js';

const TOKEN = '00D000000000001!AQEAQ.SECRET_token';
const USER = 'ada@example.com';
const SHOW = 'org auth show-access-token';
const DISPLAY = 'org display';
const HIDDEN = "[REDACTED] Use 'sf org auth show-access-token' to view";

/** What is thrown says this, and nothing secret. */
const fails = (code: string, says: RegExp, next?: RegExp) => (error: unknown) => {
  assert.ok(error instanceof UserError);
  assert.equal(error.code, code);
  assert.match(error.message, says);
  assert.match(error.nextStep ?? '', next ?? /./);
  assert.doesNotMatch(JSON.stringify([error.message, error.nextStep, error.stack]), /SECRET/);
  return true;
};

describe('the Salesforce CLI', () => {
  afterEach(removeFakes);

  describe('its logins', () => {
    const entry = { orgId: '00D000000000001AAA', instanceUrl: 'https://one.my.salesforce.com/', accessToken: TOKEN };
    const list = (lists: object) => fakeCli({ 'org list': success(lists) });

    it('are listed once each, the default one first, without asking an org', async () => {
      const uat = { ...entry, username: 'uat@example.com', alias: 'uat', isSandbox: true };
      const dev = { ...entry, username: USER, alias: 'dev', isDefaultUsername: true };
      const place = await list({
        other: [],
        sandboxes: [uat],
        nonScratchOrgs: [uat, dev],
        devHubs: [dev],
        scratchOrgs: [{ ...entry, username: 's@example.com', alias: null, expirationDate: '2026-12-01' }],
      });
      const orgs = await listCliOrgs(place);
      assert.deepEqual(
        orgs.map(({ username, alias, kind, isDefault }) => [username, alias, kind, isDefault]),
        [
          [USER, 'dev', undefined, true],
          ['s@example.com', undefined, 'scratch', false],
          ['uat@example.com', 'uat', 'sandbox', false],
        ],
      );
      assert.doesNotMatch(JSON.stringify(orgs), /SECRET/);
      assert.equal(await readFile(path.join(place.cwd, 'calls'), 'utf8'), 'org list --skip-connection-status --json\n');
    });

    it('tell of a scratch org that is no more', async () => {
      const gone = { ...entry, username: USER, expirationDate: '2020-01-01', isExpired: true };
      const [org] = await listCliOrgs(await list({ scratchOrgs: [gone] }));
      assert.equal(org?.expired, true);
    });

    it('may be none', async () => {
      assert.deepEqual(await listCliOrgs(await list({ nonScratchOrgs: [], scratchOrgs: [] })), []);
    });
  });

  describe('an access token', () => {
    const table: Record<string, Record<string, Answer>> = {
      'by the command made for it': { [SHOW]: success({ accessToken: TOKEN }, ['This command exposes a token.']) },
      'by org display, before that command was there': { [DISPLAY]: success({ accessToken: TOKEN, username: USER }) },
      'among lines that are no JSON': {
        [SHOW]: {
          stdout: `(node:1) Warning: {old}\n{ "a plugin": says\n${JSON.stringify({ status: 0, result: { accessToken: TOKEN } }, undefined, 2)}\nDone.\n`,
          stderr: ' ›   Warning: @salesforce/cli update available.\n',
        },
      },
    };
    for (const [how, answers] of Object.entries(table)) {
      it(`is had ${how}`, async () => {
        assert.equal(await cliAccessToken(await fakeCli(answers), USER), TOKEN);
      });
    }

    it('is asked for by its username, and never anew where the CLI refuses', async () => {
      const place = await fakeCli({ [SHOW]: failure('SomeError', 'no'), [DISPLAY]: success({ accessToken: TOKEN }) });
      await assert.rejects(cliAccessToken(place, USER), { code: 'CliFailed' });
      assert.equal(await readFile(path.join(place.cwd, 'calls'), 'utf8'), `${SHOW} --target-org ${USER} --json\n`);
    });

    const failing: Record<string, [Record<string, Answer>, string, RegExp, RegExp?]> = {
      'that is hidden': [{ [DISPLAY]: success({ accessToken: HIDDEN }) }, 'CliFailed', /does not show/, /sf update/],
      'that is not there': [{ [SHOW]: success({ username: USER }) }, 'CliFailed', /does not show/, /sf update/],
      'of nobody the CLI knows': [
        { [SHOW]: failure('NamedOrgNotFoundError', 'No authorization information found.') },
        'SessionExpired',
        /no working login for ada@example.com/,
        /sf org login web/,
      ],
      'whose login has ended': [
        { [SHOW]: failure('RefreshTokenAuthError', 'Error authenticating: expired access/refresh token') },
        'SessionExpired',
        /no working login/,
      ],
      'with a failure that has a next step of its own': [
        { [SHOW]: failure('KeychainError', `The keychain is locked, ${TOKEN}`, ['Unlock it.']) },
        'CliFailed',
        /keychain is locked/,
        /^Unlock it\.$/,
      ],
      'where plugins say nothing but noise': [
        { [SHOW]: { stdout: `broken plugin {${TOKEN}`, stderr: `panic near force://id:SECRET@host`, exitCode: 2 } },
        'CliFailed',
        /no answer that can be read: panic near …/,
      ],
    };
    for (const [what, [answers, code, says, next]] of Object.entries(failing)) {
      it(`${what} is told`, async () => {
        await assert.rejects(cliAccessToken(await fakeCli(answers), USER), fails(code, says, next));
      });
    }
  });

  it('that is not there is told, with where to say it', async () => {
    const place = { path: path.join(os.tmpdir(), 'no-such-sf'), cwd: os.tmpdir() };
    await assert.rejects(runCli(place, ['org', 'list']), fails('CliNotFound', /no-such-sf/, /salesforceBulk\.cliPath/));
  });

  it('that cannot be started is told', async () => {
    const place = await fakeCli({});
    await chmod(place.path, 0o600);
    await assert.rejects(runCli(place, ['org', 'list']), fails('CliFailed', /could not be started: .*EACCES/));
  });

  it('that hangs is ended and told', async () => {
    const place = await fakeCli({ 'org list': { hangs: true } });
    const hanging = runCli(place, ['org', 'list'], { timeoutMs: 200 });
    await assert.rejects(hanging, fails('CliFailed', /did not answer within/, /"sf org list" in a terminal/));
  });

  it('can be left', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const place = await fakeCli({ 'org list': { hangs: true } });
    const hanging = runCli(place, ['org', 'list'], { signal: controller.signal });
    controller.abort(reason);
    await assert.rejects(hanging, reason);
    await assert.rejects(runCli(place, ['org', 'list'], { signal: controller.signal }), reason);
  });

  it('renews with what it now has; the token that was refused is none', async () => {
    const place = await fakeCli({ [SHOW]: success({ accessToken: TOKEN }, ['Access token may be stale.']) });
    const logins = new CliLogins(() => place);
    const org = { username: USER } as KnownOrg;
    assert.equal(await logins.renew(org, '00D000000000001!older'), TOKEN);
    await assert.rejects(logins.renew(org, TOKEN), fails('SessionExpired', /no working login/));
  });
});

describe('the org of a project', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-bulk-project-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function write(file: string, text: string): Promise<void> {
    await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }

  it('stands in its configuration, the newer file first', async () => {
    assert.equal(targetOrg(folder, {}), undefined);
    await write('.sfdx/sfdx-config.json', '{"defaultusername":"old"}');
    assert.equal(targetOrg(folder, {}), 'old');
    await write('.sf/config.json', '{"target-org":"uat"}');
    assert.equal(targetOrg(folder, {}), 'uat');
    assert.equal(targetOrg(folder, { SF_TARGET_ORG: 'env' }), 'env');
  });

  for (const text of ['', '{', '[]', 'null', '{"target-org":7}', '{"target-org":""}']) {
    it(`is none where the file says ${text || 'nothing'}`, async () => {
      await write('.sf/config.json', text);
      assert.equal(targetOrg(folder, {}), undefined);
    });
  }
});
