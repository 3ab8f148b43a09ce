import { CancellationError, commands, l10n, ProgressLocation, Uri, window } from 'vscode';
import { stat } from 'node:fs/promises';
import { UserError } from '../core/errors.js';
import { groupRows } from '../core/results/groupRows.js';
import { LARGEST_TAB, previewFile } from '../core/results/preview.js';
import { BRIEFLY, retry } from '../core/retry.js';
import { hasEnded, RESULT_SETS, type JobInfo, type ResultSet } from '../core/salesforce/job.js';
import type { BulkApi } from '../core/salesforce/ports.js';
import { fromResultUri, SCHEME, toResultUri, type ResultAddress } from '../documents/resultUri.js';
import { toast } from '../ui/notify.js';
import { openFile } from '../ui/openFile.js';
import { BACK, pick } from '../ui/steps.js';
import { sizeInWords } from '../ui/words.js';
import type { Context } from './context.js';
import { oneOf, type Handler } from './handler.js';
import { jobOf, jobOrPick, type JobTarget } from './jobTarget.js';

/** Opens a result set as a read-only tab. */
export function openResults(ctx: Context): Handler {
  return {
    person: async (target) => {
      const ofJob = target === undefined ? askResultSet : failedFirst;
      const opened = await open(ctx, await resultOrPick(ctx, target, l10n.t('Open Results'), ofJob));
      if (opened.preview) reportLarge(opened);
    },
    api: async (args) => {
      const address = { ...jobOf(ctx, args), resultSet: oneOf(args, 'resultSet', RESULT_SETS) };
      return (await open(ctx, address)).uri;
    },
  };
}

interface Opened {
  readonly uri: Uri;
  /** Path and bytes of the whole result. */
  readonly file: string;
  readonly size: number;
  /** The tab shows the first rows only. */
  readonly preview: boolean;
}

async function open(ctx: Context, address: ResultAddress): Promise<Opened> {
  const job = await endedJob(ctx, address);
  const file = await fetchResult(ctx, { ...address, preview: false });
  const { size } = await stat(file);
  const preview = size > LARGEST_TAB;
  const uri = toResultUri({ ...address, preview }, job);
  await openFile(uri);
  return { uri, file, size, preview };
}

function reportLarge({ file, size }: Opened): void {
  const uri = Uri.file(file);
  toast(
    'information',
    l10n.t('The result has {0}: the tab shows its first rows.', sizeInWords(size)),
    { title: l10n.t('Reveal'), run: () => commands.executeCommand('revealFileInOS', uri) },
    { title: l10n.t('Open Anyway'), run: () => openFile(uri) },
  );
}

/** The file of a result on this machine, downloaded if need be; for the documents, too. */
export async function fetchResult(ctx: Context, address: ResultAddress): Promise<string> {
  const { org, jobId, resultSet, group, preview } = address;
  // Connects for a download only: a tab that comes back with its window needs no org as long as the file is there.
  const bulk: Pick<BulkApi, 'downloadResults'> = {
    downloadResults: async (...args) => {
      const connected = await ctx.orgs.bulk(org);
      const title = l10n.t('Downloading results of job {0}', jobId);
      return window.withProgress({ location: ProgressLocation.Window, title }, () =>
        retry(BRIEFLY, ctx.clock, args[3]?.signal, () => connected.downloadResults(...args)),
      );
    },
  };
  const file = await ctx.results.fetch(bulk, org, jobId, resultSet).catch((error: unknown) => {
    throw explainMissing(error, jobId);
  });
  if (!group && !preview) return file;
  const { columnDelimiter = 'COMMA' } = await endedJob(ctx, address);
  const rows = group ? await groupRows(file, columnDelimiter, group) : file;
  return preview ? previewFile(rows, columnDelimiter) : rows;
}

function explainMissing(error: unknown, jobId: string): unknown {
  if (!(error instanceof UserError && error.code === 'NotFound')) return error;
  return new UserError('NotFound', l10n.t('Salesforce no longer has the results of job {0}.', jobId), {
    nextStep: l10n.t('They are kept for 7 days, and go when the job is deleted.'),
    cause: error,
  });
}

/** @throws UserError `ResultsNotReady`: nobody knows what Salesforce answers before the end, so nobody asks */
export async function endedJob(ctx: Context, { org, jobId }: JobTarget): Promise<JobInfo> {
  const record = ctx.store.job(org, jobId);
  if (record?.final) return record.job;
  const bulk = await ctx.orgs.bulk(org);
  const asOf = ctx.clock.now();
  const job = await retry(BRIEFLY, ctx.clock, undefined, () => bulk.getJob(jobId));
  ctx.store.put(org, job, asOf, true);
  if (hasEnded(job)) return job;
  throw new UserError('ResultsNotReady', l10n.t('Job {0} has not ended yet, so it has no results.', jobId), {
    nextStep: l10n.t('Wait until it is complete, failed or aborted.'),
  });
}

const failedFirst = (job: JobInfo): ResultSet =>
  (job.numberRecordsFailed ?? 0) > 0 ? 'failedResults' : 'successfulResults';

async function askResultSet({ id }: JobInfo): Promise<ResultSet> {
  const choice = await pick({
    place: { title: l10n.t('Results of job {0}', id), step: 1, totalSteps: 1 },
    placeholder: l10n.t('Which results?'),
    items: RESULT_SETS.map((label) => ({ label })),
  });
  if (choice === BACK) throw new CancellationError();
  return choice.label;
}

/**
 * The result set, or the group of failed rows, of a tree node or result tab; of a job, also one the person picks, that
 * which `ofJob` names.
 */
export async function resultOrPick(
  ctx: Context,
  target: unknown,
  title: string,
  ofJob: (job: JobInfo) => ResultSet | Promise<ResultSet>,
): Promise<ResultAddress> {
  if (target instanceof Uri && target.scheme === SCHEME) return fromResultUri(target);
  const job = await jobOrPick(ctx, target, {
    title,
    fits: hasEnded,
    none: l10n.t('No job of the org has ended.'),
  });
  const { resultSet, group } = (target ?? {}) as Partial<ResultAddress>;
  if (resultSet !== undefined) return { ...job, resultSet, ...(group && { group }) };
  return { ...job, resultSet: await ofJob(await endedJob(ctx, job)) };
}
