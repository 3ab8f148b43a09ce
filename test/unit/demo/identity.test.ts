import assert from 'node:assert/strict';
import { startDemoOrg } from '../../../src/demo/server.js';
import { call, useDemoOrg } from './client.js';

const words = (text: string): string[] => text.split(' ');
const missing = (value: object, names: string): string[] => words(names).filter((name) => !(name in value));

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

  for (const hardDelete of [false, true]) {
    it('tells whether the user may hard delete (E.4)', async () => {
      const org = await startDemoOrg({ hardDelete, withoutJobs: true });
      try {
        const soql = encodeURIComponent('SELECT PermissionsBulkApiHardDelete FROM UserPermissionAccess');
        const headers = { Authorization: `Bearer ${org.accessToken}` };
        const { text } = await call(`${org.instanceUrl}/services/data/v67.0/query?q=${soql}`, { headers });
        const { records } = JSON.parse(text) as { records: Record<string, unknown>[] };
        assert.deepEqual(
          records.map(({ PermissionsBulkApiHardDelete }) => PermissionsBulkApiHardDelete),
          [hardDelete],
        );
      } finally {
        await org.close();
      }
    });
  }

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

describe('demo/identity, as recorded', () => {
  const client = useDemoOrg();
  type Json = Record<string, unknown>;

  it('userinfo has the members that clients read (E.4)', async () => {
    const info = await client().json('//services/oauth2/userinfo');
    const names =
      'sub user_id organization_id preferred_username nickname name email email_verified given_name family_name ' +
      'zoneinfo photos profile picture address is_salesforce_integration_user urls active user_type language locale ' +
      'utcOffset updated_at is_app_installed';
    assert.deepEqual(missing(info, names), []);
    assert.deepEqual(Object.keys(info['photos'] as Json).sort(), ['picture', 'thumbnail']);
  });

  it('the identity URL has the members that clients read, and URLs with {version} in them (E.4)', async () => {
    const { orgId, userId, instanceUrl } = client().org;
    const identity = await client().json(`//id/${orgId}/${userId}`);
    const names =
      'user_id organization_id username display_name email urls active user_type language locale utcOffset ' +
      'last_modified_date';
    assert.deepEqual(missing(identity, names), []);
    const { rest, custom_domain } = identity['urls'] as Json;
    assert.deepEqual([rest, custom_domain], [`${instanceUrl}/services/data/v{version}/`, instanceUrl]);
  });

  it('the identity URL wants a token of the same org (E.4)', async () => {
    const { orgId, userId, instanceUrl } = client().org;
    const url = `${instanceUrl}/id/${orgId}/${userId}`;
    assert.equal((await call(url)).status, 403);
    const other = await startDemoOrg({ withoutJobs: true });
    await other.close();
    const headers = { Authorization: `Bearer ${other.accessToken}` };
    assert.deepEqual(
      [(await call(url, { headers })).status, (await call(url, { headers })).text],
      [403, 'Bad_OAuth_Token'],
    );
  });

  it('the Organization row has the columns that tell what kind of org it is (E.4, E.7)', async () => {
    const soql =
      'SELECT Id, Name, InstanceName, IsSandbox, TrialExpirationDate, NamespacePrefix, OrganizationType FROM Organization';
    const { records } = await client().json<{ records: Json[] }>(`/query?q=${encodeURIComponent(soql)}`);
    assert.equal(records.length, 1);
    const columns = words('Id Name InstanceName IsSandbox TrialExpirationDate NamespacePrefix OrganizationType');
    assert.deepEqual(Object.keys(records[0] ?? {}), ['attributes', ...columns]);
    assert.equal(records[0]?.['Id'], client().org.orgId);
  });

  it('the User row tells the name that goes with a token (E.6)', async () => {
    const user = await client().json(`/sobjects/User/${client().org.userId}`);
    assert.equal(user['Username'], client().org.username);
  });
});
