import type { Value } from '../objects/records.js';

/** Texts are the same in any letter case; null comes first. */
export function compare(one: Value, other: Value): number {
  if (one === other) return 0;
  if (one === null) return -1;
  if (other === null) return 1;
  if (typeof one === 'number' && typeof other === 'number') return one - other;
  const [first, second] = [String(one).toLowerCase(), String(other).toLowerCase()];
  return first === second ? 0 : first < second ? -1 : 1;
}
