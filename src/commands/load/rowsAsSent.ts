import { l10n, Uri } from 'vscode';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { writeSomeRows } from '../../core/csv/someRows.js';
import { UserError } from '../../core/errors.js';
import { report } from '../../ui/notify.js';
import { openFile } from '../../ui/openFile.js';
import type { Context } from '../context.js';
import { remember } from './memory.js';
import type { Rerun } from './rerun.js';

/** An editable copy of the rows that did not get in, as they were sent: the file itself does not show them any more. */
export async function openRowsAsSent(ctx: Context, { load, sent, outcome }: Rerun): Promise<void> {
  const csv = await ctx.sentLoads.csv(sent);
  const { mtimeMs, size } = sent.facts.stat;
  const isThere = csv && (await csv.stat().catch(() => undefined));
  if (!csv || isThere?.size !== size) {
    throw new UserError(
      'FileChanged',
      l10n.t('{0} is not what was sent any more ({1}).', load.fileName, new Date(mtimeMs).toLocaleString()),
      {
        nextStep: l10n.t('Open the failed rows of its jobs, and choose Edit and Send Again.'),
      },
    );
  }
  const rows = Uint32Array.from({ length: outcome.rows.length }, (_, i) => i + 1).filter((row) => {
    const state = outcome.rows.state(row);
    return state === 'failed' || state === 'unprocessed';
  });
  const folder = path.join(ctx.folders.copies, `${ctx.clock.now()}-${load.loadId}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const copy = path.join(folder, `${path.parse(load.fileName).name} again.csv`);
  await writeSomeRows(csv, sent.facts, rows, copy);
  const uri = Uri.file(copy);
  await remember(ctx.memento, [uri], { object: load.object, operation: load.operation });
  await openFile(uri);
  report('information', l10n.t('Correct the rows, save, then choose the cloud above.'));
}
