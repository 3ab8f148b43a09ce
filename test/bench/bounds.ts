import { GB, MB, median, ratio, type Results } from './results.js';

export interface Verdict {
  readonly what: string;
  /** NaN where it was not measured. */
  readonly value: number;
  readonly limit: number;
  readonly unit: string;
  /** What was not measured breaks nothing. */
  readonly broken: boolean;
}

/** What the bench holds the extension to: ratios, and what hardly depends on the machine. */
export function judge({ uploads, joins, activations, vsixBytes }: Results): readonly Verdict[] {
  const gigabyte = uploads.find(({ bytes }) => bytes >= GB);
  const growths = uploads.map(({ ours }) => median(ours.growth) / MB);
  const flatness = uploads.length > 1 ? Math.max(...growths) - Math.min(...growths) : NaN;
  const [million] = joins;
  const bounds: [what: string, value: number, limit: number, unit: string][] = [
    ['1 GB, ours ÷ curl', ratio(gigabyte?.ours, gigabyte?.curl), 10, '×'],
    ['memory a load takes', Math.max(...growths), 110, 'MB'],
    ['more of it for the largest file than for the smallest', flatness, 20, 'MB'],
    // Of a short load the first calls of code that is not compiled yet are more than a hundredth.
    ['event-loop delay, 99th percentile, largest file', median(uploads.at(-1)?.ours.delayP99Ms ?? []), 10, 'ms'],
    // Of the processor: neither waits for anything but that, and other work on it would decide the rest.
    [
      'join of 1,000,000 rows ÷ csv-parse reading their results, time of the processor',
      ratio(million?.ours, million?.csvParse, 'cpuMs'),
      1,
      '×',
    ],
    ['memory that join takes', median(million?.ours.growth ?? []) / MB, 150, 'MB'],
    ['activation, time of the processor', median(activations.map(({ cpuMs }) => cpuMs)), 50, 'ms'],
    ['VSIX', vsixBytes / MB, 1.5, 'MB'],
  ];
  return bounds.map(([what, value, limit, unit]) => ({ what, value, limit, unit, broken: value > limit }));
}
