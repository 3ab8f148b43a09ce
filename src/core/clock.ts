/** Time as an argument, so that hours of waiting can be tested in no time. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `action` once after `ms` milliseconds; the returned function cancels it. */
  after(ms: number, action: () => void): () => void;
}

/**
 * Goes on when the computer's clock is set back: what was learnt before would count as newer than what comes after,
 * and a job due at once would be due in an hour.
 * @param wall milliseconds since the epoch
 * @param steady milliseconds since any moment; need not count while the computer sleeps
 */
export function neverBack(wall: () => number, steady: () => number): () => number {
  let ahead = 0;
  let since = { wall: wall(), steady: steady() };
  return () => {
    const now = { wall: wall(), steady: steady() };
    const lost = now.steady - since.steady - (now.wall - since.wall);
    // Less is what clocks differ by anyway, and what a time server corrects.
    if (Math.abs(lost) > 1000) {
      ahead = Math.max(0, ahead + lost);
      since = now;
    }
    return now.wall + ahead;
  };
}

export const systemClock: Clock = {
  now: neverBack(
    () => Date.now(),
    () => performance.now(),
  ),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

/** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const onAbort = () => {
      cancel();
      reject(signal?.reason as Error);
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
