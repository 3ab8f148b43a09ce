import { CancellationError, l10n, Uri } from 'vscode';
import { planParts, partData } from '../core/csv/parts.js';
import type { ByteSource } from '../core/csv/source.js';
import { UserError } from '../core/errors.js';
import { abortSafely } from '../core/load/jobEnd.js';
import type { OrgKey } from '../core/load/jobStore.js';
import { planSend } from '../core/load/plan.js';
import type { JobInfo } from '../core/salesforce/job.js';
import { nameOf } from '../orgs/knownOrg.js';
import { confirm, report } from '../ui/notify.js';
import { countInWords } from '../ui/words.js';
import { requireTrust, type Context } from './context.js';
import { uriOf, type Handler } from './handler.js';
import { jobOf, jobOrPick, JobReference, nextStep, type JobTarget } from './jobTarget.js';
import { filesOf, pickFiles } from './load/activeFile.js';
import { inspect, nameOf as nameOfFile } from './load/csvFile.js';
import { csvSource } from './load/csvSource.js';
import { guard } from './load/guards.js';
import { refuseDirty, settleDirty } from './load/unsaved.js';

/** `PUT …/batches`: a CSV becomes the data of an Open job. Once per job. */
export function uploadJobData(ctx: Context): Handler {
  const sent = new Set</* job id */ string>();
  return {
    person: async (target) => {
      requireTrust();
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
      requireTrust();
      const file = uriOf(args);
      refuseDirty(file);
      return upload(ctx, sent, jobOf(ctx, args), file);
    },
  };
}

async function filesOrPick(target: unknown): Promise<readonly Uri[]> {
  const files = filesOf(target, undefined);
  return files.length > 0 ? files : pickFiles(l10n.t('Upload CSV to Job'), l10n.t('Upload'), false);
}

interface Sending {
  readonly org: OrgKey;
  readonly job: JobInfo;
  readonly fileName: string;
  readonly rows: number;
}

/** A job takes data once, so what goes into it is said before; production and hard delete are guarded as in a load. */
async function confirmUpload(ctx: Context, { org: key, job, fileName, rows }: Sending): Promise<void> {
  const org = ctx.orgs.byKey(key);
  if (!org) throw new UserError('NoOrg', l10n.t('The org of job {0} is not connected.', job.id));
  await guard({ org, operation: job.operation, object: job.object, rows });
  await confirm({
    message: l10n.t('Upload {0} to the {1} job of {2} in {3}?', fileName, job.operation, job.object, nameOf(org)),
    detail: l10n.t('A job takes data once. Nothing is processed before the job is closed.'),
    verb: rows === 1 ? l10n.t('Upload 1 Row') : l10n.t('Upload {0} Rows', countInWords(rows)),
  });
}

async function upload(
  ctx: Context,
  sent: Set<string>,
  { org, jobId }: JobTarget,
  uri: Uri,
  confirmed: (sending: Sending) => Promise<void> = () => Promise.resolve(),
): Promise<JobInfo> {
  const bulk = await ctx.orgs.bulk(org);
  const job = await bulk.getJob(jobId);
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
  await confirmed({ org, job, fileName, rows });
  const data = partData(source, facts, transform, part);
  sent.add(job.id);
  await bulk.uploadJobData(jobId, data).catch((error: unknown) => {
    // Refused before anything was taken.
    if (error instanceof UserError && error.code === 'SessionExpired') sent.delete(job.id);
    throw error;
  });
  if (!data.matches()) {
    await abortSafely(bulk, jobId, ctx.clock);
    throw new UserError('FileChanged', l10n.t('{0} changed while it was sent. The job was aborted.', fileName), {
      nextStep: l10n.t('Create a new job, and upload the file once nothing writes to it.'),
    });
  }
  const asOf = ctx.clock.now();
  const now = await bulk.getJob(jobId);
  ctx.store.put(org, now, asOf, true);
  return now;
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
