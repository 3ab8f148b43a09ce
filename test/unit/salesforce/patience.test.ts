// Which requests are sent again by themselves where a fault passes.
import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect } from '../../../src/core/salesforce/connect.js';
import { redeemCode, refreshSession, revoke } from '../../../src/core/salesforce/oauth.js';
import type { Salesforce } from '../../../src/core/salesforce/ports.js';
import { SkippingClock } from '../load/clocks.js';
import {
  faultyOrg,
  JOB_ID,
  JOBS,
  json,
  RENEWED,
  refuse,
  serve,
  standard,
  stopServers,
  TOKEN,
  WHO,
  type Handler,
} from './faultyOrg.js';

const JOB = { object: 'Account', operation: 'insert', lineEnding: 'LF', columnDelimiter: 'COMMA' } as const;

const FAULTS: Readonly<Record<string, Handler>> = {
  'a connection that breaks': (request) => request.socket.resetAndDestroy(),
  '503': (_, response) => response.writeHead(503).end('<html/>'),
  '429 with a short wait': (_, response) => response.writeHead(429, { 'retry-after': '1' }).end(),
  'an answer that breaks off': (_, response) =>
    void response.writeHead(200, { 'content-length': 100 }).write('{', () => response.destroy()),
};

/** Fails the first requests, then answers well. */
function failing(times: number, fault: Handler, then: Handler): Handler {
  let failed = 0;
  return (request, response) => (failed++ < times ? fault : then)(request, response);
}

const answer: Handler = (_, response) =>
  json(response, 200, { sobjects: [], fields: [], done: true, records: [], id: JOB_ID, state: 'Open' });

