import { DELIMITER_CHARACTERS } from '../csv/delimiter.js';
import type { CsvFacts, RowTransform } from '../csv/facts.js';
import { fileChanged } from '../csv/fileChanged.js';
import { partData } from '../csv/parts.js';
import { rawCells, withoutLineEnding } from '../csv/rawCells.js';
import { isResultColumn, OUTCOME_COLUMNS } from '../csv/resultColumns.js';
import { readRecords } from '../csv/rows.js';
import type { ByteSource } from '../csv/source.js';
import { writeWholeFile } from '../wholeFile.js';
import type { PartOutcome } from './partOutcome.js';
import { NO_CELLS, ResultCells } from './resultCells.js';

/**
 * Writes the rows of a source, in its order and letter by letter, and before each what became of it: the whole file or
 * none. Rows that were left out stay in their place; columns that are results of an earlier load give way.
 * @param parts all of the source, in order
 * @throws UserError `FileChanged` for a source that is not what was sent, `StorageFailed`; those of the source and the
 * results; the signal's reason
 */
export async function writeOutcomeCsv(
  source: ByteSource,
  facts: CsvFacts,
  transform: RowTransform,
  parts: AsyncIterable<PartOutcome>,
  target: string,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<void> {
  await writeWholeFile(target, async (file) => {
    const write = (text: string) => file.write(Buffer.from(text, 'latin1'));
    const outcome = new OutcomeRows(source, facts, transform, write, signal);
    await outcome.writeHeader();
    let rows = 0;
    for await (const part of parts) rows += await outcome.writePart(part);
    if (rows !== facts.rows) throw fileChanged(source.name);
    signal?.throwIfAborted();
  });
}

type Cells = readonly string[];
const LEFT_OUT: Cells = [...NO_CELLS, '""'];

class OutcomeRows {
  private readonly delimiter: string;
  private readonly lineEnding: string;
  /** For each column of the source; undefined where all of them stay. */
  private readonly kept: readonly boolean[] | undefined;

  constructor(
    private readonly source: ByteSource,
    private readonly facts: CsvFacts,
    private readonly transform: RowTransform,
    /** Takes a character for each byte. */
    private readonly write: (text: string) => Promise<void>,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.delimiter = DELIMITER_CHARACTERS[facts.columnDelimiter];
    this.lineEnding = transform.lineEnding === 'CRLF' ? '\r\n' : '\n';
    const kept = facts.header.map((_, column) => !isResultColumn(facts.header, column));
    this.kept = kept.includes(false) ? kept : undefined;
  }

  async writeHeader(): Promise<void> {
    const own = OUTCOME_COLUMNS.map((name) => `"${name}"`);
    await this.writeRecords(this.facts.bomBytes, this.facts.bodyStart, () => Promise.resolve(own));
  }

  /** @returns how many rows the part has, those that were left out included */
  async writePart({ part, joined, otherwise }: PartOutcome): Promise<number> {
    const { source, facts, transform, signal } = this;
    const results = joined && (await ResultCells.open(joined, facts.columnDelimiter, { signal }));
    let sent = 0;
    const outcome = async (cells: number) => {
      if (transform.raggedRows === 'leaveOut' && cells !== facts.header.length) return LEFT_OUT;
      const row = sent++;
      if (results && !results.has(row)) await results.readFrom(row);
      return [...(results?.of(row) ?? NO_CELLS), `"${results?.state(row) ?? otherwise}"`];
    };
    try {
      return await this.writeRecords(part.start, part.end, outcome);
    } finally {
      // Whatever came of it: of a file that is not what was sent it says nothing.
      const data = partData(source, facts, transform, part);
      for await (const _ of data.open()) signal?.throwIfAborted();
      if (!data.matches()) throw fileChanged(source.name);
    }
  }

  /** @param own what stands before a record of so many cells @returns how many records there are */
  private async writeRecords(start: number, end: number, own: (cells: number) => Promise<Cells>): Promise<number> {
    const { delimiter, lineEnding, signal } = this;
    const { columnDelimiter } = this.facts;
    const options = { columnDelimiter, from: { offset: start, line: 1 }, to: end, ...(signal && { signal }) };
    let count = 0;
    for await (const { bytes, offset, records } of readRecords(this.source, options)) {
      const source = bytes.toString('latin1');
      let text = '';
      for (const { start, end, cells } of records) {
        const record = withoutLineEnding(source.slice(start - offset, end - offset));
        text += [...(await own(cells)), ...this.keptOf(record)].join(delimiter) + lineEnding;
      }
      await this.write(text);
      count += records.length;
    }
    return count;
  }

  /** Cells of a record, or all of it. */
  private keptOf(record: string): Cells {
    const { kept, delimiter } = this;
    return kept ? rawCells(record, delimiter).filter((_, column) => kept[column] ?? true) : [record];
  }
}
