import type { ChildReport, OurReport, QuietReport } from './childReport.js';
import type { OurSeries, QuietSeries, Series } from './results.js';

const ROUNDS = 3;

export type Say = (line: string) => void;
type Measure = () => Promise<ChildReport>;

/** All of them in turns: what disturbs the machine for a while disturbs all of them. */
export async function inTurns<Name extends string>(
  measures: Partial<Record<Name, Measure>>,
  say: Say,
): Promise<Partial<Record<Name, readonly ChildReport[]>>> {
  const reports: Partial<Record<Name, ChildReport[]>> = {};
  for (let round = 1; round <= ROUNDS; round++) {
    for (const [name, measure] of Object.entries(measures) as [Name, Measure][]) {
      const report = await measure();
      say(`  ${name}: ${Math.round(report.ms)} ms`);
      (reports[name] ??= []).push(report);
    }
  }
  return reports;
}

export const seriesOf = (reports: readonly ChildReport[]): Series => ({
  ms: reports.map(({ ms }) => ms),
  peak: reports.map(({ peak }) => peak),
  cpuMs: reports.map(({ cpuMs }) => cpuMs),
});

export const quietSeriesOf = (reports: readonly QuietReport[]): QuietSeries => ({
  ...seriesOf(reports),
  growth: reports.map(({ growth }) => growth),
  delayP99Ms: reports.map(({ delayP99Ms }) => delayP99Ms),
  delayMaxMs: reports.map(({ delayMaxMs }) => delayMaxMs),
});

export const ourSeriesOf = (reports: readonly OurReport[]): OurSeries => ({
  ...quietSeriesOf(reports),
  phasesMs: reports.map(({ phasesMs }) => phasesMs),
});

export function mapValues<Key extends string, From, To>(
  record: Partial<Record<Key, From>>,
  map: (value: From) => To,
): Partial<Record<Key, To>> {
  const entries = Object.entries(record) as [Key, From][];
  return Object.fromEntries(entries.map(([key, value]) => [key, map(value)])) as Partial<Record<Key, To>>;
}
