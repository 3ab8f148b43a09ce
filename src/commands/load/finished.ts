import { l10n } from 'vscode';
import type { JobInfo } from '../../core/salesforce/job.js';
import type { LoadResult } from '../../core/load/runLoad.js';
import { keyOf, nameOf, type KnownOrg } from '../../orgs/knownOrg.js';
import type { CommandId } from '../../ui/commandIds.js';
import { report, reportInPassing, type Verb } from '../../ui/notify.js';
import { countInWords } from '../../ui/words.js';
import type { Context } from '../context.js';
import { JobReference, nextStep } from '../jobTarget.js';

/** One toast per finished load, with at most three verbs; none where the person looks at the job that it is about. */
export function reportFinished(ctx: Context, org: KnownOrg, fileName: string, result: LoadResult): void {
  const { jobs } = result;
  const sum = (count: (job: JobInfo) => number | undefined) =>
    jobs.reduce((total, job) => total + (count(job) ?? 0), 0);
  const failed = sum((job) => job.numberRecordsFailed);
  const processed = sum((job) => job.numberRecordsProcessed);
  const broken = jobs.find((job) => job.state === 'Failed');
  const withFailures = jobs.find((job) => (job.numberRecordsFailed ?? 0) > 0);
  // Not one whose upload broke off: its rows went into another.
  const withRows = jobs.find((job) => (job.numberRecordsProcessed ?? 0) > 0);
  const shown = broken ?? withFailures ?? withRows ?? jobs[0];
  if (!shown) return;

  const stopped = processed < result.rows && jobs.some((job) => job.state === 'Aborted');
  const run = (title: string, id: CommandId, job: JobInfo) => nextStep(title, id, new JobReference(keyOf(org), job.id));
  const showJob: Verb = { title: l10n.t('Show Job'), run: () => ctx.reveal(keyOf(org), shown.id) };
  // Where it is not known which rows of the file they are, there are the results as Salesforce wrote them.
  const load = ctx.store.load(result.loadId);
  const inFile = load !== undefined && ctx.outcomes.firstOf(load).outcome !== undefined;
  const verbs = withFailures
    ? [
        run(
          l10n.t('Show Failed Rows'),
          inFile ? 'salesforceBulk.showFailedRows' : 'salesforceBulk.openResults',
          withFailures,
        ),
        run(l10n.t('Open Outcome'), 'salesforceBulk.openOutcome', withFailures),
        run(l10n.t('Save Results…'), 'salesforceBulk.saveResults', withFailures),
      ]
    : broken || stopped
      ? [showJob, ...(inFile ? [run(l10n.t('Rerun Failed Rows'), 'salesforceBulk.rerunFailed', shown)] : [])]
      : [run(l10n.t('Show Results'), 'salesforceBulk.openResults', shown), showJob];
  const kind = broken || failed > 0 ? 'warning' : 'information';
  const text = sentence({ fileName, org: nameOf(org), broken, stopped, failed, processed, rows: result.rows });
  if (ctx.isPageInSight({ org: keyOf(org), jobId: shown.id })) reportInPassing(kind, text);
  else report(kind, text, ...verbs);
}

interface Figures {
  readonly fileName: string;
  readonly org: string;
  readonly broken: JobInfo | undefined;
  /** Somebody aborted a job that had not processed all of its rows. */
  readonly stopped: boolean;
  readonly failed: number;
  readonly processed: number;
  readonly rows: number;
}

function sentence({ fileName, org, broken, stopped, failed, processed, rows }: Figures): string {
  const count = countInWords;
  if (broken) return l10n.t('{0}: the job failed in {1}. {2}', fileName, org, broken.errorMessage ?? '').trim();
  if (stopped) {
    return l10n.t('{0}: aborted in {1} after {2} of {3} rows.', fileName, org, count(processed), count(rows));
  }
  if (failed > 0) return l10n.t('{0}: {1} of {2} rows failed in {3}.', fileName, count(failed), count(rows), org);
  if (rows === 1) return l10n.t('{0}: the row was accepted by {1}.', fileName, org);
  return l10n.t('{0}: all {1} rows were accepted by {2}.', fileName, count(rows), org);
}
