// Things that go wrong on demand.

import { invalidSession, errorAnswer, type Answer } from './http.js';
import type { Job } from './jobs/job.js';

/** Which calls, and how many of them. */
interface When {
  /** `PUT`; any without it. */
  readonly method?: string;
  /** Regular expression over the path, with the query; any without it. */
  readonly path?: string;
  /** Calls that pass before the first that is hit; 0 without it. */
  readonly skip?: number;
  /** Calls that are hit; 1 without it, `Infinity` in code and 0 over HTTP for all. */
  readonly times?: number;
}

export type CallFault = When &
  /** Refused with 401, for once: the session lives on. */
  (
    | { readonly kind: 'sessionExpired' }
    /** The call is carried out, and meanwhile its session ends: the next one is refused. */
    | { readonly kind: 'endSession' }
    /** 429 with Retry-After in seconds. */
    | { readonly kind: 'tooManyRequests'; readonly retryAfter?: number }
    /** 503 with a page for people. */
    | { readonly kind: 'unavailable' }
    | { readonly kind: 'error'; readonly status: number; readonly errorCode: string; readonly message: string }
    /** The connection ends in mid request, after so many bytes of the body; nothing has happened. */
    | { readonly kind: 'dropRequest'; readonly afterBytes: number }
    /** The call is carried out, but its answer never arrives: the connection ends. */
    | { readonly kind: 'dropAnswer' }
    /** The answer stops in the middle, after about so many bytes. */
    | { readonly kind: 'cutAnswer'; readonly afterBytes: number }
    /** Waits before it reads the body. */
    | { readonly kind: 'slow'; readonly delayMs: number }
    /** No answer at all; the connection stays. */
    | { readonly kind: 'hang' }
  );

/** Faults of a job: taken by the next jobs that are processed. */
interface JobFault {
  readonly kind: 'failJob' | 'lockRows';
  readonly object?: string;
  readonly times?: number;
  /** failJob: rows that are saved before the job turns Failed; the rest is left unprocessed. */
  readonly afterRows?: number;
  readonly errorMessage?: string;
  /** lockRows: every n-th row fails with UNABLE_TO_LOCK_ROW, the first one included. */
  readonly every?: number;
}

type Fault = CallFault | JobFault;

const KINDS: Readonly<Record<Fault['kind'], true>> = {
  sessionExpired: true,
  endSession: true,
  tooManyRequests: true,
  unavailable: true,
  error: true,
  dropRequest: true,
  dropAnswer: true,
  cutAnswer: true,
  slow: true,
  hang: true,
  failJob: true,
  lockRows: true,
};

/** Looks at the kind only. */
export const isFault = (value: object): value is Fault =>
  'kind' in value && typeof value.kind === 'string' && Object.hasOwn(KINDS, value.kind);

/** What befalls one job. */
interface TakenFaults {
  failAfterRows?: number;
  errorMessage?: string;
  /** Rows. */
  lockEvery?: number;
}

const RETRIES_SPENT = 'TooManyLockFailure : Too many lock failures. Trying again later.';

const isJobFault = (fault: Fault): fault is JobFault => fault.kind === 'failJob' || fault.kind === 'lockRows';

export class Faults {
  #faults: { readonly fault: Fault; skip: number; times: number }[] = [];

  add(fault: Fault): void {
    const skip = isJobFault(fault) ? 0 : (fault.skip ?? 0);
    this.#faults.push({ fault, skip, times: fault.times === 0 ? Infinity : (fault.times ?? 1) });
  }

  clear(): void {
    this.#faults = [];
  }

  /** Those that still can hit. */
  list(): readonly Fault[] {
    return this.#faults.map(({ fault }) => fault);
  }

  takeCallFault(method: string, path: string): CallFault | undefined {
    for (const entry of this.#faults) {
      const { fault } = entry;
      if (isJobFault(fault)) continue;
      if (fault.method !== undefined && fault.method !== method) continue;
      if (fault.path !== undefined && !new RegExp(fault.path).test(path)) continue;
      if (entry.skip-- > 0) continue;
      this.#use(entry);
      return fault;
    }
    return undefined;
  }

  takeJobFault(job: Pick<Job, 'object'>): TakenFaults {
    const taken: TakenFaults = {};
    for (const entry of [...this.#faults]) {
      const { fault } = entry;
      if (!isJobFault(fault) || (fault.object !== undefined && fault.object !== job.object)) continue;
      this.#use(entry);
      if (fault.kind === 'lockRows') taken.lockEvery = fault.every ?? 1;
      else
        Object.assign(taken, {
          failAfterRows: fault.afterRows ?? 0,
          errorMessage: fault.errorMessage ?? RETRIES_SPENT,
        });
    }
    return taken;
  }

  #use(entry: { times: number }): void {
    if (--entry.times <= 0) this.#faults = this.#faults.filter((other) => other !== entry);
  }
}

const PAGE = `<!DOCTYPE html>
<html><head><title>Down for Maintenance</title></head>
<body><h1>Sorry to interrupt</h1><p>This page is down for maintenance.</p></body></html>
`;

/** What a fault answers instead of the org; undefined for one that does not answer. */
export function faultAnswer(fault: CallFault): Answer | undefined {
  switch (fault.kind) {
    case 'sessionExpired':
      return errorAnswer(invalidSession());
    case 'tooManyRequests':
      return {
        status: 429,
        headers: { 'Retry-After': String(fault.retryAfter ?? 1) },
        json: [{ errorCode: 'TOO_MANY_REQUESTS', message: 'Too many requests' }],
      };
    case 'unavailable':
      return { status: 503, headers: { 'Content-Type': 'text/html; charset=UTF-8' }, text: PAGE };
    case 'error':
      return errorAnswer(fault);
    case 'endSession':
    case 'dropRequest':
    case 'dropAnswer':
    case 'cutAnswer':
    case 'slow':
    case 'hang':
      return undefined;
  }
}
