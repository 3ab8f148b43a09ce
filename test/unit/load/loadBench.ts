// A load as the extension runs it, from a file on the disk to the demo org, over real HTTP.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileSource } from '../../../src/core/csv/fileSource.js';
import { inspectCsv } from '../../../src/core/csv/inspect.js';
import { planParts } from '../../../src/core/csv/parts.js';
import { JobStore, orgKey } from '../../../src/core/load/jobStore.js';
import { JobWatcher } from '../../../src/core/load/jobWatcher.js';
import type { LoadState } from '../../../src/core/load/loadState.js';
import { planSend, type LoadRequest } from '../../../src/core/load/plan.js';
import type { LoadPlan } from '../../../src/core/load/loadPlan.js';
import { runLoad, type LoadDependencies, type LoadResult } from '../../../src/core/load/runLoad.js';
import { SentLoads } from '../../../src/core/results/sentLoads.js';
import { connect } from '../../../src/core/salesforce/connect.js';
import type { Login, Salesforce } from '../../../src/core/salesforce/ports.js';
import type { DemoOptions } from '../../../src/demo/options.js';
import { systemClock } from '../../../src/demo/clock.js';
import { startDemoOrg, type DemoOrg } from '../../../src/demo/server.js';
import { Conduct } from '../../conduct.js';
import { doubtsOfThisRun } from '../turnedDoubt.js';
import { QuickClock } from './clocks.js';

const INSERT: LoadRequest = { object: 'Account', operation: 'insert' };

/** Accounts `Row 1` … `Row n`. */
export const accounts = (rows: number, filler = ''): string =>
  `Name,Description\n${Array.from({ length: rows }, (_, row) => `Row ${row + 1},${filler}\n`).join('')}`;

export class LoadBench {
  readonly conduct = new Conduct(() => this.org.conduct());
  readonly store = new JobStore();
  readonly watcher: JobWatcher;
  readonly journals: string;
  readonly sentLoads: SentLoads;

  private constructor(
    readonly clock: QuickClock,
    readonly org: DemoOrg,
    readonly salesforce: Salesforce,
    readonly folder: string,
  ) {
    this.watcher = new JobWatcher(this.store, () => Promise.resolve(salesforce.bulk), clock);
    this.journals = path.join(folder, 'journals');
    this.sentLoads = new SentLoads(path.join(folder, 'sent'));
  }

  static async open(options: DemoOptions = {}, login: Pick<Login, 'renew'> = {}): Promise<LoadBench> {
    const clock = new QuickClock();
    // The org waits as it always does, but reads the client's clock: it judges how long the client waited.
    const now = () => clock.now();
    const org = await startDemoOrg({
      clock: { ...systemClock, now },
      pace: 'instant',
      withoutJobs: true,
      doubts: doubtsOfThisRun(),
      ...options,
    });
    const { instanceUrl, accessToken } = org;
    const salesforce = await connect({ instanceUrl, accessToken, ...login });
    org.clearLog();
    return new LoadBench(clock, org, salesforce, await mkdtemp(path.join(tmpdir(), 'load-')));
  }

  async close(): Promise<void> {
    this.watcher.dispose();
    await this.org.close();
    await this.conduct.check();
    await rm(this.folder, { recursive: true });
  }

  get key(): string {
    return orgKey(this.salesforce.identity);
  }

  get file(): string {
    return path.join(this.folder, 'accounts.csv');
  }

  /** @param parts how many it is to be cut into */
  async plan(csv: string, parts = 1, request = INSERT): Promise<LoadPlan> {
    await writeFile(this.file, csv);
    const source = fileSource(this.file);
    const facts = await inspectCsv(source);
    const { transform, rows } = planSend('accounts.csv', facts, request);
    const maxPartBytes = Math.ceil(csv.length / parts) + facts.bodyStart + 16;
    const planned = await planParts(source, facts, transform, { maxPartBytes });
    const { object, operation, externalIdFieldName } = request;
    const key = externalIdFieldName !== undefined && { externalIdFieldName };
    const { columnDelimiter } = facts;
    return {
      loadId: `load-${this.store.loads().length + 1}`,
      org: this.key,
      uri: `file://${this.file}`,
      fileName: 'accounts.csv',
      csv: source,
      facts,
      transform,
      job: { object, operation, ...key, columnDelimiter, lineEnding: transform.lineEnding },
      rows,
      parts: planned,
      fields: [],
    };
  }

  run(
    plan: LoadPlan,
    deps: Partial<LoadDependencies> = {},
    signal = new AbortController().signal,
  ): Promise<LoadResult> {
    const { store, watcher, clock, journals, sentLoads } = this;
    const { bulk } = this.salesforce;
    const goOn = () => Promise.reject(new Error('nobody is asked'));
    return runLoad(plan, { bulk, store, watcher, clock, journals, sentLoads, partsAtOnce: 0, goOn, ...deps }, signal);
  }

  /** Calls once, as soon as a load is in that state. */
  when(condition: (load: LoadState) => boolean, action: (load: LoadState) => void): void {
    const subscription = this.store.onDidChange((change) => {
      const load = change.kind === 'load' && this.store.load(change.loadId);
      if (!load || !condition(load)) return;
      subscription.dispose();
      action(load);
    });
  }

  /** Names of the accounts that were inserted, and how often. */
  inserted(): ReadonlyMap<string, number> {
    const names = new Map<string, number>();
    for (const { Name } of this.org.records('Account')) {
      if (String(Name).startsWith('Row ')) names.set(String(Name), (names.get(String(Name)) ?? 0) + 1);
    }
    return names;
  }

  /** `POST`, `PUT`, `PATCH UploadComplete`… as they came, without the GETs. */
  requests(): readonly string[] {
    return this.org.log.filter(({ method }) => method !== 'GET').map(({ method }) => method);
  }

  /** States of all jobs of the org, in order of creation. */
  states(): readonly string[] {
    return this.org.jobs.all().map(({ state }) => state);
  }
}
