import assert from 'node:assert/strict';
import { workspace } from 'vscode';
import { COMMAND_IDS, type CommandId } from '../../src/ui/commandIds.js';
import { useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { useMessages } from './messages.js';
import { useQuickPicks } from './quickPick.js';

/** What each command does where the workspace is not trusted: nothing at all, or nothing but look. */
const UNTRUSTED: Record<CommandId, 'refused' | 'looks'> = {
  'salesforceBulk.load': 'refused',
  'salesforceBulk.connectOrg': 'looks',
  'salesforceBulk.signIn': 'looks',
  'salesforceBulk.copySignInLink': 'looks',
  'salesforceBulk.pasteSignInAddress': 'looks',
  'salesforceBulk.startDemoOrg': 'refused',
  'salesforceBulk.selectOrg': 'looks',
  'salesforceBulk.openOrg': 'looks',
  'salesforceBulk.disconnectOrg': 'looks',
  'salesforceBulk.refreshJobs': 'looks',
  'salesforceBulk.loadMoreJobs': 'looks',
  'salesforceBulk.filterJobs': 'looks',
  'salesforceBulk.openJob': 'looks',
  'salesforceBulk.createJob': 'refused',
  'salesforceBulk.uploadJobData': 'refused',
  'salesforceBulk.closeJob': 'refused',
  'salesforceBulk.abortJob': 'refused',
  'salesforceBulk.deleteJob': 'refused',
  'salesforceBulk.stopLoad': 'refused',
  'salesforceBulk.dismissLoad': 'looks',
  'salesforceBulk.openResults': 'looks',
  'salesforceBulk.saveResults': 'looks',
  'salesforceBulk.editAndSendAgain': 'refused',
  'salesforceBulk.rerunFailed': 'refused',
  'salesforceBulk.openOutcome': 'looks',
  'salesforceBulk.writeIds': 'looks',
  'salesforceBulk.showFailedRows': 'looks',
  'salesforceBulk.dismissOutcome': 'looks',
  'salesforceBulk.openRecord': 'looks',
  'salesforceBulk.openInSetup': 'looks',
  'salesforceBulk.copyJobId': 'looks',
  'salesforceBulk.showSource': 'looks',
  'salesforceBulk.showLog': 'looks',
};

describe('a workspace that is not trusted', () => {
  const org = useDemoOrg({ alias: 'untrusted' });
  const messages = useMessages();
  const picks = useQuickPicks();

  const trusted = (value: boolean) => Object.defineProperty(workspace, 'isTrusted', { value, configurable: true });
  beforeEach(async () => {
    await org().forgetRequests();
    trusted(false);
  });
  afterEach(() => void trusted(true));

  const written = async () => (await org().requests()).filter((line) => !line.startsWith('GET '));

  for (const id of COMMAND_IDS) {
    const refused = UNTRUSTED[id] === 'refused';
    it(`${id}: ${UNTRUSTED[id]}, as a person calls it`, async () => {
      await call(id, id === 'salesforceBulk.dismissLoad' ? { loadId: 'none' } : undefined);
      const told = messages().all.map(({ text }) => text);
      assert.equal(
        told.some((text) => text.includes('is not trusted')),
        refused,
        told.join(),
      );
      if (refused) assert.deepEqual([picks().seen, told.length], [[], 1]);
      assert.deepEqual(await written(), []);
    });

    if (!refused) continue;
    it(`${id}: ${UNTRUSTED[id]}, as an extension calls it`, async () => {
      const args = { jobId: '750xx0000000001AAA', object: 'Account', operation: 'insert', confirm: false };
      await assert.rejects(call(id, args), { code: 'NotTrusted' });
      assert.deepEqual([await written(), messages().all], [[], []]);
    });
  }

  it('does not ask the Salesforce CLI, for a token neither', async () => {
    const { cli } = (await inside()).ctx;
    for (const ask of [() => cli.list(), () => cli.accessToken({ username: 'robin@example.com' })]) {
      await assert.rejects(async () => ask(), { code: 'NotTrusted' });
    }
  });

  it('starts no demo org for who connects one', async () => {
    await assert.rejects(call('salesforceBulk.connectOrg', { kind: 'demo' }), { code: 'NotTrusted' });
  });
});
