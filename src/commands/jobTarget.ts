import { CancellationError, commands, env, l10n, type Uri } from 'vscode';
import { describeJob } from '../core/load/describeJob.js';
import type { JobRecord, OrgKey } from '../core/load/jobStore.js';
import { jobNotFound } from '../core/load/meddled.js';
import { UserError } from '../core/errors.js';
import { BRIEFLY, retry } from '../core/retry.js';
import type { JobInfo } from '../core/salesforce/job.js';
import type { BulkApi } from '../core/salesforce/ports.js';
import { keyOf, type KnownOrg } from '../orgs/knownOrg.js';
import type { CommandId } from '../ui/commandIds.js';
import { escapeIcons } from '../ui/foreignText.js';
import type { Verb } from '../ui/notify.js';
import { BACK, pick } from '../ui/steps.js';
import type { Context } from './context.js';
import { optionalTextOf, textOf, type Arguments } from './handler.js';
import { activeUri } from './load/activeFile.js';

/** The job a command is about. */
export interface JobTarget {
  readonly org: OrgKey;
  readonly jobId: string;
}

/** A job as the next step of another command names it: an instance, since a plain object would make an API call. */
export class JobReference implements JobTarget {
  constructor(
    readonly org: OrgKey,
    readonly jobId: string,
    /** The file that is meant for it. */
    readonly file?: Uri,
  ) {}
}

/** A verb on a toast that goes on with a job. */
export const nextStep = (title: string, id: CommandId, job: JobReference): Verb => ({
  title,
  run: () => commands.executeCommand(id, job),
});

export interface JobPick {
  readonly title: string;
  /** Which jobs are offered. */
  readonly fits: (job: JobInfo) => boolean;
  /** Said where none fits. */
  readonly none: string;
}

/** The org of a tree node, else the default one. @throws UserError `NoOrg`, `UnknownOrg` */
export function orgMeant(ctx: Context, target: unknown): KnownOrg {
  const node = target as Partial<JobTarget> | undefined;
  const org = typeof node?.jobId === 'string' ? node.org : undefined;
  return (org !== undefined && ctx.orgs.byKey(org)) || ctx.orgs.resolve(org);
}

/** The job of a tree node, else the one the person picks among those of the default org that fit. */
export async function jobOrPick(ctx: Context, target: unknown, options: JobPick): Promise<JobTarget> {
  const org = keyOf(orgMeant(ctx, target));
  const node = target as Partial<JobTarget> | undefined;
  if (typeof node?.jobId === 'string') return { org, jobId: node.jobId };
  const active = activeUri()?.toString();
  const picked = await pick({
    place: { title: options.title, step: 1, totalSteps: 1 },
    placeholder: l10n.t('Search by object, operation or job id'),
    items: jobItems(ctx, org, options),
    active: ({ record }) => active !== undefined && ctx.store.loadOf(org, record.job.id)?.uri === active,
  });
  if (picked === BACK) throw new CancellationError();
  return { org, jobId: picked.record.job.id };
}

/** Those of now: jobs are made, filled and ended elsewhere, too. */
async function jobItems(ctx: Context, org: OrgKey, { fits, none }: JobPick) {
  await ctx.list.refresh(org);
  const records = ctx.store.jobs(org).filter((record) => fits(record.job));
  const list = ctx.store.list(org);
  if (records.length === 0) throw list.kind === 'failed' ? list.error : new UserError('NotFound', none);
  return records.map((record) => jobPickItem(ctx, record));
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

/** @throws UserError `NoOrg` */
export function orgOf(ctx: Context, { org, jobId }: JobTarget): KnownOrg {
  const known = ctx.orgs.byKey(org);
  if (known) return known;
  throw new UserError('NoOrg', l10n.t('The org of job {0} is not connected.', jobId));
}

type Ask = (bulk: BulkApi) => Promise<JobInfo>;

/** Has Salesforce change a job. */
export const changeJob = (ctx: Context, target: JobTarget, change: Ask): Promise<JobInfo> =>
  storeAnswer(ctx, target, change, false);

/** The job as it is now. */
export const lookAtJob = (ctx: Context, target: JobTarget): Promise<JobInfo> =>
  storeAnswer(ctx, target, (bulk) => retry(BRIEFLY, ctx.clock, undefined, () => bulk.getJob(target.jobId)), true);

async function storeAnswer(ctx: Context, { org, jobId }: JobTarget, ask: Ask, whole: boolean): Promise<JobInfo> {
  const bulk = await ctx.orgs.bulk(org);
  const asOf = ctx.clock.now();
  try {
    const job = await ask(bulk);
    ctx.store.put(org, job, asOf, whole);
    return job;
  } catch (error) {
    throw error instanceof UserError && error.code === 'NotFound' ? jobNotFound(jobId, error) : error;
  }
}
