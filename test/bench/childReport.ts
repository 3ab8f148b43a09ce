import { readFileSync, writeSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { setTimeout as delayed } from 'node:timers/promises';

/** What a measured process says of itself: the last line it prints, as JSON. */
export interface ChildReport {
  /** Milliseconds of the work itself, without the start of the process. */
  readonly ms: number;
  /** Resident bytes, at most. */
  readonly peak: number;
  /** Milliseconds of the processor, the start of the process included. */
  readonly cpuMs: number;
}

/** Of what the extension does, which has to be quiet. */
export interface QuietReport extends ChildReport {
  /** Bytes by which the peak is above what the process had before. */
  readonly growth: number;
  /** Event-loop delay: 99th percentile, and the longest. */
  readonly delayP99Ms: number;
  readonly delayMaxMs: number;
}

/** Of a load of ours. */
export interface OurReport extends QuietReport {
  /** Check, plan, upload. */
  readonly phasesMs: readonly number[];
  readonly jobs: number;
}

/** Milliseconds of one tick of /proc. */
const TICK_MS = 10;
/** Milliseconds between two looks of the histogram at the loop: what it measures has them in. */
const RESOLUTION = 1;

export interface Usage extends Pick<ChildReport, 'peak' | 'cpuMs'> {
  /** Resident bytes now. */
  readonly rss: number;
}

/**
 * What a process has used so far. From /proc: `maxRSS` of getrusage begins with what the parent had.
 * @throws if the process has ended
 */
export function usage(pid: number | 'self' = 'self'): Usage {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
  // Behind the name of the program, which may hold blanks: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return { rss: bytes('VmRSS'), peak: bytes('VmHWM'), cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS };
}

/** Does the work of a process and tells what that took. */
export async function watched<T>(work: () => Promise<T>): Promise<{ readonly done: T; readonly used: QuietReport }> {
  const { rss } = usage();
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  delay.enable();
  const started = performance.now();
  const done = await work();
  const ms = performance.now() - started;
  await delayed(2 * RESOLUTION); // what held the loop up at the end is seen once it turns again
  delay.disable();
  const { peak, cpuMs } = usage();
  const delayMs = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION);
  const delays = { delayP99Ms: delayMs(delay.percentile(99)), delayMaxMs: delayMs(delay.max) };
  return { done, used: { ms, peak, cpuMs, growth: peak - rss, ...delays } };
}

export function report<Report extends ChildReport>(result: Report): void {
  writeSync(1, `${JSON.stringify(result)}\n`);
}
