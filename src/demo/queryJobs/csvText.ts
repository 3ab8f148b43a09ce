import type { Field } from '../objects/field.js';
import type { Value } from '../objects/records.js';

/** A value as a query job's results have it. */
export function csvText({ type }: Field, value: Value): string {
  if (value === null) return '';
  if (type === 'datetime') return String(value).replace('+0000', 'Z');
  return typeof value === 'number' && type !== 'int' ? floatText(value) : String(value);
}

/** As Java prints a double: `20.0`, `9.12260031E8` from ten million on. */
function floatText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e7 || size < 1e-3)) {
    const [digits = '', exponent = ''] = value.toExponential().split('e');
    return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
  }
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
