import assert from 'node:assert/strict';
import { once } from 'node:events';
import { ApiError, UserError } from '../../../src/core/errors.js';
import type { RequestEntry } from '../../../src/core/salesforce/connect.js';
import {
  bodyOf,
  faultyOrg,
  JOB_ID,
  JOBS,
  json,
  refuse,
  RENEWED,
  SHORT_SILENCE,
  stopServers,
  TOKEN,
  WHO,
} from './faultyOrg.js';
import type { Handler } from './faultyOrg.js';

const JOB = { object: 'Account', operation: 'insert', lineEnding: 'LF', columnDelimiter: 'COMMA' } as const;

/** Accepts only the renewed token. */
const onlyRenewed =
  (then: Handler): Handler =>
  (request, response) =>
    request.headers.authorization === `Bearer ${RENEWED}`
      ? then(request, response)
      : refuse(response, 401, 'INVALID_SESSION_ID', 'Session expired or invalid');

describe('a session', () => {
  afterEach(stopServers);

  it('puts its token on every request, once', async () => {
    const seen: unknown[] = [];
    const { salesforce } = await faultyOrg((request, response) => {
      seen.push(request.headers.authorization, request.rawHeaders.filter((h) => /^authorization$/i.test(h)).length);
      json(response, 200, {});
    });
    await salesforce.rest.limits();
    assert.deepEqual(seen, [`Bearer ${TOKEN}`, 1]);
  });

  it('uses no connection a second time, whatever the server says', async () => {
    const connections: unknown[] = [];
    const { salesforce } = await faultyOrg((request, response) => {
      connections.push(request.socket);
      response.writeHead(429, { connection: 'keep-alive', 'content-length': 4 }).end('Wait');
    });
    for (let tries = 0; tries < 3; tries++)
      await assert.rejects(salesforce.bulk.createJob(JOB), { code: 'TooManyRequests' });
    assert.equal(new Set(connections).size, 3);
  });

  it('renews itself once when refused, and sends the same request again', async () => {
    const bodies: string[] = [];
    const { salesforce, requests } = await faultyOrg(
      onlyRenewed((request, response) => {
        void bodyOf(request).then((body) => {
          bodies.push(body);
          json(response, 200, { id: JOB_ID, state: 'Open' });
        });
      }),
      { renew: () => Promise.resolve(RENEWED) },
    );
    assert.equal((await salesforce.bulk.createJob(JOB)).id, JOB_ID);
    assert.deepEqual(requests, [`POST ${JOBS}`, WHO, `POST ${JOBS}`]);
    assert.deepEqual(bodies, [JSON.stringify(JOB)]);
  });

  it('does not renew for ever where the new token is refused too', async () => {
    let renewals = 0;
    const { salesforce, requests } = await faultyOrg((_, response) => refuse(response, 401, 'INVALID_SESSION_ID'), {
      renew: () => Promise.resolve(`another-${++renewals}`),
    });
    await assert.rejects(salesforce.rest.limits(), { code: 'SessionExpired', status: 401 });
    assert.deepEqual([renewals, requests.filter((request) => request !== WHO).length], [1, 2]);
  });

  for (const [whose, other] of Object.entries({
    'another user': { user_id: '005000000000002AAA' },
    'another org': { organization_id: '00D000000000002AAA' },
  })) {
    it(`does not go on with one of ${whose}`, async () => {
      let renewed = false;
      const { salesforce, requests } = await faultyOrg(
        onlyRenewed((_, response) => json(response, 200, {})),
        {
          renew: () => ((renewed = true), Promise.resolve(RENEWED)),
          userInfo: (info) => (renewed ? { ...info, ...other } : info),
        },
      );
      await assert.rejects(salesforce.rest.limits(), { code: 'WrongOrg' });
      assert.deepEqual(requests, ['GET /services/data/v67.0/limits', WHO]);
    });
  }

  it('renews once for all calls that wait for it', async () => {
    let renewals = 0;
    const { salesforce } = await faultyOrg(
      onlyRenewed((_, response) => json(response, 200, { id: JOB_ID, state: 'Open' })),
      {
        renew: async () => {
          renewals++;
          await new Promise((resolve) => setImmediate(resolve));
          return RENEWED;
        },
      },
    );
    await Promise.all([1, 2, 3, 4, 5].map(() => salesforce.bulk.getJob(JOB_ID)));
    assert.equal(renewals, 1);
  });

  it("passes on the login's own error where it cannot renew", async () => {
    const own = new UserError('SessionExpired', 'The CLI says no.', { nextStep: 'sf org login web' });
    const { salesforce } = await faultyOrg((_, response) => refuse(response, 401, 'INVALID_SESSION_ID'), {
      renew: () => Promise.reject(own),
    });
    await assert.rejects(salesforce.rest.limits(), own);
  });

  it('is expired where there is no way to renew', async () => {
    const { salesforce, requests } = await faultyOrg((_, response) => refuse(response, 401, 'INVALID_SESSION_ID'));
    await assert.rejects(salesforce.rest.limits(), { code: 'SessionExpired' });
    assert.equal(requests.length, 1);
  });

  it('can be left while it waits for a renewal', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const { salesforce } = await faultyOrg((_, response) => refuse(response, 401, 'INVALID_SESSION_ID'), {
      renew: () => {
        controller.abort(reason);
        return new Promise(() => {});
      },
    });
    await assert.rejects(salesforce.rest.limits({ signal: controller.signal }), reason);
  });

  it('can be left while it waits for an answer, and closes the connection', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    let closed: Promise<unknown> | undefined;
    const { salesforce, log } = await faultyOrg((_, response) => {
      closed = once(response, 'close');
      controller.abort(reason);
    });
    await assert.rejects(salesforce.bulk.getJob(JOB_ID, { signal: controller.signal }), reason);
    await closed;
    assert.deepEqual(log[0]?.fault, 'AbortError');
  });

  it('sends nothing for a call that was aborted before', async () => {
    const { salesforce, requests } = await faultyOrg(() => {});
    const reason = new Error('enough');
    await assert.rejects(salesforce.bulk.createJob(JOB, { signal: AbortSignal.abort(reason) }), reason);
    assert.deepEqual(requests, []);
  });

  it('gives up on a connection on which nothing comes', async () => {
    const { salesforce } = await faultyOrg(() => {}, { idleMs: SHORT_SILENCE });
    await assert.rejects(salesforce.rest.limits(), { code: 'ServerUnavailable', message: /ETIMEDOUT/ });
  });

  it('gives up on an answer that stops in the middle', async () => {
    const half: Handler = (_, response) => void response.writeHead(200, { 'content-length': 100 }).write('{"half":');
    const { salesforce } = await faultyOrg(half, { idleMs: SHORT_SILENCE });
    await assert.rejects(salesforce.rest.limits(), { code: 'ServerUnavailable', message: /ETIMEDOUT/ });
  });

  for (const [what, type, body] of [
    ['a page', 'text/html', '<html>Welcome to the hotel</html>'],
    ['nothing', 'application/json', ''],
    ['half of it', 'application/json', '{"id":'],
    ['a bare word', 'application/json', 'null'],
  ] as const) {
    it(`says so where JSON was expected and ${what} came`, async () => {
      const { salesforce } = await faultyOrg((_, response) => {
        response.writeHead(200, { 'content-type': type }).end(body);
      });
      await assert.rejects(salesforce.rest.limits(), { code: 'UnexpectedAnswer' });
    });
  }

  it('keeps the status of an error whose text broke off', async () => {
    const { salesforce } = await faultyOrg((_, response) => {
      response.writeHead(401, { 'content-length': 1000 }).write('[{"error', () => response.destroy());
    });
    await assert.rejects(salesforce.rest.limits(), { code: 'SessionExpired', status: 401 });
  });

  it('tells of each request: method, path without the query, status, time and bytes', async () => {
    const { salesforce, log } = await faultyOrg((_, response) => json(response, 200, { done: true, records: [] }));
    await salesforce.rest.query("SELECT Id FROM Contact WHERE Email = 'private@example.com'");
    assert.equal(log.length, 1);
    const { duration, bytesWritten, bytesRead, ...rest } = log[0] as RequestEntry;
    assert.deepEqual(rest, { method: 'GET', path: '/services/data/v67.0/query', status: 200 });
    assert.ok(duration >= 0 && bytesWritten > 100 && bytesRead > 100);
  });

  it('reads the wait that a 429 asks for', async () => {
    const { salesforce } = await faultyOrg((_, response) => response.writeHead(429, { 'retry-after': '7' }).end());
    await assert.rejects(salesforce.bulk.getJob(JOB_ID), { code: 'TooManyRequests', retryAfterMs: 7000 });
  });
});

