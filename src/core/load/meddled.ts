// Somebody else did something to a job that we were about to do something to.

import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.js';
import type { JobState } from '../salesforce/job.js';

export const jobNotFound = (jobId: string, cause: unknown): UserError =>
  new UserError('NotFound', l10n.t('Salesforce has no job {0}.', jobId), {
    nextStep: l10n.t('It was deleted, or ended more than 7 days ago: look at the records before you load them again.'),
    cause,
  });

/** What an upload or a close that was refused means where the job is in this state now. */
export function meddled(jobId: string, state: JobState | undefined, error: unknown): unknown {
  if (!(error instanceof UserError)) return error;
  if (error.code === 'NotFound') return jobNotFound(jobId, error);
  if (error.code !== 'InvalidJobState' || state === undefined || state === 'Open') return error;
  const message =
    state === 'Aborted'
      ? l10n.t('Somebody else aborted job {0} before all of its data was sent.', jobId)
      : l10n.t('Somebody else closed job {0} before all of its data was sent.', jobId);
  return new UserError('InvalidJobState', message, {
    nextStep: l10n.t('Look at the results of the job before you load its rows again.'),
    cause: error,
  });
}
