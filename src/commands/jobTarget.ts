import { CancellationError, env, l10n } from 'vscode';
import { describeJob } from '../core/load/describeJob.js';
import type { JobRecord, OrgKey } from '../core/load/jobStore.js';
import { UserError } from '../core/errors.js';
import type { JobInfo } from '../core/salesforce/job.js';
import type { BulkApi } from '../core/salesforce/ports.js';
import { keyOf } from '../orgs/knownOrg.js';
import { escapeIcons } from '../ui/foreignText.js';
import { BACK, pick } from '../ui/steps.js';
import type { Context } from './context.js';
import { optionalTextOf, textOf, type Arguments } from './handler.js';

/** The job a command is about. */
export interface JobTarget {
  readonly org: OrgKey;
  readonly jobId: string;
}

export interface JobPick {
  readonly title: string;
  /** Which jobs are offered. */
  readonly fits: (job: JobInfo) => boolean;
  /** Said where none fits. */
  readonly none: string;
}

/** The job of a tree node, else the one the person picks among those of the default org that fit. */
export async function jobOrPick(ctx: Context, target: unknown, options: JobPick): Promise<JobTarget> {
  const node = target as Partial<JobTarget> | undefined;
  if (typeof node?.jobId === 'string') {
    const known = node.org !== undefined && ctx.orgs.byKey(node.org);
    return { org: known ? keyOf(known) : keyOf(ctx.orgs.resolve(node.org)), jobId: node.jobId };
  }
  const org = ctx.orgs.resolve();
  if (ctx.store.list(keyOf(org)).kind !== 'known') await ctx.list.refresh(keyOf(org));
  const records = ctx.store.jobs(keyOf(org)).filter((record) => options.fits(record.job));
  const list = ctx.store.list(keyOf(org));
  if (records.length === 0) throw list.kind === 'failed' ? list.error : new UserError('NotFound', options.none);
  const picked = await pick({
    place: { title: options.title, step: 1, totalSteps: 1 },
    placeholder: l10n.t('Search by object, operation or job id'),
    items: records.map((record) => jobPickItem(ctx, record)),
  });
  if (picked === BACK) throw new CancellationError();
  return { org: keyOf(org), jobId: picked.record.job.id };
}

function jobPickItem(ctx: Context, record: JobRecord) {
  const described = describeJob(record, { now: ctx.clock.now(), language: env.language });
  return {
    label: `$(${described.icon.id}) ${escapeIcons(described.label)}`,
    description: described.description,
    detail: record.job.id,
    record,
  };
}

/** The job an API call names. */
export function jobOf(ctx: Context, args: Arguments): JobTarget {
  const jobId = textOf(args, 'jobId');
  if (!/^750\w{12}(\w{3})?$/.test(jobId)) {
    throw new UserError('InvalidArgument', l10n.t('"{0}" is not the id of a bulk job.', jobId));
  }
  return { org: keyOf(ctx.orgs.resolve(optionalTextOf(args, 'org'))), jobId };
}

/** Does something to a job and stores what Salesforce answered. */
export async function changeJob(
  ctx: Context,
  { org }: JobTarget,
  change: (bulk: BulkApi) => Promise<JobInfo>,
): Promise<JobInfo> {
  const bulk = await ctx.orgs.bulk(org);
  const asOf = ctx.clock.now();
  const job = await change(bulk);
  ctx.store.put(org, job, asOf);
  return job;
}
