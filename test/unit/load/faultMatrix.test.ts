// Every request of a load × every fault: no row twice, no job left open that nobody remembers.
import assert from 'node:assert/strict';
import { UserError } from '../../../src/core/errors.js';
import { unfinishedLoads } from '../../../src/core/load/journal.js';
import type { LoadResult } from '../../../src/core/load/runLoad.js';
import type { CallFault } from '../../../src/demo/faults.js';
import { accounts, LoadBench } from './loadBench.js';

const ROWS = 40;
const JOB = 'ingest/750\\w+$';

const refusal = (status: number, errorCode: string): CallFault => ({
  kind: 'error',
  status,
  errorCode,
  message: 'Refused by the test',
});
const FAULTS: Readonly<Record<string, CallFault>> = {
  '401': { kind: 'sessionExpired' },
  '403 limit': refusal(403, 'REQUEST_LIMIT_EXCEEDED'),
  '404': refusal(404, 'NOT_FOUND'),
  '409': refusal(409, 'CONFLICT'),
  '429': { kind: 'tooManyRequests', retryAfter: 2 },
  '500': refusal(500, 'UNKNOWN_EXCEPTION'),
  '503 page': { kind: 'unavailable' },
  'reset before the body': { kind: 'dropRequest', afterBytes: 0 },
  'reset after the body': { kind: 'dropAnswer' },
  'cut answer': { kind: 'cutAnswer', afterBytes: 10 },
};
const REQUESTS = [
  { method: 'POST', path: 'ingest$' },
  { method: 'PUT', path: 'batches$' },
  { method: 'PATCH', path: JOB },
  { method: 'GET', path: JOB },
] as const;
const TIMES = { once: 1, 'for ever': Infinity } as const;

describe('whatever breaks', () => {
  for (const [name, fault] of Object.entries(FAULTS)) {
    for (const [howOften, times] of Object.entries(TIMES)) {
      it(`${name}, ${howOften}: no row twice, and no job forgotten`, async () => {
        // A look that fails for ever is waited out for ever: that is the watcher's promise.
        const requests = REQUESTS.filter(({ method }) => method !== 'GET' || times === 1);
        const cells = requests.flatMap((request) => [0, 1].map((skip) => ({ ...fault, ...request, skip, times })));
        await Promise.all(cells.map(check));
      });
    }
  }
});

async function check(fault: CallFault): Promise<void> {
  const bench = await LoadBench.open();
  try {
    bench.org.faults.add(fault);
    const plan = await bench.plan(accounts(ROWS), 2);
    const outcome = await bench.run(plan, { partsAtOnce: 1 }).catch((error: unknown) => error);
    bench.org.faults.clear();
    const jobs = bench.org.jobs.all();
    await Promise.all(jobs.filter(({ state }) => state !== 'Open').map(({ id }) => bench.org.untilJob(id)));
    const what = `${fault.method ?? ''} ${fault.skip ?? 0}: ${outcome instanceof UserError ? outcome.code : ''}`;

    const inserted = bench.inserted();
    assert.ok(
      [...inserted.values()].every((times) => times === 1),
      `${what}: a row twice`,
    );
    const [unfinished] = await unfinishedLoads(bench.journals, () => false);
    const open = jobs.filter(({ state }) => state === 'Open').map(({ id }) => id);
    if (!(outcome instanceof Error)) {
      assert.equal(inserted.size, ROWS, `${what}: a row lost`);
      assert.deepEqual([open, unfinished], [[], undefined], what);
      assert.ok((outcome as LoadResult).jobs.every(({ state }) => state !== 'Open'));
      return;
    }
    assert.ok(outcome instanceof UserError && outcome.loadId === plan.loadId, `${what}: ${String(outcome)}`);
    // A job whose creation was never answered cannot be proven ours: only the load stays listed.
    const unanswered = outcome.code === 'ServerUnavailable' && unfinished ? 1 : 0;
    const forgotten = open.filter((id) => !unfinished?.openJobIds.includes(id));
    assert.ok(forgotten.length <= unanswered, `${what}: a job forgotten`);
  } finally {
    await bench.close();
  }
}
