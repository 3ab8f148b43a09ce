// Why a load was not carried out to its end, beside what the requests themselves ended with.

import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.js';
import type { JobInfo } from '../salesforce/job.js';
import { explainJobError } from './explainError.js';

/** Nobody can say whether Salesforce has created a job. */
export const createdPerhaps = ({ code, message, cause }: UserError): UserError =>
  new UserError(code, message, {
    nextStep: l10n.t('Load again in a moment. If an empty job was created all the same, abort it in the list of jobs.'),
    cause,
  });

/** The job was Open until it was aborted, so what arrived of its data does not matter any more. */
export const brokeOff = (jobId: string, { code, message, cause }: UserError): UserError => {
  const why = cause instanceof UserError ? cause.message : message;
  return new UserError(code, l10n.t('The upload to job {0} broke off, and the job was aborted: {1}', jobId, why), {
    nextStep: l10n.t('None of its rows were processed: load them again in a few minutes.'),
    cause,
  });
};

/** The person did not want the rest to be sent after a part that went wrong. */
export const loadStopped = (job: JobInfo): UserError =>
  new UserError(
    'LoadStopped',
    job.state === 'Failed'
      ? l10n.t('The rest of the file was not sent, since job {0} failed: {1}', job.id, job.errorMessage ?? '')
      : l10n.t('The rest of the file was not sent, since job {0} accepted none of its rows.', job.id),
    { nextStep: explainJobError(job.errorMessage ?? '')?.nextStep ?? l10n.t('Open its failed results to see why.') },
  );
