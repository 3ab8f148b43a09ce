import assert from 'node:assert/strict';
import type { Uri } from 'vscode';
import { DEMO_CONSUMER_KEY } from '../../src/demo/oauth/externalClientApp.js';
import type { DemoOrg as DemoOrgInProcess } from '../../src/demo/server.js';
import type { LoginKind } from '../../src/orgs/knownOrg.js';
import type { Grant } from '../../src/orgs/loginSource.js';
import { signIn } from '../unit/demo/oauthClient.js';
import { useSettings } from './changedSettings.js';
import { useDemoOrg, type DemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { useFolder } from './files.js';
import { useMessages } from './messages.js';
import { useQuickPicks } from './quickPick.js';
import { useRenewingCli } from './renewingCli.js';

const ROWS = 3_300;
/** A little more than the 100,000,000 bytes of a part: the load has two. */
const DESCRIPTION = 'All work and no play. '.repeat(1_385);

/** What the org is to carry out, once each: the session of each call ends meanwhile. */
const STEPS = ['POST 200', 'PUT 201', 'PATCH 200', 'POST 200', 'PUT 201', 'PATCH 200'];

const GRANTS: Readonly<Record<Exclude<LoginKind, 'demo'>, (org: DemoOrg) => Promise<Grant>>> = {
  token: async (org) => ({ accessToken: await org.newSession() }),
  cli: async (org) => ({ accessToken: await org.newSession() }),
  browser: async ({ line: { instanceUrl } }) => {
    const { access_token, refresh_token = '' } = await signIn({ instanceUrl } as DemoOrgInProcess);
    return {
      accessToken: access_token,
      refreshToken: refresh_token,
      clientId: DEMO_CONSUMER_KEY,
      loginUrl: instanceUrl,
    };
  },
};

describe('100 MB whose sessions end: as a job is created, in the middle of an upload, between parts, while it is processed', () => {
  const messages = useMessages();
  const picks = useQuickPicks();
  const write = useFolder();
  const set = useSettings();
  let uri: Uri;
  before(async () => {
    const rows = Array.from({ length: ROWS }, (_, i) => `Sample Company ${i},${DESCRIPTION}\n`);
    uri = await write('wide.csv', `Name,Description\n${rows.join('')}`);
  });

  for (const [login, questions] of [
    ['token', 6],
    ['cli', 0],
    ['browser', 0],
  ] as const) {
    describe(`with the login of kind ${login}`, () => {
      const org = useDemoOrg({ alias: login, flags: ['--without-jobs'] });
      const sf = useRenewingCli(org);

      it(`arrive once, with ${questions} questions to the person`, async function () {
        this.timeout(60_000); // on a machine that has other things to do
        const { ctx } = await inside();
        await set('cliPath', sf());
        await ctx.orgs.add({ ...(await GRANTS[login](org())), instanceUrl: org().line.instanceUrl, login });
        for (const method of ['POST', 'PUT', 'PATCH']) {
          await org().admin('POST', '/faults', { kind: 'endSession', method, path: '/jobs/ingest', times: 0 });
        }
        org().conduct.allow('lookedTooSoon', 'who signs in again wants to know of the jobs at once');
        const fresh = await Promise.all(Array.from({ length: questions }, () => org().newSession()));
        messages().press(...fresh.map(() => 'Sign In Again'));
        messages().answer(...fresh);
        picks().answer('Account', 'insert', 'Insert 3,300 Records');
        await call('salesforceBulk.load', uri);

        const asked = messages().all.filter(({ text }) => /waits until you have signed in/.test(text));
        assert.equal(asked.length, questions);
        await messages().until(new RegExp(`all 3,300 rows were accepted by ${login}`));
        const log = await org().log();
        const writes = log.filter(({ method, path }) => method !== 'GET' && path.includes('/jobs/ingest'));
        assert.deepEqual(
          writes.filter(({ status = 0 }) => status < 400).map(({ method, status }) => `${method} ${status}`),
          STEPS,
        );
        assert.ok(log.filter(({ status }) => status === 401).length >= STEPS.length);
        const [{ expr0, expr1 } = {}] = await org().query<{ expr0: number; expr1: number }>(
          "SELECT COUNT(Id), COUNT_DISTINCT(Name) FROM Account WHERE Name LIKE 'Sample Company %'",
        );
        assert.deepEqual([expr0, expr1], [ROWS, ROWS]);
        assert.deepEqual(await org().openJobs(), []);
      });
    });
  }
});
