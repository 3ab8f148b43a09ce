import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.js';
import { mergeAttempts, type AttemptOutcome } from '../results/mergeAttempts.js';
import type { Outcome } from '../results/outcome.js';
import type { OutcomeSources } from '../results/partOutcome.js';
import { readOutcome } from '../results/readOutcome.js';
import type { SentLoad, SentLoads } from '../results/sentLoads.js';
import type { JobStore, OrgKey } from './jobStore.js';
import { isUnderWay, type LoadState } from './loadState.js';

type Sources = Pick<OutcomeSources, 'job' | 'results'>;

export interface SentAgain {
  readonly loadId: string;
  /** For each data row of the attempt's file, the data row of the first load's file. */
  readonly sourceRows: Uint32Array;
}

/** What became of the loads that are over: read once, told to the store. */
export class Outcomes {
  /** Of each load by itself, without its attempts. */
  private readonly own = new Map</* load id */ string, Promise<Outcome | undefined>>();

  constructor(
    private readonly store: JobStore,
    readonly sentLoads: SentLoads,
    readonly sourcesOf: (org: OrgKey) => Sources,
  ) {}

  /** The load itself, where it is an attempt that of the first one. */
  firstOf(load: LoadState): LoadState {
    return (load.attempt && this.store.load(load.attempt.of)) ?? load;
  }

  /** Attempts of a load, in order. */
  attemptsOf(loadId: string): readonly LoadState[] {
    const attempts = this.store.loads().filter(({ attempt }) => attempt?.of === loadId);
    return attempts.sort((a, b) => a.attempt!.number - b.attempt!.number);
  }

  /**
   * What became of the rows of one load by itself.
   * @returns undefined for a load that is not over, or where it is not known any more how it was sent
   * @throws what keeps the results from being read; asked again, it is tried again
   */
  async read(loadId: string): Promise<Outcome | undefined> {
    const load = this.store.load(loadId);
    if (!load || isUnderWay(load)) return undefined;
    const reading = this.own.get(loadId) ?? this.readOwn(load);
    this.own.set(loadId, reading);
    const forget = () => this.own.delete(loadId);
    // What is not known yet, a job that runs on after its load was stopped, may be later.
    reading.then((outcome) => (!outcome || outcome.counts.unknown > 0) && forget(), forget);
    return reading;
  }

  /** The same, of the first load with all that its attempts have changed: what there is to show. The store has it then. */
  async show(loadId: string): Promise<Outcome | undefined> {
    const load = this.store.load(loadId);
    const first = load && this.firstOf(load);
    const outcome = first && (await this.read(first.loadId));
    const sent = outcome && (await this.sentAs(first.loadId));
    if (!outcome || !sent) return outcome;
    const attempts: AttemptOutcome[] = [];
    for (const { loadId, sourceRows } of await this.sentAgain(first.loadId)) {
      const own = await this.read(loadId);
      if (own) attempts.push({ outcome: own, sourceRows });
    }
    const placesOf = (rows: ReadonlySet<number>) => this.sentLoads.places(sent, rows);
    const merged = attempts.length === 0 ? outcome : await mergeAttempts(outcome, attempts, placesOf);
    const current = this.store.load(first.loadId);
    if (current) this.store.putLoad({ ...current, outcome: merged });
    return merged;
  }

  /**
   * Which rows of a load were sent again, by attempt.
   * @throws UserError `OutcomeUnknown` where that is not known of one: rows that got in with it would look as if they had not
   */
  async sentAgain(loadId: string): Promise<readonly SentAgain[]> {
    const attempts: SentAgain[] = [];
    for (const attempt of this.attemptsOf(loadId)) {
      if (attempt.parts.every(({ phase, jobIds }) => phase === 'notSent' && jobIds.length === 0)) continue;
      const sourceRows = await this.sentLoads.sourceRows(attempt.loadId);
      if (!sourceRows) throw rowsNotKnown(attempt);
      attempts.push({ loadId: attempt.loadId, sourceRows });
    }
    return attempts;
  }

  /** How a load was sent; undefined where that is not known any more. */
  sentAs(loadId: string): Promise<SentLoad | undefined> {
    return this.sentLoads.read(loadId);
  }

  private async readOwn(load: LoadState): Promise<Outcome | undefined> {
    const sent = await this.sentAs(load.loadId);
    return sent && readOutcome(load, sent, { ...this.sourcesOf(load.org), sentLoads: this.sentLoads });
  }
}

const rowsNotKnown = ({ loadId, fileName }: LoadState): UserError =>
  new UserError('OutcomeUnknown', l10n.t('It is not known any more which rows of {0} were sent again.', fileName), {
    nextStep: l10n.t('Open the results of its jobs, and send only what is in none of them.'),
    loadId,
  });
