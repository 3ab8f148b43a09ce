import assert from 'node:assert/strict';
import { ORG_KINDS } from '../../../src/demo/orgKind.js';
import { startDemoOrg } from '../../../src/demo/server.js';
import { Client } from './client.js';
import { newPkce, openPage } from './oauthClient.js';

const SOQL = 'SELECT Name, IsSandbox, OrganizationType, TrialExpirationDate FROM Organization';

/** E.7, as a client tells them apart. */
function kindOf(row: Record<string, unknown>): string {
  if (row['IsSandbox'] === true) return row['TrialExpirationDate'] === null ? 'sandbox' : 'scratch';
  return row['OrganizationType'] === 'Developer Edition' ? 'developer' : 'production';
}

describe('demo/orgKind', () => {
  const LABELS = {
    developer: 'Developer Edition',
    production: 'Production',
    sandbox: 'Sandbox',
    scratch: 'Scratch Org',
  };
  for (const kind of ORG_KINDS) {
    it(`${kind}: the Organization row and the approval page tell it (E.7)`, async () => {
      const org = await startDemoOrg({ kind, withoutJobs: true });
      try {
        const answer = await new Client(org).json<{ records: Record<string, unknown>[] }>(
          `/query?q=${encodeURIComponent(SOQL)}`,
        );
        const [row] = answer.records;
        assert.ok(row);
        assert.equal(kindOf(row), kind);
        const { text } = await openPage(org, { code_challenge: newPkce().challenge });
        assert.ok(text.includes(`>${LABELS[kind]}<`));
      } finally {
        await org.close();
      }
    });
  }

  it('a scratch org ends in seven days, a sandbox adds its name to usernames (E.7)', async () => {
    const scratch = await startDemoOrg({ kind: 'scratch', withoutJobs: true });
    const sandbox = await startDemoOrg({ kind: 'sandbox', withoutJobs: true });
    try {
      const text = String(scratch.record(scratch.orgId)?.['TrialExpirationDate']);
      assert.match(text, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/);
      const days = (Date.parse(text.replace('+0000', 'Z')) - Date.now()) / 86_400_000;
      assert.ok(days > 6.9 && days <= 7, String(days));
      assert.equal(sandbox.username, 'robin.demo@demo-org.example.com.demo');
      const usernames = sandbox.records('User').map(({ Username }) => Username);
      assert.ok(usernames.every((username) => String(username).endsWith('.com.demo')));
    } finally {
      await Promise.all([scratch.close(), sandbox.close()]);
    }
  });
});
