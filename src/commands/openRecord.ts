import { env, l10n, Uri, window } from 'vscode';
import { memorySource } from '../core/csv/memorySource.js';
import { UserError } from '../core/errors.js';
import { lastLoadOf } from '../core/load/lastLoad.js';
import { recordIdAt } from '../core/results/recordIdAt.js';
import { SCHEME } from '../documents/resultUri.js';
import type { KnownOrg } from '../orgs/knownOrg.js';
import type { Context } from './context.js';
import type { Handler } from './handler.js';
import { nameOf } from './load/csvFile.js';

/** Open Record in the Browser: that of the row the cursor is in. */
export function openRecord(ctx: Context): Handler {
  return {
    person: async () => {
      const editor = window.activeTextEditor;
      if (!editor) throw new UserError('NotFound', l10n.t('No row is chosen: open a CSV and click into a row.'));
      const { document, selection } = editor;
      const csv = memorySource(nameOf(document.uri), Buffer.from(document.getText()));
      const load = lastLoadOf(ctx.store, document.uri.toString());
      const sent = load && (await ctx.sentLoads.read(load.loadId));
      const id = await recordIdAt(csv, selection.active.line + 1, sent?.job.columnDelimiter);
      if (id === undefined) {
        throw new UserError('NotFound', l10n.t('This row has no record: neither Id nor sf__Id names one.'), {
          nextStep: l10n.t('The outcome of the load has the Id of each row that was accepted.'),
        });
      }
      // Never with a token in the address: the browser signs in itself.
      await env.openExternal(Uri.parse(`${orgOf(ctx, document.uri, load?.org).instanceUrl}/${id}`, true));
    },
  };
}

/** The org of a result, else the one the file was loaded into last, else the default one. @throws UserError `NoOrg` */
function orgOf(ctx: Context, uri: Uri, loadedInto: string | undefined): KnownOrg {
  const key = uri.scheme === SCHEME ? uri.path.split('/')[1] : loadedInto;
  if (key === undefined) return ctx.orgs.resolve();
  const org = ctx.orgs.byKey(key);
  if (org) return org;
  throw new UserError('NoOrg', l10n.t('The org of {0} is not connected.', nameOf(uri)));
}
