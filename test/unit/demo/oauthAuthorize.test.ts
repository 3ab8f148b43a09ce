import assert from 'node:assert/strict';
import { startDemoOrg } from '../../../src/demo/server.js';
import { call, useDemoOrg } from './client.js';
import { CALLBACK, formOf, getCode, locationOf, newPkce, openPage, postForm, submit } from './oauthClient.js';

const NASTY = `"><script>alert('&')</script>`;
const CHALLENGE = { code_challenge: newPkce().challenge };
const CUSTOM = 'code-oss://bulkloader.salesforce-bulk-loader/OauthRedirect';

describe('demo/oauth/approvalPage', () => {
  const client = useDemoOrg({ app: { label: `Loader ${NASTY}`, callbackUrls: [CUSTOM] } });

  it('shows who asks, for what, in which org, and who may answer', async () => {
    const { org } = client();
    const { status, headers, text } = await openPage(org, { ...CHALLENGE, scope: 'api refresh_token' });
    assert.equal(status, 200);
    assert.match(String(headers['content-type']), /^text\/html/);
    for (const shown of [
      'Demo Org',
      'Developer Edition',
      org.username,
      'Manage user data via APIs',
      'Perform requests at any time',
      CALLBACK,
    ]) {
      assert.ok(text.includes(shown), shown);
    }
    assert.ok(!text.includes('Web browsers'));
    const { method, action, users, chosenUser, decisions } = formOf(text);
    assert.deepEqual([method, action], ['post', '/services/oauth2/authorize']);
    assert.deepEqual(users, [org.userId, org.otherUserId]);
    assert.equal(chosenUser, org.userId);
    assert.deepEqual(decisions, ['Allow', 'Deny']);
  });

  it('escapes what others wrote', async () => {
    const hostile = { state: NASTY, login_hint: NASTY, prompt: NASTY };
    const { text } = await openPage(client().org, { ...CHALLENGE, ...hostile });
    assert.ok(!text.includes('<script'));
    assert.ok(text.includes('Loader &quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;'));
  });

  it('runs no script, loads nothing, stands in no frame and is not kept', async () => {
    const { headers, text } = await openPage(client().org, CHALLENGE);
    const policy = String(headers['content-security-policy']);
    assert.match(policy, /default-src 'none'; style-src 'sha256-[^']+'; form-action /);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(headers['x-frame-options'], 'DENY');
    assert.match(String(headers['cache-control']), /no-store/);
    assert.equal(headers['sforce-limit-info'], undefined);
    assert.doesNotMatch(text, /<(?:script|link|img|iframe)|https?:\/\/(?!localhost:1717)|\son\w+=/);
  });

  it('lets the form lead to the app, by http and by an own scheme', async () => {
    const policyFor = async (redirect_uri: string): Promise<string> => {
      const { headers } = await openPage(client().org, { ...CHALLENGE, redirect_uri });
      return /form-action ([^;]*)/.exec(String(headers['content-security-policy']))?.[1] ?? '';
    };
    assert.equal(await policyFor(CALLBACK), `'self' http://localhost:1717`);
    assert.equal(await policyFor(CUSTOM), `'self' code-oss:`);
  });

  it('login_hint chooses the user', async () => {
    const { text } = await openPage(client().org, { ...CHALLENGE, login_hint: 'KIM.sample@demo-org.example.com' });
    assert.equal(formOf(text).chosenUser, client().org.otherUserId);
  });
});

