import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import {
  faultyOrg,
  JOB_ID,
  JOBS,
  json,
  refuse,
  RENEWED,
  SHORT_SILENCE,
  stopServers,
  type Handler,
} from './faultyOrg.js';

const CSV = '"sf__Id","sf__Error",Name\n"","INVALID_FIELD:a|b;c:--","Ada\r\nLovelace"\n';
const MB = 1024 * 1024;

const csv =
  (body: string | Buffer, headers: Record<string, string | number> = {}): Handler =>
  (_, response) =>
    response.writeHead(200, { 'content-type': 'text/csv; charset=UTF-8', ...headers }).end(body);

describe('downloadResults', () => {
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

  /** Fails, and leaves nothing behind. */
  async function fails(handler: Handler, expected: object, options: Parameters<typeof faultyOrg>[1] = {}) {
    const { salesforce, requests } = await faultyOrg(handler, options);
    await assert.rejects(salesforce.bulk.downloadResults(JOB_ID, 'failedResults', target), expected);
    assert.deepEqual(await readdir(folder), []);
    return requests;
  }

  for (const resultSet of ['successfulResults', 'failedResults', 'unprocessedrecords'] as const) {
    it(`writes ${resultSet} byte for byte`, async () => {
      const { salesforce, requests } = await faultyOrg(csv(CSV));
      assert.equal(await salesforce.bulk.downloadResults(JOB_ID, resultSet, target), CSV.length);
      assert.equal(await readFile(target, 'utf8'), CSV);
      assert.deepEqual(requests, [`GET ${JOBS}/${JOB_ID}/${resultSet}`]);
      assert.deepEqual(await readdir(folder), ['failed.csv']);
    });
  }

  it('lets only the owner read them', async function () {
    const { salesforce } = await faultyOrg(csv(CSV));
    await salesforce.bulk.downloadResults(JOB_ID, 'failedResults', target);
    if (process.platform !== 'win32') assert.equal((await stat(target)).mode & 0o777, 0o600);
  });

  it('asks for gzip, and unzips', async () => {
    const asked: unknown[] = [];
    const { salesforce } = await faultyOrg((request, response) => {
      asked.push(request.headers['accept-encoding']);
      csv(gzipSync(CSV), { 'content-encoding': 'gzip' })(request, response);
    });
    const told: number[] = [];
    const onProgress = (bytes: number) => told.push(bytes);
    assert.equal(await salesforce.bulk.downloadResults(JOB_ID, 'failedResults', target, { onProgress }), CSV.length);
    assert.equal(await readFile(target, 'utf8'), CSV);
    assert.deepEqual([asked, told.at(-1)], [['gzip'], CSV.length]);
  });

  it('renews the session where needed', async () => {
    const { salesforce } = await faultyOrg(
      (request, response) =>
        request.headers.authorization === `Bearer ${RENEWED}`
          ? csv(CSV)(request, response)
          : refuse(response, 401, 'INVALID_SESSION_ID'),
      { renew: () => Promise.resolve(RENEWED) },
    );
    await salesforce.bulk.downloadResults(JOB_ID, 'failedResults', target);
    assert.equal(await readFile(target, 'utf8'), CSV);
  });

  it('keeps the file that was there when it fails', async () => {
    await writeFile(target, 'before');
    const { salesforce } = await faultyOrg((_, response) => refuse(response, 400, 'INVALIDJOBSTATE'));
    await assert.rejects(salesforce.bulk.downloadResults(JOB_ID, 'failedResults', target), { code: 'InvalidJobState' });
    assert.deepEqual(await readdir(folder), ['failed.csv']);
    assert.equal(await readFile(target, 'utf8'), 'before');
  });

  it('fails when the connection breaks in the middle', () =>
    fails(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/csv', 'content-length': 1000 });
        response.write(CSV, () => response.destroy());
      },
      { code: 'ServerUnavailable' },
    ));

  it('fails when a chunked answer breaks in the middle', () =>
    fails(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/csv' });
        response.write(CSV, () => response.destroy());
      },
      { code: 'ServerUnavailable' },
    ));

  it('fails when the gzip stream is cut off, though the answer ends properly', () =>
    fails(csv(gzipSync(CSV).subarray(0, -9), { 'content-encoding': 'gzip' }), { code: 'ServerUnavailable' }));

  it('fails when the gzip stream is damaged', () =>
    fails(csv('not zipped', { 'content-encoding': 'gzip' }), { code: 'ServerUnavailable' }));

  it('fails when nothing comes any more', () =>
    fails(
      (_, response) => void response.writeHead(200, { 'content-type': 'text/csv' }).write(CSV),
      { code: 'ServerUnavailable', message: /ETIMEDOUT/ },
      { idleMs: SHORT_SILENCE },
    ));

  it('writes no error body', () => fails((_, response) => refuse(response, 404, 'NOT_FOUND'), { code: 'NotFound' }));

  it('writes no page', () =>
    fails((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html/>'), {
      code: 'UnexpectedAnswer',
    }));

  it('writes no JSON', () => fails((_, response) => json(response, 200, { hello: 1 }), { code: 'UnexpectedAnswer' }));

  it('is sent once', async () => {
    const requests = await fails((_, response) => response.writeHead(503).end('<html/>'), {
      code: 'ServerUnavailable',
    });
    assert.equal(requests.length, 1);
  });

  it('can be aborted in the middle', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const { salesforce } = await faultyOrg((_, response) => {
      response.writeHead(200, { 'content-type': 'text/csv' }).write('x'.repeat(MB));
    });
    const options = { signal: controller.signal, onProgress: () => controller.abort(reason) };
    await assert.rejects(salesforce.bulk.downloadResults(JOB_ID, 'failedResults', target, options), reason);
    assert.deepEqual(await readdir(folder), []);
  });

  it('says so when the folder cannot be written to', async () => {
    const { salesforce, requests } = await faultyOrg(csv(CSV));
    const nowhere = path.join(folder, 'missing', 'failed.csv');
    await assert.rejects(salesforce.bulk.downloadResults(JOB_ID, 'failedResults', nowhere), { code: 'StorageFailed' });
    assert.deepEqual(requests, []);
  });

  it('jsforce faults: results are read whole into memory → the server is held back by the disk', async function () {
    this.timeout(20_000);
    let written = 0;
    let received = 0;
    let ahead = 0;
    const { salesforce } = await faultyOrg((_, response) => {
      response.writeHead(200, { 'content-type': 'text/csv' });
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const source = function* () {
        for (; written < 64 * MB; written += chunk.length) yield chunk;
      };
      void pipeline(source, response);
    });
    const bytes = await salesforce.bulk.downloadResults(JOB_ID, 'successfulResults', target, {
      onProgress: (progress) => {
        received = progress;
        ahead = Math.max(ahead, written - received);
      },
    });
    assert.equal(bytes, 64 * MB);
    assert.equal((await stat(target)).size, 64 * MB);
    assert.ok(ahead < 24 * MB, `${ahead} bytes ahead`);
  });
});
