import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.js';
import type { ColumnDelimiter } from '../salesforce/job.js';
import { delimiterByte } from './delimiter.js';
import { parseRecords } from './parse.js';
import { positionAt } from './position.js';
import { readAll } from './readAll.js';
import { isResultColumn } from './resultColumns.js';
import { Scanner, type RecordStart } from './scanner.js';
import type { ByteSource } from './source.js';

export interface Header {
  readonly names: readonly string[];
  /** Offset after the header record and its line ending. */
  readonly end: number;
}

/**
 * The first record of a file.
 * @param start offset after the byte order mark
 * @param end size of the file
 * @throws UserError `EmptyFile` if there is none, `EmptyHeader`, `DuplicateHeader`; QuoteFault
 */
export async function readHeader(
  source: ByteSource,
  columnDelimiter: ColumnDelimiter,
  start: number,
  end: number,
): Promise<Header> {
  let header: (RecordStart & { end: number }) | undefined;
  const scanner = new Scanner(
    delimiterByte(columnDelimiter),
    (offset, recordEnd, cells, line) => {
      if (cells > 0) header ??= { offset, end: recordEnd, line };
    },
    { offset: start, line: 1 },
  );
  for await (const chunk of source.read(start, end)) {
    scanner.write(chunk);
    if (header) break;
  }
  if (!header) scanner.end();
  if (!header) {
    throw new UserError('EmptyFile', l10n.t('{0} is empty.', source.name), {
      nextStep: l10n.t('A CSV begins with a line of field names, followed by one line for each record.'),
    });
  }
  const bytes = await readAll(source.read(header.offset, header.end));
  const names = (await parseRecords(bytes, { columnDelimiter }))[0] ?? [];
  await checkNames(source, names, header, cellStarts(bytes, delimiterByte(columnDelimiter)));
  return { names, end: header.end };
}

async function checkNames(
  source: ByteSource,
  names: readonly string[],
  header: RecordStart,
  starts: readonly number[],
): Promise<void> {
  const columns = new Map</* name in lower case */ string, /* index */ number>();
  for (const [index, name] of names.entries()) {
    if (isResultColumn(names, index)) continue; // never sent: a field of that name may stand beside it
    const first = columns.get(name.toLowerCase());
    columns.set(name.toLowerCase(), index);
    if (name.trim() !== '' && first === undefined) continue;
    const at = await positionAt(source, header, header.offset + (starts[index] ?? 0));
    if (name.trim() === '') {
      throw new UserError('EmptyHeader', l10n.t('Column {0} of {1} has no name.', index + 1, source.name), {
        at,
        nextStep: l10n.t('Give it the API name of a field, or remove the column.'),
      });
    }
    throw new UserError(
      'DuplicateHeader',
      l10n.t('Columns {0} and {1} of {2} are both called {3}.', (first ?? 0) + 1, index + 1, source.name, name),
      { at, nextStep: l10n.t('Rename or remove one of them. Upper and lower case make no difference.') },
    );
  }
}

/** Offset of each cell in the bytes of a record. */
function cellStarts(record: Uint8Array, delimiter: number): readonly number[] {
  const starts = [0];
  let quoted = false;
  record.forEach((byte, i) => {
    if (byte === 0x22) quoted = !quoted;
    else if (byte === delimiter && !quoted) starts.push(i + 1);
  });
  return starts;
}
