import { CancellationError, l10n } from 'vscode';
import { UserError } from '../core/errors.js';
import { abortJobs } from '../core/load/stopLoad.js';
import { isUnderWay, jobIdsOf } from '../core/load/loadState.js';
import { nameOf } from '../orgs/knownOrg.js';
import { escapeIcons } from '../ui/foreignText.js';
import { confirm, report } from '../ui/notify.js';
import { BACK, pick } from '../ui/steps.js';
import type { Context } from './context.js';
import { textOf, type Handler } from './handler.js';

/** Stop Everything: nothing more of a load is sent, every job of it that has not ended is aborted. */
export function stopLoad(ctx: Context): Handler {
  const stop = async (loadId: string) => {
    ctx.running.get(loadId)?.abort();
    const unfinished = ctx.unfinished.get(loadId);
    const load = unfinished?.load ?? ctx.store.load(loadId);
    if (!load) throw new UserError('InvalidArgument', l10n.t('There is no load {0}.', loadId));
    const jobIds = unfinished?.openJobIds ?? jobIdsOf(load);
    const jobs = await abortJobs(load.org, jobIds, { ...ctx, bulk: await ctx.orgs.bulk(load.org) });
    await ctx.unfinished.dismiss(loadId);
    return jobs;
  };
  return {
    person: async (target) => {
      const loadId = await loadOrPick(ctx, target);
      const load = ctx.unfinished.get(loadId)?.load ?? ctx.store.load(loadId);
      const org = load && ctx.orgs.byKey(load.org);
      await confirm({
        message: l10n.t(
          'Stop the load of {0} into {1}?',
          load?.fileName ?? loadId,
          org ? nameOf(org) : (load?.org ?? ''),
        ),
        detail: l10n.t(
          'Every job of it that has not ended is aborted. Rows that are already processed stay as they are.',
        ),
        verb: l10n.t('Stop Everything'),
      });
      const reportsItself = ctx.running.has(loadId) && ctx.store.load(loadId)?.phase === 'processing';
      const jobs = await stop(loadId);
      if (reportsItself && jobs.length > 0) return; // one toast for each load: its own tells how far it came
      report(
        'information',
        jobs.length === 0 ? l10n.t('Nothing was left to abort.') : l10n.t('Aborted jobs: {0}', jobs.length),
      );
    },
    api: (args) => stop(textOf(args, 'loadId')),
  };
}

/** An unfinished load is not offered again. Its jobs stay as they are. */
export function dismissLoad(ctx: Context): Handler {
  return {
    person: async (target) => {
      const { loadId } = target as { loadId: string };
      await ctx.unfinished.dismiss(loadId);
    },
  };
}

async function loadOrPick(ctx: Context, target: unknown): Promise<string> {
  const node = target as { loadId?: string; org?: string; jobId?: string } | undefined;
  if (node?.loadId !== undefined) return node.loadId;
  if (node?.org !== undefined && node.jobId !== undefined) {
    const load = ctx.store.loadOf(node.org, node.jobId);
    if (load) return load.loadId;
  }
  const running = ctx.store.loads().filter(isUnderWay);
  if (running.length === 0) throw new UserError('NotFound', l10n.t('No load of this window is under way.'));
  if (running.length === 1) return (running[0] as { loadId: string }).loadId;
  const choice = await pick({
    place: { title: l10n.t('Stop Everything'), step: 1, totalSteps: 1 },
    placeholder: l10n.t('Which load?'),
    items: running.map((load) => ({
      label: escapeIcons(load.fileName),
      description: `${load.object} · ${load.operation}`,
      load,
    })),
  });
  if (choice === BACK) throw new CancellationError();
  return choice.load.loadId;
}
