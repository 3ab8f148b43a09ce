import { Emitter } from '../emitter.js';
import { dismissUnfinished, unfinishedLoads, type UnfinishedLoad } from './journal.js';

/** The loads that were left unfinished, by an earlier session or by a fault in this one. Read from the disk, without a network. */
export class UnfinishedLoads {
  private found: readonly UnfinishedLoad[] = [];
  private readonly emitter = new Emitter<void>();
  readonly onDidChange = this.emitter.event;

  constructor(private readonly folder: string) {}

  get all(): readonly UnfinishedLoad[] {
    return this.found;
  }

  get(loadId: string): UnfinishedLoad | undefined {
    return this.found.find((unfinished) => unfinished.load.loadId === loadId);
  }

  /** @param running ids of the loads that this process is sending */
  async read(running: ReadonlySet<string> = new Set()): Promise<void> {
    this.found = await unfinishedLoads(this.folder, undefined, running);
    if (this.found.length > 0) this.emitter.fire();
  }

  /** Settled: it is not offered again. */
  async dismiss(loadId: string): Promise<void> {
    const unfinished = this.get(loadId);
    if (!unfinished) return;
    await dismissUnfinished(unfinished);
    this.found = this.found.filter((other) => other !== unfinished);
    this.emitter.fire();
  }
}
