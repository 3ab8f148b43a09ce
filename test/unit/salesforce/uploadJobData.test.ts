import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { UserError } from '../../../src/core/errors.js';
import type { JobData } from '../../../src/core/salesforce/ports.js';
import {
  bodyOf,
  event,
  faultyOrg,
  JOB_ID,
  JOBS,
  refuse,
  RENEWED,
  SHORT_SILENCE,
  stopServers,
  WHO,
  type Handler,
} from './faultyOrg.js';

const CSV = 'Name\nAda\nGrace\n';
const PUT = `PUT ${JOBS}/${JOB_ID}/batches`;

/** Counts how often it was opened, and how many of those were closed again. */
class Data implements JobData {
  opened = 0;
  closed = 0;
  yielded = 0;

  constructor(
    readonly length: number,
    private readonly chunks: () => Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  ) {}

  async *open(): AsyncIterable<Uint8Array> {
    this.opened++;
    try {
      for await (const chunk of this.chunks()) {
        this.yielded += chunk.length;
        yield chunk;
      }
    } finally {
      this.closed++;
    }
  }
}

const data = (text = CSV): Data => new Data(Buffer.byteLength(text), () => [Buffer.from(text)]);

const MB = 1024 * 1024;
/** The same memory again and again, as a reader of files does. */
const large = (megabytes: number): Data =>
  new Data(megabytes * MB, function* () {
    const chunk = Buffer.alloc(256 * 1024, 'x');
    for (let sent = 0; sent < megabytes * MB; sent += chunk.length) yield chunk;
  });

const store =
  (stored: string[]): Handler =>
  (request, response) =>
    void bodyOf(request).then((body) => {
      stored.push(body);
      response.writeHead(201).end();
    });

