import * as l10n from '@vscode/l10n';

// Free of vscode, as all that makes the snapshot: its tests need no editor.

export const count = (n: number, language: string): string => n.toLocaleString(language);

export const rowsInWords = (n: number, language: string): string =>
  n === 1 ? l10n.t('1 row') : l10n.t('{0} rows', count(n, language));

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** `850 ms`, `12 sec`, `3 min 20 sec`, `2 hr 5 min`: two units at the most, in the language's own short form. */
export function duration(ms: number, language: string): string {
  const inUnit = (value: number, unit: string) =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
  if (ms < 1000) return inUnit(Math.max(0, Math.round(ms)), 'millisecond');
  const first = UNITS.findIndex(([, length]) => ms >= length);
  const [unit, length] = UNITS[first] ?? UNITS[3];
  const next = UNITS[first + 1];
  const rest = next ? Math.floor((ms % length) / next[1]) : 0;
  const words = inUnit(Math.floor(ms / length), unit);
  return next && rest > 0 ? `${words} ${inUnit(rest, next[0])}` : words;
}

/** Clock time, with the date where it is not the day of `now`. All in ms since the epoch. */
export function moment(at: number, now: number, language: string): string {
  const date = new Date(at);
  const sameDay = date.toDateString() === new Date(now).toDateString();
  return date.toLocaleString(language, { timeStyle: 'medium', ...(!sameDay && { dateStyle: 'medium' }) });
}
