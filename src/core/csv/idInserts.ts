import { DELIMITER_CHARACTERS } from './delimiter.js';
import type { CsvFacts } from './facts.js';
import { memorySource } from './memorySource.js';
import { rawCells, withoutLineEnding } from './rawCells.js';
import { readRecords } from './rows.js';

/** Something to be written into a text. */
export interface TextInsert {
  /** UTF-16 code units from the beginning of the text. */
  readonly at: number;
  readonly text: string;
}

/**
 * What has to be written into a CSV for records' Ids to stand beside their rows: into the empty cells of its column `Id`,
 * else in a new last column. Rows with a wrong number of cells are left as they are.
 * @param idOf the Id of a 1-based data row
 */
export async function idInserts(
  text: string,
  { columnDelimiter, header }: Pick<CsvFacts, 'columnDelimiter' | 'header'>,
  idOf: (row: number) => string | undefined,
): Promise<readonly TextInsert[]> {
  const delimiter = DELIMITER_CHARACTERS[columnDelimiter];
  const column = header.findIndex((name) => name.toLowerCase() === 'id');
  const inserts: TextInsert[] = [];
  let row = -1; // the header comes first
  let at = 0;
  const source = memorySource('', Buffer.from(text));
  for await (const { bytes, offset, records } of readRecords(source, { columnDelimiter })) {
    let read = 0;
    const skipTo = (end: number) => {
      at += bytes.toString('utf8', read, end).length;
      read = end;
    };
    for (const place of records) {
      row++;
      skipTo(place.start - offset); // blank lines
      const whole = bytes.toString('utf8', place.start - offset, place.end - offset);
      const record = withoutLineEnding(whole);
      const start = at;
      skipTo(place.end - offset);
      if (place.cells !== header.length) continue;
      if (column < 0) {
        const id = row === 0 ? 'Id' : (idOf(row) ?? '');
        inserts.push({ at: start + record.length, text: delimiter + id });
        continue;
      }
      const id = row === 0 ? undefined : idOf(row);
      const cells = rawCells(record, delimiter, column + 1);
      const cell = cells[column];
      if (id === undefined || (cell !== '' && cell !== '""')) continue;
      const before = cells.slice(0, column).reduce((length, { length: more }) => length + more + 1, 0);
      inserts.push({ at: start + before + cell.length / 2, text: id });
    }
    skipTo(bytes.length);
  }
  return inserts;
}
