import { GB, MB, median, ratio, type Results, type Series } from './results.js';
import type { Verdict } from './bounds.js';

/** The run in Markdown, as it stands in the README. */
export function tableOf(results: Results, verdicts: readonly Verdict[]): string {
  const { date, machine, missing, uploads, downloads, apiCalls, bundleBytes } = results;
  const sections = [
    `${date.slice(0, 10)}, ${machine.cores} cores of ${machine.cpu}, ${machine.system}, Node ${machine.node}, loopback.`,
    table(
      ['Upload', 'ours', '`curl -T`', 'jsforce', '`sf`', 'ours ÷ curl', 'peak memory: ours', 'jsforce', '`sf`'],
      uploads.map(({ bytes, ours, curl, jsforce, sf }) => [
        size(bytes),
        ...[ours, curl, jsforce, sf].map(time),
        times(ratio(ours, curl)),
        ...[ours, jsforce, sf].map(peak),
      ]),
    ),
    table(
      ['Results to disk', 'ours', '`curl -o`', 'ours ÷ curl', 'peak memory: ours'],
      downloads.map(({ bytes, ours, curl }) => [
        size(bytes),
        time(ours),
        time(curl),
        times(ratio(ours, curl)),
        peak(ours),
      ]),
    ),
    table(
      ['To hold', 'measured', 'at most'],
      verdicts.map(({ what, value, limit, unit, broken }) => [
        what,
        Number.isNaN(value) ? 'not measured' : `${digits(value)} ${unit}${broken ? ' **broken**' : ''}`,
        `${limit} ${unit}`,
      ]),
    ),
    Object.entries(apiCalls)
      .map(([parts, calls]) => `Requests of a load of ${parts} ${parts === '1' ? 'part' : 'parts'}: ${calls}.`)
      .join(' '),
    `Bundles: ${Object.entries(bundleBytes)
      .map(([name, bytes]) => `${name} ${Math.round(bytes / 1000)} kB`)
      .join(', ')}.`,
    ...Object.entries(missing).map(([what, why]) => `${what}: ${why}`),
  ];
  return sections.join('\n\n');
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((_, column) => (column === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

const size = (bytes: number): string => (bytes >= GB ? `${bytes / GB} GB` : `${bytes / MB} MB`);
const time = (series?: Series): string => (series ? `${(median(series.ms) / 1000).toFixed(2)} s` : '–');
const peak = (series?: Series): string => (series ? `${Math.round(median(series.peak) / MB)} MB` : '–');
const times = (value: number): string => (Number.isNaN(value) ? '–' : `${value.toFixed(1)} ×`);
/** Two that mean something. */
const digits = (value: number): string => value.toFixed(value < 10 ? 1 : 0);