describe('jsforce faults: requests are repeated behind the back of the caller', () => {
  afterEach(stopServers);

  const calls = {
    'GET (getJob)': ({ bulk }) => bulk.getJob(JOB_ID),
    'POST (createJob)': ({ bulk }) => bulk.createJob(JOB),
    'PATCH (closeJob)': ({ bulk }) => bulk.closeJob(JOB_ID),
    'DELETE (deleteJob)': ({ bulk }) => bulk.deleteJob(JOB_ID),
  } satisfies Record<string, (salesforce: Awaited<ReturnType<typeof faultyOrg>>['salesforce']) => Promise<unknown>>;

  for (const [name, call] of Object.entries(calls)) {
    for (const status of [420, 429, 500, 503]) {
      it(`${name} is sent once when answered with ${status}`, async () => {
        const { salesforce, requests } = await faultyOrg((_, response) => response.writeHead(status).end('<html/>'));
        await assert.rejects(call(salesforce), (error) => error instanceof ApiError && error.status === status);
        assert.equal(requests.length, 1);
      });
    }
    it(`${name} is sent once when the connection breaks`, async () => {
      const { salesforce, requests } = await faultyOrg((request) => request.socket.resetAndDestroy());
      await assert.rejects(call(salesforce), { code: 'ServerUnavailable' });
      assert.equal(requests.length, 1);
    });
  }
});
