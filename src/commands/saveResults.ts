import { CancellationError, l10n, Uri, window, workspace } from 'vscode';
import { copyFile, chmod, constants } from 'node:fs/promises';
import path from 'node:path';
import type { JobInfo, ResultSet } from '../core/salesforce/job.js';
import { jobIdsOf, type LoadState } from '../core/load/loadState.js';
import { fromOutcomeUri, isOutcomeUri } from '../documents/outcomeUri.js';
import { report } from '../ui/notify.js';
import { openFile } from '../ui/openFile.js';
import type { Context } from './context.js';
import type { Handler } from './handler.js';
import { loadOfId } from './loadTarget.js';
import { outcomeFile } from './outcome.js';
import { endedJob, fetchResult, resultOrPick } from './results.js';

const SUFFIX: Record<ResultSet, string> = {
  successfulResults: 'success',
  failedResults: 'error',
  unprocessedrecords: 'unprocessed',
};

/** Success and error files beside the CSV: `accounts-success.csv`, `accounts-error.csv`. */
export function saveResults(ctx: Context): Handler {
  return {
    person: async (target) => {
      if (target instanceof Uri && isOutcomeUri(target)) return saveOutcome(ctx, target);
      const { org, jobId } = await resultOrPick(ctx, target, l10n.t('Save Results'), () => 'failedResults'); // all are saved
      const job = await endedJob(ctx, { org, jobId });
      const load = ctx.store.loadOf(org, jobId);
      // Each part of a split file has results of its own.
      const part = load && load.parts.length > 1 ? load.parts.findIndex((p) => p.jobIds.includes(jobId)) + 1 : 0;
      const { folder, base } = await placeFor(load, part, `${job.object}-${job.operation}-${jobId}`);
      const saved: Uri[] = [];
      for (const resultSet of setsOf(job)) {
        const file = await fetchResult(ctx, { org, jobId, resultSet });
        saved.push(await copyBeside(file, folder, `${base}-${SUFFIX[resultSet]}`));
      }
      const names = saved.map((uri) => path.basename(uri.fsPath)).join(', ');
      const verbs = saved.map((uri) => ({
        title: l10n.t('Open {0}', path.basename(uri.fsPath)),
        run: () => openFile(uri),
      }));
      report('information', l10n.t('Saved in {0}: {1}', folder, names), ...verbs.slice(0, 3));
    },
  };
}

/** All rows of the load in one file: `accounts-outcome.csv`. */
async function saveOutcome(ctx: Context, uri: Uri): Promise<void> {
  const load = await loadOfId(ctx, fromOutcomeUri(uri));
  const [jobId = ''] = jobIdsOf(load);
  const { folder, base } = await placeFor(load, 0, `${load.object}-${load.operation}-${jobId}`);
  const saved = await copyBeside(await outcomeFile(ctx, load.loadId), folder, `${base}-outcome`);
  const name = path.basename(saved.fsPath);
  const open = { title: l10n.t('Open {0}', name), run: () => openFile(saved) };
  report('information', l10n.t('Saved in {0}: {1}', folder, name), open);
}

/** Only a job that was stopped has rows it never looked at. */
const setsOf = (job: JobInfo): readonly ResultSet[] =>
  job.state === 'JobComplete'
    ? ['successfulResults', 'failedResults']
    : ['successfulResults', 'failedResults', 'unprocessedrecords'];

/** @param part 1-based, of a load of several; 0 = the whole @param otherwise name where there is no source */
async function placeFor(
  load: LoadState | undefined,
  part: number,
  otherwise: string,
): Promise<{ folder: string; base: string }> {
  const source = load && Uri.parse(load.uri, true);
  if (source?.scheme === 'file') {
    const { dir, name } = path.parse(source.fsPath);
    return { folder: dir, base: part > 0 ? `${name}-part${part}` : name };
  }
  const first = workspace.workspaceFolders?.[0]?.uri;
  const chosen = await window.showOpenDialog({
    title: l10n.t('Save Results'),
    openLabel: l10n.t('Save Here'),
    canSelectFiles: false,
    canSelectFolders: true,
    ...(first && { defaultUri: first }),
  });
  if (!chosen?.[0]) throw new CancellationError();
  return { folder: chosen[0].fsPath, base: otherwise };
}

/** Never over a file that is there: the next free number is taken. Row data: mode 600. */
async function copyBeside(file: string, folder: string, base: string): Promise<Uri> {
  for (let number = 1; ; number++) {
    const target = path.join(folder, `${base}${number === 1 ? '' : `-${number}`}.csv`);
    try {
      await copyFile(file, target, constants.COPYFILE_EXCL);
      await chmod(target, 0o600);
      return Uri.file(target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
