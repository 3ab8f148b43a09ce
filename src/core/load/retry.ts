import type { Clock } from '../clock.js';
import { sleep } from '../clock.js';
import { ApiError, UserError, type UserErrorCode } from '../errors.js';

const SECONDS = [1, 2, 3, 5, 8];

/** Passing faults after which a request that changes nothing may be sent again. */
export const PASSING: readonly UserErrorCode[] = ['ServerUnavailable', 'TooManyRequests', 'Offline'];
/** Salesforce refused before doing anything: even a request that creates something may be sent again. */
export const REFUSED: readonly UserErrorCode[] = ['TooManyRequests'];

/** Tries again after the given faults, five times at most, waiting at least as long as `Retry-After` says. */
export async function retry<T>(
  on: readonly UserErrorCode[],
  clock: Clock,
  signal: AbortSignal | undefined,
  call: () => Promise<T>,
): Promise<T> {
  for (const seconds of SECONDS) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof UserError && on.includes(error.code))) throw error;
      const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
      await sleep(clock, Math.max(seconds * 1000, asked), signal);
    }
  }
  return call();
}
