import assert from 'node:assert/strict';
import { neverBack, sleep, systemClock } from '../../../src/core/clock.js';
import { HandClock } from './clocks.js';

const HOUR = 3_600_000;

describe('neverBack', () => {
  let wall: number;
  let steady: number;
  let now: () => number;
  beforeEach(() => {
    wall = Date.UTC(2026, 0, 1);
    steady = 5;
    now = neverBack(
      () => wall,
      () => steady,
    );
  });
  const pass = (ms: number) => {
    wall += ms;
    steady += ms;
  };

  it('is the time of the computer', () => {
    pass(HOUR);
    assert.equal(now(), wall);
  });

  it('goes on from where it was when the clock is set back', () => {
    const before = now();
    wall -= HOUR;
    assert.equal(now(), before);
    pass(10);
    assert.equal(now(), before + 10);
    wall -= HOUR;
    assert.equal(now(), before + 10);
  });

  it('is right again once the clock is set right', () => {
    wall -= HOUR;
    now();
    wall += HOUR;
    assert.equal(now(), wall);
  });

  it('knows after a sleep how long it was', () => {
    const before = now();
    wall += 8 * HOUR; // the steady clock may have stood still
    assert.equal(now(), before + 8 * HOUR);
  });

  it('does not run away from a clock that is a little off', () => {
    for (let i = 0; i < 1000; i++) {
      wall += i % 2;
      steady += 0.5;
      now();
    }
    assert.equal(now(), wall);
  });
});

describe('sleep', () => {
  it('ends with its time, or with its signal', async () => {
    const clock = new HandClock();
    const abort = new AbortController();
    const slept = sleep(clock, 1000, abort.signal);
    await clock.advance(1000);
    await slept;
    const left = sleep(clock, 1000, abort.signal);
    abort.abort();
    await assert.rejects(left, { name: 'AbortError' });
    await assert.rejects(sleep(clock, 1000, abort.signal), { name: 'AbortError' });
    assert.equal(clock.timerCount, 0);
  });

  it('works on the system, too', async () => {
    const before = systemClock.now();
    await sleep(systemClock, 5);
    assert.ok(systemClock.now() > before);
    let called = false;
    systemClock.after(0, () => (called = true))();
    await sleep(systemClock, 5);
    assert.equal(called, false);
  });
});
