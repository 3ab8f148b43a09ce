import assert from 'node:assert/strict';
import { ApiError, UserError } from '../../src/core/errors.js';
import { BRIEFLY, PASSING, REFUSED, retry, type Patience } from '../../src/core/retry.js';
import { HandClock, settled } from './load/clocks.js';

const unavailable = new UserError('ServerUnavailable', '');
const tooMany = (retryAfterMs?: number) => new ApiError('TooManyRequests', '', 429, undefined, retryAfterMs);

describe('retry', () => {
  let clock: HandClock;
  beforeEach(() => void (clock = new HandClock()));

  /** Seconds at which a request is sent that always fails, after some time. */
  async function triesOf(patience: Patience, error: UserError, takesMs = 0): Promise<readonly number[]> {
    const start = clock.now();
    const tries: number[] = [];
    const done = assert.rejects(
      retry(patience, clock, undefined, async () => {
        tries.push((clock.now() - start) / 1000);
        if (takesMs > 0) await new Promise<void>((resolve) => void clock.after(takesMs, resolve));
        throw error;
      }),
      error,
    );
    await clock.advance(600_000);
    await done;
    return tries;
  }

  for (const [what, patience, error, tries] of [
    ['a load is patient', REFUSED, tooMany(), [0, 1, 3, 6, 11, 19]],
    ['a load waits as long as it is told to', PASSING, tooMany(60_000), [0, 60, 120, 180, 240, 300]],
    ['a person is told soon', BRIEFLY, unavailable, [0, 1, 3]],
    ['a person is told sooner still that there is no connection', BRIEFLY, new UserError('Offline', ''), [0, 1]],
    ['a short wait that is asked for is kept', BRIEFLY, tooMany(2_500), [0, 2.5, 5]],
    ['a person is told at once of a long one', BRIEFLY, tooMany(6_000), [0]],
    ['what it was not told to is not tried again', REFUSED, unavailable, [0]],
  ] as const) {
    it(`${what}: ${tries.join(', ')} s`, async () => assert.deepEqual(await triesOf(patience, error), tries));
  }

  it('a person who has waited for a time-out is not kept waiting for another', async () =>
    assert.deepEqual(await triesOf(BRIEFLY, unavailable, 60_000), [0]));

  it('waits no longer than its signal, and sends nothing after it', async () => {
    const abort = new AbortController();
    let calls = 0;
    const waiting = retry(PASSING, clock, abort.signal, () => (calls++, Promise.reject(unavailable)));
    await settled();
    abort.abort();
    await assert.rejects(waiting, { name: 'AbortError' });
    await clock.advance(60_000);
    assert.deepEqual([calls, clock.timerCount], [1, 0]);
  });
});
