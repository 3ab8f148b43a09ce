// What a run of the bench found. Times in milliseconds, sizes and memory in bytes; a list has one entry a round.

import type { Activation } from './activation.js';

export const CLIENTS = ['ours', 'curl', 'jsforce', 'sf'] as const;
export type Client = (typeof CLIENTS)[number];

/** One client with one size. */
export interface Series {
  readonly ms: readonly number[];
  /** Resident memory of the process, at most. */
  readonly peak: readonly number[];
  /** Of the processor, the start of the process included. */
  readonly cpuMs: readonly number[];
}

/** Of what the extension does, which has to be quiet. */
export interface QuietSeries extends Series {
  /** What the peak is above what the process had before. */
  readonly growth: readonly number[];
  /** Event-loop delay: 99th percentile, and the longest. */
  readonly delayP99Ms: readonly number[];
  readonly delayMaxMs: readonly number[];
}

/** Of a load of ours. */
export interface OurSeries extends QuietSeries {
  /** Of each round: check, plan, upload. */
  readonly phasesMs: readonly (readonly number[])[];
}

export interface Upload extends Partial<Record<Client, Series>> {
  readonly bytes: number;
  readonly ours: OurSeries;
}

export interface Download extends Partial<Record<'ours' | 'curl', Series>> {
  readonly bytes: number;
}

/** Of a load that is over: what became of its rows. */
export interface Join {
  readonly rows: number;
  /** Bytes of its results. */
  readonly bytes: number;
  readonly ours: QuietSeries;
  /** The same results, merely read. */
  readonly csvParse?: Series;
  /** The join, and the CSV that shows it. */
  readonly outcomeCsv?: QuietSeries;
}

export interface Results {
  readonly date: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly system: string;
    /** Processes that wanted a core when the run began. */
    readonly load: number;
    /** On which ours, jsforce, sf and the sink ran. */
    readonly node: string;
  };
  /** Why a client or a measurement is missing. */
  readonly missing: Readonly<Record<string, string>>;
  /** Ascending by size. */
  readonly uploads: readonly Upload[];
  readonly downloads: readonly Download[];
  /** Ascending by size. */
  readonly joins: readonly Join[];
  /** In the extension host, by starts of VS Code. */
  readonly activations: readonly Activation[];
  /** Requests of a load to its org, by the number of its parts. */
  readonly apiCalls: Readonly<Record<number, number>>;
  readonly vsixBytes: number;
  readonly bundleBytes: Readonly<Record<string, number>>;
}

export const MB = 1_000_000;
export const GB = 1_000_000_000;

/** NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

/** How many times as long the first took, by medians; NaN where one of them is missing. */
export const ratio = (ours?: Series, other?: Series, of: 'ms' | 'cpuMs' = 'ms'): number =>
  median(ours?.[of] ?? []) / median(other?.[of] ?? []);
