import { env, l10n } from 'vscode';

const UNITS = ['kilobyte', 'megabyte', 'gigabyte'] as const;

/** `12,304`, in the language of the editor. */
export const countInWords = (count: number): string => count.toLocaleString(env.language);

/** `1.2 MB`, in the language of the editor. */
export function sizeInWords(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? l10n.t('1 byte') : l10n.t('{0} bytes', bytes);
  const power = Math.min(UNITS.length, Math.floor(Math.log10(bytes) / 3));
  const format = new Intl.NumberFormat(env.language, {
    style: 'unit',
    unit: UNITS[power - 1] as string,
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  });
  return format.format(bytes / 1000 ** power);
}
