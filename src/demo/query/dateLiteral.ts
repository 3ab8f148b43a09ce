// TODAY, LAST_N_DAYS:3, THIS_QUARTER …: spans of days, in the user's time zone, which here is GMT.

/** Milliseconds since 1970; `to` is no longer part of it. */
interface Span {
  readonly from: number;
  readonly to: number;
}

type Unit = 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR';

/** Start of the unit that is so many units from now. Weeks start on Sunday, the fiscal year in January. */
function start(unit: Unit, now: number, offset: number): number {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  switch (unit) {
    case 'DAY':
      return Date.UTC(year, month, day + offset);
    case 'WEEK':
      return Date.UTC(year, month, day - date.getUTCDay() + 7 * offset);
    case 'MONTH':
      return Date.UTC(year, month + offset);
    case 'QUARTER':
      return Date.UTC(year, month - (month % 3) + 3 * offset);
    case 'YEAR':
      return Date.UTC(year + offset, 0);
  }
}

const RELATIVE = { LAST: -1, THIS: 0, NEXT: 1 } as const;

/** @param literal in upper case, with its number: `N_DAYS_AGO:2` */
export function spanOf(literal: string, now: number): Span {
  const units = (unit: Unit, from: number, to: number): Span => ({
    from: start(unit, now, from),
    to: start(unit, now, to),
  });
  const [name = '', number = '1'] = literal.replace('_FISCAL', '').split(':');
  const n = Number(number);
  if (name === 'YESTERDAY') return units('DAY', -1, 0);
  if (name === 'TODAY') return units('DAY', 0, 1);
  if (name === 'TOMORROW') return units('DAY', 1, 2);
  if (name === 'LAST_90_DAYS') return units('DAY', -90, 1);
  if (name === 'NEXT_90_DAYS') return units('DAY', 1, 91);
  const ago = /^N_(\w+)S_AGO$/.exec(name);
  if (ago) return units(ago[1] as Unit, -n, 1 - n);
  const several = /^(LAST|NEXT)_N_(\w+)S$/.exec(name);
  if (several) {
    const unit = several[2] as Unit;
    if (several[1] === 'NEXT') return units(unit, 1, n + 1);
    return units(unit, -n, unit === 'DAY' ? 1 : 0); // only the last days have today among them
  }
  const [, which = 'THIS', unit = 'DAY'] = /^(LAST|THIS|NEXT)_(\w+)$/.exec(name) ?? [];
  const offset = RELATIVE[which as keyof typeof RELATIVE];
  return units(unit as Unit, offset, offset + 1);
}
