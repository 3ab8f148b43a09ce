import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.js';
import type { ColumnDelimiter, LineEnding } from '../salesforce/job.js';
import { delimiterByte } from './delimiter.js';
import { detectDelimiter } from './detect.js';
import { readEncoding } from './encoding.js';
import type { Checkpoint, CsvFacts, LineEndingCount, RaggedRow } from './facts.js';
import { fileChanged, requireUnchanged } from './fileChanged.js';
import { readHeader, type Header } from './header.js';
import { quoteError } from './quoteError.js';
import { readAll } from './readAll.js';
import { QuoteFault, Scanner } from './scanner.js';
import type { ByteSource, SourceStat } from './source.js';
import { TextCheck } from './textCheck.js';

const SAMPLE_BYTES = 64 * 1024;
const RAGGED_ROWS_KEPT = 100;
const CHECKPOINT_BYTES = 1024 * 1024;

export interface InspectOptions {
  /** Detected where left out. */
  readonly columnDelimiter?: ColumnDelimiter;
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytesRead: number, totalBytes: number) => void;
}

/**
 * Reads a file once from end to end, in constant memory.
 * @throws UserError `EmptyFile`, `NoRows`, `NotCsv`, `NotUtf8`, `StrayQuote`, `UnclosedQuote`, `DuplicateHeader`,
 * `EmptyHeader`, `FileChanged`, and those of the source; the signal's reason
 */
export async function inspectCsv(source: ByteSource, options: InspectOptions = {}): Promise<CsvFacts> {
  const stat = await source.stat();
  try {
    return await inspect(source, stat, options);
  } catch (error) {
    throw error instanceof QuoteFault ? await quoteError(source, error) : error;
  } finally {
    // Whatever was found, fault or facts, of a file that was written to meanwhile it says nothing.
    await requireUnchanged(source, stat);
  }
}

async function inspect(source: ByteSource, stat: SourceStat, options: InspectOptions): Promise<CsvFacts> {
  const sample = await readAll(source.read(0, Math.min(SAMPLE_BYTES, stat.size)));
  const bomBytes = readEncoding(source, sample);
  // What is no text is named before its bytes are read as a header.
  await new TextCheck(source, bomBytes).write(sample.subarray(bomBytes), { offset: bomBytes, line: 1 });
  const columnDelimiter =
    options.columnDelimiter ??
    (await detectDelimiter(sample.subarray(bomBytes), sample.length === stat.size, source.name));
  const header = await readHeader(source, columnDelimiter, bomBytes, stat.size);
  const found = await countRows(source, { stat, bomBytes, columnDelimiter, header }, options);
  if (found.rows === 0) {
    throw new UserError('NoRows', l10n.t('{0} has a header but no rows.', source.name), {
      nextStep: l10n.t('Add a line for each record.'),
    });
  }
  return {
    stat,
    bomBytes,
    columnDelimiter,
    header: header.names,
    bodyStart: header.end,
    ...found,
    ...declaredEnding(found.recordEndings, found.quotedEndings),
  };
}

interface Beginning extends Pick<CsvFacts, 'stat' | 'bomBytes' | 'columnDelimiter'> {
  readonly header: Header;
}

async function countRows(
  source: ByteSource,
  { stat, bomBytes, columnDelimiter, header }: Beginning,
  { signal, onProgress }: InspectOptions,
) {
  const firstRaggedRows: RaggedRow[] = [];
  const checkpoints: Checkpoint[] = [];
  let rows = 0;
  let raggedRows = 0;
  let blankLines = 0;
  let nextCheckpoint = header.end;
  const scanner = new Scanner(
    delimiterByte(columnDelimiter),
    (offset, _end, cells, line) => {
      if (cells === 0) {
        blankLines++;
        return;
      }
      if (offset < header.end) return;
      rows++;
      if (offset >= nextCheckpoint) {
        checkpoints.push({ offset, row: rows, line });
        nextCheckpoint = offset + CHECKPOINT_BYTES;
      }
      if (cells !== header.names.length && ++raggedRows <= RAGGED_ROWS_KEPT) {
        firstRaggedRows.push({ row: rows, line, cells });
      }
    },
    { offset: bomBytes, line: 1 },
  );
  const text = new TextCheck(source, bomBytes);
  let bytesRead = bomBytes;
  for await (const chunk of source.read(bomBytes, stat.size)) {
    signal?.throwIfAborted();
    await text.write(chunk, scanner.record);
    scanner.write(chunk);
    bytesRead += chunk.length;
    onProgress?.(bytesRead, stat.size);
  }
  if (bytesRead !== stat.size) throw fileChanged(source.name);
  await text.end(scanner.record);
  scanner.end();
  const { recordEndings, quotedEndings } = scanner;
  return { recordEndings, quotedEndings, rows, blankLines, raggedRows, firstRaggedRows, checkpoints };
}

/**
 * The line breaks inside cells decide, since they are values; what ends a record can be converted without loss.
 * Without any (or with as many of one as of the other) it is what ends most records.
 */
function declaredEnding(
  records: LineEndingCount,
  quoted: LineEndingCount,
): Pick<CsvFacts, 'lineEnding' | 'cellBreaksToRepair'> {
  const { lf, crlf } = quoted.lf === quoted.crlf ? records : quoted;
  const lineEnding: LineEnding = crlf > lf ? 'CRLF' : 'LF';
  const kept = lineEnding === 'CRLF' ? quoted.crlf : quoted.lf;
  return { lineEnding, cellBreaksToRepair: quoted.lf + quoted.crlf + quoted.cr - kept };
}
