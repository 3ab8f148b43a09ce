import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.js';
import { mergeOutcomeCsv } from '../results/mergeOutcomeCsv.js';
import { writeOutcomeCsv } from '../results/outcomeCsv.js';
import { partOutcome, type OutcomeSources } from '../results/partOutcome.js';
import type { SentLoad } from '../results/sentLoads.js';
import { exists } from '../results/resultFiles.js';
import type { JobStore } from './jobStore.js';
import { isUnderWay, type LoadState } from './loadState.js';
import type { Outcomes } from './outcomes.js';

/**
 * Outcomes as CSV on this machine: `{folder}/{org}/{load id}/outcome-{attempts}.csv`, mode 600. The rows of the source
 * in its order, before each what became of it, and its record's Id.
 */
export class OutcomeFiles {
  private readonly writing = new Map</* path */ string, Promise<string>>();

  constructor(
    private readonly folder: () => string,
    private readonly store: JobStore,
    private readonly outcomes: Outcomes,
  ) {}

  /**
   * Written once, and anew after each attempt.
   * @returns its path
   * @throws UserError `OutcomeUnknown`, `LoadUnderWay`, `FileChanged` where the rows are not there any more, those of the
   * results
   */
  async fetch(loadId: string): Promise<string> {
    const load = this.store.load(loadId);
    if (!load) throw unknown(loadId);
    if (isUnderWay(load)) throw new UserError('LoadUnderWay', l10n.t('{0} is still being loaded.', load.fileName));
    const attempts = this.outcomes.attemptsOf(loadId).filter((attempt) => !isUnderWay(attempt));
    const folder = path.join(this.folder(), load.org, loadId);
    const file = path.join(folder, `outcome-${attempts.length + 1}.csv`);
    const running = this.writing.get(file);
    if (running) return running;
    if (await exists(file)) return file;
    const written = this.write(load, attempts, file).finally(() => this.writing.delete(file));
    this.writing.set(file, written);
    return written;
  }

  private async write(load: LoadState, attempts: readonly LoadState[], file: string): Promise<string> {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    if (attempts.length === 0) {
      await this.writeOwn(load, file);
      return file;
    }
    const first = path.join(path.dirname(file), 'outcome-1.csv');
    if (!(await exists(first))) await this.writeOwn(load, first);
    const again = await this.outcomes.sentAgain(load.loadId);
    const files = await Promise.all(
      again.map(async ({ loadId, sourceRows }) => ({ file: await this.fetch(loadId), sourceRows })),
    );
    const sent = await this.outcomes.sentAs(load.loadId);
    if (!sent) throw unknown(load.loadId);
    await mergeOutcomeCsv(first, files, sent.job.columnDelimiter, file);
    return file;
  }

  private async writeOwn(load: LoadState, file: string): Promise<void> {
    const sent = await this.outcomes.sentAs(load.loadId);
    const csv = sent && (await this.outcomes.sentLoads.csv(sent));
    if (!sent || !csv) throw unknown(load.loadId);
    // Every record's Id: not only what it takes to know which rows failed.
    const from = { ...this.outcomes.sourcesOf(load.org), sentLoads: this.outcomes.sentLoads, whole: true };
    await writeOutcomeCsv(csv, sent.facts, sent.transform, parts(load, sent, from), file);
  }
}

async function* parts(load: LoadState, sent: SentLoad, from: OutcomeSources) {
  for (const index of sent.parts.keys()) yield await partOutcome(load, sent, index, from);
}

const unknown = (loadId: string): UserError =>
  new UserError('OutcomeUnknown', l10n.t('It is not known any more what became of the rows of this load.'), {
    nextStep: l10n.t('Open the results of its jobs.'),
    loadId,
  });
