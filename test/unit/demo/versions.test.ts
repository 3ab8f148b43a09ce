import assert from 'node:assert/strict';
import { call, errorOf, useDemoOrg } from './client.js';

describe('demo/versions', () => {
  const client = useDemoOrg();

  it('lists v31.0 to v67.0, oldest first, without a token (E.1, SP)', async () => {
    const { headers, text } = await call(`${client().org.instanceUrl}/services/data`);
    const versions = JSON.parse(text) as { label: string; url: string; version: string }[];
    assert.deepEqual(versions[0], { label: "Summer '14", url: '/services/data/v31.0', version: '31.0' });
    assert.deepEqual(versions.at(-1), { label: "Summer '26", url: '/services/data/v67.0', version: '67.0' });
    assert.equal(versions.find(({ version }) => version === '42.0')?.label, 'Spring ’18');
    assert.equal(headers['sforce-limit-info'], undefined);
  });

  it('takes a double slash at the start and one at the end (E.3, DL)', async () => {
    const { instanceUrl } = client().org;
    assert.equal((await call(`${instanceUrl}//services/data`)).status, 200);
    assert.equal((await client().call('/jobs/ingest/')).status, 200);
  });

  const VERSIONS: readonly [string, number][] = [
    ['v30.0', 410],
    ['v31.0', 200],
    ['v67.0', 200],
    ['v68.0', 404],
    ['v67', 404],
  ];
  for (const [version, status] of VERSIONS) {
    it(`${version} → ${status} (D.2)`, async () => {
      assert.equal((await client().call(`//services/data/${version}`)).status, status);
    });
  }

  it('names the resources of a version (E.1)', async () => {
    const resources = await client().json('//services/data/v67.0');
    assert.equal(resources['jobs'], '/services/data/v67.0/jobs');
    assert.equal(resources['query'], '/services/data/v67.0/query');
    assert.equal((await call(String(resources['identity']))).status, 403);
  });

  it('404 and 405 in Salesforce’s form (D.2)', async () => {
    assert.deepEqual(errorOf(await client().call('/nothing')), {
      errorCode: 'NOT_FOUND',
      message: 'The requested resource does not exist',
    });
    const reply = await client().call('/limits', { method: 'DELETE' });
    assert.equal(reply.status, 405);
    assert.deepEqual(errorOf(reply), {
      errorCode: 'METHOD_NOT_ALLOWED',
      message: "HTTP Method 'DELETE' not allowed. Allowed are GET,HEAD",
    });
  });

  it('versions have a label, a path and a number as text (E.1, SP)', async () => {
    const { text } = await call(`${client().org.instanceUrl}/services/data`);
    const versions = JSON.parse(text) as Record<string, string>[];
    assert.deepEqual(
      versions.slice(-4).map(({ version, label }) => [version, label]),
      [
        ['64.0', "Summer '25"],
        ['65.0', "Winter '26"],
        ['66.0', "Spring '26"],
        ['67.0', "Summer '26"],
      ],
    );
    for (const version of versions) assert.deepEqual(Object.keys(version), ['label', 'url', 'version']);
  });
});
