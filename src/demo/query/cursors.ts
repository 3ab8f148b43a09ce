import { ApiError } from '../http.js';
import type { Ids } from '../ids.js';

export const invalidLocator = (): ApiError => new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');

/** An array, or something that makes its items when they are asked for. */
export interface Pages<Item> {
  readonly length: number;
  slice(from: number, to: number): readonly Item[];
}

/** Lists that can be paged at a time: who starts one more loses the oldest. */
const MAX_LISTS = 200;

/** Lists of one kind that are handed out page by page: a locator is a cursor's id and the next position, `01g…-2000`. */
export class Cursors<Item> {
  readonly #lists = new Map<string, Pages<Item>>();
  readonly #ids = new WeakMap<Pages<Item>, string>();

  constructor(private readonly ids: Ids) {}

  add(all: Pages<Item>, from: number): string {
    const id = this.#ids.get(all) ?? this.ids.next('01g');
    this.#ids.set(all, id);
    this.#lists.set(id, all);
    const [oldest] = this.#lists.keys();
    if (this.#lists.size > MAX_LISTS && oldest !== undefined) this.#lists.delete(oldest);
    return `${id}-${from}`;
  }

  /** @throws ApiError 400 INVALID_QUERY_LOCATOR */
  get(locator: string): { all: Pages<Item>; from: number } {
    const [id = '', from] = locator.split('-');
    const all = this.#lists.get(id);
    if (!all || !/^\d+$/.test(from ?? '')) throw invalidLocator();
    return { all, from: Number(from) };
  }
}
