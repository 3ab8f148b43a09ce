import { env, l10n, ThemeColor, ThemeIcon, type WebviewPanel } from 'vscode';
import type { Clock } from '../core/clock.js';
import { UserError } from '../core/errors.js';
import type { JobHistory } from '../core/load/jobHistory.js';
import type { JobRecord, JobStore, StoreChange } from '../core/load/jobStore.js';
import type { JobWatcher } from '../core/load/jobWatcher.js';
import { jobIdsOf, type LoadState } from '../core/load/loadState.js';
import type { Outcomes } from '../core/load/outcomes.js';
import { groupErrors } from '../core/results/errorGroups.js';
import { hasEnded } from '../core/salesforce/job.js';
import { kindInWords, nameOf } from '../orgs/knownOrg.js';
import type { Orgs } from '../orgs/orgs.js';
import { DisposableStore } from '../ui/disposables.js';
import { isCancelled, toUserError } from '../ui/errors.js';
import type { FailedRowsState } from './failures.js';
import { jobSnapshot, type JobPageState } from './jobSnapshot.js';
import type { LoadAttempts } from './loadOutcome.js';
import { openGroup, openJob, rerunGroup, runAction } from './pageCommands.js';
import { readFromPage, type GroupAction, type JobAddress, type PageIcon, type ToPage } from './protocol.js';

export interface JobPageDependencies {
  readonly store: JobStore;
  readonly watcher: JobWatcher;
  readonly history: JobHistory;
  readonly orgs: Orgs;
  readonly outcomes: Pick<Outcomes, 'firstOf' | 'attemptsOf'>;
  readonly clock: Clock;
  /** Path of the failed rows on this machine, downloaded if need be. */
  readonly failedRows: (address: JobAddress) => Promise<string>;
}

/** More failed rows than this are fetched only when the person asks for it. */
const UNASKED_ROWS = 100_000;
const COALESCE_MS = 100;
/** Durations and time left go on while nothing else happens. */
const TICK_MS = 1000;

/** One job's page in its panel: looks at the job while it can be seen, and tells the page what has become of it. */
export class JobPage {
  private readonly owned = new DisposableStore();
  /** The page has said that it listens; it starts afresh each time it comes back into sight. */
  private ready = false;
  private record: JobRecord | undefined;
  private failed: FailedRowsState | undefined;
  /** Why the watcher gave up on it. */
  private lost: UserError | undefined;
  private looking: AbortController | undefined;
  private fetching: AbortController | undefined;
  private cancelPost: (() => void) | undefined;
  private cancelTick: (() => void) | undefined;

  constructor(
    private readonly panel: WebviewPanel,
    readonly address: JobAddress,
    private readonly deps: JobPageDependencies,
  ) {
    this.owned.add(panel.webview.onDidReceiveMessage((message) => this.receive(message)));
    this.owned.add(panel.onDidChangeViewState(() => this.seen()));
    this.owned.add(deps.store.onDidChange((change) => this.changed(change)));
    this.owned.add(deps.orgs.onDidChange(() => this.tryAgain()));
    this.seen();
  }

  dispose(): void {
    this.owned.dispose();
    this.rest();
    this.cancelPost?.();
  }

  /** The org may be connected again. */
  private tryAgain(): void {
    const { lost } = this;
    this.lost = undefined;
    if (this.failed?.kind === 'missing') this.failed = undefined;
    if (lost && this.panel.visible) this.look();
    this.postSoon();
  }

  private receive(value: unknown): void {
    const message = readFromPage(value);
    if (!message) return;
    const { org } = this.address;
    switch (message.type) {
      case 'ready':
        this.ready = true;
        return this.post();
      case 'openJob':
        return openJob({ org, jobId: message.jobId });
      case 'run':
        if (message.action === 'groupFailedRows') return void this.groupFailedRows();
        return runAction(this.address, message.action);
      case 'runGroup':
        return this.runGroup(message.action, message.group);
    }
  }

  private runGroup(action: GroupAction, index: number): void {
    const group = this.failed?.kind === 'known' ? this.failed.failed.groups[index] : undefined;
    if (!group) return;
    if (action === 'openGroup') return openGroup(this.address, group);
    const load = this.attempts()?.first;
    if (load) rerunGroup(load.loadId, group);
  }

  /** The load that the job belongs to, where it is one of this machine. */
  private attempts(): LoadAttempts | undefined {
    const { store, outcomes } = this.deps;
    const load = store.loadOf(this.address.org, this.address.jobId);
    const first = load && outcomes.firstOf(load);
    return first && { first, again: outcomes.attemptsOf(first.loadId) };
  }

  private loads(): readonly LoadState[] {
    const sent = this.attempts();
    return sent ? [sent.first, ...sent.again] : [];
  }

  private seen(): void {
    if (!this.panel.visible) {
      this.ready = false;
      this.rest();
      return;
    }
    if (this.failed?.kind === 'missing') this.failed = undefined;
    this.look();
    this.tick();
    this.postSoon();
  }

  /** What goes on only while somebody can see it. */
  private rest(): void {
    this.looking?.abort();
    this.looking = undefined;
    this.fetching?.abort();
    this.fetching = undefined;
    this.cancelTick?.();
  }

