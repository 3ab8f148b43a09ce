import assert from 'node:assert/strict';
import { ConfigurationTarget, type Uri } from 'vscode';
import type { JobInfo } from '../../src/core/salesforce/job.js';
import { useSettings } from './changedSettings.js';
import { DemoOrg, useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { accounts, useFolder } from './files.js';
import { load } from './loadCommand.js';
import { useMessages } from './messages.js';
import { useQuickPicks } from './quickPick.js';

const { Global, Workspace } = ConfigurationTarget;
const SOMEBODY_ELSE = 'somebody.else@demo-org.example.com';

describe('orgs that are written to', () => {
  const org = useDemoOrg({ alias: 'here', flags: ['--without-jobs', '--hard-delete'] });
  const messages = useMessages();
  const picks = useQuickPicks();
  const set = useSettings();
  const write = useFolder();
  const jobId = '750xx0000000001AAA';

  const writes = (uri: Uri): readonly (readonly [Parameters<typeof call>[0], object])[] => [
    ['salesforceBulk.load', { uri, object: 'Account', operation: 'insert', confirm: false }],
    ['salesforceBulk.load', { uri, object: 'Account', operation: 'hardDelete' }],
    ['salesforceBulk.createJob', { object: 'Account', operation: 'insert' }],
    ['salesforceBulk.uploadJobData', { jobId, uri }],
    ['salesforceBulk.closeJob', { jobId }],
    ['salesforceBulk.deleteJob', { jobId }],
  ];
  const written = async () => (await org().requests()).filter((line) => !line.startsWith('GET '));

  async function refuses(code: string): Promise<void> {
    const uri = await write('refused.csv', accounts(2));
    await org().forgetRequests();
    for (const [command, args] of writes(uri)) await assert.rejects(call(command, args), { code }, command);
    // A person: told before anything is asked.
    const open = new (class {
      constructor(
        readonly org: string,
        readonly jobId: string,
      ) {}
    })(org().key, jobId);
    await call('salesforceBulk.load', uri);
    await call('salesforceBulk.createJob', uri);
    for (const command of ['uploadJobData', 'closeJob', 'deleteJob'] as const) {
      await call(`salesforceBulk.${command}`, open);
      await call(`salesforceBulk.${command}`);
    }
    assert.deepEqual(picks().seen, []);
    assert.equal(messages().all.length, 8);
    for (const { kind, text } of messages().all.splice(0)) {
      assert.equal(kind, 'showErrorMessage');
      assert.match(text, code === 'ReadOnly' ? /Nothing is written from this window/ : /is not written to from this/);
    }
    assert.deepEqual(await written(), []);
  }

  const accepts = async (): Promise<void> => {
    const { jobs } = await load({
      uri: await write('accepted.csv', accounts(1)),
      object: 'Account',
      operation: 'insert',
    });
    assert.equal(jobs[0]?.state, 'JobComplete');
  };

  describe('allowedOrgs', () => {
    it('refuses every write to another, before anything is asked or sent', async () => {
      await set('allowedOrgs', [SOMEBODY_ELSE]);
      await refuses('OrgNotAllowed');
    });

    it('says which are allowed, where that is said, and what to do', async () => {
      await set('allowedOrgs', [SOMEBODY_ELSE, 'acme.my.salesforce.com'], Workspace);
      const refused = call('salesforceBulk.createJob', { object: 'Account', operation: 'insert' });
      await assert.rejects(refused, {
        code: 'OrgNotAllowed',
        message: new RegExp(
          `^${org().line.username} \\(127.0.0.1:\\d+\\) is not written to from this window: ` +
            `the settings of this workspace allow only ${SOMEBODY_ELSE}, acme.my.salesforce.com.$`,
        ),
        nextStep: /salesforceBulk.allowedOrgs/,
      });
    });

    const named: readonly [string, () => string][] = [
      ['the username', () => org().line.username],
      ['the username in other letters', () => org().line.username.toUpperCase()],
      ['the org id', () => org().line.orgId],
      ['the org id of 15 characters', () => org().line.orgId.slice(0, 15)],
      ['the host', () => new URL(org().line.instanceUrl).host],
      ['the instance URL', () => `${org().line.instanceUrl}/`],
    ];
    for (const [what, name] of named) {
      it(`takes ${what}`, async () => {
        await set('allowedOrgs', [SOMEBODY_ELSE, ` ${name()} `]);
        await accepts();
      });
    }

    for (const [what, name] of [
      ['an alias, which anybody can give to any org', () => 'here'],
      ['the beginning of an org id', () => '00D'],
      ['the id of an org in other letters', () => org().line.orgId.slice(0, 15).replace(/\w$/, 'ß')],
      ['nothing', () => ''],
    ] as const) {
      it(`does not take ${what}`, async () => {
        await set('allowedOrgs', [name()]);
        await assert.rejects(accepts(), { code: 'OrgNotAllowed' });
      });
    }

    it('an empty list allows all; what is no list allows little', async () => {
      await set('allowedOrgs', []);
      await accepts();
      await set('allowedOrgs', org().line.username);
      await accepts();
      await set('allowedOrgs', { any: true });
      await assert.rejects(accepts(), { code: 'OrgNotAllowed' });
    });

    it('a workspace can allow less, never more', async () => {
      await set('allowedOrgs', [SOMEBODY_ELSE], Global);
      for (const widening of [[], [org().line.username]]) {
        await set('allowedOrgs', widening, Workspace);
        await assert.rejects(accepts(), { code: 'OrgNotAllowed', message: /your settings allow only/ });
      }
      await set('allowedOrgs', [org().line.username, SOMEBODY_ELSE], Global);
      await set('allowedOrgs', [SOMEBODY_ELSE], Workspace);
      await assert.rejects(accepts(), { code: 'OrgNotAllowed', message: /this workspace allow only/ });
      await set('allowedOrgs', [org().line.username], Workspace);
      await accepts();
    });

    it('aborts no job of another org, unless this window has begun it', async () => {
      const theirs = await org().newJob('Account', 'insert');
      await set('allowedOrgs', [SOMEBODY_ELSE]);
      await assert.rejects(call('salesforceBulk.abortJob', { jobId: theirs }), { code: 'OrgNotAllowed' });
      assert.equal((await org().job(theirs)).state, 'Open');
      await org().setState(theirs, 'Aborted');
    });

    it('still lets an org be watched', async () => {
      await set('allowedOrgs', [SOMEBODY_ELSE]);
      await call('salesforceBulk.refreshJobs');
      assert.deepEqual(messages().all, []);
    });

    it('marks the others where a person chooses one', async () => {
      const other = await DemoOrg.start('--without-jobs');
      try {
        await other.connect('there');
        const { ctx } = await inside();
        await ctx.orgs.setDefault(ctx.orgs.resolve('here'));
        await set('allowedOrgs', [new URL(other.line.instanceUrl).host]);
        picks().answer('here');
        await call('salesforceBulk.load', await write('chosen.csv', accounts(1)));
        assert.equal(picks().seen.length, 1, `only the org was asked: ${JSON.stringify(picks().seen)}`);
        assert.match(messages().all[0]?.text ?? '', /is not written to/);
      } finally {
        await other.disconnect();
        await other.stop();
      }
    });
  });

  describe('readOnly', () => {
    it('refuses every write, before anything is asked or sent', async () => {
      await set('readOnly', true);
      await refuses('ReadOnly');
    });

    it('holds as soon as the user or the workspace says so', async () => {
      for (const [user, folder, expected] of [
        [true, false, 'your settings'],
        [false, true, 'the settings of this workspace'],
        [undefined, true, 'the settings of this workspace'],
      ] as const) {
        await set('readOnly', user, Global);
        await set('readOnly', folder, Workspace);
        await assert.rejects(accepts(), { code: 'ReadOnly', message: new RegExp(expected) });
      }
      await set('readOnly', false, Global);
      await set('readOnly', false, Workspace);
      await accepts();
    });

    it('lets a job be aborted, which only stops it', async () => {
      const open = await org().newJob('Account', 'insert');
      await set('readOnly', true);
      assert.equal((await call<JobInfo>('salesforceBulk.abortJob', { jobId: open })).state, 'Aborted');
    });

    it('turned on during a load: nothing more is written, and no job stays open', async () => {
      const { ctx } = await inside();
      await org().admin('POST', '/faults', { kind: 'slow', method: 'PUT', delayMs: 2000 });
      const uploading = new Promise<void>((resolve) => {
        const subscription = ctx.store.onDidChange((change) => {
          const state = change.kind === 'load' ? ctx.store.load(change.loadId) : undefined;
          if (state?.phase !== 'uploading' || !state.parts[0]?.jobIds[0]) return;
          subscription.dispose();
          resolve();
        });
      });
      const uri = await write('halted.csv', accounts(2));
      const halted = load({ uri, object: 'Account', operation: 'insert' });
      halted.catch(() => {}); // looked at below
      await uploading;
      await set('readOnly', true);
      await assert.rejects(halted, (error: Error & { code: string; jobs: readonly JobInfo[] }) => {
        assert.deepEqual([error.code, error.jobs.map(({ state }) => state)], ['ReadOnly', ['Aborted']]);
        return true;
      });
      assert.deepEqual(await org().openJobs(), []);
    });
  });
});
