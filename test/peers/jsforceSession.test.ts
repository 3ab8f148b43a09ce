// jsforce as judge of sessions, identity, limits and describes.

import { Connection } from 'jsforce';
import assert from 'node:assert/strict';
import { accounts, assertAllSaved, connect, useJsforce } from './jsforceOrg.js';

describe('jsforce: sessions', () => {
  const peer = useJsforce();

  /** A connection whose session is none, and that asks the org for a new one. */
  function refreshing() {
    const { org } = peer();
    let refreshes = 0;
    const conn = new Connection({
      instanceUrl: org.instanceUrl,
      accessToken: 'invalid_token',
      version: '67.0',
      refreshFn(_, callback) {
        refreshes++;
        setImmediate(() => void callback(null, org.newAccessToken()));
      },
    });
    conn.bulk2.pollInterval = 20;
    return { conn, refreshes: () => refreshes };
  }

  it('a load with a session that is none is carried out with a new one', async () => {
    const { conn, refreshes } = refreshing();
    const input = accounts('Session', 100);
    assertAllSaved(
      await conn.bulk2.loadAndWaitForResults({ object: 'Account', operation: 'insert', input }),
      100,
      true,
    );
    assert.equal(refreshes(), 1);
  });

  it('a load goes on with a new session where the old one expires in the middle', async () => {
    const { org } = peer();
    const { conn, refreshes } = refreshing();
    const job = conn.bulk2.createJob({ object: 'Account', operation: 'insert' });
    await job.open();
    await job.uploadData(accounts('Expired', 2));
    org.expireSessions();
    await job.close();
    org.expireSessions();
    await job.poll();
    assertAllSaved(await job.getAllResults(), 2, true);
    assert.equal(refreshes(), 3);
  });

  it('several calls at once ask for one new session', async () => {
    const { conn, refreshes } = refreshing();
    const [users, global, user] = await Promise.all([
      conn.query('SELECT Id FROM User'),
      conn.describeGlobal(),
      conn.sobject('User').describe(),
    ]);
    assert.equal(refreshes(), 1);
    assert.equal(users.totalSize, 2);
    assert.ok(global.sobjects.length > 0 && user.fields.length > 0);
  });

  it('without a way to a new session a load ends', async () => {
    const conn = connect(peer().org, 'invalid_token');
    const load = conn.bulk2.loadAndWaitForResults({
      object: 'Account',
      operation: 'insert',
      input: [{ Name: 'Never' }],
    });
    await assert.rejects(load, { name: 'INVALID_SESSION_ID', message: 'Session expired or invalid' });
  });

  it('so does one whose session cannot be renewed', async () => {
    const { org } = peer();
    const conn = new Connection({
      instanceUrl: org.instanceUrl,
      accessToken: 'invalid_token',
      refreshFn: (_, callback) => void callback(new Error('expired access/refresh token')),
    });
    await assert.rejects(async () => conn.query('SELECT Id FROM User'), {
      message: 'Unable to refresh session due to: expired access/refresh token',
    });
  });
});

describe('jsforce: identity and limits', () => {
  const peer = useJsforce();

  it('identity() tells user and org, found by way of the version resource', async () => {
    const { conn, org } = peer();
    const identity = await conn.identity();
    assert.equal(identity.id, `${org.instanceUrl}/id/${org.orgId}/${org.userId}`);
    assert.equal(identity.user_id, org.userId);
    assert.equal(identity.organization_id, org.orgId);
    assert.equal(identity.username, org.username);
    assert.match(identity.email, /@/);
    assert.match(identity.photos.picture, /\/profilephoto\//);
    assert.match(identity.urls.rest, /\/services\/data\/v\{version\}\/$/);
    assert.deepEqual(conn.userInfo, { id: org.userId, organizationId: org.orgId, url: identity.id });
  });

  it('each answer tells how many calls of the day are used', async () => {
    const { conn } = peer();
    await conn.query('SELECT Id FROM User');
    const { used = 0, limit = 0 } = conn.limitInfo.apiUsage ?? {};
    assert.ok(used > 0 && used <= limit);
    await conn.query('SELECT Id FROM User');
    assert.equal(conn.limitInfo.apiUsage?.used, used + 1);
  });

  it('limits() tells maximum and remainder', async () => {
    const limits = await peer().conn.limits();
    for (const name of ['DataStorageMB', 'FileStorageMB', 'DailyApiRequests', 'DailyBulkApiBatches']) {
      const { Max = 0, Remaining = -1 } = limits[name] ?? {};
      assert.ok(Max > 0 && Remaining >= 0 && Remaining <= Max, name);
    }
  });

  it('versions are listed, oldest first', async () => {
    const versions = await peer().conn.request<{ version: string; url: string }[]>('/services/data');
    assert.deepEqual(versions.at(-1), { label: "Summer '26", url: '/services/data/v67.0', version: '67.0' });
    assert.equal(versions[0]?.version, '31.0');
  });
});

describe('jsforce: describes', () => {
  const peer = useJsforce();

  it('describe() of an object, and from the cache', async () => {
    const { conn } = peer();
    const described = await conn.sobject('Account').describe();
    assert.equal(described.name, 'Account');
    const name = described.fields.find((field) => field.name === 'Name');
    assert.deepEqual([name?.type, name?.nillable, name?.createable, name?.length], ['string', false, true, 255]);
    assert.equal(await conn.sobject('Account').describe$(), described);
    const again = await conn.sobject('Account').describe();
    assert.notEqual(again, described);
    assert.deepEqual(again, described);
  });

  it('describeGlobal(), and from the cache', async () => {
    const { conn } = peer();
    const { sobjects, maxBatchSize, encoding } = await conn.describeGlobal();
    assert.deepEqual([maxBatchSize, encoding], [200, 'UTF-8']);
    const account = sobjects.find(({ name }) => name === 'Account');
    assert.deepEqual([account?.label, account?.keyPrefix, account?.custom], ['Account', '001', false]);
    assert.ok(account && !('fields' in account));
    assert.equal((await conn.describeGlobal$()).sobjects, sobjects);
  });

  it('an object there is none of', async () => {
    await assert.rejects(peer().conn.describe('Nothing__c'), {
      name: 'NOT_FOUND',
      message: 'The requested resource does not exist',
    });
  });
});
