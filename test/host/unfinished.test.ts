import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { JournalEntry } from '../../src/core/load/journal.js';
import { useDemoOrg } from './demoOrg.js';
import { call, inside } from './extension.js';
import { useMessages } from './messages.js';

describe('a load that an earlier session left unfinished', () => {
  const org = useDemoOrg({ alias: 'unfinished', flags: ['--without-jobs'] });
  const messages = useMessages();
  let endedPid: number;

  before(async () => {
    const child = spawn(process.execPath, ['-e', ''], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
    await once(child, 'exit');
    endedPid = child.pid as number;
  });

  /** Writes the journal of a load that crashed in mid upload, and starts the session after it. */
  async function crashed(loadId: string, pid = endedPid): Promise<string> {
    const { ctx } = await inside();
    const job = { object: 'Account', operation: 'insert' } as const;
    const { jobId } = await call<{ jobId: string }>('salesforceBulk.createJob', job);
    const entries: JournalEntry[] = [
      {
        type: 'load',
        version: 1,
        loadId,
        pid,
        org: org().key,
        uri: 'file:///data/crashed.csv',
        fileName: 'crashed.csv',
        ...job,
        rows: 2,
        source: { size: 20, mtimeMs: 0 },
        parts: [{ rows: 2, start: 5, end: 20, length: 20, sha256: '00' }],
        startedAt: Date.now(),
      },
      { type: 'createJob', part: 0 },
      { type: 'jobCreated', part: 0, jobId },
      { type: 'uploadJobData', part: 0, jobId },
    ];
    await mkdir(ctx.folders.journals, { recursive: true });
    const cut = '{"type":"closeJ'; // the crash came while this line was written
    const text = [...entries.map((entry) => JSON.stringify(entry)), cut].join('\n');
    await writeFile(path.join(ctx.folders.journals, `${loadId}.jsonl`), text);
    await org().forgetRequests();
    await ctx.unfinished.read();
    const acts = (await org().requests()).filter((request) => !request.startsWith('GET'));
    assert.deepEqual(acts, [], 'to list it changes nothing');
    return jobId;
  }

  async function listed(loadId: string) {
    const { tree } = await inside();
    const node = tree.getChildren().find((child) => 'loadId' in child && child.loadId === loadId);
    return node && { node, item: tree.getTreeItem(node) };
  }

  const waiting = async () => {
    const { folders } = (await inside()).ctx;
    return (await readdir(folders.journals)).filter((name) => name.endsWith('.jsonl'));
  };

  it('is listed, and aborted by stopLoad', async () => {
    const jobId = await crashed('load-1');
    const found = await listed('load-1');
    assert.equal(found?.item.label, 'Unfinished load of crashed.csv');
    assert.equal(found?.item.contextValue, 'unfinishedLoad');

    const aborted = await call<readonly { id: string; state: string }[]>('salesforceBulk.stopLoad', {
      loadId: 'load-1',
    });
    assert.deepEqual(
      aborted.map(({ id, state }) => [id, state]),
      [[jobId, 'Aborted']],
    );
    assert.equal((await org().job(jobId)).state, 'Aborted');
    assert.equal(await listed('load-1'), undefined);
    assert.deepEqual(await waiting(), []);
    assert.deepEqual(messages().all, []);
  });

  it('asks a person first', async () => {
    const jobId = await crashed('load-2');
    const node = (await listed('load-2'))?.node;
    await call('salesforceBulk.stopLoad', node);
    assert.match(messages().all.shift()?.text ?? '', /Stop the load of crashed\.csv into unfinished\?/);
    assert.equal((await org().job(jobId)).state, 'Open');

    messages().answer('Stop Everything');
    await call('salesforceBulk.stopLoad', node);
    assert.equal((await org().job(jobId)).state, 'Aborted');
    assert.match(messages().all.at(-1)?.text ?? '', /Aborted jobs: 1/);
  });

  it('counts a job that is gone as ended', async () => {
    org().conduct.expect('jobDeleted', 'makes a job that is gone');
    const jobId = await crashed('load-3');
    await call('salesforceBulk.abortJob', { jobId });
    await call('salesforceBulk.deleteJob', { jobId });
    assert.deepEqual(await call('salesforceBulk.stopLoad', { loadId: 'load-3' }), []);
    assert.equal(await listed('load-3'), undefined);
  });

  it('stays listed when its job could not be aborted', async () => {
    await crashed('load-4');
    await org().admin('POST', '/faults', {
      kind: 'error',
      method: 'PATCH',
      times: 0,
      status: 403,
      errorCode: 'INSUFFICIENT_ACCESS',
      message: 'no',
    });
    await assert.rejects(call('salesforceBulk.stopLoad', { loadId: 'load-4' }), { code: 'NoApiAccess' });
    assert.ok(await listed('load-4'));
    await org().admin('DELETE', '/faults');
    await call('salesforceBulk.stopLoad', { loadId: 'load-4' });
  });

  it('is dismissed on the person’s word, its jobs left as they are', async () => {
    org().conduct.expect('jobLeftOpen', 'the person has said so');
    const jobId = await crashed('load-5');
    await call('salesforceBulk.dismissLoad', (await listed('load-5'))?.node);
    assert.equal(await listed('load-5'), undefined);
    assert.equal((await org().job(jobId)).state, 'Open');
  });

  it('is not offered while the window that runs it lives', async () => {
    org().conduct.expect('jobLeftOpen', 'the other window will close it');
    await crashed('load-6', process.ppid);
    assert.equal(await listed('load-6'), undefined);
    assert.deepEqual(await waiting(), ['load-6.jsonl']);
  });
});
