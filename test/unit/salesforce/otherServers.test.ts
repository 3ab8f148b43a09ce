// What a server may do that is not the demo org, and still speaks HTTP and Salesforce.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { JobData } from '../../../src/core/salesforce/ports.js';
import { faultyOrg, JOB_ID, JOBS, json, RENEWED, SHORT_SILENCE, stopServers, type Handler } from './faultyOrg.js';

const data = (text = 'Name\nAda\n'): JobData => ({
  length: Buffer.byteLength(text),
  async *open() {
    yield* await Promise.resolve([Buffer.from(text)]);
  },
});

/** Reads the whole body, then writes these bytes on the connection. */
const raw =
  (bytes: string, then: (socket: Socket) => void = () => {}): Handler =>
  (request) =>
    void request.resume().on('end', () => request.socket.write(bytes, () => then(request.socket)));

const JOB = {
  id: JOB_ID,
  operation: 'insert',
  object: 'Account',
  createdById: '005000000000001AAA',
  state: 'Open',
} as const;

describe('other servers: the answer to an upload', () => {
  afterEach(stopServers);

  for (const [what, handler] of [
    ['200', raw('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')],
    ['204', raw('HTTP/1.1 204 No Content\r\n\r\n')],
    ['201 in chunks', raw('HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n')],
    ['201 with words', raw('HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: 4\r\n\r\nnull')],
    ['201 after 100 Continue', raw('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n')],
    [
      '201 without content, said to be zipped',
      raw('HTTP/1.1 201 Created\r\ncontent-encoding: gzip\r\ncontent-length: 0\r\n\r\n'),
    ],
    ['201 without a length, on a connection that stays', raw('HTTP/1.1 201 Created\r\n\r\n')],
    ['201 whose words break off', raw('HTTP/1.1 201 Created\r\ncontent-length: 9\r\n\r\n{', (s) => s.destroy())],
  ] as [string, Handler][]) {
    it(`${what}: Salesforce has the data`, async () => {
      const { salesforce, requests } = await faultyOrg(handler, { idleMs: SHORT_SILENCE });
      await salesforce.bulk.uploadJobData(JOB_ID, data());
      assert.equal(requests.length, 1);
    });
  }

  it('200 with a page: somebody else may have it', async () => {
    const { salesforce } = await faultyOrg(
      raw('HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 7\r\n\r\n<html/>'),
    );
    await assert.rejects(salesforce.bulk.uploadJobData(JOB_ID, data()), { code: 'UploadOutcomeUnknown' });
  });

  it('200 with a page to a DELETE: nothing was deleted', async () => {
    const { salesforce } = await faultyOrg(
      raw('HTTP/1.1 200 OK\r\ncontent-type: Text/HTML\r\ncontent-length: 7\r\n\r\n<html/>'),
    );
    await assert.rejects(salesforce.bulk.deleteJob(JOB_ID), { code: 'UnexpectedAnswer' });
  });
});

describe('other servers: results', () => {
  let folder: string;
  let target: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'results-'));
    target = path.join(folder, 'failed.csv');
  });
  afterEach(async () => {
    await stopServers();
    await rm(folder, { recursive: true });
  });

  const CSV = '"sf__Id","sf__Error","Name"\r\n';
  for (const [what, handler, expected] of [
    ['a type in other letters', (_, response) => response.writeHead(200, { 'content-type': 'Text/CSV' }).end(CSV), CSV],
    [
      'the old name of gzip',
      (_, response) =>
        response.writeHead(200, { 'content-type': 'text/csv', 'content-encoding': 'X-GZip' }).end(gzipSync(CSV)),
      CSV,
    ],
    [
      'an encoding that is none',
      (_, response) => response.writeHead(200, { 'content-type': 'text/csv', 'content-encoding': 'identity' }).end(CSV),
      CSV,
    ],
    ['no content', (_, response) => response.writeHead(204).end(), ''],
    [
      'a body up to the end of the connection',
      raw(`HTTP/1.0 200 OK\r\ncontent-type: text/csv\r\n\r\n${CSV}`, (s) => s.end()),
      CSV,
    ],
  ] as [string, Handler, string][]) {
    it(`come with ${what}`, async () => {
      const { salesforce } = await faultyOrg(handler);
      assert.equal(await salesforce.bulk.downloadResults(JOB_ID, 'failedResults', target), expected.length);
      assert.equal(await readFile(target, 'utf8'), expected);
    });
  }

  it('take a while to be put together', async () => {
    const { salesforce } = await faultyOrg(
      (_, response) =>
        void setTimeout(() => response.writeHead(200, { 'content-type': 'text/csv' }).end(CSV), SHORT_SILENCE * 2),
      { idleMs: SHORT_SILENCE },
    );
    assert.equal(await salesforce.bulk.downloadResults(JOB_ID, 'successfulResults', target), CSV.length);
  });

  it('in an encoding nobody asked for are no results', async () => {
    const { salesforce } = await faultyOrg((_, response) =>
      response.writeHead(200, { 'content-type': 'text/csv', 'content-encoding': 'br' }).end('?'),
    );
    const download = salesforce.bulk.downloadResults(JOB_ID, 'failedResults', target);
    await assert.rejects(download, { code: 'UnexpectedAnswer', message: /br/ });
    assert.deepEqual(await readdir(folder), []);
  });
});

