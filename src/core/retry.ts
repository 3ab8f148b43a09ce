import { sleep, type Clock } from './clock.js';
import { ApiError, UserError, type UserErrorCode } from './errors.js';

/** After what, and for how long, a request is sent again. */
export interface Patience {
  /** Seconds before each further try, by what the one before it ended with. */
  readonly after: Partial<Readonly<Record<UserErrorCode, readonly number[]>>>;
  /** Milliseconds after the first try: no other begins later. */
  readonly withinMs: number;
}

const OF_A_LOAD = [1, 2, 3, 5, 8];

/** For requests of a load that change nothing: faults that pass. */
export const PASSING: Patience = {
  after: { ServerUnavailable: OF_A_LOAD, TooManyRequests: OF_A_LOAD, Offline: OF_A_LOAD },
  withinMs: Infinity,
};
/** For those that create something: Salesforce has said that it did nothing. */
export const REFUSED: Patience = { after: { TooManyRequests: OF_A_LOAD }, withinMs: Infinity };
/** For requests that change nothing and have a person waiting, who may prefer to be told. */
export const BRIEFLY: Patience = {
  // Offline may be a certificate or a proxy, too, which do not change by themselves.
  after: { ServerUnavailable: [1, 2], TooManyRequests: [1, 2], Offline: [1] },
  withinMs: 5000,
};

/** Tries again after some faults, and not before `Retry-After` allows it. */
export async function retry<T>(
  { after, withinMs }: Patience,
  clock: Clock,
  signal: AbortSignal | undefined,
  call: () => Promise<T>,
): Promise<T> {
  const latest = clock.now() + withinMs;
  for (let tries = 0; ; tries++) {
    try {
      return await call();
    } catch (error) {
      const seconds = error instanceof UserError ? after[error.code]?.[tries] : undefined;
      if (seconds === undefined) throw error;
      const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
      const wait = Math.max(seconds * 1000, asked);
      if (clock.now() + wait > latest) throw error;
      await sleep(clock, wait, signal);
    }
  }
}
