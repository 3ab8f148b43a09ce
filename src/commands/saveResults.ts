import { CancellationError, l10n, Uri, window, workspace } from 'vscode';
import { copyFile, chmod, constants } from 'node:fs/promises';
import path from 'node:path';
import type { JobInfo, ResultSet } from '../core/salesforce/job.js';
import { report } from '../ui/notify.js';
import { openFile } from '../ui/openFile.js';
import type { Context } from './context.js';
import type { Handler } from './handler.js';
import type { JobTarget } from './jobTarget.js';
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
      const { org, jobId } = await resultOrPick(ctx, target, l10n.t('Save Results'), () => 'failedResults'); // all are saved
      const job = await endedJob(ctx, { org, jobId });
      const { folder, base } = await placeFor(ctx, { org, jobId }, job);
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

/** Only a job that was stopped has rows it never looked at. */
const setsOf = (job: JobInfo): readonly ResultSet[] =>
  job.state === 'JobComplete'
    ? ['successfulResults', 'failedResults']
    : ['successfulResults', 'failedResults', 'unprocessedrecords'];

async function placeFor(
  ctx: Context,
  { org, jobId }: JobTarget,
  job: JobInfo,
): Promise<{ folder: string; base: string }> {
  const load = ctx.store.loadOf(org, jobId);
  const source = load && Uri.parse(load.uri, true);
  if (source?.scheme === 'file') {
    const { dir, name } = path.parse(source.fsPath);
    // Each part of a split file has results of its own.
    const part =
      load && load.parts.length > 1 ? `-part${load.parts.findIndex((p) => p.jobIds.includes(jobId)) + 1}` : '';
    return { folder: dir, base: name + part };
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
  return { folder: chosen[0].fsPath, base: `${job.object}-${job.operation}-${jobId}` };
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
