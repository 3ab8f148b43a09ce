import { l10n } from 'vscode';
import { UserError } from '../core/errors.js';
import { hasEnded, type JobInfo } from '../core/salesforce/job.js';
import { nameOf } from '../orgs/knownOrg.js';
import { requireAllowed } from '../orgs/writeGuard.js';
import { confirm, report } from '../ui/notify.js';
import type { Context } from './context.js';
import type { Handler } from './handler.js';
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
import { guardAs, guardsCall } from './load/guards.js';

const isOpen = (job: JobInfo): boolean => job.state === 'Open';

/** `PATCH {"state":"UploadComplete"}`: Salesforce begins. */
export function closeJob(ctx: Context): Handler {
  const close = (target: JobTarget) => changeJob(ctx, target, (bulk) => bulk.closeJob(target.jobId));
  return {
    person: async (node) => {
      requireAllowed(orgMeant(ctx, node));
      const target = await jobOrPick(ctx, node, {
        title: l10n.t('Close Job'),
        fits: isOpen,
        none: l10n.t('No job of the org is open.'),
      });
      await confirm({
        message: l10n.t('Close {0}?', inWords(ctx, target)),
        detail: l10n.t('Salesforce then processes its data, which cannot be taken back.'),
        verb: l10n.t('Close Job'),
      });
      await close(target);
      ctx.watcher.watch(target.org, target.jobId);
      ctx.reveal(target.org, target.jobId);
      report(
        'information',
        l10n.t('Job {0} is closed: Salesforce processes its data.', target.jobId),
        nextStep(l10n.t('Open Job'), 'salesforceBulk.openJob', new JobReference(target.org, target.jobId)),
      );
    },
    api: async (args) => {
      const target = jobOf(ctx, args);
      requireAllowed(orgOf(ctx, target));
      if (guardsCall(args, orgOf(ctx, target))) await guardClosing(ctx, target);
      return close(target);
    },
  };
}

/** What its data is, and how much, only Salesforce may know. */
async function guardClosing(ctx: Context, target: JobTarget): Promise<void> {
  const known = ctx.store.job(target.org, target.jobId)?.job;
  const { operation, object } = known ?? (await lookAtJob(ctx, target));
  await guardAs(l10n.t('Close Job'), { org: orgOf(ctx, target), operation, object });
}

export function abortJob(ctx: Context): Handler {
  const abort = (target: JobTarget) => changeJob(ctx, target, (bulk) => bulk.abortJob(target.jobId));
  // What this window has begun can always be stopped.
  const requireAbortable = (target: JobTarget) => {
    if (!ctx.store.loadOf(target.org, target.jobId)) requireAllowed(orgOf(ctx, target));
  };
  return {
    person: async (node) => {
      const target = await jobOrPick(ctx, node, {
        title: l10n.t('Abort Job'),
        fits: (job) => !hasEnded(job),
        none: l10n.t('No job of the org can be aborted: all have ended.'),
      });
      requireAbortable(target);
      await confirm({
        message: l10n.t('Abort {0}?', inWords(ctx, target)),
        detail: l10n.t('Rows that are already processed stay as they are; the rest is not processed.'),
        verb: l10n.t('Abort Job'),
      });
      await abort(target);
      report('information', l10n.t('Job {0} is aborted.', target.jobId));
    },
    api: async (args) => {
      const target = jobOf(ctx, args);
      requireAbortable(target);
      return abort(target);
    },
  };
}

/** The job's data, results and place in Setup vanish. Records stay. @returns the job as it was */
export function deleteJob(ctx: Context): Handler {
  const remove = async (target: JobTarget) => {
    requireAllowed(orgOf(ctx, target));
    const job = await lookAtJob(ctx, target);
    if (!hasEnded(job)) {
      throw new UserError('InvalidJobState', l10n.t('Job {0} has not ended, so it cannot be deleted.', job.id), {
        nextStep: l10n.t('Abort it first.'),
      });
    }
    await (await ctx.orgs.bulk(target.org)).deleteJob(target.jobId);
    ctx.store.remove(target.org, target.jobId);
    return job;
  };
  return {
    person: async (node) => {
      requireAllowed(orgMeant(ctx, node));
      const target = await jobOrPick(ctx, node, {
        title: l10n.t('Delete Job'),
        fits: hasEnded,
        none: l10n.t('No job of the org has ended.'),
      });
      await confirm({
        message: l10n.t('Delete {0}?', inWords(ctx, target)),
        detail: l10n.t(
          'Its results can no longer be downloaded, and it vanishes from Salesforce Setup. No record is changed.',
        ),
        verb: l10n.t('Delete Job'),
      });
      await remove(target);
      report('information', l10n.t('Job {0} is deleted.', target.jobId));
    },
    api: (args) => remove(jobOf(ctx, args)),
  };
}

function inWords(ctx: Context, { org, jobId }: JobTarget): string {
  const job = ctx.store.job(org, jobId)?.job;
  const known = ctx.orgs.byKey(org);
  const where = known ? nameOf(known) : org;
  return job
    ? l10n.t('the {0} job of {1} in {2} ({3})', job.operation, job.object, where, jobId)
    : l10n.t('job {0} in {1}', jobId, where);
}
