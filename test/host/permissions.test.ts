import assert from 'node:assert/strict';
import { useDemoOrg } from './demoOrg.js';
import { call } from './extension.js';
import { accounts, useFolder } from './files.js';
import { useMessages } from './messages.js';
import { useQuickPicks } from './quickPick.js';

describe('what the user may not do', () => {
  const org = useDemoOrg({ alias: 'modest', flags: ['--without-jobs'] });
  const messages = useMessages();
  const picks = useQuickPicks();
  const write = useFolder();
  const all = ['insert', 'update', 'upsert', 'delete', 'hardDelete'];
  const marked = (...whyNot: string[]) => all.map((name) => (whyNot.includes(name) ? `$(circle-slash) ${name}` : name));

  it('is on show, and asked again where it is chosen', async () => {
    picks().answer('User', 'delete'); // then left
    await call('salesforceBulk.load', await write('users.csv', 'Id\n005000000000001AAA\n'));
    const [, ...asked] = picks().seen;
    assert.deepEqual(asked, [marked('delete', 'hardDelete'), marked('delete', 'hardDelete')]);
    assert.deepEqual(messages().all, []);
  });

  it('is asked of the org for a hard delete, once that is wanted', async () => {
    await org().forgetRequests();
    picks().answer('Account', 'hardDelete');
    await call('salesforceBulk.load', await write('accounts.csv', accounts(1)));
    const [, ...asked] = picks().seen;
    assert.deepEqual(asked, [all, marked('hardDelete')]);
    const questions = (await org().requests()).filter((line) => line.includes('UserPermissionAccess'));
    assert.equal(questions.length, 1);
  });

  for (const [object, operation, reason] of [
    ['Account', 'hardDelete', /lacks the permission "Bulk API Hard Delete"/],
    ['User', 'delete', /may not delete Users/],
  ] as const) {
    it(`is told to callers before a person is asked: ${operation} of ${object}`, async () => {
      const uri = await write('ids.csv', 'Id\n005000000000001AAA\n');
      const refused = call('salesforceBulk.load', { uri, object, operation });
      await assert.rejects(refused, { code: 'FeatureNotEnabled', message: reason });
      assert.deepEqual([picks().seen, messages().all], [[], []]);
    });
  }
});
