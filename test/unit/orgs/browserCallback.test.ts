import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request, type IncomingHttpHeaders, type IncomingMessage, type RequestOptions } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { AuthorizationRequest } from '../../../src/core/salesforce/oauthRequest.js';
import {
  loopbackRedirectUri,
  startCallbackServer,
  type CallbackServer,
} from '../../../src/orgs/browser/callbackServer.js';
import { parametersIn, PendingSignIn } from '../../../src/orgs/browser/pendingSignIn.js';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe('the sign-in that comes back from the browser', () => {
  let port: number;
  let server: CallbackServer;
  let pending: PendingSignIn;
  let state: string;
  beforeEach(async () => {
    port = await freePort();
    const redirectUri = loopbackRedirectUri(port);
    pending = new PendingSignIn(
      new AuthorizationRequest({ loginUrl: 'https://login.salesforce.com', clientId: '3MVG9.x', redirectUri }),
    );
    state = new URL(pending.request.url).searchParams.get('state') ?? '';
    server = await startCallbackServer(port, pending.take);
  });
  afterEach(() => server.close());

  type Options = Omit<RequestOptions, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };
  interface Reply {
    readonly status: number;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
  }
  async function visit(query: string, options: Options = {}): Promise<Reply> {
    const outgoing = request({
      host: '127.0.0.1',
      port,
      path: `/OauthRedirect?${query}`,
      ...options,
      headers: { host: `localhost:${port}`, ...options.headers },
    }).end();
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: await text(incoming) };
  }
  const answer = (code = 'aPrx123==') => `code=${encodeURIComponent(code)}&state=${state}`;

  it('is taken once', async () => {
    const first = await visit(answer());
    assert.equal(first.status, 200);
    assert.equal((await pending.code).code, 'aPrx123==');
    const second = await visit(answer('other'));
    assert.equal(second.status, 400);
    assert.equal((await pending.code).code, 'aPrx123==');
  });

  it('shows a page that runs nothing, repeats nothing, and goes nowhere', async () => {
    for (const query of [answer(), 'code=SECRET&state=<script>']) {
      const { headers, body } = await visit(query);
      assert.match(headers['content-type'] ?? '', /^text\/html/);
      assert.match(String(headers['content-security-policy']), /^default-src 'none'; style-src 'sha256-/);
      assert.deepEqual(
        ['referrer-policy', 'cache-control', 'connection', 'x-content-type-options'].map((name) => headers[name]),
        ['no-referrer', 'no-store', 'close', 'nosniff'],
      );
      assert.doesNotMatch(body, /<script|aPrx|SECRET|href|src=/);
      assert.ok(!body.includes(state));
    }
  });

  it('is told where the person denied', async () => {
    const { status, body } = await visit(`error=access_denied&error_description=end-user+denied&state=${state}`);
    assert.equal(status, 200);
    assert.match(body, /not signed in/);
    await assert.rejects(pending.code, { code: 'SignInFailed', message: /not allowed in the browser/ });
  });

  it('comes over IPv6, too, where the machine has it', async () => {
    const reply = await visit(answer(), { host: '::1' }).catch((error: NodeJS.ErrnoException) => error);
    if (reply instanceof Error) assert.match(reply.code ?? '', /EADDRNOTAVAIL|EAFNOSUPPORT|ECONNREFUSED/);
    else assert.equal(reply.status, 200);
  });

  describe('changes nothing', () => {
    afterEach(async () => {
      await visit(answer('the right one'));
      assert.equal((await pending.code).code, 'the right one', 'it is still waited for');
    });

    const strange: [what: string, query: () => string, options: () => Options, status: number][] = [
      ['with a wrong state', () => 'code=x&state=wrong', () => ({}), 400],
      ['without a state', () => 'code=x', () => ({}), 400],
      ['with a state, and nothing else', () => `state=${state}`, () => ({}), 400],
      ['with an error of another request', () => 'error=access_denied&state=wrong', () => ({}), 400],
      ['as a POST', answer, () => ({ method: 'POST' }), 405],
      ['as a HEAD', answer, () => ({ method: 'HEAD' }), 405],
      ['to another path', answer, () => ({ path: `/?${answer()}` }), 404],
      ['to a path that only begins alike', answer, () => ({ path: `/OauthRedirect/?${answer()}` }), 404],
      ['to a whole address', answer, () => ({ path: `http://localhost:${port}/OauthRedirect?${answer()}` }), 404],
      ['for a favicon', answer, () => ({ path: '/favicon.ico' }), 404],
      ['to another host', answer, () => ({ headers: { host: `evil.example:${port}` } }), 421],
      ['to this host by its number', answer, () => ({ headers: { host: `127.0.0.1:${port}` } }), 421],
      ['to another port', answer, () => ({ headers: { host: 'localhost' } }), 421],
      ['with 20 kB of parameters', () => `${answer()}&x=${'x'.repeat(20_000)}`, () => ({}), 431],
      ['with 20 kB of headers', answer, () => ({ headers: { cookie: 'x'.repeat(20_000) } }), 431],
    ];
    for (const [what, query, options, status] of strange) {
      it(`${what}: ${status}`, async () => assert.equal((await visit(query(), options())).status, status));
    }

    it('what is no HTTP', async () => {
      const socket = connect(port, '127.0.0.1');
      socket.end(`\x16\x03\x01 GET /OauthRedirect?${answer()}\r\n\r\n`);
      assert.match(await text(socket), /^(HTTP\/1\.1 400|$)/);
    });
  });

  it('finds nobody after the end', async () => {
    server.close();
    await assert.rejects(visit(answer()), { code: 'ECONNREFUSED' });
  });

  it('has no place where the port is taken, on either address', async () => {
    await assert.rejects(startCallbackServer(port, pending.take), {
      code: 'SignInFailed',
      message: new RegExp(`Port ${port} .* is taken`),
      nextStep: /signInPort/,
    });
    const { status } = await visit(answer());
    assert.equal(status, 200, 'who was first goes on');
  });

  it('may be pasted, as the address the browser ended at', async () => {
    for (const text of ['aPrx123==', '', 'localhost']) assert.equal(parametersIn(text), undefined, text);
    for (const address of [`http://localhost:${port}/OauthRedirect`, 'code-oss://a.b/OauthRedirect']) {
      const parameters = parametersIn(` ${address}?${answer()}\n`);
      assert.ok(parameters && pending.request.fits(parameters), address);
    }
    assert.equal(
      pending.take(parametersIn('https://example.com/?code=x&state=y') ?? new URLSearchParams()),
      'unexpected',
    );
    assert.equal(pending.take(parametersIn(`http://localhost/?${answer()}`) ?? new URLSearchParams()), 'allowed');
    assert.equal((await pending.code).code, 'aPrx123==');
  });

  it('is given up for a reason', async () => {
    pending.giveUp(new Error('the person went home'));
    await assert.rejects(pending.code, /went home/);
  });
});
