import assert from 'node:assert/strict';
import { connect, type ConnectOptions } from '../../../src/core/salesforce/connect.js';
import { SkippingClock } from '../load/clocks.js';
import { json, refuse, serve, standard, stopServers, TOKEN, type Handler } from './faultyOrg.js';

async function open(routes: Record<string, Handler> = {}, options: ConnectOptions = {}) {
  const tokens: Record<string, string | undefined> = {};
  const { origin, requests } = await serve((request, response) => {
    const route = `${request.method} ${request.url?.split('?')[0]}`;
    tokens[route] = request.headers.authorization;
    const handler = { ...standard, ...routes }[route] ?? ((_, answer) => refuse(answer, 404, 'NOT_FOUND'));
    handler(request, response);
  });
  const connected = connect(
    { instanceUrl: `${origin}/lightning/page`, accessToken: TOKEN },
    { clock: new SkippingClock(), ...options },
  );
  return { connected, origin, requests, tokens };
}

const versions =
  (...list: string[]): Handler =>
  (_, response) =>
    json(
      response,
      200,
      list.map((version) => ({ label: 'x', url: `/services/data/v${version}`, version })),
    );

const organization =
  (record: object): Handler =>
  (_, response) =>
    json(response, 200, { done: true, totalSize: 1, records: [{ Name: 'Analytical', ...record }] });

