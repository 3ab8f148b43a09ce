import { commands, l10n, ProgressLocation, Uri, window } from 'vscode';
import { stat } from 'node:fs/promises';
import { LARGEST_TAB } from '../core/results/preview.js';
import type { LoadState } from '../core/load/loadState.js';
import { toOutcomeUri } from '../documents/outcomeUri.js';
import { toast } from '../ui/notify.js';
import { openFile } from '../ui/openFile.js';
import { sizeInWords } from '../ui/words.js';
import type { Context } from './context.js';
import type { Handler } from './handler.js';
import { textOf } from './handler.js';
import { loadMeant, loadOfId } from './loadTarget.js';

/** Open Outcome: the rows of the file in its order, each with what became of it, as a read-only tab. */
export function openOutcome(ctx: Context): Handler {
  return {
    person: async (target) => {
      const load = await loadMeant(ctx, target, l10n.t('Open Outcome'));
      const file = await outcomeFile(ctx, load.loadId);
      const { size } = await stat(file);
      if (size <= LARGEST_TAB) return openFile(toOutcomeUri(load));
      reportLarge(load, Uri.file(file), size);
    },
    api: async (args) => {
      const load = await loadOfId(ctx, textOf(args, 'loadId'));
      await outcomeFile(ctx, load.loadId);
      const uri = toOutcomeUri(load);
      await openFile(uri);
      return uri;
    },
  };
}

/** Its file on this machine, written if need be; for the documents, too. */
export async function outcomeFile(ctx: Context, loadId: string): Promise<string> {
  if (!ctx.store.load(loadId)) await ctx.pastLoads.read();
  const title = l10n.t('Writing the outcome of the load');
  return window.withProgress({ location: ProgressLocation.Window, title }, () => ctx.outcomeFiles.fetch(loadId));
}

function reportLarge({ fileName }: LoadState, uri: Uri, size: number): void {
  toast(
    'information',
    l10n.t('The outcome of {0} has {1}: more than an editor shows.', fileName, sizeInWords(size)),
    { title: l10n.t('Reveal'), run: () => commands.executeCommand('revealFileInOS', uri) },
    { title: l10n.t('Open Anyway'), run: () => openFile(uri) },
  );
}
