import assert from 'node:assert/strict';
import { startDemoOrg } from '../../../src/demo/server.js';
import { Client, call, errorOf, useDemoOrg } from './client.js';

describe('demo/access', () => {
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

describe('demo/versions', () => {
  const client = useDemoOrg();

  it('lists v31.0 to v67.0, oldest first, without a token (E.1, SP)', async () => {
    const { headers, text } = await call(`${client().org.instanceUrl}/services/data`);
    const versions = JSON.parse(text) as { label: string; url: string; version: string }[];
    assert.deepEqual(versions[0], { label: "Summer '14", url: '/services/data/v31.0', version: '31.0' });
    assert.deepEqual(versions.at(-1), { label: "Summer '26", url: '/services/data/v67.0', version: '67.0' });
    assert.equal(versions.find(({ version }) => version === '42.0')?.label, 'Spring ’18');
    assert.equal(headers['sforce-limit-info'], undefined);
  });

  it('takes a double slash at the start and one at the end (E.3, DL)', async () => {
    const { instanceUrl } = client().org;
    assert.equal((await call(`${instanceUrl}//services/data`)).status, 200);
    assert.equal((await client().call('/jobs/ingest/')).status, 200);
  });

  const VERSIONS: readonly [string, number][] = [
    ['v30.0', 410],
    ['v31.0', 200],
    ['v67.0', 200],
    ['v68.0', 404],
    ['v67', 404],
  ];
  for (const [version, status] of VERSIONS) {
    it(`${version} → ${status} (D.2)`, async () => {
      assert.equal((await client().call(`//services/data/${version}`)).status, status);
    });
  }

  it('names the resources of a version (E.1)', async () => {
    const resources = await client().json('//services/data/v67.0');
    assert.equal(resources['jobs'], '/services/data/v67.0/jobs');
    assert.equal(resources['query'], '/services/data/v67.0/query');
    assert.equal((await call(String(resources['identity']))).status, 403);
  });

  it('404 and 405 in Salesforce’s form (D.2)', async () => {
    assert.deepEqual(errorOf(await client().call('/nothing')), {
      errorCode: 'NOT_FOUND',
      message: 'The requested resource does not exist',
    });
    const reply = await client().call('/limits', { method: 'DELETE' });
    assert.equal(reply.status, 405);
    assert.deepEqual(errorOf(reply), {
      errorCode: 'METHOD_NOT_ALLOWED',
      message: "HTTP Method 'DELETE' not allowed. Allowed are GET,HEAD",
    });
  });
});

describe('demo/limits', () => {
  const client = useDemoOrg();

  it('counts every call but the version list (E.3, G)', async () => {
    const usage = async (path: string): Promise<number> => {
      const { headers } = await client().call(path);
      return Number(/^api-usage=(\d+)\/15000$/.exec(String(headers['sforce-limit-info']))?.[1]);
    };
    const before = await usage('/limits');
    await client().call('//services/data');
    assert.equal(await usage('/limits'), before + 1);
  });

  it('has Max and Remaining (C)', async () => {
    const limits = await client().json<Record<string, { Max: number; Remaining: number }>>('/limits');
    assert.deepEqual(limits['DailyBulkApiBatches'], { Max: 15_000, Remaining: 15_000 });
    assert.ok((limits['DailyApiRequests']?.Remaining ?? 0) < 15_000);
  });
});

describe('demo/limits/recordCount', () => {
  const client = useDemoOrg();

  it('counts records; objects without any are left out (C, CC)', async () => {
    const counts = await client().json('/limits/recordCount?sObjects=Account,Task');
    assert.deepEqual(counts, { sObjects: [{ count: 12, name: 'Account' }] });
  });
});

describe('demo/identity', () => {
  const client = useDemoOrg({ organization: { IsSandbox: true } });

  it('userinfo says who and where (E.4)', async () => {
    const { org } = client();
    const info = await client().json('//services/oauth2/userinfo');
    assert.equal(info['user_id'], org.userId);
    assert.equal(info['organization_id'], org.orgId);
    assert.equal(info['preferred_username'], org.username);
  });

  it('userinfo refuses in plain text (E.4)', async () => {
    const url = `${client().org.instanceUrl}/services/oauth2/userinfo`;
    assert.deepEqual([(await call(url)).status, (await call(url)).text], [403, 'Missing_OAuth_Token']);
    assert.equal((await call(url, { headers: { Authorization: 'Bearer x' } })).text, 'Bad_OAuth_Token');
  });

  it('the identity URL answers for the own user only (E.4)', async () => {
    const { orgId, userId, username, otherUserId } = client().org;
    assert.equal((await client().json(`//id/${orgId}/${userId}`))['username'], username);
    assert.equal((await client().call(`//id/${orgId}/${otherUserId}`)).status, 404);
  });

  it('the Organization row tells the kind of org, and can be changed (E.7)', async () => {
    const soql = 'SELECT Name, IsSandbox, OrganizationType, TrialExpirationDate FROM Organization';
    const row = async () => {
      const { records } = await client().json<{ records: Record<string, unknown>[] }>(
        `/query?q=${encodeURIComponent(soql)}`,
      );
      const { attributes: _, ...values } = records[0] ?? {};
      return values;
    };
    const developer = { Name: 'Demo Org', OrganizationType: 'Developer Edition', TrialExpirationDate: null };
    assert.deepEqual(await row(), { ...developer, IsSandbox: true });
    client().org.setOrganization({ IsSandbox: false, OrganizationType: 'Enterprise Edition' });
    assert.deepEqual(await row(), { ...developer, IsSandbox: false, OrganizationType: 'Enterprise Edition' });
  });
});
