import { CancellationError, env, l10n, Uri } from 'vscode';
import { UserError } from '../core/errors.js';
import { lastLoadOf } from '../core/load/lastLoad.js';
import type { LoadState } from '../core/load/loadState.js';
import { isUnderWay } from '../core/load/loadState.js';
import { escapeIcons } from '../ui/foreignText.js';
import { toLoadReference } from '../ui/loadReference.js';
import { BACK, pick } from '../ui/steps.js';
import type { Context } from './context.js';
import { activeUri } from './load/activeFile.js';
import { fromOutcomeUri, isOutcomeUri } from '../documents/outcomeUri.js';
import { SCHEME } from '../documents/resultUri.js';

/** The load that an id names. @throws UserError `NotFound` */
export async function loadOfId(ctx: Context, loadId: string): Promise<LoadState> {
  if (!ctx.store.load(loadId)) await ctx.pastLoads.read();
  const load = ctx.store.load(loadId);
  if (load) return ctx.outcomes.firstOf(load);
  throw new UserError('NotFound', l10n.t('There is no load {0}.', loadId), {
    nextStep: l10n.t('Loads are known for as many days as their results are kept.'),
  });
}

/**
 * The load a command was called on: by a reference or the node of a job, else that of the active CSV, else one that the
 * person picks.
 */
export async function loadMeant(ctx: Context, target: unknown, title: string): Promise<LoadState> {
  const reference = toLoadReference(target);
  if (reference) return loadOfId(ctx, reference.loadId);
  if (target instanceof Uri && isOutcomeUri(target)) return loadOfId(ctx, fromOutcomeUri(target));
  const { org, jobId } = (target ?? {}) as { readonly org?: string; readonly jobId?: string };
  if (!ctx.store.loads().length) await ctx.pastLoads.read();
  if (org !== undefined && jobId !== undefined) {
    const load = ctx.store.loadOf(org, jobId);
    if (load) return ctx.outcomes.firstOf(load);
    throw new UserError('OutcomeUnknown', l10n.t('Job {0} was not loaded from this machine.', jobId), {
      nextStep: l10n.t('Open its failed rows, and choose Edit and Send Again.'),
    });
  }
  const uri = target instanceof Uri ? target : activeUri();
  const active = uri && uri.scheme !== SCHEME && lastLoadOf(ctx.store, uri.toString());
  return active || pickLoad(ctx, title);
}

async function pickLoad(ctx: Context, title: string): Promise<LoadState> {
  const loads = ctx.store.loads().filter((load) => !load.attempt && !isUnderWay(load));
  if (loads.length === 0) throw new UserError('NotFound', l10n.t('Nothing was loaded from this machine lately.'));
  const choice = await pick({
    place: { title, step: 1, totalSteps: 1 },
    placeholder: l10n.t('Which load?'),
    items: loads
      .sort((a, b) => b.startedAt - a.startedAt)
      .map((load) => ({
        label: escapeIcons(load.fileName),
        description: `${load.object} · ${load.operation}`,
        detail: new Date(load.startedAt).toLocaleString(env.language),
        load,
      })),
  });
  if (choice === BACK) throw new CancellationError();
  return choice.load;
}
