import * as l10n from '@vscode/l10n';
import { createHash } from 'node:crypto';
import { UserError } from '../errors.js';
import type { JobData } from '../salesforce/ports.js';
import { knownBlocks, measuredBlocks, type Block } from './blocks.js';
import type { CsvFacts, CsvPart, RowTransform } from './facts.js';
import { fileChanged, requireUnchanged } from './fileChanged.js';
import { readAll } from './readAll.js';
import type { ByteSource } from './source.js';
import { sentBytes } from './transform.js';

/** Salesforce takes 150 MB of base64, which is 112.5 MB; its documentation says 100 MB to be safe. */
export const MAX_PART_BYTES = 100_000_000;
/** The finer, the more equal the parts, and the more memory the plan takes. */
const BLOCKS_PER_PART = 1024;

export interface PlanOptions {
  /** Header included; `MAX_PART_BYTES` where left out, and at most that. */
  readonly maxPartBytes?: number;
  readonly signal?: AbortSignal;
  /** Bytes read; a file that has to be measured first is read twice, and the total says so. */
  readonly onProgress?: (bytesRead: number, totalBytes: number) => void;
}

/**
 * Cuts the rows into as few parts as the limit allows, of about equal size, and computes length and hash of each.
 * @throws UserError `NothingToSend`, `RecordTooLarge`, `FileChanged`, and those of the source; the signal's reason
 */
export async function planParts(
  source: ByteSource,
  facts: CsvFacts,
  transform: RowTransform,
  { maxPartBytes = MAX_PART_BYTES, signal, onProgress }: PlanOptions = {},
): Promise<readonly CsvPart[]> {
  await requireUnchanged(source, facts.stat);
  const header = await readAll(sentBytes(source, facts, transform, facts.bomBytes, facts.bodyStart));
  const room = Math.min(maxPartBytes, MAX_PART_BYTES) - header.length;
  const known = knownBlocks(facts, transform, room);
  const bodyBytes = facts.stat.size - facts.bodyStart;
  const watched = watch(source, known ? bodyBytes : 2 * bodyBytes, signal, onProgress);
  const blocks = known ?? (await measuredBlocks(watched, facts, transform, room / BLOCKS_PER_PART, room));
  if (blocks.every(({ sentRows }) => sentRows === 0)) {
    throw new UserError('NothingToSend', l10n.t('No row of {0} is left to send.', source.name), {
      nextStep: l10n.t('Every row has more or fewer cells than the header: correct them, or send them anyway.'),
    });
  }

  const parts: CsvPart[] = [];
  let start = facts.bodyStart;
  let firstRow = 1;
  for (const { end, rows, sentRows, length } of cut(blocks, room)) {
    const hash = createHash('sha256').update(header);
    let hashed = 0;
    for await (const chunk of sentBytes(watched, facts, transform, start, end)) {
      hash.update(chunk);
      hashed += chunk.length;
    }
    if (hashed !== length) throw fileChanged(source.name);
    parts.push({ start, end, firstRow, rows: sentRows, length: header.length + length, sha256: hash.digest('hex') });
    start = end;
    firstRow += rows;
  }
  // What was put in before it was hashed would be sent unchecked.
  await requireUnchanged(source, facts.stat);
  return parts;
}

/** The bytes of a part, read from the file anew on each `open`. */
export interface PartData extends JobData {
  /** @throws UserError `FileChanged` if the file is gone or has more or fewer bytes than checked, while iterating */
  open(): AsyncIterable<Uint8Array>;
  /** Whether the last `open` that was read to its end gave the bytes that were planned. */
  matches(): boolean;
}

export function partData(source: ByteSource, facts: CsvFacts, transform: RowTransform, part: CsvPart): PartData {
  let sha256: string | undefined;

  /** Its time alone says nothing here: the hash tells whether a file that was touched is still the same. */
  async function requireSize(): Promise<void> {
    if ((await source.stat()).size !== facts.stat.size) throw fileChanged(source.name);
  }

  async function* read(): AsyncGenerator<Uint8Array> {
    await requireSize();
    yield* sentBytes(source, facts, transform, facts.bomBytes, facts.bodyStart);
    yield* sentBytes(source, facts, transform, part.start, part.end);
    await requireSize();
  }

  async function* open(): AsyncGenerator<Uint8Array> {
    sha256 = undefined;
    const hash = createHash('sha256');
    let length = 0;
    try {
      for await (const chunk of read()) {
        length += chunk.length;
        if (length > part.length) throw fileChanged(source.name);
        hash.update(chunk);
        if (chunk.length > 0) yield chunk;
      }
    } catch (error) {
      // Gone, or not to be read any more: to a load that has begun it is all the same.
      throw error instanceof UserError ? fileChanged(source.name, error) : error;
    }
    if (length < part.length) throw fileChanged(source.name);
    sha256 = hash.digest('hex');
  }

  return { length: part.length, open, matches: () => sha256 === part.sha256 };
}

/** Joins blocks to as few parts as have room, each as near to an equal share of the rest as blocks allow. */
function cut(blocks: readonly Block[], room: number): readonly Block[] {
  let bytesLeft = blocks.reduce((sum, { length }) => sum + length, 0);
  let partsLeft = Math.ceil(bytesLeft / room);
  const parts: Block[] = [];
  let part: Block | undefined;
  for (const block of blocks) {
    const share = bytesLeft / partsLeft;
    const full = part && (part.length + block.length > room || (partsLeft > 1 && part.length >= share));
    if (part && full) {
      parts.push(part);
      bytesLeft -= part.length;
      partsLeft = Math.max(partsLeft - 1, Math.ceil(bytesLeft / room));
      part = undefined;
    }
    part = {
      end: block.end,
      rows: (part?.rows ?? 0) + block.rows,
      sentRows: (part?.sentRows ?? 0) + block.sentRows,
      length: (part?.length ?? 0) + block.length,
    };
  }
  return part ? [...parts, part] : parts;
}

/** The source, with progress, and stopping when told to. */
function watch(
  source: ByteSource,
  totalBytes: number,
  signal: AbortSignal | undefined,
  onProgress: PlanOptions['onProgress'],
): ByteSource {
  let bytesRead = 0;
  return {
    name: source.name,
    stat: () => source.stat(),
    async *read(start, end) {
      for await (const chunk of source.read(start, end)) {
        signal?.throwIfAborted();
        bytesRead += chunk.length;
        onProgress?.(bytesRead, totalBytes);
        yield chunk;
      }
    },
  };
}