  private look(): void {
    const { watcher, store } = this.deps;
    const { org, jobId } = this.address;
    this.looking?.abort();
    if (store.job(org, jobId)?.final) return;
    const looking = (this.looking = new AbortController());
    void watcher.untilEnded(org, jobId, looking.signal).catch((error: unknown) => {
      if (looking.signal.aborted) return;
      this.lost = toUserError(error);
      this.postSoon();
    });
  }

  private changed(change: StoreChange): void {
    const { org, jobId } = this.address;
    const loads = this.loads();
    const job = this.deps.store.job(org, jobId)?.job;
    const concerns =
      change.kind === 'load'
        ? loads.some(({ loadId }) => loadId === change.loadId)
        : change.org === org &&
          (change.kind === 'list' || change.jobId === jobId || loads.flatMap(jobIdsOf).includes(change.jobId));
    if (!concerns) return;
    // Whoever closed it, it is now worth a look at once: not at the slow pace at which an open job is looked at.
    const closed = this.record?.job.state === 'Open' && job !== undefined && job.state !== 'Open';
    if (closed && this.looking) this.look();
    this.postSoon();
  }

  private tick(): void {
    this.cancelTick?.();
    this.cancelTick = this.deps.clock.after(TICK_MS, () => {
      const { record } = this;
      if (record && !this.lost && !hasEnded(record.job)) this.post();
      if (!record || !hasEnded(record.job)) this.tick();
    });
  }

  /** An upload tells of every chunk: what happens within a moment is told at once. */
  private postSoon(): void {
    this.cancelPost ??= this.deps.clock.after(COALESCE_MS, () => this.post());
  }

  private post(): void {
    this.cancelPost?.();
    this.cancelPost = undefined;
    const state = this.state();
    if (this.panel.visible) this.wantFailedRows();
    const snapshot = jobSnapshot({ ...state, ...(this.failed && { failedRows: this.failed }) });
    this.panel.title = snapshot.title;
    this.panel.iconPath = tabIcon(snapshot.state.icon);
    if (!this.ready || !this.panel.visible) return;
    void this.panel.webview.postMessage({ type: 'snapshot', snapshot } satisfies ToPage);
  }

  private state(): JobPageState {
    const { store, orgs, history, clock } = this.deps;
    const { org, jobId } = this.address;
    const known = store.job(org, jobId);
    this.record = known ?? this.record;
    const { record } = this;
    const connected = orgs.byKey(org);
    const load = store.loadOf(org, jobId);
    const attempts = this.attempts();
    const createdBy = record?.job.createdById;
    const creator =
      createdBy === undefined || createdBy === connected?.userId
        ? undefined
        : (store.userName(org, createdBy) ?? createdBy);
    const lost = this.lost ?? (connected ? (record && !known ? deleted(jobId) : undefined) : disconnected(org));
    return {
      address: this.address,
      ...(connected && { org: { name: nameOf(connected), kind: kindInWords(connected.kind) } }),
      ...(record && { record }),
      ...(lost && { lost }),
      ...(creator !== undefined && { creator }),
      ...(load && { load }),
      ...(attempts && { attempts }),
      jobsOfLoad: new Map(
        this.loads()
          .flatMap(jobIdsOf)
          .flatMap((id) => {
            const job = store.job(org, id);
            return job ? [[id, job] as const] : [];
          }),
      ),
      samples: history.samples(org, jobId),
      timeline: record ? history.timeline(record) : [],
      now: clock.now(),
      language: env.language,
    };
  }

  /** Once, when the job has ended with failures. */
  private wantFailedRows(): void {
    const { record } = this;
    const failed = record?.final ? (record.job.numberRecordsFailed ?? 0) : 0;
    if (failed === 0 || this.fetching || (this.failed && this.failed.kind !== 'fetching')) return;
    if (failed > UNASKED_ROWS) this.failed = { kind: 'many' };
    else void this.groupFailedRows();
  }

  private async groupFailedRows(): Promise<void> {
    const { record } = this;
    if (!record || this.fetching) return;
    const { signal } = (this.fetching = new AbortController());
    this.failed = { kind: 'fetching' };
    this.postSoon();
    try {
      const file = await this.deps.failedRows(this.address);
      const failed = await groupErrors(file, record.job.columnDelimiter ?? 'COMMA', { signal });
      this.failed = { kind: 'known', failed };
    } catch (error) {
      if (signal.aborted || isCancelled(error)) return;
      this.failed = { kind: 'missing', error: toUserError(error) };
    } finally {
      if (!signal.aborted) this.fetching = undefined;
    }
    this.postSoon();
  }
}

/** Tabs know no icons that turn. */
const tabIcon = ({ id, color }: PageIcon): ThemeIcon =>
  new ThemeIcon(id.replace(/~.*/, ''), color === undefined ? undefined : new ThemeColor(color));

const deleted = (jobId: string): UserError =>
  new UserError(
    'JobGone',
    l10n.t('Job {0} is no longer in the org: it was deleted, or it is older than 7 days.', jobId),
    {
      nextStep: l10n.t('What it changed in the org stays. Below is what was last known of it.'),
    },
  );

const disconnected = (org: string): UserError =>
  new UserError('NoOrg', l10n.t('The org of this job ({0}) is not connected.', org), {
    nextStep: l10n.t('Connect it again to see how the job stands.'),
  });
