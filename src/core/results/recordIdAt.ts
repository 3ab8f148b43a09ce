import { inspectCsv } from '../csv/inspect.js';
import { parseRecords } from '../csv/parse.js';
import { readRecords } from '../csv/rows.js';
import type { ByteSource } from '../csv/source.js';
import type { ColumnDelimiter } from '../salesforce/job.js';

/** Of what was made of the row, else of what it was sent for. */
const COLUMNS = ['sf__id', 'id'];

/**
 * The Id of the record of the row that a line belongs to.
 * @param line 1-based
 * @param columnDelimiter detected where left out
 * @returns undefined where there is none
 * @throws UserError for a file that is no CSV
 */
export async function recordIdAt(
  csv: ByteSource,
  line: number,
  columnDelimiter?: ColumnDelimiter,
): Promise<string | undefined> {
  const facts = await inspectCsv(csv, { ...(columnDelimiter && { columnDelimiter }) });
  const names = facts.header.map((name) => name.toLowerCase());
  const [from] = facts.checkpoints;
  let row: Buffer | undefined;
  for await (const { bytes, offset, records } of readRecords(csv, {
    columnDelimiter: facts.columnDelimiter,
    ...(from && { from }),
  })) {
    const own = records.findLast((record) => record.line <= line);
    if (own) row = Buffer.from(bytes.subarray(own.start - offset, own.end - offset));
    if (records.some((record) => record.line > line)) break;
  }
  const [cells = []] = row ? await parseRecords(row, { columnDelimiter: facts.columnDelimiter }) : [];
  return COLUMNS.map((name) => cells[names.indexOf(name)]?.trim() ?? '').find((id) =>
    /^[a-z0-9]{15}([a-z0-9]{3})?$/i.test(id),
  );
}
