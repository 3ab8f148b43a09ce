import { commands, l10n, Uri, window } from 'vscode';
import { UserError } from '../core/errors.js';
import type { LoadState } from '../core/load/loadState.js';
import { sameKind } from '../core/results/groupRows.js';
import type { Outcome } from '../core/results/outcome.js';
import { LoadReference, toLoadReference } from '../ui/loadReference.js';
import { toast } from '../ui/notify.js';
import { openFile } from '../ui/openFile.js';
import type { Context } from './context.js';
import type { Handler } from './handler.js';
import { loadMeant } from './loadTarget.js';

/** Show Failed Rows: the first one that is still to be corrected; from one of them, the next. */
export function showFailedRows(ctx: Context): Handler {
  /** Loads whose problems have been listed: the person may have closed the list since. */
  const listed = new Set</* load id */ string>();
  return {
    person: async (target) => {
      const load = await loadMeant(ctx, target, l10n.t('Show Failed Rows'));
      const outcome = await outcomeOf(ctx, load);
      const group = toLoadReference(target)?.group;
      const isMeant = ({ row }: { readonly row: number }) => {
        const own = outcome.groups[outcome.rows.group(row) ?? -1];
        return !group || (own !== undefined && sameKind(own, group));
      };
      const ranges = (await ctx.failedRowsOf(load.loadId)).filter(isMeant).map(({ range }) => range);
      const uri = Uri.parse(load.uri, true);
      if (ranges.length === 0) return openFile(uri).then(() => sayNothingIsShown(load));
      if (!listed.has(load.loadId)) {
        listed.add(load.loadId);
        await commands.executeCommand('workbench.panel.markers.view.focus', { preserveFocus: true });
      }
      const editor = window.activeTextEditor;
      const isHere = editor?.document.uri.toString() === load.uri;
      const at = isHere ? ranges.findIndex(({ start }) => start.isEqual(editor.selection.start)) : -1;
      await openFile(uri, { selection: ranges[(at + 1) % ranges.length]! });
    },
  };
}

function sayNothingIsShown({ loadId, fileName }: LoadState): void {
  const openOutcome = {
    title: l10n.t('Open Outcome'),
    run: () => commands.executeCommand('salesforceBulk.openOutcome', new LoadReference(loadId)),
  };
  toast(
    'information',
    l10n.t(
      'No row of {0} is marked: each that failed was edited since, or is gone, or the file has more than 50 MB.',
      fileName,
    ),
    openOutcome,
  );
}

/** @throws UserError `NotFound` where no row failed, `OutcomeUnknown`, those of the results */
async function outcomeOf(ctx: Context, load: LoadState): Promise<Outcome> {
  if (load.isDismissed) ctx.store.putLoad({ ...load, isDismissed: false });
  const outcome = load.outcome ?? (await ctx.outcomes.show(load.loadId));
  if (!outcome) {
    throw new UserError('OutcomeUnknown', l10n.t('It is not known which rows of {0} failed.', load.fileName), {
      nextStep: l10n.t('Wait until the load has ended, or open the failed rows of its jobs.'),
      loadId: load.loadId,
    });
  }
  if (outcome.counts.failed > 0) return outcome;
  throw new UserError('NotFound', l10n.t('No row of {0} failed.', load.fileName), { loadId: load.loadId });
}

/** Dismiss: nothing of what became of the rows is shown in the file any more, until it is asked for. */
export function dismissOutcome(ctx: Context): Handler {
  return {
    person: async (target) => {
      const load = await loadMeant(ctx, target, l10n.t('Dismiss Outcome'));
      ctx.store.putLoad({ ...load, isDismissed: true });
    },
  };
}
