import { l10n, Uri } from 'vscode';
import { chmod, copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../core/errors.js';
import type { JobInfo, ResultSet } from '../core/salesforce/job.js';
import { report } from '../ui/notify.js';
import { openFile } from '../ui/openFile.js';
import type { Context } from './context.js';
import type { Handler } from './handler.js';
import { remember } from './load/memory.js';
import { endedJob, fetchResult, resultOrPick } from './results.js';

/**
 * An editable copy of the rows that did not get in. The columns `sf__Id` and `sf__Error` stay in it to be read; they
 * are never sent.
 */
export function editAndSendAgain(ctx: Context): Handler {
  return {
    person: async (target) => {
      const address = await resultOrPick(ctx, target, l10n.t('Edit and Send Again'), rowsThatDidNotGetIn);
      if (address.resultSet === 'successfulResults') throw allAccepted();
      const job = await endedJob(ctx, address);
      const file = await fetchResult(ctx, { ...address, preview: false });
      const folder = path.join(ctx.folders.copies, `${ctx.clock.now()}-${address.jobId}`);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const source = ctx.store.loadOf(address.org, address.jobId)?.fileName ?? `${job.object}.csv`;
      const copy = path.join(folder, `${path.parse(source).name} again.csv`);
      await copyFile(file, copy);
      await chmod(copy, 0o600);
      const uri = Uri.file(copy);
      await remember(ctx.memento, [uri], { object: job.object, operation: job.operation });
      await openFile(uri);
      report('information', l10n.t('Correct the rows, save, then choose the cloud above.'));
    },
  };
}

/** A job that was stopped without failed rows still has those it never looked at. */
function rowsThatDidNotGetIn(job: JobInfo): ResultSet {
  if ((job.numberRecordsFailed ?? 0) > 0) return 'failedResults';
  return job.state === 'JobComplete' ? 'successfulResults' : 'unprocessedrecords';
}

const allAccepted = (): UserError =>
  new UserError('InvalidArgument', l10n.t('These rows were accepted: sending them again would load them twice.'), {
    nextStep: l10n.t('Choose the failed or the unprocessed rows.'),
  });
