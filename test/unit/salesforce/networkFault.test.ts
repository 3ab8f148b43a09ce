import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { connect as connectWith, type ConnectOptions } from '../../../src/core/salesforce/connect.js';
import { networkFault, proxyFault } from '../../../src/core/salesforce/networkFault.js';
import { SkippingClock } from '../load/clocks.js';
import { serve, SHORT_SILENCE, stopServers } from './faultyOrg.js';

const HOST = 'acme.my.salesforce.com';
const fault = (code: string, connected: boolean) =>
  networkFault(Object.assign(new Error('words of Node'), { code }), HOST, connected);

const connect = (instanceUrl: string, options: ConnectOptions = {}) =>
  connectWith({ instanceUrl, accessToken: 'x' }, { clock: new SkippingClock(), ...options });

/** A server below HTTP. */
async function listen(handler: (socket: Socket) => void): Promise<{ origin: string; stop: () => Promise<void> }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => {}));
    handler(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

describe('networkFault', () => {
  afterEach(stopServers);

  for (const [code, text] of [
    ['ENOTFOUND', /cannot be found.*ENOTFOUND/],
    ['EAI_AGAIN', /cannot be found.*EAI_AGAIN/],
    ['ECONNREFUSED', /cannot be reached.*ECONNREFUSED/],
    ['ETIMEDOUT', /cannot be reached.*ETIMEDOUT/],
    ['ECONNRESET', /cannot be reached.*ECONNRESET/], // in the middle of the TLS handshake
    ['SELF_SIGNED_CERT_IN_CHAIN', /certificate.*not trusted/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /certificate.*not trusted/],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /certificate.*not trusted/],
    ['CERT_HAS_EXPIRED', /certificate.*not trusted/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', /certificate.*not trusted/],
  ] as const) {
    it(`${code} before there was a connection → Offline, naming the host`, () => {
      const error = fault(code, false);
      assert.equal(error.code, 'Offline');
      assert.match(error.message, text);
      assert.ok(error.message.includes(HOST) && error.nextStep);
    });
  }

  for (const code of [
    'ETIMEDOUT',
    'ECONNRESET',
    'EPIPE',
    'EHOSTUNREACH',
    'ENETDOWN',
    'EPROTO',
    'HPE_INVALID_CONSTANT',
  ]) {
    it(`${code} on a connection → ServerUnavailable, naming the host`, () => {
      const error = fault(code, true);
      assert.equal(error.code, 'ServerUnavailable');
      assert.match(error.message, /broke/);
      assert.ok(error.message.includes(HOST) && error.nextStep);
    });
  }

  for (const [reason, why, nextStep] of [
    [407, 'HTTP 407', /sign in to it/],
    [403, 'HTTP 403', /http\.proxy.*acme/],
    [Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED', /http\.proxy/],
    [new Error('Proxy connection ended'), 'Proxy connection ended', /http\.proxy/],
  ] as const) {
    it(`a proxy that made no connection, ${why} → Offline, naming the proxy`, () => {
      const error = proxyFault(reason, '127.0.0.1:3128', HOST);
      assert.equal(error.code, 'Offline');
      assert.equal(error.message, `The proxy 127.0.0.1:3128 made no connection to ${HOST} (${why}).`);
      assert.match(error.nextStep ?? '', nextStep);
    });
  }

  it('nobody listens → Offline', async () => {
    const { origin } = await serve(() => {});
    await stopServers();
    await assert.rejects(connect(origin), { code: 'Offline' });
  });

  it('https where http is spoken → Offline', async () => {
    const { origin } = await serve(() => {});
    const instanceUrl = origin.replace('http:', 'https:');
    await assert.rejects(connect(instanceUrl), { code: 'Offline' });
  });

  it('a TLS handshake that breaks off → Offline: nothing was sent', async () => {
    const { origin, stop } = await listen((socket) => socket.once('data', () => socket.destroy()));
    const instanceUrl = origin.replace('http:', 'https:');
    await assert.rejects(connect(instanceUrl), { code: 'Offline' });
    await stop();
  });

  it('a TLS handshake that nobody answers → Offline', async () => {
    const { origin, stop } = await listen(() => {});
    const instanceUrl = origin.replace('http:', 'https:');
    await assert.rejects(connect(instanceUrl, { idleMs: SHORT_SILENCE }), { code: 'Offline' });
    await stop();
  });

  it('an answer that is no HTTP → ServerUnavailable, without its bytes in the error', async () => {
    const { origin } = await serve((request) => request.socket.end('private cells\r\n\r\n'));
    const error: unknown = await connect(origin).catch((reason: unknown) => reason);
    assert.equal((error as { code: string }).code, 'ServerUnavailable');
    assert.doesNotMatch(inspect(error, { depth: 10 }), /rawPacket/);
  });
});