describe('a fault that passes', () => {
  afterEach(stopServers);

  const lookUps: Readonly<Record<string, (salesforce: Salesforce) => Promise<unknown>>> = {
    describeGlobal: ({ rest }) => rest.describeGlobal(),
    describe: ({ rest }) => rest.describe('Account'),
    query: ({ rest }) => rest.query('SELECT Id FROM Account'),
    limits: ({ rest }) => rest.limits(),
  };

  for (const [what, fault] of Object.entries(FAULTS)) {
    for (const [name, lookUp] of Object.entries(lookUps)) {
      it(`${what}: ${name} is sent again`, async () => {
        const clock = new SkippingClock();
        const { salesforce, requests } = await faultyOrg(failing(1, fault, answer), { clock });
        await lookUp(salesforce);
        assert.equal(requests.length, 2);
        assert.deepEqual(clock.waits, [1000]);
      });
    }
  }

  it('is told where it does not pass', async () => {
    const { salesforce, requests } = await faultyOrg(failing(9, FAULTS['503'] as Handler, answer));
    await assert.rejects(salesforce.rest.describeGlobal(), { code: 'ServerUnavailable' });
    assert.equal(requests.length, 3);
  });

  it('is told at once where the org asks for more patience than a person has', async () => {
    const fault: Handler = (_, response) => response.writeHead(429, { 'retry-after': '30' }).end();
    const { salesforce, requests } = await faultyOrg(failing(1, fault, answer));
    await assert.rejects(salesforce.rest.describeGlobal(), { code: 'TooManyRequests' });
    assert.equal(requests.length, 1);
  });

  it('in the middle of a query: only the page is sent again', async () => {
    const next = '/services/data/v67.0/query/next';
    const { salesforce, requests } = await faultyOrg(
      failing(0, answer, (request, response) => {
        if (request.url !== next) json(response, 200, { done: false, records: [{}], nextRecordsUrl: next });
        else if (requests.length === 2) request.socket.resetAndDestroy();
        else json(response, 200, { done: true, records: [{}] });
      }),
    );
    assert.equal((await salesforce.rest.query('SELECT Id FROM Account')).length, 2);
    assert.deepEqual(requests.slice(1), [`GET ${next}`, `GET ${next}`]);
  });

  it('nothing is sent for a call that was left meanwhile', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const { salesforce, requests } = await faultyOrg((request) => {
      controller.abort(reason);
      request.socket.resetAndDestroy();
    });
    await assert.rejects(salesforce.rest.describeGlobal({ signal: controller.signal }), reason);
    assert.equal(requests.length, 1);
  });

  for (const route of Object.keys(standard)) {
    it(`${route.replace(/\?.*/, '')} is sent again while a connection is made`, async () => {
      let failed = false;
      const { origin, requests } = await serve((request, response) => {
        const asked = `${request.method} ${request.url?.split('?')[0]}`;
        if (asked !== route || failed) return standard[asked]?.(request, response);
        failed = true;
        request.socket.resetAndDestroy();
      });
      const login = { instanceUrl: origin, accessToken: TOKEN };
      const { identity } = await connect(login, { clock: new SkippingClock() });
      assert.deepEqual([identity.username, identity.kind], ['ada@example.com', 'sandbox']);
      assert.equal(requests.length, Object.keys(standard).length + 1);
    });
  }

  it('whose a renewed session is, is asked again: the call that needs it goes on', async () => {
    let failed = false;
    const { origin, requests } = await serve((request, response) => {
      const route = `${request.method} ${request.url?.split('?')[0]}`;
      const renewed = request.headers.authorization === `Bearer ${RENEWED}`;
      if (route === WHO && renewed && !failed) {
        failed = true;
        return request.socket.resetAndDestroy();
      }
      if (standard[route]) return standard[route](request, response);
      return renewed ? answer(request, response) : refuse(response, 401, 'INVALID_SESSION_ID');
    });
    const login = { instanceUrl: origin, accessToken: TOKEN, renew: () => Promise.resolve(RENEWED) };
    const { bulk } = await connect(login, { clock: new SkippingClock() });
    requests.length = 0;
    await bulk.createJob(JOB);
    assert.deepEqual(requests, [`POST ${JOBS}`, WHO, WHO, `POST ${JOBS}`]);
  });

  // Whoever asks for these knows what a second try could do, or asks anyway in a moment.
  const once: Readonly<Record<string, (salesforce: Salesforce) => Promise<unknown>>> = {
    'POST (createJob)': ({ bulk }) => bulk.createJob(JOB),
    'PATCH (closeJob)': ({ bulk }) => bulk.closeJob(JOB_ID),
    'PATCH (abortJob)': ({ bulk }) => bulk.abortJob(JOB_ID),
    'DELETE (deleteJob)': ({ bulk }) => bulk.deleteJob(JOB_ID),
    'GET (getJob)': ({ bulk }) => bulk.getJob(JOB_ID),
    'GET (listJobs)': ({ bulk }) => bulk.listJobs()[Symbol.asyncIterator]().next(),
    'GET (downloadResults)': ({ bulk }) =>
      bulk.downloadResults(JOB_ID, 'failedResults', path.join(tmpdir(), 'never.csv')),
  };
  for (const [what, fault] of Object.entries(FAULTS).slice(0, 3)) {
    for (const [name, act] of Object.entries(once)) {
      it(`${what}: ${name} is one attempt`, async () => {
        const { salesforce, requests } = await faultyOrg(failing(1, fault, answer));
        await assert.rejects(act(salesforce));
        assert.equal(requests.length, 1);
      });
    }
  }

  const grant = { clientId: 'app', redirectUri: 'http://localhost:1789/OauthRedirect', refreshToken: 'x' };
  const signIn = {
    redeemCode: (loginUrl) => redeemCode({ ...grant, loginUrl, code: 'x', codeVerifier: 'x' }),
    refreshSession: (loginUrl) => refreshSession({ ...grant, loginUrl }),
    revoke: (loginUrl) => revoke(loginUrl, 'x'),
  } satisfies Record<string, (loginUrl: string) => Promise<unknown>>;
  for (const [name, act] of Object.entries(signIn)) {
    it(`${name} is one attempt: codes and rotated tokens are good for one`, async () => {
      const { origin, requests } = await serve((request) => request.socket.resetAndDestroy());
      await assert.rejects(act(origin), { code: 'ServerUnavailable' });
      assert.equal(requests.length, 1);
    });
  }
});
