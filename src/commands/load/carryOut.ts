import { l10n, ProgressLocation, window } from 'vscode';
import type { JobInfo } from '../../core/salesforce/job.js';
import type { Attempt, LoadPlan } from '../../core/load/loadPlan.js';
import { runLoad, type LoadResult } from '../../core/load/runLoad.js';
import type { LoadState } from '../../core/load/loadState.js';
import { keyOf, nameOf } from '../../orgs/knownOrg.js';
import { toUserError } from '../../ui/errors.js';
import { withoutLinks } from '../../ui/foreignText.js';
import { settings } from '../../ui/settings.js';
import { sizeInWords } from '../../ui/words.js';
import type { Context } from '../context.js';
import { planOf } from './prepare.js';
import type { Decided, InspectedFile } from './draft.js';

export interface CarryOut {
  readonly file: InspectedFile;
  readonly draft: Decided;
  readonly maxPartBytes?: number;
  readonly attempt?: Attempt;
  /** How many parts may wait for Salesforce at a time; that of the settings where left out. */
  readonly partsAtOnce?: number;
  /** A part went wrong: upload the rest? */
  readonly goOn: (job: JobInfo) => Promise<boolean>;
}

/** Plans and runs one load, from the bytes on the disk to the last job's end. Says nothing to anybody. */
export async function carryOut(
  ctx: Context,
  { file, draft, maxPartBytes, attempt, partsAtOnce = settings.partsAtOnce(file.uri), goOn }: CarryOut,
  abort = new AbortController(),
  onPlanned: (plan: LoadPlan) => void = () => {},
  onPlanning: (fraction: number) => void = () => {},
): Promise<LoadResult> {
  const planned = await planOf(file, draft, maxPartBytes, abort.signal, onPlanning);
  const plan = { ...planned, ...(attempt && { attempt }) };
  const { store, watcher, clock, folders, sentLoads } = ctx;
  const bulk = await ctx.orgs.bulk(plan.org);
  ctx.running.set(plan.loadId, abort);
  onPlanned(plan);
  try {
    return await runLoad(
      plan,
      { bulk, store, watcher, clock, journals: folders.journals, sentLoads, partsAtOnce, goOn },
      abort.signal,
    );
  } catch (error) {
    ctx.running.delete(plan.loadId);
    // Where the load could not be settled its journal is still there, and is offered at once.
    await ctx.unfinished.read(new Set(ctx.running.keys()));
    throw error;
  } finally {
    ctx.running.delete(plan.loadId);
    await showOutcome(ctx, plan.loadId);
  }
}

/** More results than these are fetched only when the person asks for them. Rows. */
const UNASKED_ROWS = 100_000;

/** Read for the views, once Salesforce has ended every job. What keeps it from being read is no fault of the load. */
async function showOutcome(ctx: Context, loadId: string): Promise<void> {
  const load = ctx.store.load(loadId);
  if (!load) return;
  const jobs = load.parts
    .filter(({ phase }) => phase !== 'notSent')
    .map(({ jobIds }) => ctx.store.job(load.org, jobIds.at(-1) ?? ''));
  if (jobs.some((record) => !record?.final)) return;
  const failed = jobs.reduce((sum, record) => sum + (record?.job.numberRecordsFailed ?? 0), 0);
  // Which records are new, only all results of an upsert tell.
  if ((load.operation === 'upsert' ? load.rows : failed) > UNASKED_ROWS) return;
  await ctx.outcomes.show(loadId).catch((error: unknown) => ctx.log.warn(toUserError(error).message));
}

/**
 * The same for a person: the upload is a notification that can be cancelled. Waiting for Salesforce, which may take an
 * hour, is told in the tree and the status bar instead.
 */
export function carryOutVisibly(
  ctx: Context,
  load: CarryOut,
): { uploaded: Promise<void>; result: Promise<LoadResult> } {
  const abort = new AbortController();
  const title = withoutLinks(l10n.t('Loading {0} into {1}', load.file.fileName, nameOf(load.draft.org)));
  const bar = new Bar();
  let done = () => {};
  const uploaded = new Promise<void>((resolve) => (done = resolve));
  const location = settings.notifications() === 'toast' ? ProgressLocation.Notification : ProgressLocation.Window;
  void window.withProgress({ location, cancellable: true, title }, (progress, token) => {
    token.onCancellationRequested(() => abort.abort());
    bar.attach((increment, message) => progress.report({ increment, message }));
    return uploaded;
  });
  let revealed = false;
  const watchPlan = ({ loadId }: LoadPlan) => {
    const subscription = ctx.store.onDidChange((change) => {
      const state = change.kind === 'load' && change.loadId === loadId && ctx.store.load(loadId);
      if (!state) return;
      if (!revealed) revealed = revealFirstJob(ctx, state);
      if (state.phase === 'uploading') return bar.show(...uploadInWords(state));
      subscription.dispose();
      done();
    });
  };
  const result = carryOut(ctx, load, abort, watchPlan, (fraction) => bar.show(fraction / 5, l10n.t('checking')));
  const attended = ctx.orgs.attend(keyOf(load.draft.org));
  return { uploaded, result: result.finally(done).finally(() => void attended.dispose()) };
}

/** Live in the side bar: the tree comes to the front with the job, the focus stays where it is. */
function revealFirstJob(ctx: Context, { org, parts }: LoadState): boolean {
  const jobId = parts[0]?.jobIds[0];
  if (jobId === undefined || !ctx.store.job(org, jobId)) return false;
  ctx.reveal(org, jobId);
  return true;
}

/** VS Code's progress takes increments in percent. */
class Bar {
  private shown = 0;
  private lastMessage = '';
  private report: (increment: number, message: string) => void = () => {};

  attach(report: (increment: number, message: string) => void): void {
    this.report = report;
  }

  show(fraction: number, message: string): void {
    const increment = Math.max(0, 100 * fraction - this.shown);
    if (increment < 1 && message === this.lastMessage) return;
    this.shown += increment;
    this.lastMessage = message;
    this.report(increment, message);
  }
}

/** Checking the file was the first fifth. */
function uploadInWords({ parts }: LoadState): [fraction: number, message: string] {
  const sent = parts.reduce((sum, part) => sum + (part.phase === 'closed' ? part.bytes : part.bytesSent), 0);
  const all = parts.reduce((sum, part) => sum + part.bytes, 0);
  const current = parts.findIndex((part) => part.phase !== 'closed');
  const part =
    parts.length > 1 ? l10n.t('part {0} of {1}, ', current < 0 ? parts.length : current + 1, parts.length) : '';
  return [
    0.2 + (0.8 * sent) / Math.max(1, all),
    l10n.t('{0}{1} of {2} uploaded', part, sizeInWords(sent), sizeInWords(all)),
  ];
}
