import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { DEMO_CONSUMER_KEY } from '../../../src/demo/oauth/externalClientApp.js';
import { call } from './client.js';

interface Ready {
  readonly instanceUrl: string;
  readonly accessToken: string;
}

describe('demo/main', () => {
  let folder: string;
  const children: ChildProcess[] = [];

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'demo-org-'));
    const outfile = path.join(folder, 'demo.js');
    await build({ entryPoints: ['src/demo/main.ts'], bundle: true, platform: 'node', format: 'cjs', outfile });
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });
  after(() => rm(folder, { recursive: true }));

  async function start(...flags: string[]): Promise<{ child: ChildProcess; ready: Ready; line: string }> {
    const child = spawn(process.execPath, [path.join(folder, 'demo.js'), ...flags], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.push(child);
    const [line] = (await once(createInterface(child.stdout as NodeJS.ReadableStream), 'line')) as [string];
    return { child, ready: JSON.parse(line) as Ready, line };
  }

  const admin = (ready: Ready, method: string, resource: string, body?: unknown) =>
    call(`${ready.instanceUrl}/__demo/${resource}`, {
      method,
      headers: { Authorization: `Bearer ${ready.accessToken}`, 'Content-Type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  it('prints one JSON line first (contract) and ends on SIGTERM', async () => {
    const { child, ready, line } = await start('--port', '0');
    assert.deepEqual(Object.keys(ready), ['instanceUrl', 'accessToken', 'orgId', 'userId', 'username', 'alias']);
    assert.match(ready.instanceUrl, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(line, JSON.stringify(ready));
    assert.equal((await call(`${ready.instanceUrl}/services/data`)).status, 200);
    assert.equal((await admin(ready, 'GET', 'log')).status, 404);
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });

  it('--exit-with-parent ends with its standard input', async () => {
    const { child } = await start('--exit-with-parent');
    child.stdin?.end();
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });

  it('--admin serves faults, log, pace, org, doubts, jobs and sessions, to those with the token', async () => {
    const { ready } = await start('--admin', '--without-jobs', '--pace', 'instant');
    const get = (resource: string, token = ready.accessToken) =>
      call(`${ready.instanceUrl}/services/data/v67.0/${resource}`, { headers: { Authorization: `Bearer ${token}` } });
    assert.equal((await admin({ ...ready, accessToken: 'x' }, 'GET', 'log')).status, 401);

    assert.equal((await admin(ready, 'POST', 'faults', { kind: 'unavailable', times: 0 })).status, 204);
    assert.equal((await get('limits')).status, 503);
    assert.equal((await admin(ready, 'DELETE', 'faults')).status, 204);
    assert.equal((await admin(ready, 'POST', 'faults', { kind: 'earthquake' })).status, 400);

    assert.equal((await admin(ready, 'POST', 'pace', { pace: 'visible' })).status, 204);
    assert.equal((await admin(ready, 'POST', 'pace', { pace: 'hasty' })).status, 400);
    await admin(ready, 'POST', 'org', { IsSandbox: true });
    assert.match((await get('query?q=SELECT+IsSandbox+FROM+Organization')).text, /"IsSandbox" : true/);
    await admin(ready, 'POST', 'doubts', { isPkChunkingSupported: 'absent' });
    await admin(ready, 'POST', 'jobs', { count: 3 });
    const { records } = JSON.parse((await get('jobs/ingest')).text) as { records: unknown[] };
    assert.equal(records.length, 3);

    const log = JSON.parse((await admin(ready, 'GET', 'log')).text) as { path: string; status: number }[];
    assert.ok(log.some(({ path, status }) => path === '/services/data/v67.0/limits' && status === 503));
    assert.ok(!JSON.stringify(log).includes(ready.accessToken));

    const another = JSON.parse((await admin(ready, 'POST', 'sessions')).text) as Ready;
    assert.equal((await get('limits', another.accessToken)).status, 200);
    const { accessToken } = JSON.parse((await admin(ready, 'DELETE', 'sessions')).text) as Ready;
    assert.deepEqual([(await get('limits')).status, (await get('limits', accessToken)).status], [401, 200]);
  });

  it('DEMO_ORG_ADMIN_FILE tells a test of who starts it where it is, and admits the test', async () => {
    const file = path.join(folder, 'line.json');
    process.env['DEMO_ORG_ADMIN_FILE'] = file;
    const { line } = await start('--without-jobs').finally(() => delete process.env['DEMO_ORG_ADMIN_FILE']);
    const told = await readFile(file, 'utf8');
    assert.equal(told, `${line}\n`);
    const ready = JSON.parse(told) as Ready;
    const headers = { Authorization: `Bearer ${ready.accessToken}`, 'Content-Type': 'application/json' };
    const body = '{"object":"Account","operation":"insert"}';
    await call(`${ready.instanceUrl}/services/data/v67.0/jobs/ingest`, { method: 'POST', headers, body });
    const findings = JSON.parse((await admin(ready, 'GET', 'conduct')).text) as { rule: string }[];
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ['jobLeftOpen'],
    );
  });

  it('--kind and --callback set up the org and its app; --admin changes the app', async () => {
    const callback = 'http://localhost:5555/OauthRedirect';
    const { ready } = await start('--admin', '--without-jobs', '--kind', 'sandbox', '--callback', callback);
    const query = { response_type: 'code', client_id: DEMO_CONSUMER_KEY, redirect_uri: callback, code_challenge: 'x' };
    const url = `${ready.instanceUrl}/services/oauth2/authorize?${new URLSearchParams(query).toString()}`;
    assert.match((await call(url)).text, />Sandbox</);
    assert.equal((await admin(ready, 'POST', 'app', { scopes: ['openid'] })).status, 204);
    assert.match((await call(url)).text, /Access unique user identifiers/);
    assert.equal((await admin(ready, 'DELETE', 'refreshTokens')).status, 204);
  });

  it('a kind of org that is none ends it', async () => {
    const child = spawn(process.execPath, [path.join(folder, 'demo.js'), '--kind', 'x'], { stdio: 'ignore' });
    children.push(child);
    assert.deepEqual(await once(child, 'exit'), [1, null]);
  });
});
