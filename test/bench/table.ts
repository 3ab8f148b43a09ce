import { GB, MB, median, ratio, type Join, type QuietSeries, type Results, type Series } from './results.js';
import type { Verdict } from './bounds.js';

/** The run in Markdown, as it stands in the README. */
export function tableOf(results: Results, verdicts: readonly Verdict[]): string {
  const { date, machine, missing, uploads, downloads, joins, apiCalls, bundleBytes } = results;
  const { cpu, cores, system, node, load } = machine;
  const sections = [
    `${date.slice(0, 10)}, ${cores} cores of ${cpu}, load average ${load.toFixed(1)} before the run, ${system}, Node ${node}, loopback.`,
    table(
      ['Upload', 'ours', '`curl -T`', 'jsforce', '`sf`', 'ours ÷ curl'],
      uploads.map(({ bytes, ours, curl, jsforce, sf }) => [
        size(bytes),
        ...[ours, curl, jsforce, sf].map(time),
        times(ratio(ours, curl)),
      ]),
    ),
    table(
      ['Processor time, peak memory', 'ours', '`curl -T`', 'jsforce', '`sf`'],
      uploads.map(({ bytes, ours, curl, jsforce, sf }) => [size(bytes), ...[ours, curl, jsforce, sf].map(effort)]),
    ),
    table(
      ['Results to disk', 'ours', '`curl -o`', 'ours ÷ curl', 'ours: processor time, peak memory'],
      downloads.map(({ bytes, ours, curl }) => [
        size(bytes),
        ...[ours, curl].map(time),
        times(ratio(ours, curl)),
        effort(ours),
      ]),
    ),
    table(
      [
        'What became of the rows',
        'ours',
        'csv-parse',
        'ours: processor time',
        'csv-parse: processor time',
        'ours ÷ csv-parse',
        'memory it takes',
        'event loop held up',
      ],
      joins.flatMap(({ ours, csvParse, outcomeCsv, ...of }) => [
        joinRow(`${sizeOf(of)}: joined`, ours, csvParse),
        ...(outcomeCsv ? [joinRow(`${sizeOf(of)}: joined and written as CSV`, outcomeCsv)] : []),
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
const seconds = (ms: readonly number[]): string => `${(median(ms) / 1000).toFixed(2)} s`;
const time = (series?: Series): string => (series ? seconds(series.ms) : '–');
const processor = (series?: Series): string => (series ? seconds(series.cpuMs) : '–');
const effort = (series?: Series): string =>
  series ? `${seconds(series.cpuMs)}, ${Math.round(median(series.peak) / MB)} MB` : '–';
const sizeOf = ({ rows, bytes }: Pick<Join, 'rows' | 'bytes'>): string =>
  `${rows.toLocaleString('en')} rows, ${Math.round(bytes / MB)} MB of results`;
const quiet = ({ delayP99Ms, delayMaxMs }: QuietSeries): string =>
  `${digits(median(delayP99Ms))} ms, at most ${digits(median(delayMaxMs))} ms`;
const joinRow = (what: string, ours: QuietSeries, csvParse?: Series): readonly string[] => [
  ...[what, time(ours), time(csvParse)],
  ...[processor(ours), processor(csvParse), times(ratio(ours, csvParse, 'cpuMs'))],
  ...[`${Math.round(median(ours.growth) / MB)} MB`, quiet(ours)],
];
const times = (value: number): string => (Number.isNaN(value) ? '–' : `${value.toFixed(1)} ×`);
/** Two that mean something. */
const digits = (value: number): string => value.toFixed(value < 10 ? 1 : 0);
