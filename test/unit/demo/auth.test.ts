import assert from 'node:assert/strict';
import { startDemoOrg } from '../../../src/demo/server.js';
import { Client, call, errorOf, useDemoOrg } from './client.js';

describe('demo/auth', () => {
  const client = useDemoOrg();

  it('answers only to its loopback name (contract: Host header)', async () => {
    const { instanceUrl } = client().org;
    const { status } = await call(`${instanceUrl}/services/data`, { headers: { Host: 'evil.example.com' } });
    assert.equal(status, 421);
  });

  it('401 INVALID_SESSION_ID without a token and with a wrong one (D.2)', async () => {
    const { instanceUrl } = client().org;
    for (const headers of [{}, { Authorization: 'Bearer 00Dxx!wrong' }]) {
      const reply = await call(`${instanceUrl}/services/data/v67.0/limits`, { headers });
      assert.equal(reply.status, 401);
      assert.deepEqual(errorOf(reply), { errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' });
    }
  });

  it('takes "OAuth" for "Bearer" (JQ)', async () => {
    const headers = { Authorization: `OAuth ${client().org.accessToken}` };
    assert.equal((await client().call('/limits', { headers })).status, 200);
  });

  it('a token is the 15-character org id, "!" and a secret', () => {
    const { accessToken, orgId } = client().org;
    assert.match(accessToken, /^00D[A-Za-z0-9]{12}![A-Za-z0-9]{80,}$/);
    assert.equal(accessToken.slice(0, 15), orgId.slice(0, 15));
  });

  it('expired sessions get 401, a new token works', async () => {
    const org = await startDemoOrg({ withoutJobs: true });
    try {
      org.expireSessions();
      assert.equal((await new Client(org).call('/limits')).status, 401);
      const headers = { Authorization: `Bearer ${org.newAccessToken()}` };
      assert.equal((await new Client(org).call('/limits', { headers })).status, 200);
    } finally {
      await org.close();
    }
  });

  it('no /__demo/ without --admin', async () => {
    assert.equal((await client().call('//__demo/log')).status, 404);
  });

  it('two demo orgs have different org and user ids (contract)', async () => {
    const other = await startDemoOrg({ withoutJobs: true });
    await other.close();
    const { org } = client();
    assert.notEqual(`${other.orgId} ${other.userId}`, `${org.orgId} ${org.userId}`);
    assert.match(other.userId, /^005/);
  });
});
