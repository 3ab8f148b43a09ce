import { setImmediate, setTimeout } from 'node:timers/promises';

/** Milliseconds. */
export const DAY = 24 * 60 * 60_000;

/** Time as the demo org sees it; tests may bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Always lets other requests be served, even for 0 ms. Rejects when the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    milliseconds > 0 ? setTimeout(milliseconds, undefined, { signal }) : setImmediate(undefined, { signal }),
};

/** `2024-09-09T19:25:27.000+0000`: jobs have whole seconds. */
export const toJobDate = (time: number): string => new Date(time).toISOString().replace(/\.\d+Z$/, '.000+0000');

/** `2024-09-09T19:25:27.123+0000` */
export const toDateTime = (time: number): string => new Date(time).toISOString().replace('Z', '+0000');
