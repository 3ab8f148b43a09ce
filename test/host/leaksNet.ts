import { allPlaces, type Places } from './leaks.js';
import { textIn } from './leaksOverheard.js';
import type { KnownSecrets } from './secretsKnown.js';

export interface Leak {
  /** Which secret it is. */
  readonly what: string;
  readonly place: string;
}

/** Listens at every place by which something can leave the extension. */
export class Net {
  /** Places that have heard what they must. */
  readonly heardWell = new Set<string>();
  private table: Places = {};
  private readonly ends: (() => unknown)[] = [];
  private heard = new Map</* place */ string, string[]>();
  private readonly waiting: ((place: string, text: string) => void)[] = [];

  constructor(private readonly known: KnownSecrets) {}

  async listen(): Promise<void> {
    this.table = await allPlaces((place, heard) => this.tell(place, heard));
    for (const [place, { listen }] of Object.entries(this.table)) {
      this.ends.push(...(listen?.((heard) => this.tell(place, heard)) ?? []));
    }
  }

  end(): void {
    for (const end of this.ends.splice(0)) end();
  }

  get places(): Places {
    return this.table;
  }

  tell(place: string, heard: unknown): void {
    const text = textIn(heard);
    this.heard.set(place, this.heard.get(place) ?? []);
    this.heard.get(place)?.push(text);
    if (this.table[place]?.hears?.test(text)) this.heardWell.add(place);
    for (const wait of this.waiting) wait(place, text);
  }

  /** Waits until something is heard. */
  until(where: string, what: RegExp): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push((place, text) => void (place === where && what.test(text) && resolve()));
    });
  }

  /** What a command answers, or throws. */
  async outcome(work: () => PromiseLike<unknown>): Promise<unknown> {
    const outcome: unknown = await work().then(
      (value) => value,
      (error: unknown) => error,
    );
    this.tell('errors and answers of commands', outcome);
    return outcome;
  }

  /** What was heard since the last time, and which secrets stand in it. */
  async empty(): Promise<{ readonly heard: ReadonlyMap<string, string>; readonly leaks: readonly Leak[] }> {
    for (const [place, { look }] of Object.entries(this.table)) if (look) this.tell(place, await look());
    const heard = new Map([...this.heard].map(([place, texts]) => [place, texts.join('\n')]));
    this.heard = new Map();
    const leaks = [...heard].flatMap(([place, text]) =>
      [...this.known.in(text)]
        .filter(({ kind }) => !this.table[place]?.mayHold?.includes(kind))
        .map(({ what }) => ({ what, place })),
    );
    return { heard, leaks };
  }
}

/** Listens while the tests of a `describe` run. Call it after what stands between the extension and its messages. */
export function useNet(known: KnownSecrets): Net {
  const net = new Net(known);
  before(() => net.listen());
  after(() => net.end());
  return net;
}
