import { CancellationError, l10n, Uri } from 'vscode';
import { fileChanged } from '../core/csv/fileChanged.js';
import { planParts, partData } from '../core/csv/parts.js';
import type { ByteSource } from '../core/csv/source.js';
import { UserError } from '../core/errors.js';
import { abortSafely } from '../core/load/jobEnd.js';
import { planSend } from '../core/load/plan.js';
import type { JobInfo } from '../core/salesforce/job.js';
import { nameOf } from '../orgs/knownOrg.js';
import { requireAllowed } from '../orgs/writeGuard.js';
import { confirm, report } from '../ui/notify.js';
import { countInWords } from '../ui/words.js';
import type { Context } from './context.js';
import { uriOf, type Handler } from './handler.js';
import {
  changeJob,
  jobOf,
  jobOrPick,
  JobReference,
  lookAtJob,
  nextStep,
  orgMeant,
  orgOf,
  type JobTarget,
} from './jobTarget.js';
import { filesOf, pickFiles } from './load/activeFile.js';
import { inspect, nameOf as nameOfFile } from './load/csvFile.js';
import { csvSource } from './load/csvSource.js';
import { guard, guardsCall } from './load/guards.js';
import { refuseDirty, settleDirty } from './load/unsaved.js';

/** `PUT …/batches`: a CSV becomes the data of an Open job. Once per job. */
export function uploadJobData(ctx: Context): Handler {
  const sent = new Set</* job id */ string>();
  return {
    person: async (target) => {
      requireAllowed(orgMeant(ctx, target));
      const meant = target instanceof JobReference ? (target.file ?? target) : target;
      const [uri] = await filesOrPick(meant);
      if (!uri) throw new CancellationError();
      await settleDirty(uri);
      const job = await jobOrPick(ctx, target instanceof Uri ? undefined : target, {
        title: l10n.t('Upload {0} to Job', nameOfFile(uri)),
        fits: (job) => job.state === 'Open',
        none: l10n.t('No job of the org is open: create one first.'),
      });
      const { id } = await upload(ctx, sent, job, uri, (sending) => confirmUpload(ctx, sending));
      report(
        'information',
        l10n.t('{0} is uploaded. Close the job to have it processed.', nameOfFile(uri)),
        nextStep(l10n.t('Close Job…'), 'salesforceBulk.closeJob', new JobReference(job.org, id)),
      );
    },
    api: async (args) => {
      const file = uriOf(args);
      refuseDirty(file);
      const target = jobOf(ctx, args);
      requireAllowed(orgOf(ctx, target));
      const guarded = guardsCall(args, orgOf(ctx, target));
      return upload(ctx, sent, target, file, async (sending) => {
        if (guarded) await guardUpload(ctx, sending);
      });
    },
  };
}

async function filesOrPick(target: unknown): Promise<readonly Uri[]> {
  const files = filesOf(target, undefined);
  return files.length > 0 ? files : pickFiles(l10n.t('Upload CSV to Job'), l10n.t('Upload'), false);
}

interface Sending {
  readonly target: JobTarget;
  readonly job: JobInfo;
  readonly fileName: string;
  readonly rows: number;
}

/** Production and hard delete are guarded as in a load. */
const guardUpload = (ctx: Context, { target, job: { operation, object }, rows }: Sending): Promise<void> =>
  guard({ org: orgOf(ctx, target), operation, object, rows });

/** A job takes data once, so what goes into it is said before. */
async function confirmUpload(ctx: Context, sending: Sending): Promise<void> {
  await guardUpload(ctx, sending);
  const { target, job, fileName, rows } = sending;
  const org = nameOf(orgOf(ctx, target));
  await confirm({
    message: l10n.t('Upload {0} to the {1} job of {2} in {3}?', fileName, job.operation, job.object, org),
    detail: l10n.t('A job takes data once. Nothing is processed before the job is closed.'),
    verb: rows === 1 ? l10n.t('Upload 1 Row') : l10n.t('Upload {0} Rows', countInWords(rows)),
  });
}

async function upload(
  ctx: Context,
  sent: Set<string>,
  target: JobTarget,
  uri: Uri,
  confirmed: (sending: Sending) => Promise<void>,
): Promise<JobInfo> {
  const { org, jobId } = target;
  const bulk = await ctx.orgs.bulk(org);
  const job = await lookAtJob(ctx, target);
  if (job.state !== 'Open') {
    throw new UserError('InvalidJobState', l10n.t('Job {0} takes no data: it is no longer open.', jobId), {
      nextStep: l10n.t('Create a new job.'),
    });
  }
  if (sent.has(job.id)) {
    throw new UserError('InvalidJobState', l10n.t('Job {0} was sent data before: a job takes data once.', jobId), {
      nextStep: l10n.t('Close the job if its upload went well. Otherwise abort it, and create a new one.'),
    });
  }
  const { source, facts, fileName } = await inspectFor(job, uri, await csvSource(ctx, uri));
  const { transform, rows } = planSend(fileName, facts, job);
  const [part, ...more] = await planParts(source, facts, transform);
  if (!part || more.length > 0) {
    throw new UserError('InvalidArgument', l10n.t('{0} is too large for one job.', fileName), {
      nextStep: l10n.t('Use Load to Salesforce, which sends it as several jobs.'),
    });
  }
  await confirmed({ target, job, fileName, rows });
  const data = partData(source, facts, transform, part);
  sent.add(job.id);
  try {
    await bulk.uploadJobData(jobId, data);
    if (!data.matches()) throw fileChanged(fileName);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // Refused before anything was taken.
    if (error.code === 'SessionExpired') sent.delete(job.id);
    if (error.code !== 'FileChanged') throw error;
    await changeJob(ctx, target, () => abortSafely(bulk, jobId, ctx.clock));
    throw new UserError('FileChanged', error.message, {
      nextStep: l10n.t('Create a new job, since {0} was aborted, and upload the file when nothing changes it.', jobId),
      cause: error,
    });
  }
  return lookAtJob(ctx, target);
}

/** A job says what separates the columns of its data: other data would fail it as a whole. */
async function inspectFor({ id, columnDelimiter = 'COMMA' }: JobInfo, uri: Uri, source: ByteSource) {
  const file = await inspect(uri, source, { columnDelimiter });
  if (file.facts.header.length > 1) return file;
  const found = await inspect(uri, source, {});
  if (found.facts.header.length === 1) return file;
  throw new UserError(
    'InvalidArgument',
    l10n.t(
      'Job {0} takes columns divided by {1}, but {2} has {3}.',
      id,
      columnDelimiter,
      file.fileName,
      found.facts.columnDelimiter,
    ),
    { nextStep: l10n.t('Create a job with the column delimiter of the file, or use Load to Salesforce.') },
  );
}
