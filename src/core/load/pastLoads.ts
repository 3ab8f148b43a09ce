import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { ENDED, readJournal } from './journal.js';
import type { JobStore } from './jobStore.js';
import type { LoadState } from './loadState.js';

/** The newest that are looked at. */
const MOST_LOADS = 200;

/** Loads of earlier sessions and of other windows, as their journals tell. Without a network. */
export class PastLoads {
  constructor(
    private readonly folder: string,
    private readonly store: JobStore,
  ) {}

  /** Tells the store of the loads that are over. @param most the newest */
  async read(most = MOST_LOADS): Promise<void> {
    const ended = path.join(this.folder, ENDED);
    for (const name of await newest(ended, most)) {
      const loadId = path.parse(name).name;
      if (this.store.load(loadId)) continue;
      const journal = await readJournal(path.join(ended, name));
      // What was read meanwhile may be of this very window.
      if (journal && !this.store.load(loadId)) this.store.putLoad(over(journal.load.load));
    }
  }

  /** The loads, of any window, whose journal has no end, among them those that are being sent. */
  async withoutEnd(): Promise<readonly LoadState[]> {
    const loads: LoadState[] = [];
    for (const name of await readdir(this.folder).catch(() => [])) {
      const journal = await readJournal(path.join(this.folder, name));
      if (journal && !journal.hasEnded) loads.push(journal.load.load);
    }
    return loads;
  }
}

const over = (load: LoadState): LoadState => ({
  ...load,
  phase: load.parts.every(({ phase }) => phase === 'closed') ? 'ended' : 'stopped',
});

async function newest(folder: string, most: number): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const times = await Promise.all(
    names.map(async (name) => {
      const found = await stat(path.join(folder, name)).catch(() => undefined);
      return { name, time: found?.mtimeMs ?? 0 };
    }),
  );
  times.sort((a, b) => b.time - a.time);
  return times.slice(0, most).map(({ name }) => name);
}