describe('connect', () => {
  afterEach(stopServers);

  // Before anything else here connects.
  it("leaves the process's fetch dispatcher alone", async () => {
    const dispatcher = () => Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1')) as unknown;
    const before = dispatcher();
    await (
      await open()
    ).connected;
    assert.equal(dispatcher(), before);
  });

  it('tells who and where', async () => {
    const { connected, origin } = await open({
      'GET /services/oauth2/userinfo': (_, response) =>
        json(response, 200, {
          user_id: '005000000000001',
          organization_id: '00D00000000000A',
          preferred_username: 'ada@example.com',
          name: 'Ada Lovelace',
          is_app_installed: true,
        }),
    });
    const { identity, apiVersion } = await connected;
    assert.deepEqual(identity, {
      orgId: '00D00000000000AEAQ',
      userId: '005000000000001AAA',
      username: 'ada@example.com',
      displayName: 'Ada Lovelace',
      orgName: 'Analytical',
      kind: 'sandbox',
      instanceUrl: origin,
    });
    assert.equal(apiVersion, '67.0');
  });

  it("takes the numeric maximum of the org's versions, not the last or the longest", async () => {
    const { connected, requests } = await open({
      'GET /services/data': versions('66.0', '9.0', '64.0'),
      'GET /services/data/v66.0/query': standard['GET /services/data/v67.0/query'] as Handler,
    });
    const { apiVersion } = await connected;
    assert.equal(apiVersion, '66.0');
    assert.ok(requests.every((request) => !request.includes('/v') || request.includes('/v66.0/')));
  });

  it('goes no higher than the version it was tested with', async () => {
    const { connected } = await open({ 'GET /services/data': versions('67.0', '68.0', '100.0') });
    assert.equal((await connected).apiVersion, '67.0');
  });

  it('uses the version it is told', async () => {
    const { connected } = await open({ 'GET /services/data': versions('65.0', '67.0') }, { apiVersion: '65.0' });
    assert.equal((await connected).apiVersion, '65.0');
  });

  it('names a version it is told that the org does not have', async () => {
    const { connected, tokens } = await open({ 'GET /services/data': versions('60.0') }, { apiVersion: '65.0' });
    await assert.rejects(connected, {
      code: 'InvalidArgument',
      message: /has no version 65\.0 of the API; its newest is 60\.0/,
    });
    assert.equal(tokens['GET /services/data'], undefined);
  });

  for (const [record, kind] of [
    [{ IsSandbox: true, TrialExpirationDate: null, OrganizationType: 'Enterprise Edition' }, 'sandbox'],
    [{ IsSandbox: true, TrialExpirationDate: '2026-12-01', OrganizationType: 'Developer Edition' }, 'scratch'],
    [{ IsSandbox: false, TrialExpirationDate: null, OrganizationType: 'Developer Edition' }, 'developer'],
    [{ IsSandbox: false, TrialExpirationDate: null, OrganizationType: 'Unlimited Edition' }, 'production'],
    [{ IsSandbox: false, TrialExpirationDate: '2026-12-01', OrganizationType: 'Enterprise Edition' }, 'production'],
    [{}, 'production'],
  ] as const) {
    it(`${JSON.stringify(record)} → ${kind}`, async () => {
      const { connected } = await open({ 'GET /services/data/v67.0/query': organization(record) });
      assert.equal((await connected).identity.kind, kind);
    });
  }

  for (const [what, answer] of [
    ['400', (response) => refuse(response, 400, 'INVALID_TYPE')],
    ['403', (response) => refuse(response, 403, 'INSUFFICIENT_ACCESS')],
    ['503 with a page', (response) => response.writeHead(503).end('<html/>')],
    ['200 with a page', (response) => response.writeHead(200).end('<html/>')],
    ['no rows', (response) => json(response, 200, { done: true, totalSize: 0, records: [] })],
    ['a connection that breaks', (response) => response.destroy()],
  ] as [string, (response: Parameters<Handler>[1]) => void][]) {
    it(`treats an org whose kind cannot be found out as production: ${what}`, async () => {
      const { connected, origin } = await open({
        'GET /services/data/v67.0/query': (_, response) => answer(response),
      });
      const { kind, orgName } = (await connected).identity;
      assert.deepEqual([kind, orgName], ['production', new URL(origin).host]);
    });
  }

  it('asks for the user where userinfo has the ids only', async () => {
    const { connected, requests } = await open({
      'GET /services/oauth2/userinfo': (_, response) =>
        json(response, 200, { user_id: '005000000000001', organization_id: '00D000000000001' }),
      'GET /services/data/v67.0/query': (request, response) =>
        json(response, 200, {
          done: true,
          records: [request.url?.includes('User') ? { Username: 'ada@example.com', Name: 'Ada Lovelace' } : {}],
        }),
    });
    const { username, displayName } = (await connected).identity;
    assert.deepEqual([username, displayName], ['ada@example.com', 'Ada Lovelace']);
    assert.ok(requests.some((request) => decodeURIComponent(request).endsWith("Id = '005000000000001AAA'")));
  });

  it('calls a user who cannot be read by the id', async () => {
    const { connected } = await open({
      'GET /services/oauth2/userinfo': (_, response) =>
        json(response, 200, { user_id: '005000000000001', organization_id: '00D000000000001' }),
      'GET /services/data/v67.0/query': (_, response) => refuse(response, 403, 'INSUFFICIENT_ACCESS'),
    });
    const { username, displayName } = (await connected).identity;
    assert.deepEqual([username, displayName], ['005000000000001AAA', '005000000000001AAA']);
  });

  it('calls a user without a name by the user name', async () => {
    const { connected } = await open({
      'GET /services/oauth2/userinfo': (_, response) =>
        json(response, 200, {
          preferred_username: 'ada@example.com',
          organization_id: '00D000000000001AAA',
          user_id: '005000000000001AAA',
        }),
    });
    assert.equal((await connected).identity.displayName, 'ada@example.com');
  });

  it('finds the versions in any order, with labels in any characters', async () => {
    const { connected } = await open({
      'GET /services/data': (_, response) =>
        json(response, 200, [
          { version: '67.0', label: 'Summer ’26', url: '/services/data/v67.0' },
          null,
          { version: 'next' },
          { url: '/services/data/v42.0', version: '42.0', label: 'Spring ’18' },
        ]),
    });
    assert.equal((await connected).apiVersion, '67.0');
  });

  it('takes the kind from who knows better', async () => {
    const { connected } = await open({}, { kind: 'demo' });
    assert.equal((await connected).identity.kind, 'demo');
  });

  for (const [what, answer] of [
    ['a web page', (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Hello</html>')],
    ['a missing page', (response) => response.writeHead(404, { 'content-type': 'text/html' }).end('<html></html>')],
    ['other JSON', (response) => json(response, 200, { hello: 'world' })],
    ['a redirect', (response) => response.writeHead(302, { location: 'https://login.example' }).end()],
  ] as [string, (response: Parameters<Handler>[1]) => void][]) {
    it(`never shows its token to an address that answers with ${what}`, async () => {
      const { connected, requests, tokens } = await open({ 'GET /services/data': (_, response) => answer(response) });
      await assert.rejects(connected, { code: 'UnexpectedAnswer' });
      assert.deepEqual(requests, ['GET /services/data']);
      assert.equal(tokens['GET /services/data'], undefined);
    });
  }

  it('refuses to send a token unencrypted', async () => {
    const login = { instanceUrl: 'http://acme.my.salesforce.com', accessToken: TOKEN };
    await assert.rejects(connect(login), { code: 'UnsafeUrl' });
  });

  it('takes a token with the line break it was copied with', async () => {
    const { origin, tokens } = await open();
    await connect({ instanceUrl: origin, accessToken: ` ${TOKEN}\n` });
    assert.equal(tokens['GET /services/oauth2/userinfo'], `Bearer ${TOKEN}`);
  });

  for (const accessToken of ['', '  ', 'two words', 'a\r\nX-Other: b', '„00D…”']) {
    it(`does not take ${JSON.stringify(accessToken)} for a token`, async () => {
      await assert.rejects(connect({ instanceUrl: 'https://x.example', accessToken }), { code: 'InvalidArgument' });
    });
  }

  it('can be aborted', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const { connected } = await open(
      { 'GET /services/oauth2/userinfo': () => controller.abort(reason) },
      { signal: controller.signal },
    );
    await assert.rejects(connected, reason);
  });

  it('reads the use of the API from each answer', async () => {
    const usage = { 'sforce-limit-info': 'api-usage=18/5000; api-bursts=1/2' };
    const { connected } = await open({
      'GET /services/data/v67.0/limits': (_, response) => json(response, 200, { X: { Max: 1, Remaining: 1 } }, usage),
    });
    const salesforce = await connected;
    assert.equal(salesforce.apiUsage, undefined);
    await salesforce.rest.limits();
    assert.deepEqual(salesforce.apiUsage, { used: 18, allowed: 5000 });
  });
});
