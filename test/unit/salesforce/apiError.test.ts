import assert from 'node:assert/strict';
import { apiError } from '../../../src/core/salesforce/apiError.js';

const array = (errorCode: string, message = 'Because.') => JSON.stringify([{ message, errorCode }]);
const of = (status: number, body: string, headers: Record<string, string> = {}) =>
  apiError({ statusCode: status, headers, body });

describe('apiError: from status and errorCode to a code of ours', () => {
  const noObject = 'InvalidJob : Unable to find object: Foo__x';
  for (const [status, body, code, errorCode] of [
    [401, array('INVALID_SESSION_ID'), 'SessionExpired', 'INVALID_SESSION_ID'],
    [401, '<html>Sign in</html>', 'SessionExpired', undefined],
    [403, 'Bad_OAuth_Token', 'SessionExpired', 'Bad_OAuth_Token'],
    [403, 'Missing_OAuth_Token', 'SessionExpired', 'Missing_OAuth_Token'],
    [403, array('REQUEST_LIMIT_EXCEEDED'), 'ApiLimit', 'REQUEST_LIMIT_EXCEEDED'],
    [400, array('LIMIT_EXCEEDED'), 'ApiLimit', 'LIMIT_EXCEEDED'],
    [400, array('ExceededQuota'), 'ApiLimit', 'ExceededQuota'],
    [400, array('EXCEEDEDQUOTA'), 'ApiLimit', 'EXCEEDEDQUOTA'],
    [403, array('API_DISABLED_FOR_ORG'), 'NoApiAccess', 'API_DISABLED_FOR_ORG'],
    [403, array('API_CURRENTLY_DISABLED'), 'NoApiAccess', 'API_CURRENTLY_DISABLED'],
    [403, array('SOMETHING_ELSE'), 'NoApiAccess', 'SOMETHING_ELSE'],
    [404, array('NOT_FOUND'), 'NotFound', 'NOT_FOUND'],
    [404, array('SOMETHING_ELSE'), 'NotFound', 'SOMETHING_ELSE'],
    [429, '', 'TooManyRequests', undefined],
    [413, '<html>Too large</html>', 'ApiError', undefined],
    [420, '', 'ServerUnavailable', undefined],
    [500, array('UNKNOWN_EXCEPTION'), 'ServerUnavailable', 'UNKNOWN_EXCEPTION'],
    [503, '<html>Maintenance</html>', 'ServerUnavailable', undefined],
    [403, '<html>Proxy</html>', 'ServerUnavailable', undefined],
    [400, array('INVALIDJOBSTATE'), 'InvalidJobState', 'INVALIDJOBSTATE'],
    [400, array('InvalidJobState'), 'InvalidJobState', 'InvalidJobState'],
    [400, array('INVALIDJOB', 'InvalidJob : External ID was blank'), 'InvalidJob', 'INVALIDJOB'],
    [400, array('INVALIDJOB', noObject), 'UnknownObject', 'INVALIDJOB'],
    [400, array('INVALIDENTITY'), 'UnknownObject', 'INVALIDENTITY'],
    [400, array('INVALID_TYPE'), 'UnknownObject', 'INVALID_TYPE'],
    [400, array('FEATURENOTENABLED'), 'FeatureNotEnabled', 'FEATURENOTENABLED'],
    [400, array('API_ERROR'), 'ApiError', 'API_ERROR'],
    [405, array('METHOD_NOT_ALLOWED'), 'ApiError', 'METHOD_NOT_ALLOWED'],
    [400, '{"errorCode":"API_ERROR","message":"not in an array"}', 'ApiError', 'API_ERROR'],
    [400, '[{"fields":["Name"],"message":"Because.","errorCode":"API_ERROR"}]', 'ApiError', 'API_ERROR'],
    [400, '[{"errorCode":"INVALIDJOBSTATE"}]', 'InvalidJobState', 'INVALIDJOBSTATE'],
    [400, '{"error":"invalid_grant","error_description":"expired access/refresh token"}', 'ApiError', 'invalid_grant'],
    [403, '{"error":"OAUTH_APP_BLOCKED"}', 'NoApiAccess', 'OAUTH_APP_BLOCKED'],
    [400, '{"error":{"code":1}}', 'ServerUnavailable', undefined],
    [400, 'null', 'ServerUnavailable', undefined],
    [400, '[]', 'ServerUnavailable', undefined],
  ] as const) {
    it(`${status} ${body.slice(0, 60)} → ${code}`, () => {
      const error = of(status, body);
      assert.deepEqual([error.code, error.errorCode, error.status], [code, errorCode, status]);
      assert.ok(error.nextStep);
    });
  }

  it("keeps Salesforce's own words, of all errors", () => {
    const two = [
      { errorCode: 'API_ERROR', message: 'First.' },
      { errorCode: 'API_ERROR', message: 'Second {0}.' },
    ];
    assert.match(of(400, JSON.stringify(two)).message, /First\.; Second \{0\}\./);
  });

  it("keeps OAuth's words", () => {
    const said = { error_description: 'expired access/refresh token', error: 'invalid_grant' };
    assert.match(of(400, JSON.stringify(said)).message, /expired access\/refresh token/);
  });

  it('has no words but the code where Salesforce has none', () => {
    assert.match(of(400, '[{"errorCode":"TXN_SECURITY_METERING_ERROR"}]').message, /TXN_SECURITY_METERING_ERROR/);
  });

  it('does not show a page as a message', () => {
    assert.doesNotMatch(of(503, '<html>Maintenance</html>').message, /html/);
  });
});

describe('apiError: Retry-After', () => {
  const after = (value: string) => of(429, '', { 'retry-after': value }).retryAfterMs;

  it('in seconds', () => assert.equal(after('120'), 120_000));
  it('as a date in the past', () => assert.equal(after('Wed, 21 Oct 2015 07:28:00 GMT'), 0));
  it('as a date to come', () => {
    const ms = after(new Date(Date.now() + 60_000).toUTCString());
    assert.ok(ms !== undefined && ms > 55_000 && ms <= 60_000);
  });
  it('as nonsense', () => assert.equal(after('soon'), undefined));
  it('absent', () => assert.equal(of(429, '').retryAfterMs, undefined));
});
