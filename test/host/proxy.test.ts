import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { env, type Uri } from 'vscode';
import type { UserError } from '../../src/core/errors.js';
import { DEMO_CONSUMER_KEY } from '../../src/demo/oauth/externalClientApp.js';
import type { DemoOrg as DemoOrgInProcess } from '../../src/demo/server.js';
import { call as visit } from '../unit/demo/client.js';
import { press } from '../unit/salesforce/oauthBrowser.js';
import { certificates, ORG_HOST, type Certificates } from './certificates.js';
import { useSettings } from './changedSettings.js';
import { DemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { accounts, useFolder } from './files.js';
import { HttpsProxy } from './httpsProxy.js';
import { load } from './loadCommand.js';
import { useMessages } from './messages.js';
import { useQuickPicks } from './quickPick.js';
import { SIGN_IN_PORT } from './signInPort.js';
import { serveOverTls, type TlsOrg } from './tlsOrg.js';

const INSTANCE_URL = `https://${ORG_HOST}`;
const ROWS = 5_000;

describe('behind a proxy', () => {
  const http = useSettings('http');
  const write = useFolder();
  let org: DemoOrg;
  let issued: Certificates;
  let tlsOrg: TlsOrg;
  let proxy: HttpsProxy;
  before(async () => {
    org = await DemoOrg.start(
      '--without-jobs',
      '--pace',
      'instant',
      '--callback',
      `http://localhost:${SIGN_IN_PORT}/OauthRedirect`,
    );
    issued = await certificates();
    tlsOrg = await serveOverTls(org.line.instanceUrl, issued.trusted);
    proxy = await HttpsProxy.start(tlsOrg.port);
  });
  beforeEach(async () => {
    proxy.forget();
    proxy.answer = undefined;
    await http('proxy', `http://${proxy.host}`);
  });
  afterEach(() => org.conduct.check());
  after(async () => {
    await org.disconnect();
    await proxy.stop();
    await tlsOrg.stop();
    await org.stop();
  });

  const connect = () => {
    const { accessToken } = org;
    return call('salesforceBulk.connectOrg', { kind: 'token', instanceUrl: INSTANCE_URL, accessToken, alias: 'acme' });
  };
  const tunnels = () => new Set(proxy.requests);
  const TUNNEL = new Set([`CONNECT ${ORG_HOST}:443`]);
  const loaded = async () => (await org.query<{ expr0: number }>('SELECT COUNT(Id) FROM Account'))[0]?.expr0 ?? 0;

  it('a load goes through it, which sees neither token nor rows', async () => {
    await connect();
    await org.forgetRequests();
    proxy.forget();
    const before = await loaded();
    const { jobs } = await load({ uri: await write('a.csv', accounts(ROWS)), object: 'Account', operation: 'insert' });
    assert.equal(jobs[0]?.numberRecordsProcessed, ROWS);
    assert.equal((await loaded()) - before, ROWS);
    const methods = new Set((await org.requests()).map((line) => line.split(' ')[0]));
    assert.deepEqual(methods, new Set(['POST', 'PUT', 'PATCH', 'GET']));
    assert.deepEqual(tunnels(), TUNNEL);
    const seen = Buffer.concat(proxy.seen);
    assert.ok(seen.length > ROWS * 10);
    for (const secret of [org.accessToken, 'Bearer', 'Sample Company']) assert.ok(!seen.includes(secret));
  });

  it('an upload whose connection it breaks is sent again in a new job, once what came of it is known', async () => {
    const before = await loaded();
    await org.forgetRequests();
    proxy.breakAfter = ROWS * 10;
    const { jobs } = await load({ uri: await write('b.csv', accounts(ROWS)), object: 'Account', operation: 'insert' });
    assert.deepEqual(
      jobs.map(({ state, numberRecordsProcessed }) => [state, numberRecordsProcessed]),
      [
        ['Aborted', 0],
        ['JobComplete', ROWS],
      ],
    );
    assert.equal((await loaded()) - before, ROWS);
    const uploads = (await org.requests()).filter((line) => line.startsWith('PUT'));
    assert.equal(uploads.length, new Set(uploads).size);
    assert.deepEqual(tunnels(), TUNNEL);
  });

  it('a connection that it breaks before anything was sent is made again', async () => {
    await connect();
    const connections = proxy.requests.length;
    proxy.forget();
    proxy.breakAfter = 0;
    await connect();
    assert.equal(proxy.breakAfter, Infinity);
    assert.ok(proxy.requests.length > connections);
  });

  it('it gets the name and password of the setting, nobody else does', async () => {
    await http('proxy', `http://ada:SECRET@${proxy.host}`);
    await connect();
    assert.ok(proxy.seen.some((bytes) => bytes.includes(`Basic ${btoa('ada:SECRET')}`)));
    proxy.answer = 'nonsense';
    const error: unknown = await connect().catch((reason: unknown) => reason);
    assert.ok((error as Error).message.includes(proxy.host));
    assert.doesNotMatch(inspect(error, { depth: 20, showHidden: true }), /SECRET/);
  });

  for (const [what, answer, why] of [
    ['asks who you are', 'HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n', /HTTP 407/],
    ['does not allow it', 'HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nNo', /HTTP 403/],
    ['does not get there itself', 'HTTP/1.1 503 Sorry\r\n\r\n<html>', /HTTP 503/],
    ['answers with an error of Salesforce', 'HTTP/1.1 401 No\r\n\r\n[{"errorCode":"INVALID_SESSION_ID"}]', /HTTP 401/],
    ['talks nonsense', 'Hello, who is there?\r\n\r\n', /HPE_/],
    ['hangs up', '', /ended/],
  ] as const) {
    it(`one that ${what} is named, and nothing else`, async () => {
      proxy.answer = answer;
      await assert.rejects(connect(), (error: UserError) => {
        assert.equal(error.code, 'Offline');
        assert.ok(error.message.startsWith(`The proxy ${proxy.host} made no connection to ${ORG_HOST}`), error.message);
        assert.match(error.message, why);
        assert.match(error.nextStep ?? '', answer.includes('407') ? /who you are/ : /http\.proxy/);
        return true;
      });
    });
  }

  it('one that is down is named', async () => {
    const gone = await HttpsProxy.start(tlsOrg.port);
    const { host } = gone;
    await http('proxy', `http://${host}`);
    await gone.stop();
    await assert.rejects(connect(), { code: 'Offline', message: new RegExp(`proxy ${host} .*ECONNREFUSED`) });
  });

  it('the one of the environment is asked where no setting names one', async () => {
    await http('proxy', undefined);
    const { host } = new URL(process.env['https_proxy'] ?? '');
    await assert.rejects(connect(), { code: 'Offline', message: new RegExp(`The proxy ${host} made no connection`) });
    assert.deepEqual(proxy.requests, []);
  });

  it('a certificate that the editor does not trust is not accepted, and what to do is said', async () => {
    const stranger = await serveOverTls(org.line.instanceUrl, issued.untrusted);
    proxy.target = stranger.port;
    try {
      await assert.rejects(connect(), {
        code: 'Offline',
        message: new RegExp(`certificate of ${ORG_HOST} is not trusted`),
        nextStep: /add its certificate/,
      });
    } finally {
      proxy.target = tlsOrg.port;
      await stranger.stop();
    }
  });

  it('is not asked where VS Code is told to use none', async () => {
    await http('proxySupport', 'off');
    await assert.rejects(connect(), { code: 'Offline', message: new RegExp(`${ORG_HOST} cannot be found`) });
    assert.deepEqual(proxy.requests, []);
  });

  describe('a person signs in with the browser', () => {
    const setting = useSettings();
    const messages = useMessages();
    const picks = useQuickPicks();
    const own = env.openExternal.bind(env);
    before(() => {
      /** The browser has its own way to the org. */
      const browse = async (address: string) => {
        const { instanceUrl } = org.line;
        const callback = await press({ instanceUrl } as DemoOrgInProcess, address.replace(INSTANCE_URL, instanceUrl));
        await visit(callback.href);
        return true;
      };
      Object.assign(env, { openExternal: (uri: Uri) => browse(uri.toString(true)) });
    });
    after(() => Object.assign(env, { openExternal: own }));

    it('the code is redeemed, the session renewed and revoked through it', async () => {
      await setting('signInClientId', DEMO_CONSUMER_KEY);
      picks().answer('My Domain');
      messages().answer(INSTANCE_URL);
      await call('salesforceBulk.signIn');
      await messages().until(/Connected to/);
      const { ctx } = await inside();
      assert.equal(ctx.orgs.byKey(org.key)?.instanceUrl, INSTANCE_URL);
      await org.expireSessions();
      const { jobId } = await call<{ jobId: string }>('salesforceBulk.createJob', {
        object: 'Account',
        operation: 'insert',
      });
      await call('salesforceBulk.abortJob', { jobId });
      await org.disconnect();
      const oauth = (await org.requests()).filter((line) => /oauth2\/(token|revoke)/.test(line));
      assert.deepEqual(oauth.slice(-3), [
        'POST /services/oauth2/token',
        'POST /services/oauth2/token',
        'POST /services/oauth2/revoke',
      ]);
      assert.deepEqual(tunnels(), TUNNEL);
      assert.ok(!Buffer.concat(proxy.seen).includes('grant_type'));
    });
  });
});