describe('other servers: jobs', () => {
  afterEach(stopServers);

  it('ids of 15 characters are the same ids', async () => {
    const short = { ...JOB, id: JOB_ID.slice(0, 15), createdById: '00500000000000A' };
    const { salesforce } = await faultyOrg((request, response) =>
      json(response, 200, request.url?.includes('?') ? { done: true, records: [short] } : short),
    );
    const { bulk } = salesforce;
    const request = { object: 'Account', operation: 'insert', lineEnding: 'LF', columnDelimiter: 'COMMA' } as const;
    const jobs = [await bulk.createJob(request), await bulk.closeJob(JOB_ID), await bulk.abortJob(JOB_ID)];
    jobs.push(await bulk.getJob(JOB_ID));
    for await (const page of bulk.listJobs()) jobs.push(...page);
    assert.equal(jobs.length, 5);
    for (const job of jobs) assert.deepEqual([job.id, job.createdById], [JOB_ID, '00500000000000AAAQ']);
  });

  for (const [what, answer] of [
    ['no id', { state: 'Open' }],
    ['no state', { id: JOB_ID }],
    ['a list', [JOB]],
  ] as const) {
    it(`an answer with ${what} is no job`, async () => {
      const { salesforce } = await faultyOrg((_, response) => json(response, 200, answer));
      await assert.rejects(salesforce.bulk.getJob(JOB_ID), { code: 'UnexpectedAnswer' });
    });
  }

  it('201, pretty printed, in another order, with members nobody knows', async () => {
    const { salesforce } = await faultyOrg((_, response) => {
      const job = Object.fromEntries(Object.entries({ ...JOB, somethingNew: { a: 1 } }).reverse());
      response.writeHead(201, { 'content-type': 'application/json' }).end(`\n${JSON.stringify(job, undefined, 2)}\n`);
    });
    const { id, state } = await salesforce.bulk.getJob(JOB_ID);
    assert.deepEqual([id, state], [JOB_ID, 'Open']);
  });

  it('a list that does not keep to its filter on later pages is filtered here', async () => {
    const job = (last: string, jobType?: string) => ({ ...JOB, id: `7500000000000${last}AAA`, jobType });
    const { salesforce, requests } = await faultyOrg((request, response) =>
      request.url?.includes('queryLocator')
        ? json(response, 200, { records: [job('03', 'Classic'), job('04', 'V2Ingest')], done: true })
        : // A locator without a slash at its start, as contentUrl has it.
          json(response, 200, {
            nextRecordsUrl: `${JOBS.slice(1)}/?queryLocator=01g-1000`,
            records: [job('01'), job('02', 'V2Ingest')],
            done: false,
          }),
    );
    const ids: string[] = [];
    for await (const page of salesforce.bulk.listJobs()) ids.push(...page.map(({ id }) => id.slice(13, 15)));
    assert.deepEqual(ids, ['01', '02', '04']);
    assert.equal(requests[1], `GET ${JOBS}/?queryLocator=01g-1000`);
  });

  for (const [what, answer] of [
    ['no records', { done: true }],
    ['more to come but not where', { done: false, records: [], nextRecordsUrl: null }],
  ] as const) {
    it(`a page with ${what} is no page`, async () => {
      const { salesforce } = await faultyOrg((_, response) => json(response, 200, answer));
      await assert.rejects(salesforce.rest.query('SELECT Id FROM Account'), { code: 'UnexpectedAnswer' });
    });
  }
});

describe('other servers: objects', () => {
  afterEach(stopServers);

  it('200 with an error, or with anything else, is no description', async () => {
    const { salesforce } = await faultyOrg((_, response) =>
      json(response, 200, [{ errorCode: 'UNKNOWN_EXCEPTION', message: 'Because.' }]),
    );
    await assert.rejects(salesforce.rest.describeGlobal(), { code: 'UnexpectedAnswer' });
    await assert.rejects(salesforce.rest.describe('Account'), { code: 'UnexpectedAnswer' });
  });
});

describe('other servers: sessions', () => {
  afterEach(stopServers);

  it("the org's use of the API, not that of one app", async () => {
    const usage = 'per-app-api-usage=17/250(appName=sample); api-bursts=1/2; api-usage=18/5000';
    const { salesforce } = await faultyOrg((_, response) => json(response, 200, {}, { 'sforce-limit-info': usage }));
    await salesforce.rest.limits();
    assert.deepEqual(salesforce.apiUsage, { used: 18, allowed: 5000 });
  });

  it('a renewed token comes with a line break', async () => {
    const { salesforce } = await faultyOrg(
      (request, response) =>
        request.headers.authorization === `Bearer ${RENEWED}` ? json(response, 200, {}) : response.writeHead(401).end(),
      { renew: () => Promise.resolve(`${RENEWED}\n`) },
    );
    await salesforce.rest.limits();
  });

  it('a renewed token that is none is not sent', async () => {
    const { salesforce, requests } = await faultyOrg((_, response) => response.writeHead(401).end(), {
      renew: () => Promise.resolve('[REDACTED] Use another command\r\nSECRET'),
    });
    await assert.rejects(salesforce.rest.limits(), { code: 'SessionExpired' });
    assert.equal(requests.length, 1);
  });

  it('a slow drip is an answer', async () => {
    const { salesforce } = await faultyOrg(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const text = [...'{"a":{"Max":1}}'];
        const drip = () => {
          const char = text.shift();
          if (char === undefined) return response.end();
          response.write(char, () => setTimeout(drip, SHORT_SILENCE / 10));
        };
        drip();
      },
      { idleMs: SHORT_SILENCE },
    );
    assert.deepEqual(await salesforce.rest.limits(), { a: { Max: 1 } });
  });
});
