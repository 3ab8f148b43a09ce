import { readFileSync, writeSync } from 'node:fs';

/** What a measured process says of itself: the last line it prints, as JSON. */
export interface ChildReport {
  /** Milliseconds of the work itself, without the start of the process. */
  readonly ms: number;
  /** Resident bytes, at most. */
  readonly peak: number;
}

/** Of a load of ours. */
export interface OurReport extends ChildReport {
  /** Bytes by which the peak is above what the process had before. */
  readonly growth: number;
  /** Event-loop delay, 99th percentile. */
  readonly delayP99Ms: number;
  /** Check, plan, upload. */
  readonly phasesMs: readonly number[];
  readonly jobs: number;
}

/**
 * Resident bytes of a process, now and at most. From /proc: `maxRSS` of getrusage begins with what the parent had.
 * @throws if the process has ended
 */
export function memory(pid: number | 'self' = 'self'): { readonly rss: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
  return { rss: bytes('VmRSS'), peak: bytes('VmHWM') };
}

export function report<Report extends ChildReport>(result: Report): void {
  writeSync(1, `${JSON.stringify(result)}\n`);
}
