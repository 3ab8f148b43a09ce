import { COLUMN_DELIMITERS, type ColumnDelimiter } from '../salesforce/job.js';
import { parseRecords } from './parse.js';

/**
 * The column delimiter of a sample: the one that divides the header and fits the rows best, as csv-parse reads them.
 * A file called .tsv has tabs if tabs divide its header. A single column is read as `COMMA`.
 * @param sample the first bytes, without byte order mark
 * @param isWhole whether that is the whole file; else it is cut at its last complete record
 */
export async function detectDelimiter(sample: Uint8Array, isWhole: boolean, name: string): Promise<ColumnDelimiter> {
  const bytes = isWhole ? sample : sample.subarray(0, lastRecordEnd(sample));
  const candidates = await Promise.all(COLUMN_DELIMITERS.map((delimiter) => tryDelimiter(bytes, delimiter)));
  const dividing = candidates.filter(({ columns }) => columns > 1);
  if (/\.(tsv|tab)$/i.test(name) && dividing.some(({ delimiter }) => delimiter === 'TAB')) return 'TAB';
  dividing.sort((a, b) => a.misfit - b.misfit || b.columns - a.columns);
  return dividing[0]?.delimiter ?? 'COMMA';
}

interface Candidate {
  readonly delimiter: ColumnDelimiter;
  /** Cells of the header. */
  readonly columns: number;
  /** Share of the records with another number of cells; 2 if they could not be read with this delimiter, or were not. */
  readonly misfit: number;
}

async function tryDelimiter(bytes: Uint8Array, delimiter: ColumnDelimiter): Promise<Candidate> {
  const header = await parseRecords(bytes, { columnDelimiter: delimiter, to: 1 }).catch(() => []);
  const columns = header[0]?.length ?? 0;
  // A stray quote further down is named later, with its position; until then the header decides.
  const undecided = { delimiter, columns, misfit: 2 };
  if (columns <= 1) return undecided;
  try {
    const records = await parseRecords(bytes, { columnDelimiter: delimiter });
    const ragged = records.filter((record) => record.length !== columns).length;
    return { delimiter, columns, misfit: ragged / records.length };
  } catch {
    return undecided;
  }
}

/** Quotes come in pairs whatever the delimiter, so a line ending after an even number of them ends a record. */
function lastRecordEnd(bytes: Uint8Array): number {
  let end = 0;
  let quoted = false;
  bytes.forEach((byte, i) => {
    if (byte === 0x22) quoted = !quoted;
    else if (!quoted && (byte === 0x0a || byte === 0x0d)) end = i + 1;
  });
  return end === 0 ? bytes.length : end;
}
