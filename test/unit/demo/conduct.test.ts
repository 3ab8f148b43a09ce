// Each rule broken by a client that does just that, and kept by one that comes as near as it may.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { systemClock, type Clock } from '../../../src/demo/clock.js';
import type { Rule } from '../../../src/demo/conduct/finding.js';
import { OTHER_SIDE } from '../../../src/demo/doubts.js';
import { toPace } from '../../../src/demo/pace.js';
import { startDemoOrg } from '../../../src/demo/server.js';
import { call, Client } from './client.js';

const ACCOUNTS = { object: 'Account', operation: 'insert' };
const CSV = 'Name\nA\n';

describe('the judge of a client', () => {
  let client: Client;
  let time = Date.UTC(2026, 0, 1);
  const wait = (seconds: number) => (time += seconds * 1000);
  beforeEach(async () => {
    const clock: Clock = { ...systemClock, now: () => time };
    client = new Client(await startDemoOrg({ pace: 'instant', withoutJobs: true, admin: true, clock }));
  });
  afterEach(() => client.org.close());

  const create = async (job: Record<string, unknown> = {}) => (await client.createJob({ ...ACCOUNTS, ...job })).id;
  const abort = (id: string) => client.setState(id, 'Aborted');
  /** Says what it does for the test, and lets a broken connection be. */
  const lost = (answer: Promise<unknown>) => assert.rejects(answer);
  /** The rules that were broken, and the methods of the requests it was done with. */
  const told = (): readonly (readonly [Rule, string])[] =>
    client.org
      .conduct()
      .map(({ rule, requests }) => [
        rule,
        requests.map((number) => client.org.log[number - 1]?.method ?? '').join(' '),
      ]);
  const assertTold = (rule: Rule, requests: string) => assert.deepEqual(told(), [[rule, requests]]);
  const assertGood = () => assert.deepEqual(client.org.conduct(), []);

  it('has nothing to say of a load that goes well', async () => {
    const { id, state } = await client.load(ACCOUNTS, CSV);
    assert.equal(state, 'JobComplete');
    await client.results(id, 'successfulResults');
    await client.call('/jobs/ingest');
    assertGood();
  });

  it('says what was done in words, with the numbers of the requests, and goes on numbering after a clear', async () => {
    client.org.clearLog();
    await create();
    client.org.clearLog();
    const id = await create();
    await abort(id);
    const [first] = client.org.jobs.all();
    assert.deepEqual(client.org.conduct(), [
      { rule: 'jobLeftOpen', sentence: `job ${first?.id} was made and neither closed nor aborted`, requests: [1] },
    ]);
    assert.equal(client.org.log[0]?.number, 2);
  });

  it('tells the same over HTTP, and leaves out whom it is told not to judge', async () => {
    const headers = { 'User-Agent': 'somebody-else' };
    const body = JSON.stringify(ACCOUNTS);
    const json = { ...headers, 'Content-Type': 'application/json' };
    await client.call('/jobs/ingest', { method: 'POST', headers: json, body });
    assert.deepEqual(await client.json('///__demo/conduct'), client.org.conduct());
    assert.equal(client.org.conduct().length, 1);
    assert.deepEqual(await client.json('///__demo/conduct?except=somebody-else'), []);
  });

  describe('uploads', () => {
    it('a second PUT to a job → secondUpload', async () => {
      const id = await create();
      await client.upload(id, CSV);
      await client.upload(id, 'Name\nB\n');
      await abort(id);
      assertTold('secondUpload', 'PUT PUT');
    });

    it('a second PUT after one that was refused for its session is the first → nothing is told', async () => {
      const id = await create();
      client.org.faults.add({ kind: 'sessionExpired', method: 'PUT' });
      await client.upload(id, CSV);
      await client.upload(id, CSV);
      await abort(id);
      assertGood();
    });

    for (const kind of ['dropAnswer', 'cutAnswer', 'unavailable'] as const) {
      const upload = (id: string, csv = CSV) => {
        client.org.faults.add({ kind, method: 'PUT', afterBytes: 0 });
        return client.upload(id, csv).catch(() => {});
      };

      it(`the same PUT again, where the outcome of the first is unknown → secondUpload (${kind})`, async () => {
        const id = await create();
        await upload(id);
        await client.upload(id, CSV);
        await abort(id);
        assertTold('secondUpload', 'PUT PUT');
      });

      it(`the same data to a new job, where nobody has looked at the first → uploadRepeated (${kind})`, async () => {
        const id = await create();
        await upload(id);
        await abort(id);
        await client.load(ACCOUNTS, CSV);
        assertTold('uploadRepeated', 'PUT PUT');
      });

      it(`the same data to a new job, while the first is still Open → uploadRepeated (${kind})`, async () => {
        const id = await create();
        await upload(id);
        await client.getJob(id);
        await client.load(ACCOUNTS, CSV);
        await abort(id);
        assertTold('uploadRepeated', 'PUT PUT');
      });

      it(`the same data to a new job, once the first is seen to be untouched → nothing is told (${kind})`, async () => {
        const id = await create();
        await upload(id);
        await abort(id);
        await client.getJob(id);
        await client.load(ACCOUNTS, CSV);
        assertGood();
      });

      it(`other data → nothing is told (${kind})`, async () => {
        const id = await create();
        await upload(id);
        await abort(id);
        await client.load(ACCOUNTS, 'Name\nSomebody else\n');
        assertGood();
      });
    }

    const SIGHTS: Readonly<Record<string, (id: string) => Promise<unknown>>> = {
      'only the results of the first were seen': (id) => client.results(id, 'successfulResults'),
      'the first was looked at in vain': (id) => {
        client.org.faults.add({ kind: 'unavailable', method: 'GET' });
        return client.call(`/jobs/ingest/${id}`);
      },
      'some other job was looked at': async () => {
        const other = await create();
        await abort(other);
        await client.getJob(other);
      },
    };
    for (const [what, see] of Object.entries(SIGHTS)) {
      it(`the same data to a new job, where ${what} → uploadRepeated`, async () => {
        const id = await create();
        client.org.faults.add({ kind: 'dropAnswer', method: 'PUT' });
        await lost(client.upload(id, CSV));
        await abort(id);
        await see(id);
        await client.load(ACCOUNTS, CSV);
        wait(1);
        await client.getJob(id); // too late
        assertTold('uploadRepeated', 'PUT PUT');
      });
    }

    it('other data of the same length → nothing is told', async () => {
      const id = await create();
      client.org.faults.add({ kind: 'dropAnswer', method: 'PUT' });
      await lost(client.upload(id, CSV));
      await abort(id);
      await client.load(ACCOUNTS, CSV.replace('A', 'B'));
      assertGood();
    });

    it('the same data to a new job, where the first has processed some of it → uploadRepeated', async () => {
      const many = `Name\n${'A\n'.repeat(20_000)}`;
      const id = await create();
      client.org.faults.add({ kind: 'dropAnswer', method: 'PUT' });
      await lost(client.upload(id, many));
      client.org.settings.pace = { ...toPace('instant'), stepMs: 50, rowsPerStep: 200 };
      await client.setState(id, 'UploadComplete');
      await client.org.untilJob(id, ({ numberRecordsProcessed }) => numberRecordsProcessed > 0);
      await abort(id);
      await client.getJob(id);
      client.org.settings.pace = toPace('instant');
      await client.load(ACCOUNTS, many);
      assertTold('uploadRepeated', 'PUT PUT');
    });

    it('a byte order mark → byteOrderMark', async () => {
      await client.load(ACCOUNTS, `\uFEFF${CSV}`);
      assertTold('byteOrderMark', 'PUT');
    });

    it('more than 100,000,000 bytes, and no more than that → uploadTooLarge', async () => {
      const { accessToken, instanceUrl } = client.org;
      for (const length of [100_000_000, 100_000_001]) {
        const id = await create();
        const headers = {
          Authorization: `Bearer ${accessToken}`,
          'Content-Type': 'text/csv',
          'Content-Length': length,
        };
        const path = `/services/data/v67.0/jobs/ingest/${id}/batches`;
        const put = request(instanceUrl + path, { method: 'PUT', headers });
        client.org.faults.add({ kind: 'dropRequest', method: 'PUT', afterBytes: 1 });
        put.write(CSV);
        await once(put, 'error');
        await abort(id);
      }
      assertTold('uploadTooLarge', 'PUT');
    });

    it('another line ending than declared → wrongLineEnding', async () => {
      await client.load({ ...ACCOUNTS, lineEnding: 'CRLF' }, CSV);
      assertTold('wrongLineEnding', 'POST PUT');
    });

    it('another delimiter than declared → wrongDelimiter', async () => {
      await client.load(ACCOUNTS, 'Name;Phone\nA;1\n');
      assertTold('wrongDelimiter', 'POST PUT');
    });

    it('a column that does not exist → nothing is told', async () => {
      assert.equal((await client.load(ACCOUNTS, 'Name,Nonsense\nA,1\n')).state, 'Failed');
      assertGood();
    });
  });

  describe('patience', () => {
    for (const resultsBeforeEnd of ['rejected', OTHER_SIDE.resultsBeforeEnd] as const) {
      it(`results before the end, ${resultsBeforeEnd} by the org → resultsBeforeEnd`, async () => {
        client.org.settings.doubts.resultsBeforeEnd = resultsBeforeEnd;
        const id = await create();
        await client.results(id, 'failedResults');
        await abort(id);
        await client.results(id, 'failedResults');
        assertTold('resultsBeforeEnd', 'GET');
      });
    }

    it('results of a query before its end → resultsBeforeEnd', async () => {
      client.org.settings.pace = toPace(60_000);
      const query = { operation: 'query', query: 'SELECT Id FROM Account' };
      const { text } = await client.send('POST', '/jobs/query', query);
      await client.call(`/jobs/query/${(JSON.parse(text) as { id: string }).id}/results`);
      assertTold('resultsBeforeEnd', 'GET');
    });

    async function running(): Promise<string> {
      client.org.settings.pace = toPace(60_000);
      const id = await create();
      await client.upload(id, CSV);
      await client.setState(id, 'UploadComplete');
      return id;
    }

    it('looks that follow one another without more and more time between them → lookedTooSoon', async () => {
      const id = await running();
      for (const seconds of [1, 1, 2, 3, 5, 7, 13]) {
        await client.getJob(id);
        wait(seconds);
      }
      assert.deepEqual(told(), [
        ['lookedTooSoon', 'GET GET'],
        ['lookedTooSoon', 'GET GET'],
        ['lookedTooSoon', 'GET GET'],
        ['lookedTooSoon', 'GET GET'],
        ['lookedTooSoon', 'GET GET'],
      ]);
    });

    it('looks that keep to the back-off → nothing is told', async () => {
      const id = await running();
      for (const seconds of [1, 2, 3, 5, 8, 13, 21, 30, 30, 30]) {
        await client.getJob(id);
        wait(seconds);
      }
      assertGood();
    });

    it('looks at a job that is known to have ended, of all who want its counters → nothing is told', async () => {
      const { id } = await client.load(ACCOUNTS, CSV);
      await client.getJob(id);
      await client.getJob(id);
      assertGood();
    });

    it('looks at a job that is known to have ended, on and on → lookedTooSoon', async () => {
      const { id } = await client.load(ACCOUNTS, CSV);
      await client.getJob(id);
      await client.getJob(id);
      await client.getJob(id);
      assertTold('lookedTooSoon', 'GET GET');
    });

    it('a look at once after something was done with the job → nothing is told', async () => {
      const id = await running();
      await client.getJob(id);
      await abort(id);
      await client.getJob(id);
      assertGood();
    });

    it('a look at once before something is done with the job → nothing is told', async () => {
      const id = await running();
      await client.getJob(id);
      await client.getJob(id);
      await abort(id);
      assertGood();
    });

    for (const kind of ['tooManyRequests', 'unavailable', 'dropAnswer'] as const) {
      it(`a look at once after one without an answer of the org → lookedTooSoon (${kind})`, async () => {
        const id = await running();
        client.org.faults.add({ kind, method: 'GET', retryAfter: 0 });
        await client.getJob(id).catch(() => {});
        await client.getJob(id);
        await abort(id);
        assertTold('lookedTooSoon', 'GET GET');
      });
    }

    it('a look at once after one that was refused for its session → nothing is told', async () => {
      const id = await running();
      client.org.faults.add({ kind: 'sessionExpired', method: 'GET' });
      await client.getJob(id);
      await client.getJob(id);
      assertGood();
    });

    it('any request before the time that the org has named → retryAfterIgnored', async () => {
      client.org.faults.add({ kind: 'tooManyRequests', method: 'GET', retryAfter: 7 });
      await client.call('/limits');
      wait(6.9);
      const id = await create();
      wait(0.1);
      await abort(id);
      assertTold('retryAfterIgnored', 'GET POST');
    });

    it('a request after the time that the org has named, and one where it names none → nothing is told', async () => {
      client.org.faults.add({ kind: 'tooManyRequests', method: 'GET', retryAfter: 7 });
      await client.call('/limits');
      wait(7);
      client.org.faults.add({ kind: 'unavailable', method: 'GET' });
      await client.call('/limits');
      await client.call('/limits');
      assertGood();
    });

    it('a request that was on its way when the org asked for time → nothing is told', async () => {
      const early = new Promise<void>((resolve, reject) => {
        const limits = request(`${client.org.instanceUrl}/services/data/v67.0/limits`);
        limits.once('error', reject);
        limits.once('socket', (socket) =>
          socket.once('connect', () => {
            wait(1);
            client.org.faults.add({ kind: 'tooManyRequests', retryAfter: 7 });
            client
              .call('/limits')
              .then(() => limits.end().once('response', (response) => response.resume().once('end', resolve)))
              .catch(reject);
          }),
        );
      });
      await early;
      assert.deepEqual(
        client.org.log.map(({ status }) => status),
        [429, 401],
      );
      assertGood();
    });
  });

  describe('care', () => {
    it('a job that is spoken of in two versions → versionsMixed', async () => {
      const id = await create();
      await new Client(client.org, '66.0').setState(id, 'Aborted');
      assertTold('versionsMixed', 'POST PATCH');
    });

    it('two jobs in two versions → nothing is told', async () => {
      await client.load(ACCOUNTS, CSV);
      await new Client(client.org, '66.0').load(ACCOUNTS, CSV);
      assertGood();
    });

    it('a job that is left Open → jobLeftOpen', async () => {
      await client.upload(await create(), CSV);
      assertTold('jobLeftOpen', 'POST');
    });

    it('a job that is left Open after its upload broke → jobLeftOpen', async () => {
      const id = await create();
      client.org.faults.add({ kind: 'unavailable', method: 'PUT' });
      await client.upload(id, CSV);
      assertTold('jobLeftOpen', 'POST');
    });

    it('a job that could not be closed → nothing is told', async () => {
      const id = await create();
      client.org.faults.add({ kind: 'unavailable', method: 'PATCH' });
      await client.setState(id, 'UploadComplete');
      assertGood();
    });

    it('a job that could not be looked at → nothing is told', async () => {
      const id = await create();
      client.org.faults.add({ kind: 'sessionExpired', times: 2 });
      await client.upload(id, CSV);
      await client.call(`/jobs/ingest/${id}`);
      assertGood();
    });

    it('a job of which nobody was told → nothing is told', async () => {
      client.org.faults.add({ kind: 'dropAnswer', method: 'POST' });
      await lost(create());
      assert.equal(client.org.jobs.all().length, 1);
      assertGood();
    });

    it('a job that is deleted → jobDeleted', async () => {
      const { id } = await client.load(ACCOUNTS, CSV);
      await client.call(`/jobs/ingest/${id}`, { method: 'DELETE' });
      assertTold('jobDeleted', 'DELETE');
    });

    for (const kind of ['dropAnswer', 'unavailable'] as const) {
      it(`a job that is to be deleted, whatever comes of it (${kind})`, async () => {
        const { id } = await client.load(ACCOUNTS, CSV);
        client.org.faults.add({ kind, method: 'DELETE' });
        await client.call(`/jobs/ingest/${id}`, { method: 'DELETE' }).catch(() => {});
        assertTold('jobDeleted', 'DELETE');
      });
    }

    it('data that somebody else has declared wrongly', async () => {
      const job = client.org.jobs.add({
        ...ACCOUNTS,
        operation: 'insert',
        createdById: client.org.otherUserId,
        apiVersion: 67,
        lineEnding: 'CRLF',
        columnDelimiter: 'COMMA',
      });
      Object.assign(job, { state: 'Failed', errorMessage: 'ClientInputError : LineEnding is invalid on user data.' });
      await client.getJob(job.id);
      assertGood();
    });

    it('what a test asks of the demo org itself', async () => {
      const { accessToken, instanceUrl } = client.org;
      const headers = { Authorization: `Bearer ${accessToken}` };
      assert.equal((await call(`${instanceUrl}/__demo/log?sid=hidden`, { headers })).status, 200);
      assertGood();
    });

    it('a token in a URL, which the log does not keep → secretTold', async () => {
      const { accessToken } = client.org;
      for (const query of [
        `access_token=${accessToken}`,
        'a=b&sid=hidden',
        'c%6Fde_verifier=hidden',
        `x=${encodeURIComponent(accessToken)}`,
      ]) {
        await client.call(`/limits?${query}`);
      }
      assert.deepEqual(told(), Array(4).fill(['secretTold', 'GET']));
      const log = JSON.stringify(client.org.log);
      for (const secret of ['hidden', accessToken.slice(20), encodeURIComponent(accessToken).slice(20)]) {
        assert.ok(!log.includes(secret));
      }
    });

    it('a token in a body, however it is cut → secretTold', async () => {
      const { accessToken } = client.org;
      const id = await create();
      const { instanceUrl } = client.org;
      const headers = { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'text/csv' };
      const put = request(`${instanceUrl}/services/data/v67.0/jobs/ingest/${id}/batches`, { method: 'PUT', headers });
      for (const piece of [`Name\n${accessToken.slice(0, 3)}`, accessToken.slice(3, 9), `${accessToken.slice(9)}\n`]) {
        await new Promise((written) => put.write(piece, written));
        await new Promise(setImmediate);
      }
      put.end();
      await once(put, 'response');
      await abort(id);
      assertTold('secretTold', 'PUT');
    });

    it('a token in the body of OAuth, and a code in its address, are where they belong; the log keeps neither → nothing is told', async () => {
      const { accessToken, instanceUrl } = client.org;
      const headers = {
        'Content-Type': 'application/x-www-form-urlencoded',
        Cookie: 'sid=hidden; theme=dark',
        Referer: `${instanceUrl}/services/oauth2/authorize?code=hidden&state=1`,
      };
      const body = `token=${accessToken}`;
      const url = `${instanceUrl}/services/oauth2/revoke?code=hidden&state=1`;
      await call(url, { method: 'POST', headers, body });
      assertGood();
      const [entry] = client.org.log;
      assert.equal(entry?.path, '/services/oauth2/revoke?code=[REDACTED]&state=1');
      assert.equal(entry.headers['cookie'], 'sid=[REDACTED]; theme=dark');
      assert.ok(!JSON.stringify(entry).includes('hidden'));
    });
  });
});
