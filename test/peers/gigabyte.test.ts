// A demo org in a process of its own, and an upload that is far more than its memory may grow. It stands here, not among
// the unit tests, since it takes its time (20 s) and a gigabyte of the disk.

import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { LoggedRequest } from '../../src/demo/requestLog.js';
import { root } from '../editor/root.js';

const ROWS = 1_000_000;
const DESCRIPTION = 'x'.repeat(1_000);
const ROWS_PER_CHUNK = 100;

function* gigabyte(): Generator<string> {
  yield 'Name,Site,Description\n';
  for (let first = 0; first < ROWS; first += ROWS_PER_CHUNK) {
    const rows = Array.from({ length: ROWS_PER_CHUNK }, (_, at) => `Name ${first + at},"a,b",${DESCRIPTION}\n`);
    yield rows.join('');
  }
}

describe('an upload of a gigabyte', () => {
  let folder: string;
  let child: ChildProcess;
  let org: { readonly instanceUrl: string; readonly accessToken: string };

  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-bulk-gigabyte-'));
    const args = ['dist/demo.js', '--admin', '--without-jobs', '--pace', 'instant', '--exit-with-parent'];
    const env = { ...process.env, TMPDIR: folder };
    child = spawn(process.execPath, args, { cwd: root, env, stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface(child.stdout as NodeJS.ReadableStream), 'line')) as [string];
    org = JSON.parse(line) as typeof org;
  });
  after(async () => {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });

  const headers = (type = 'application/json') => ({ Authorization: `Bearer ${org.accessToken}`, 'Content-Type': type });

  async function ask<Answer>(method: string, resource: string, body?: object): Promise<Answer> {
    const init = { method, headers: headers(), ...(body && { body: JSON.stringify(body) }) };
    const answer = await fetch(org.instanceUrl + resource, init);
    assert.ok(answer.ok, `${method} ${resource}: ${answer.status}`);
    return (answer.status === 204 ? undefined : await answer.json()) as Answer;
  }

  /** Bytes that the process has taken at most since it started. */
  async function peak(): Promise<number> {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
    return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1]) * 1024;
  }

  it('streams through with flat memory, its rows counted and hashed; the log says that none is kept', async () => {
    const jobs = '/services/data/v67.0/jobs/ingest';
    await ask('POST', '/__demo/settings', { maxUploadBytes: 2_000_000_000 });
    const { id } = await ask<{ id: string }>('POST', jobs, { object: 'Account', operation: 'insert' });
    const before = await peak();
    const hash = createHash('sha256');
    let bytes = 0;
    const put = request(`${org.instanceUrl}${jobs}/${id}/batches`, { method: 'PUT', headers: headers('text/csv') });
    const answered = once(put, 'response') as Promise<[IncomingMessage]>;
    const counted = async function* (chunks: AsyncIterable<string>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += Buffer.byteLength(chunk);
        yield chunk;
      }
    };
    await pipeline(Readable.from(gigabyte()), counted, put);
    const [{ statusCode }] = await answered;
    assert.deepEqual([statusCode, bytes > 1_000_000_000], [201, true]);
    const uploaded = (await peak()) - before;
    assert.ok(uploaded < 200_000_000, `the upload took ${uploaded} bytes`);

    const log = await ask<readonly LoggedRequest[]>('GET', '/__demo/log');
    const entry = log.find(({ method }) => method === 'PUT');
    assert.equal(entry?.bytes, bytes);
    assert.deepEqual(entry.upload, { sha256: hash.digest('hex'), records: ROWS, kept: false });

    await ask('PATCH', `${jobs}/${id}`, { state: 'UploadComplete' });
    const look = () => ask<Record<string, unknown>>('GET', `${jobs}/${id}`);
    let job = await look();
    for (; job['state'] === 'UploadComplete' || job['state'] === 'InProgress'; job = await look()) await delay(500);
    assert.deepEqual(
      [job['state'], job['numberRecordsProcessed'], job['numberRecordsFailed']],
      ['JobComplete', ROWS, 0],
    );
    const processed = (await peak()) - before;
    assert.ok(processed < 400_000_000, `upload and rows took ${processed} bytes`);
  }).timeout(300_000);
});
