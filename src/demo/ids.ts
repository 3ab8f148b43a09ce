// Salesforce record ids: 15 case-sensitive characters, or 18 with three that make the case recoverable.
// https://help.salesforce.com/s/articleView?id=000385585

import { randomInt } from 'node:crypto';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SUFFIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** One character per five: bit n says whether the n-th of them is an upper-case letter. */
function suffix(id15: string): string {
  return [0, 5, 10]
    .map((start) => {
      const bits = [...id15.slice(start, start + 5)].map((char, bit) => (/[A-Z]/.test(char) ? 1 << bit : 0));
      return SUFFIX[bits.reduce((sum, bit) => sum + bit, 0)];
    })
    .join('');
}

export const randomBase62 = (length: number): string =>
  Array.from({ length }, () => BASE62[randomInt(BASE62.length)]).join('');

/** @returns the 18-character form, or undefined where the text is no id (18 characters with a wrong suffix included) */
export function toId18(text: string): string | undefined {
  if (!/^[0-9A-Za-z]{15}(?:[A-Z0-5]{3})?$/.test(text)) return undefined;
  const id15 = text.slice(0, 15);
  const id18 = id15 + suffix(id15);
  return text.length === 15 || text === id18 ? id18 : undefined;
}

/** Hands out ids as one org does: three characters of prefix, two of instance, ten that count. */
export class Ids {
  readonly #instance = `g${randomBase62(1)}`;
  readonly #next = new Map<string, number>();
  readonly orgId = this.#build('00D', randomBase62(10));

  next(prefix: string): string {
    const number = (this.#next.get(prefix) ?? randomInt(1_000_000)) + 1;
    this.#next.set(prefix, number);
    let rest = number;
    let text = '';
    for (let digit = 0; digit < 10; digit++, rest = Math.floor(rest / 62)) text = `${BASE62[rest % 62]}${text}`;
    return this.#build(prefix, text);
  }

  #build(prefix: string, ten: string): string {
    const id15 = `${prefix}${this.#instance}${ten}`;
    return id15 + suffix(id15);
  }
}
