import { open, type FileHandle } from 'node:fs/promises';
import { DELIMITER_CHARACTERS } from '../csv/delimiter.js';
import { fileSource } from '../csv/fileSource.js';
import { rawCells } from '../csv/rawCells.js';
import { OUTCOME_COLUMNS } from '../csv/resultColumns.js';
import { readRecords } from '../csv/rows.js';
import type { ColumnDelimiter } from '../salesforce/job.js';
import { writeWholeFile } from '../wholeFile.js';

/** The outcome CSV of an attempt. */
export interface AttemptCsv {
  readonly file: string;
  /** For each of its rows, the row of the first outcome. */
  readonly sourceRows: Uint32Array;
}

/**
 * The outcome of a load in the end: each row as its last attempt sent it, with what became of it then. Of an attempt that
 * was sent with other columns, only what became of its rows.
 * @param first the outcome CSV of the load by itself
 * @param attempts in order
 */
export async function mergeOutcomeCsv(
  first: string,
  attempts: readonly AttemptCsv[],
  columnDelimiter: ColumnDelimiter,
  target: string,
): Promise<void> {
  const delimiter = DELIMITER_CHARACTERS[columnDelimiter];
  const opened: OpenAttempt[] = [];
  try {
    for (const attempt of attempts) opened.push(await OpenAttempt.open(attempt, columnDelimiter));
    await writeWholeFile(target, async ({ write }) => {
      let row = -1; // the header comes first
      let header = '';
      for await (const { bytes, offset, records } of readRecords(fileSource(first), { columnDelimiter })) {
        const text = bytes.toString('latin1');
        let out = '';
        for (const { start, end } of records) {
          const record = text.slice(start - offset, end - offset);
          if (++row === 0) header = record;
          const last = opened.findLast((attempt) => attempt.has(row));
          if (!last) out += record;
          else if (last.header === header) out += await last.record(row);
          else out += withOutcomeOf(record, await last.record(row), delimiter);
        }
        await write(Buffer.from(out, 'latin1'));
      }
    });
  } finally {
    for (const attempt of opened) await attempt.close();
  }
}

function withOutcomeOf(record: string, attempt: string, delimiter: string): string {
  const own = OUTCOME_COLUMNS.length;
  const before = rawCells(record, delimiter, own).join(delimiter).length;
  return rawCells(attempt, delimiter, own).join(delimiter) + record.slice(before);
}

class OpenAttempt {
  private constructor(
    private readonly handle: FileHandle,
    readonly header: string,
    private readonly places: ReadonlyMap</* row */ number, { readonly start: number; readonly end: number }>,
  ) {}

  static async open({ file, sourceRows }: AttemptCsv, columnDelimiter: ColumnDelimiter): Promise<OpenAttempt> {
    const places = new Map<number, { start: number; end: number }>();
    let row = -1;
    let header = '';
    for await (const { bytes, offset, records } of readRecords(fileSource(file), { columnDelimiter })) {
      for (const { start, end } of records) {
        if (++row === 0) header = bytes.toString('latin1', start - offset, end - offset);
        else places.set(sourceRows[row - 1]!, { start, end });
      }
    }
    return new OpenAttempt(await open(file), header, places);
  }

  has(row: number): boolean {
    return this.places.has(row);
  }

  async record(row: number): Promise<string> {
    const { start, end } = this.places.get(row)!;
    const { buffer } = await this.handle.read(Buffer.alloc(end - start), 0, end - start, start);
    return buffer.toString('latin1');
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}
