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

/** Lists that are handed out page by page: a locator is a cursor's id and the next position, `01g…-2000`. */
export class Cursors {
  readonly #lists = new Map<string, Pages<unknown>>();
  readonly #ids = new WeakMap<Pages<unknown>, string>();

  constructor(private readonly ids: Ids) {}

  add(all: Pages<unknown>, from: number): string {
    const id = this.#ids.get(all) ?? this.ids.next('01g');
    this.#ids.set(all, id);
    this.#lists.set(id, all);
    const [oldest] = this.#lists.keys();
    if (this.#lists.size > MAX_LISTS && oldest !== undefined) this.#lists.delete(oldest);
    return `${id}-${from}`;
  }

  /** @throws ApiError 400 INVALID_QUERY_LOCATOR */
  get<Item>(locator: string): { all: Pages<Item>; from: number } {
    const [id = '', from] = locator.split('-');
    const all = this.#lists.get(id);
    if (!all || !/^\d+$/.test(from ?? '')) throw invalidLocator();
    return { all: all as Pages<Item>, from: Number(from) };
  }
}
