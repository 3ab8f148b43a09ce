import { readFileSync, writeSync } from 'node:fs';

/** What a measured process says of itself: the last line it prints, as JSON. */
export interface ChildReport {
  /** Milliseconds of the work itself, without the start of the process. */
  readonly ms: number;
  /** Resident bytes, at most. */
  readonly peak: number;
  /** Milliseconds of the processor, the start of the process included. */
  readonly cpuMs: number;
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

/** Milliseconds of one tick of /proc. */
const TICK_MS = 10;

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

export function report<Report extends ChildReport>(result: Report): void {
  writeSync(1, `${JSON.stringify(result)}\n`);
}
