import type { Org } from '../org.js';

/** What Salesforce gives no order: none here either, unless a doubt says so. */
export const inOrder = <Item>(org: Org, items: readonly Item[]): readonly Item[] =>
  org.settings.doubts.resultOrder === 'uploaded' ? items : shuffled(items);

/** Fisher–Yates. */
export function shuffled<Item>(items: readonly Item[]): Item[] {
  const copy = [...items];
  for (let last = copy.length - 1; last > 0; last--) {
    const pick = Math.floor(Math.random() * (last + 1));
    [copy[last], copy[pick]] = [copy[pick] as Item, copy[last] as Item];
  }
  return copy;
}
