import assert from 'node:assert/strict';
import { ApiError, UserError } from '../../src/core/errors.js';
import { withoutSecrets } from '../../src/core/withoutSecrets.js';

const LONG = 'SECRET7890123456789012345678901234567890';
const TOKEN = `00D000000000001!AQ.${LONG}`;
const URL = `force://PlatformCLI:${LONG}:5Aep861${LONG}@acme.my.salesforce.com`;

describe('a text without secrets', () => {
  const secret: Record<string, string> = {
    'an access token': `Bearer ${TOKEN} is old`,
    'an access token in a URL': `GET /?sid=${escape(TOKEN)}`,
    'one encoded twice': `/?x=${encodeURIComponent(escape(TOKEN))}`,
    'one in HTML': TOKEN.replace('!', '&#33;'),
    'one in JSON': TOKEN.replace('!', '\\u0021'),
    'a JWT': `eyJhbGciOi.eyJ${LONG}.${LONG}`,
    'an sfdx auth URL': `no good: ${URL}`,
    'one in a URL': `/?url=${encodeURIComponent(URL)}`,
    'one in JSON with escaped slashes': URL.replaceAll('/', '\\/'),
    'a refresh token': `cannot use 5Aep861${LONG}.`,
    'an authorization code': `code aPrx${LONG}== is used`,
    'a form': `grant_type=x&client_secret=${LONG}&code_verifier=${LONG}&state=${LONG}&code=${LONG}`,
    'a JSON of a program': JSON.stringify({ refreshToken: LONG, clientSecret: LONG, accessToken: LONG }),
  };
  for (const [what, text] of Object.entries(secret)) {
    it(what, () => assert.doesNotMatch(withoutSecrets(text), /SECRET/));
  }

  const harmless = [
    'Salesforce refused: INVALID_FIELD: No such column code: CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    'The org 00D000000000001AAA! is not connected.',
    'SELECT Id FROM Account WHERE State = NorthRhineWestphalia',
    'expired access/refresh token',
    'Invalid token: expected ; at line 3',
    'state=Open&code=42',
  ];
  for (const text of harmless) it(`is what it was: ${text}`, () => assert.equal(withoutSecrets(text), text));

  it('is without those that are known, whatever they look like and however they are written', () => {
    const known = 'a.b/SECRET-c=!';
    const forms = [
      known,
      encodeURIComponent(known),
      encodeURIComponent(encodeURIComponent(known)),
      new URLSearchParams({ x: known }).toString(),
      JSON.stringify(known).replaceAll('/', '\\/'),
      known.replace(/\W/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`),
      known.replace(/\W/g, (char) => `&#${char.charCodeAt(0)};`),
      known.replace(/\W/g, (char) => `&#x${char.charCodeAt(0).toString(16).toUpperCase()};`),
    ];
    for (const form of forms) assert.doesNotMatch(withoutSecrets(`<${form}>`, [known]), /SECRET/, form);
    assert.equal(withoutSecrets('nothing of it', ['', known]), 'nothing of it');
  });

  it('is still the JSON that it was', () => {
    const said = (text: string) =>
      JSON.stringify([{ message: `<${text}>`, sid: text, errorCode: 'INVALID_SESSION_ID' }]);
    for (const text of [TOKEN, URL, `"${TOKEN}"`, `\\${URL}\n`, `5Aep861${LONG}`, `code=${LONG}`]) {
      const [error] = JSON.parse(withoutSecrets(said(text))) as [{ message: string; errorCode: string }];
      assert.equal(error.errorCode, 'INVALID_SESSION_ID');
      assert.doesNotMatch(error.message, /SECRET/);
    }
  });

  it('is what errors say, and what they advise', () => {
    const error = new UserError('CliFailed', `No: ${URL}`, { nextStep: `Try ${TOKEN}` });
    const answer = new ApiError('ApiError', TOKEN, 400, undefined, undefined, { nextStep: TOKEN });
    for (const { message, nextStep, stack } of [error, answer]) {
      assert.doesNotMatch(`${message} ${nextStep} ${stack}`, /SECRET/);
      assert.match(message, /…/);
    }
  });
});
