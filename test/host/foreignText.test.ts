import assert from 'node:assert/strict';
import { useDemoOrg } from './demoOrg.js';
import { call } from './extension.js';
import { useFolder } from './files.js';
import { useMessages } from './messages.js';
import { useQuickPicks } from './quickPick.js';

// VS Code makes links of `[…](command:…)` in messages, and icons of `$(…)` in quick picks.
describe('text of files and servers', () => {
  const org = useDemoOrg({ alias: 'foreign', flags: ['--without-jobs'] });
  const messages = useMessages();
  const picks = useQuickPicks();
  const write = useFolder();

  it('is no link in a message', async () => {
    const uri = await write('[open](command:workbench.action.closeWindow).csv', 'Name\nfirst\n');
    picks().answer('Account', 'insert', 'Insert 1 Record');
    await call('salesforceBulk.load', uri);
    assert.match(messages().all[0]?.text ?? '', /the row was accepted/);

    await org().admin('POST', '/faults', {
      kind: 'error',
      method: 'POST',
      path: '/jobs/ingest$',
      status: 400,
      errorCode: 'API_ERROR',
      message: 'see [help](command:workbench.action.closeWindow)',
    });
    await write('[open](command:workbench.action.closeWindow).csv', 'Name\nsecond\n');
    picks().answer('Account', 'insert', 'Insert 1 Record');
    await call('salesforceBulk.load', uri);
    assert.match(messages().all[1]?.text ?? '', /see \[help\]/);
    for (const { text } of messages().all) assert.doesNotMatch(text, /\]\(/);
  });

  it('is no icon in a quick pick', async () => {
    const uri = await write('icons.csv', 'Name,$(trash)\n$(sync~spin) first,a\n');
    picks().answer('Account', 'insert');
    await call('salesforceBulk.load', uri);
    const labels = picks().seen[2] ?? [];
    assert.ok(
      labels.some((label) => label.endsWith('Name  │  \\$(trash)')),
      labels.join('\n'),
    );
    assert.ok(
      labels.some((label) => label.endsWith('\\$(sync~spin) first  │  a')),
      labels.join('\n'),
    );
  });
});
