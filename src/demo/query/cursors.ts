import { ApiError } from '../http.js';
import type { Ids } from '../ids.js';

/** Lists that are handed out page by page: a locator is a cursor's id and the next position, `01g…-2000`. */
export class Cursors {
  readonly #lists = new Map<string, readonly unknown[]>();
  readonly #ids = new WeakMap<readonly unknown[], string>();

  constructor(private readonly ids: Ids) {}

  add(all: readonly unknown[], from: number): string {
    const id = this.#ids.get(all) ?? this.ids.next('01g');
    this.#ids.set(all, id);
    this.#lists.set(id, all);
    return `${id}-${from}`;
  }

  /** @throws ApiError 400 INVALID_QUERY_LOCATOR */
  get<Item>(locator: string): { all: readonly Item[]; from: number } {
    const [id = '', from] = locator.split('-');
    const all = this.#lists.get(id);
    if (!all || !/^\d+$/.test(from ?? '')) throw new ApiError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
    return { all: all as readonly Item[], from: Number(from) };
  }
}