describe('demo/oauth/authorize', () => {
  const client = useDemoOrg({ app: { callbackUrls: [CUSTOM, 'https://app.example.com/back?from=org'] } });
  beforeEach(() => Object.assign(client().org.settings.apps.demo, { access: 'allowed', isPkceRequired: true }));

  it('Allow sends the browser back with code and state', async () => {
    const state = 'a b&c=d/+"é';
    const reply = await submit(client().org, await openPage(client().org, { ...CHALLENGE, state }));
    assert.equal(reply.status, 302);
    const { origin, pathname, searchParams } = locationOf(reply);
    assert.equal(origin + pathname, CALLBACK);
    assert.deepEqual([...searchParams.keys()], ['code', 'state']);
    assert.match(searchParams.get('code') ?? '', /^aPrx[\w-]+==$/);
    assert.match(String(reply.headers.location), /code=aPrx[\w-]+%3D%3D&/);
    assert.equal(searchParams.get('state'), state);
  });

  it('Deny sends it back with access_denied', async () => {
    const reply = await submit(client().org, await openPage(client().org, { ...CHALLENGE, state: 's' }), 'Deny');
    assert.equal(
      reply.headers.location,
      `${CALLBACK}?error=access_denied&error_description=end-user+denied+authorization&state=s`,
    );
  });

  it('no state, no state', async () => {
    const reply = await submit(client().org, await openPage(client().org, CHALLENGE), 'Deny');
    assert.ok(!locationOf(reply).searchParams.has('state'));
  });

  it('an own scheme and a callback with a query are kept as they are', async () => {
    const { org } = client();
    const back = async (redirect_uri: string): Promise<string> => {
      const reply = await submit(org, await openPage(org, { ...CHALLENGE, redirect_uri }), 'Deny');
      return String(reply.headers.location).replace(/error=.*/, '');
    };
    assert.equal(await back(CUSTOM), `${CUSTOM}?`);
    assert.equal(await back('https://app.example.com/back?from=org'), 'https://app.example.com/back?from=org&');
  });

  it('a page is good for one answer, and none can be made up', async () => {
    const { org } = client();
    const page = await openPage(org, CHALLENGE);
    assert.equal((await submit(org, page, 'Deny')).status, 302);
    const again = await submit(org, page);
    assert.deepEqual([again.status, again.headers.location], [400, undefined]);
    const forged = { decision: 'Allow', user: org.userId };
    for (const token of [undefined, 'x']) {
      assert.equal((await postForm(org, '/services/oauth2/authorize', { ...forged, token })).status, 400);
    }
  });

  it('only a user of the page can be logged in', async () => {
    const { org } = client();
    for (const user of [org.orgId, 'x', '']) {
      assert.equal((await submit(org, await openPage(org, CHALLENGE), 'Allow', user)).status, 400, user);
    }
    const gone = org.insert('User', { Username: 'gone@example.com', LastName: 'Gone', IsActive: false });
    assert.equal((await submit(org, await openPage(org, CHALLENGE), 'Allow', gone.Id)).status, 400);
  });

  const MISMATCH = 'error=redirect_uri_mismatch&error_description=redirect_uri%20must%20match%20configuration';
  const CLIENT = 'error=invalid_client_id&error_description=client%20identifier%20invalid';
  const SHOWN: readonly [string, Record<string, string | undefined>, string][] = [
    ['another port', { redirect_uri: 'http://localhost:1718/OauthRedirect' }, MISMATCH],
    ['127.0.0.1 for localhost', { redirect_uri: 'http://127.0.0.1:1717/OauthRedirect' }, MISMATCH],
    ['a slash too many', { redirect_uri: `${CALLBACK}/` }, MISMATCH],
    ['another letter case', { redirect_uri: 'http://localhost:1717/oauthredirect' }, MISMATCH],
    ['a query', { redirect_uri: `${CALLBACK}?a=b` }, MISMATCH],
    ['https for http', { redirect_uri: CALLBACK.replace('http', 'https') }, MISMATCH],
    ['another scheme', { redirect_uri: CUSTOM.replace('code-oss', 'vscode') }, MISMATCH],
    ['a callback encoded twice', { redirect_uri: encodeURIComponent(CALLBACK) }, MISMATCH],
    [
      'no callback',
      { redirect_uri: undefined },
      'error=redirect_uri_missing&error_description=redirect_uri%20not%20provided',
    ],
    ['an unknown app', { client_id: 'x' }, CLIENT],
    ['no app', { client_id: undefined }, CLIENT],
  ];
  for (const [what, parameters, text] of SHOWN) {
    it(`${what}: shown, not redirected`, async () => {
      const reply = await openPage(client().org, { ...CHALLENGE, ...parameters });
      assert.deepEqual([reply.status, reply.headers.location, reply.text], [400, undefined, text]);
    });
  }

  const REDIRECTED: readonly [string, Record<string, string | undefined>, string][] = [
    ['the user-agent flow', { response_type: 'token' }, 'unsupported_response_type response+type+not+supported'],
    ['no challenge', { code_challenge: undefined }, 'invalid_request missing+required+code+challenge'],
    ['a scope the app lacks', { scope: 'api full' }, 'invalid_scope the+requested+scope+is+not+allowed'],
  ];
  for (const [what, parameters, expected] of REDIRECTED) {
    it(`${what}: redirected`, async () => {
      const { status, headers } = await openPage(client().org, { ...CHALLENGE, state: 's', ...parameters });
      const [error, description] = expected.split(' ');
      assert.equal(status, 302);
      assert.equal(headers.location, `${CALLBACK}?error=${error}&error_description=${description}&state=s`);
    });
  }

  it('an app that is blocked or not installed is told after the log-in', async () => {
    const { org } = client();
    const told = async (access: 'blocked' | 'notInstalled'): Promise<unknown[]> => {
      org.settings.apps.demo.access = access;
      const { searchParams } = locationOf(await submit(org, await openPage(org, { ...CHALLENGE, state: 's' })));
      return [...searchParams.values()];
    };
    assert.deepEqual(await told('blocked'), ['OAUTH_APP_BLOCKED', 'this app is blocked by admin', 's']);
    const notInstalled = 'External client app is not installed in this org';
    assert.deepEqual(await told('notInstalled'), ['OAUTH_EC_APP_NOT_FOUND', notInstalled, 's']);
  });

  it('a user who may not use apps that are not installed ends on a page; the app hears nothing', async () => {
    const { org } = client();
    org.settings.apps.demo.access = 'notApproved';
    const reply = await submit(org, await openPage(org, CHALLENGE));
    assert.deepEqual([reply.status, reply.headers.location], [200, undefined]);
    assert.match(reply.text, /OAUTH_APPROVAL_ERROR_GENERIC/);
  });

  it('needs no session, and is not counted as a call of the API', async () => {
    const { org } = client();
    const usage = async (): Promise<number> => {
      const { headers } = await client().call('/limits');
      return Number(/\d+/.exec(String(headers['sforce-limit-info']))?.[0]);
    };
    const before = await usage();
    await getCode(org, CHALLENGE);
    assert.equal(await usage(), before + 1);
  });

  it('answers to the loopback names only', async () => {
    const url = `${client().org.instanceUrl}/services/oauth2/authorize`;
    assert.equal((await call(url, { headers: { Host: 'evil.example.com' } })).status, 421);
  });
});

describe('demo/oauth/externalClientApp', () => {
  it('http callbacks are for localhost: others cannot be registered', async () => {
    for (const url of [
      'http://127.0.0.1:8080/cb',
      'http://app.example.com/cb',
      'nonsense',
      'https://a.example.com/#x',
    ]) {
      await assert.rejects(startDemoOrg({ app: { callbackUrls: [url] } }), /Not a callback URL/, url);
    }
  });
});