describe('uploadJobData', () => {
  afterEach(stopServers);

  it('sends the bytes as they are, with their length', async () => {
    const stored: string[] = [];
    const headers: IncomingMessage['headers'][] = [];
    const { salesforce, requests } = await faultyOrg((request, response) => {
      headers.push(request.headers);
      store(stored)(request, response);
    });
    const text = '\uFEFFName,"a|b;c"\r\n"Ada ""Countess""\n",Ünïcode\r\n';
    await salesforce.bulk.uploadJobData(JOB_ID, data(text));
    assert.deepEqual(stored, [text]);
    assert.deepEqual(requests, [PUT]);
    assert.equal(headers[0]?.['content-length'], String(Buffer.byteLength(text)));
    assert.equal(headers[0]?.['content-type'], 'text/csv');
    assert.equal(headers[0]?.['transfer-encoding'], undefined);
    assert.equal(headers[0]?.['content-encoding'], undefined);
  });

  it('waits until a chunk is sent before the source may use its memory again', async () => {
    const stored: string[] = [];
    const { salesforce } = await faultyOrg(store(stored));
    const reused = new Data(4 * 64 * 1024, function* () {
      const chunk = Buffer.alloc(64 * 1024);
      for (const letter of 'abcd') yield chunk.fill(letter);
    });
    await salesforce.bulk.uploadJobData(JOB_ID, reused);
    assert.equal(stored[0], [...'abcd'].map((letter) => letter.repeat(64 * 1024)).join(''));
  });

  it('tells its progress up to the last byte', async () => {
    const { salesforce } = await faultyOrg(store([]));
    const told: number[] = [];
    await salesforce.bulk.uploadJobData(JOB_ID, large(4), { onProgress: (bytes) => told.push(bytes) });
    assert.equal(told.at(-1), 4 * MB);
    assert.deepEqual(
      told,
      [...told].sort((a, b) => a - b),
    );
  });

  it('reads no further ahead than the connection takes it', async function () {
    this.timeout(20_000);
    let received = 0;
    let ahead = 0;
    const source = large(64);
    const { salesforce } = await faultyOrg((request, response) => {
      request.on('data', (chunk: Buffer) => {
        received += chunk.length;
        ahead = Math.max(ahead, source.yielded - received);
        request.pause();
        setImmediate(() => request.resume());
      });
      request.on('end', () => response.writeHead(201).end());
    });
    await salesforce.bulk.uploadJobData(JOB_ID, source);
    assert.equal(received, 64 * MB);
    // What the two ends of a loopback connection buffer in the kernel.
    assert.ok(ahead < 24 * MB, `${ahead} bytes ahead`);
  });

  it('can be aborted in the middle: the source is closed and the connection too', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const closed = event();
    const { salesforce, requests } = await faultyOrg((request) => {
      request.on('close', closed.happen);
      request.once('data', () => controller.abort(reason));
    });
    const source = large(64);
    await assert.rejects(salesforce.bulk.uploadJobData(JOB_ID, source, { signal: controller.signal }), reason);
    await closed.happened;
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([source.opened, source.closed, requests.length], [1, 1, 1]);
  });

  it('can be aborted while the source is silent', async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const { salesforce } = await faultyOrg((request) => {
      request.once('data', () => controller.abort(reason));
    });
    const silent = new Data(100, async function* () {
      yield Buffer.from('Name\n');
      await new Promise(() => {});
    });
    await assert.rejects(salesforce.bulk.uploadJobData(JOB_ID, silent, { signal: controller.signal }), reason);
  });

  it('stops sending as soon as Salesforce refuses, and says why', async () => {
    const { salesforce } = await faultyOrg((request, response) => {
      request.once('data', () => {
        request.pause();
        refuse(response, 413, 'EXCEEDED_MAX_SIZE_REQUEST', 'Too large');
      });
    });
    const source = large(200);
    await assert.rejects(salesforce.bulk.uploadJobData(JOB_ID, source), { code: 'ApiError', status: 413 });
    assert.equal(source.closed, 1);
    assert.ok(source.yielded < 200 * MB);
  });

  it('refuses ids that address something else', async () => {
    const { salesforce, requests } = await faultyOrg(store([]));
    for (const id of ['../../query', `${JOB_ID}/batches`, '750', '', '750000000000001AA?']) {
      await assert.rejects(salesforce.bulk.uploadJobData(id, data()), { code: 'InvalidArgument' });
    }
    assert.deepEqual(requests, []);
  });

  it('sends nothing where nobody can be reached: that leaves no doubt', async () => {
    const { salesforce } = await faultyOrg(() => {});
    await stopServers();
    await assert.rejects(salesforce.bulk.uploadJobData(JOB_ID, data()), { code: 'Offline' });
  });

  for (const [what, handler] of [
    ['no answer comes', (request) => void request.resume()],
    ['the server takes nothing', (request) => void request.pause()],
  ] as [string, Handler][]) {
    it(`is in doubt when ${what}`, async () => {
      const { salesforce, requests } = await faultyOrg(handler, { idleMs: SHORT_SILENCE });
      const upload = salesforce.bulk.uploadJobData(JOB_ID, large(32));
      await assert.rejects(upload, { code: 'UploadOutcomeUnknown' });
      assert.equal(requests.length, 1);
    });
  }

  it('is in doubt when something else than Salesforce says yes', async () => {
    const { salesforce } = await faultyOrg((request, response) => {
      request.resume().on('end', () => response.writeHead(302, { location: '/login' }).end());
    });
    await assert.rejects(salesforce.bulk.uploadJobData(JOB_ID, data()), { code: 'UploadOutcomeUnknown' });
  });

  it('is in doubt when the connection ends after a yes to half of the data', async () => {
    const { salesforce } = await faultyOrg((request, response) => {
      request.once('data', () => {
        request.pause();
        response.writeHead(201).end(() => request.socket.destroy());
      });
    });
    await assert.rejects(salesforce.bulk.uploadJobData(JOB_ID, large(64)), { code: 'UploadOutcomeUnknown' });
  });
});

