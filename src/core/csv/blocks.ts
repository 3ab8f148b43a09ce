import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.js';
import type { CsvFacts, RowTransform } from './facts.js';
import { fileChanged } from './fileChanged.js';
import { positionAt } from './position.js';
import { RecordWriter } from './recordWriter.js';
import type { ByteSource } from './source.js';
import { isVerbatim } from './transform.js';

/** Checkpoints are a MiB apart: good enough for parts of at least this size. */
const CHECKPOINTS_SUFFICE_BYTES = 64 * 1024 * 1024;

/** Records in a row that are not torn apart when parts are cut. */
export interface Block {
  /** Source offset after its last record. */
  readonly end: number;
  /** Rows of the source, and how many of them are sent. */
  readonly rows: number;
  readonly sentRows: number;
  /** Bytes sent. */
  readonly length: number;
}

/**
 * The stretches between checkpoints, where rows are sent as they are and that is fine enough: nothing has to be read.
 * @param partBytes that a part has room for
 */
export function knownBlocks(facts: CsvFacts, transform: RowTransform, partBytes: number): readonly Block[] | undefined {
  if (!isVerbatim(facts, transform)) return undefined;
  const fitsOnePart = facts.stat.size - facts.bodyStart <= partBytes;
  if (!fitsOnePart && partBytes < CHECKPOINTS_SUFFICE_BYTES) return undefined;
  const blocks = facts.checkpoints.map(({ offset, row }, index) => {
    const next = facts.checkpoints[index + 1] ?? { offset: facts.stat.size, row: facts.rows + 1 };
    const rows = next.row - row;
    return { end: next.offset, rows, sentRows: rows, length: next.offset - offset };
  });
  return blocks.every(({ length }) => length <= partBytes) ? blocks : undefined;
}

/**
 * Reads all rows and applies the transform to learn how many bytes it makes of them.
 * @param blockBytes that a block has at most, unless a single record has more
 * @param recordBytes that a record has at most
 * @throws UserError `RecordTooLarge`, `FileChanged`, and those of the source
 */
export async function measuredBlocks(
  source: ByteSource,
  facts: CsvFacts,
  transform: RowTransform,
  blockBytes: number,
  recordBytes: number,
): Promise<readonly Block[]> {
  const blocks: Block[] = [];
  let block = { end: facts.bodyStart, rows: 0, sentRows: 0, length: 0 };
  let rows = 0;
  /** Offset of a record that is too large. */
  let tooLarge: number | undefined;
  const writer = new RecordWriter(facts, transform, facts.bodyStart, (length, start, end) => {
    if (length > recordBytes) tooLarge ??= start;
    if (block.length > 0 && block.length + length > blockBytes) {
      blocks.push(block);
      block = { end, rows: 0, sentRows: 0, length: 0 };
    }
    rows++;
    block.end = end;
    block.rows++;
    block.length += length;
    if (length > 0) block.sentRows++;
  });
  const check = async () => {
    writer.take();
    if (writer.pending.length > recordBytes) tooLarge ??= writer.pending.start;
    if (tooLarge !== undefined) throw await recordTooLarge(source, facts, tooLarge);
  };
  for await (const chunk of source.read(facts.bodyStart, facts.stat.size)) {
    writer.write(chunk);
    await check();
  }
  writer.end();
  await check();
  if (rows !== facts.rows) throw fileChanged(source.name);
  blocks.push(block);
  return blocks;
}

async function recordTooLarge(source: ByteSource, facts: CsvFacts, offset: number): Promise<UserError> {
  const { line } = await positionAt(source, { offset: facts.bomBytes, line: 1 }, offset);
  return new UserError(
    'RecordTooLarge',
    l10n.t('The record at line {0} of {1} is larger than a job may be.', line, source.name),
    {
      at: { line, column: 1 },
      nextStep: l10n.t('Shorten its values; a missing quote can also join many lines to one.'),
    },
  );
}
