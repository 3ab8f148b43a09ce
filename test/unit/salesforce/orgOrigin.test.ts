import assert from 'node:assert/strict';
import { orgOrigin } from '../../../src/core/salesforce/orgOrigin.js';

describe('orgOrigin', () => {
  for (const [address, origin] of [
    ['https://acme.my.salesforce.com', 'https://acme.my.salesforce.com'],
    [' https://acme.my.salesforce.com/ ', 'https://acme.my.salesforce.com'],
    ['https://acme.my.salesforce.com/lightning/page/home?x=1', 'https://acme.my.salesforce.com'],
    ['https://acme.lightning.force.com/lightning/o/Account/list', 'https://acme.my.salesforce.com'],
    ['https://acme--dev.sandbox.lightning.force.com', 'https://acme--dev.sandbox.my.salesforce.com'],
    ['https://acme.my.salesforce-setup.com/lightning/setup', 'https://acme.my.salesforce.com'],
    ['https://user:secret@acme.my.salesforce.com', 'https://acme.my.salesforce.com'],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['http://localhost:8080/x', 'http://localhost:8080'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ] as const) {
    it(`${address} → ${origin}`, () => assert.equal(orgOrigin(address), origin));
  }

  for (const address of [
    'http://acme.my.salesforce.com',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'ftp://acme.my.salesforce.com',
    'acme.my.salesforce.com',
    'javascript:alert(1)',
    'https://acme',
    `https://${'5Aep861'.repeat(10)}`,
    `https://eyJ0.${'eyJz'.repeat(20)}.c2ln`,
    'https://00D000000000001!SECRET.x',
    '',
  ]) {
    it(`refuses ${JSON.stringify(address)}`, () => assert.throws(() => orgOrigin(address), { code: 'UnsafeUrl' }));
  }

  // What people paste into the wrong box.
  for (const address of [
    '00D000000000001!SECRET',
    'force://PlatformCLI::SECRET@acme.my.salesforce.com',
    'http://acme.my.salesforce.com/secur/frontdoor.jsp?sid=SECRET',
    'http://user:SECRET@acme.my.salesforce.com',
  ]) {
    it(`does not repeat the secret of ${address}`, () =>
      assert.throws(
        () => orgOrigin(address),
        (error: Error) => !/SECRET/.test(error.message + String(error.stack)),
      ));
  }
});
