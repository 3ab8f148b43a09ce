import { l10n, Uri, workspace, WorkspaceEdit } from 'vscode';
import { fileSource } from '../core/csv/fileSource.js';
import { idInserts } from '../core/csv/idInserts.js';
import { inspectCsv } from '../core/csv/inspect.js';
import { memorySource } from '../core/csv/memorySource.js';
import { rawCells } from '../core/csv/rawCells.js';
import { readRecords } from '../core/csv/rows.js';
import { DELIMITER_CHARACTERS } from '../core/csv/delimiter.js';
import { UserError } from '../core/errors.js';
import type { LoadState } from '../core/load/loadState.js';
import { rowsAgain } from '../core/load/rowsAgain.js';
import type { SentLoad } from '../core/results/sentLoads.js';
import { report } from '../ui/notify.js';
import { openFile } from '../ui/openFile.js';
import { countInWords } from '../ui/words.js';
import type { Context } from './context.js';
import type { Handler } from './handler.js';
import { loadMeant } from './loadTarget.js';
import { outcomeFile } from './outcome.js';

/** Write New Ids into File: beside each row that became a record, as one edit that can be undone. */
export function writeIds(ctx: Context): Handler {
  return {
    person: async (target) => {
      const load = await loadMeant(ctx, target, l10n.t('Write New Ids into File'));
      const sent = await ctx.sentLoads.read(load.loadId);
      const outcome = await ctx.outcomes.show(load.loadId);
      if (!sent || !outcome) throw unknown(load);
      if (outcome.counts.created === 0) {
        throw new UserError('NotFound', l10n.t('No row of {0} became a new record.', load.fileName));
      }
      const uri = Uri.parse(load.uri, true);
      await openFile(uri);
      const document = await workspace.openTextDocument(uri);
      const text = document.getText();
      const csv = memorySource(load.fileName, Buffer.from(text));
      const facts = await inspectCsv(csv);
      const wanted = (row: number) => outcome.rows.state(row) === 'created';
      const attempts = await ctx.outcomes.sentAgain(load.loadId);
      const rows = await rowsAgain(ctx.sentLoads, sent, csv, facts, { wanted, attempts });
      if (!rows) throw unknown(load);
      const ids = await idsOf(await outcomeFile(ctx, load.loadId), sent);
      const idNow = new Map([...rows.now].map((now, i) => [now, ids.get(rows.row[i]!)] as const));
      const inserts = await idInserts(text, facts, (row) => idNow.get(row));
      const edit = new WorkspaceEdit();
      for (const { at, text } of inserts) edit.insert(uri, document.positionAt(at), text);
      await workspace.applyEdit(edit);
      const written = [...idNow.values()].filter((id) => id !== undefined).length;
      report('information', inWords(written, outcome.counts.created, load));
    },
  };
}

function inWords(written: number, created: number, { fileName }: LoadState): string {
  if (written === created)
    return l10n.t('{0} new Ids stand in {1}: save it to keep them.', countInWords(written), fileName);
  return l10n.t(
    '{0} of {1} new Ids stand in {2}: the rows of the others cannot be told from each other, or were not found.',
    countInWords(written),
    countInWords(created),
    fileName,
  );
}

/** Ids of the records that are new, by the row of the first load's file. */
async function idsOf(file: string, { job: { columnDelimiter } }: SentLoad): Promise<ReadonlyMap<number, string>> {
  const ids = new Map<number, string>();
  let row = -1; // the header comes first
  for await (const { bytes, offset, records } of readRecords(fileSource(file), { columnDelimiter })) {
    for (const { start, end } of records) {
      row++;
      const record = bytes.toString('latin1', start - offset, end - offset);
      const [id = '', , , state] = rawCells(record, DELIMITER_CHARACTERS[columnDelimiter], 4).map(unquoted);
      if (row > 0 && state === 'created' && id !== '') ids.set(row, id);
    }
  }
  return ids;
}

const unquoted = (cell: string): string => cell.replaceAll('"', '');

const unknown = ({ loadId, fileName }: LoadState): UserError =>
  new UserError('OutcomeUnknown', l10n.t('It is not known any more which rows of {0} became records.', fileName), {
    nextStep: l10n.t('Open the successful rows of its jobs: they have the Ids.'),
    loadId,
  });