describe('jsforce faults: uploads', () => {
  afterEach(stopServers);

  it('401 INVALID_SESSION_ID answering a streamed PUT hangs for ever → renewed once, sent again from the start', async () => {
    const stored: string[] = [];
    let renewals = 0;
    const { salesforce, requests } = await faultyOrg(
      (request, response) => {
        if (request.headers.authorization === `Bearer ${RENEWED}`) return store(stored)(request, response);
        request.resume().on('end', () => refuse(response, 401, 'INVALID_SESSION_ID', 'Session expired or invalid'));
      },
      { renew: () => Promise.resolve((renewals++, RENEWED)) },
    );
    const source = data();
    await salesforce.bulk.uploadJobData(JOB_ID, source);
    assert.deepEqual([stored, requests], [[CSV], [PUT, WHO, PUT]]);
    assert.deepEqual([renewals, source.opened, source.closed], [1, 2, 2]);
  });

  it('401 before the data is through, where the data fits one string: resent without data → sent whole', async () => {
    const stored: string[] = [];
    const { salesforce } = await faultyOrg(
      (request, response) => {
        if (request.headers.authorization === `Bearer ${RENEWED}`) return store(stored)(request, response);
        refuse(response, 401, 'INVALID_SESSION_ID', 'Session expired or invalid');
        request.resume();
      },
      { renew: () => Promise.resolve(RENEWED) },
    );
    await salesforce.bulk.uploadJobData(JOB_ID, data());
    assert.deepEqual(stored, [CSV]);
  });

  it('503 answering a streamed PUT: sent again with a spent stream, cause hidden → sent once, cause kept', async () => {
    const { salesforce, requests } = await faultyOrg((request, response) => {
      request.resume().on('end', () => response.writeHead(503, { 'content-type': 'text/html' }).end('<html/>'));
    });
    await assert.rejects(salesforce.bulk.uploadJobData(JOB_ID, data()), (error) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.code, 'UploadOutcomeUnknown');
      assert.deepEqual((error.cause as { code?: unknown; status?: unknown }).status, 503);
      return true;
    });
    assert.deepEqual(requests, [PUT]);
  });

  it('connection reset in mid-PUT: sent again with a spent stream, cause hidden → sent once, cause kept', async () => {
    const { salesforce, requests } = await faultyOrg((request) => {
      request.once('data', () => request.socket.resetAndDestroy());
    });
    await assert.rejects(salesforce.bulk.uploadJobData(JOB_ID, large(32)), (error) => {
      assert.ok(error instanceof UserError && error.cause instanceof UserError);
      assert.equal(error.code, 'UploadOutcomeUnknown');
      assert.match((error.cause.cause as NodeJS.ErrnoException).code ?? '', /ECONNRESET|EPIPE/);
      return true;
    });
    assert.deepEqual(requests, [PUT]);
  });

  it('an error of the source hangs for ever → it is the error of the upload, and nothing arrives', async () => {
    const stored: string[] = [];
    const cut = event();
    const { salesforce, requests } = await faultyOrg((request) => {
      void bodyOf(request).then(
        (body) => stored.push(body),
        () => cut.happen(),
      );
    });
    const unplugged = Object.assign(new Error('read failed'), { code: 'EIO' });
    const source = new Data(1000, function* () {
      yield Buffer.from('Name\n');
      throw unplugged;
    });
    await assert.rejects(salesforce.bulk.uploadJobData(JOB_ID, source), unplugged);
    await cut.happened;
    assert.deepEqual([stored, requests], [[], [PUT]]);
  });

  it('a Buffer hangs for ever → sent', async () => {
    const stored: string[] = [];
    const { salesforce } = await faultyOrg(store(stored));
    await salesforce.bulk.uploadJobData(JOB_ID, data());
    assert.deepEqual(stored, [CSV]);
  });

  it('an empty stream is sent and counts as success → refused, before or while it is sent', async () => {
    const { salesforce, requests } = await faultyOrg(store([]));
    await assert.rejects(salesforce.bulk.uploadJobData(JOB_ID, data('')), { code: 'NothingToSend' });
    await assert.rejects(salesforce.bulk.uploadJobData(JOB_ID, new Data(10, () => [])), { code: 'FileChanged' });
    assert.ok(requests.length <= 2);
  });

  for (const [what, text] of [
    ['fewer', 'Name\n'],
    ['more', `${CSV}Hedy\n`],
  ] as const) {
    it(`${what} bytes than promised → FileChanged, and Salesforce gets no whole request`, async () => {
      const cut = event();
      const { salesforce } = await faultyOrg((request, response) => {
        void bodyOf(request).then(
          () => response.writeHead(201).end(),
          () => cut.happen(),
        );
      });
      const source = new Data(CSV.length, () => [Buffer.from(text.slice(0, 4)), Buffer.from(text.slice(4))]);
      await assert.rejects(salesforce.bulk.uploadJobData(JOB_ID, source), { code: 'FileChanged' });
      await cut.happened;
    });
  }

  it('a failed upload DELETEs the job → no request but the PUT', async () => {
    const { salesforce, requests } = await faultyOrg((_, response) => response.writeHead(500).end());
    await assert.rejects(salesforce.bulk.uploadJobData(JOB_ID, data()));
    assert.deepEqual(requests, [PUT]);
  });
});
