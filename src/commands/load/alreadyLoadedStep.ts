import { CancellationError, commands, env, l10n } from 'vscode';
import { alreadyLoaded } from '../../core/load/alreadyLoaded.js';
import { isUnderWay, jobIdsOf, type LoadState } from '../../core/load/loadState.js';
import type { Operation } from '../../core/salesforce/job.js';
import { keyOf, nameOf } from '../../orgs/knownOrg.js';
import { LoadReference } from '../../ui/loadReference.js';
import { choose } from '../../ui/notify.js';
import { countInWords } from '../../ui/words.js';
import type { Context } from '../context.js';
import type { Decided } from './draft.js';

/**
 * Asks before the same file goes to the same place once more: with an insert, each record would be there twice.
 * @throws CancellationError where the person does not want that, or sends only the rows that failed
 */
export async function askIfLoadedAlready(ctx: Context, draft: Decided): Promise<void> {
  const { org, object, operation } = draft;
  await ctx.pastLoads.read();
  for (const { source, facts, fileName } of draft.files) {
    const target = { org: keyOf(org), object: object.name, operation };
    const load = await alreadyLoaded(source, facts, target, ctx.store.loads(), ctx.outcomes, (load) =>
      gotNothingIn(ctx, load),
    );
    if (!load) continue;
    const when = new Date(load.startedAt).toLocaleString(env.language, { dateStyle: 'medium', timeStyle: 'short' });
    const again = l10n.t('Load Again');
    const rerun = l10n.t('Rerun Failed Rows');
    const notIn = (load.outcome?.counts.failed ?? 0) + (load.outcome?.counts.unprocessed ?? 0);
    const choice = await choose(
      l10n.t('{0} was loaded into {1} already: {2}.', fileName, nameOf(org), when),
      `${outcomeInWords(load)}\n${consequence(operation)}`,
      again,
      ...(notIn > 0 ? [rerun] : []),
    );
    if (choice === again) continue;
    void commands.executeCommand('salesforceBulk.rerunFailed', new LoadReference(load.loadId));
    throw new CancellationError();
  }
}

/** To load it again is all that is left. */
async function gotNothingIn(ctx: Context, load: LoadState): Promise<boolean> {
  const outcome = load.outcome ?? (await ctx.outcomes.read(load.loadId).catch(() => undefined));
  return outcome !== undefined && outcome.counts.succeeded + outcome.counts.created + outcome.counts.unknown === 0;
}

function outcomeInWords(load: LoadState): string {
  const jobs = jobIdsOf(load).join(', ');
  if (isUnderWay(load)) return l10n.t('It is still being loaded (job {0}).', jobs);
  const { outcome } = load;
  if (!outcome) return l10n.t('Job {0}.', jobs);
  const accepted = countInWords(outcome.counts.succeeded + outcome.counts.created);
  return l10n.t('{0} of {1} rows were accepted (job {2}).', accepted, countInWords(load.rows), jobs);
}

function consequence(operation: Operation): string {
  return operation === 'insert'
    ? l10n.t('Loading it again creates its records a second time.')
    : l10n.t('Loading it again does the same once more.');
}
