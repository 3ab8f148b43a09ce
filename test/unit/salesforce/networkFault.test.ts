import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { connect } from '../../../src/core/salesforce/connect.js';
import { networkFault } from '../../../src/core/salesforce/networkFault.js';
import { serve, stopServers } from './faultyOrg.js';

const fault = (code: string, syscall?: string) =>
  networkFault(Object.assign(new Error('words of Node'), { code, syscall }), 'acme.my.salesforce.com');

describe('networkFault', () => {
  afterEach(stopServers);

  for (const [code, syscall, expected, text] of [
    ['ENOTFOUND', 'getaddrinfo', 'Offline', /cannot be found.*ENOTFOUND/],
    ['EAI_AGAIN', 'getaddrinfo', 'Offline', /cannot be found.*EAI_AGAIN/],
    ['ECONNREFUSED', 'connect', 'Offline', /cannot be reached.*ECONNREFUSED/],
    ['ECONNREFUSED', undefined, 'Offline', /cannot be reached.*ECONNREFUSED/],
    ['ETIMEDOUT', 'connect', 'Offline', /cannot be reached.*ETIMEDOUT/],
    ['SELF_SIGNED_CERT_IN_CHAIN', undefined, 'Offline', /certificate.*not trusted/],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', undefined, 'Offline', /certificate.*not trusted/],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', undefined, 'Offline', /certificate.*not trusted/],
    ['CERT_HAS_EXPIRED', undefined, 'Offline', /certificate.*not trusted/],
    ['ERR_TLS_CERT_ALTNAME_INVALID', undefined, 'Offline', /certificate.*not trusted/],
    ['ETIMEDOUT', undefined, 'ServerUnavailable', /broke/],
    ['ECONNRESET', 'read', 'ServerUnavailable', /broke/],
    ['EPIPE', 'write', 'ServerUnavailable', /broke/],
    ['HPE_INVALID_CONSTANT', undefined, 'ServerUnavailable', /broke/],
  ] as const) {
    it(`${code} in ${syscall} → ${expected}, naming the host`, () => {
      const error = fault(code, syscall);
      assert.equal(error.code, expected);
      assert.match(error.message, text);
      assert.match(error.message, /acme\.my\.salesforce\.com/);
      assert.ok(error.nextStep);
    });
  }

  it('nobody listens → Offline', async () => {
    const { origin } = await serve(() => {});
    await stopServers();
    await assert.rejects(connect({ instanceUrl: origin, accessToken: 'x' }), { code: 'Offline' });
  });

  it('https where http is spoken → Offline', async () => {
    const { origin } = await serve(() => {});
    const instanceUrl = origin.replace('http:', 'https:');
    await assert.rejects(connect({ instanceUrl, accessToken: 'x' }), { code: 'Offline' });
  });

  it('an answer that is no HTTP → ServerUnavailable, without its bytes in the error', async () => {
    const { origin } = await serve((request) => request.socket.end('private cells\r\n\r\n'));
    const error: unknown = await connect({ instanceUrl: origin, accessToken: 'x' }).catch((reason: unknown) => reason);
    assert.equal((error as { code: string }).code, 'ServerUnavailable');
    assert.doesNotMatch(inspect(error, { depth: 10 }), /rawPacket/);
  });
});
