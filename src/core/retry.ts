import { sleep, type Clock } from './clock.js';
import { ApiError, UserError, type UserErrorCode } from './errors.js';

/** After what, and for how long, a request is sent again. */
export interface Patience {
  readonly on: readonly UserErrorCode[];
  /** Before each further try. */
  readonly seconds: readonly number[];
  /** Milliseconds after the first try: no other begins later. */
  readonly withinMs: number;
}

const OF_A_LOAD = { seconds: [1, 2, 3, 5, 8], withinMs: Infinity };

/** For requests of a load that change nothing: faults that pass. */
export const PASSING: Patience = { on: ['ServerUnavailable', 'TooManyRequests', 'Offline'], ...OF_A_LOAD };
/** For those that create something: Salesforce has said that it did nothing. */
export const REFUSED: Patience = { on: ['TooManyRequests'], ...OF_A_LOAD };
/** For requests that change nothing and have a person waiting, who may prefer to be told. */
export const BRIEFLY: Patience = { on: PASSING.on, seconds: [1, 2], withinMs: 5000 };

/** Tries again after some faults, and not before `Retry-After` allows it. */
export async function retry<T>(
  { on, seconds, withinMs }: Patience,
  clock: Clock,
  signal: AbortSignal | undefined,
  call: () => Promise<T>,
): Promise<T> {
  const latest = clock.now() + withinMs;
  for (const pause of seconds) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof UserError && on.includes(error.code))) throw error;
      const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
      const wait = Math.max(pause * 1000, asked);
      if (clock.now() + wait > latest) throw error;
      await sleep(clock, wait, signal);
    }
  }
  return call();
}
