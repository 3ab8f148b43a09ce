import * as l10n from '@vscode/l10n';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CsvFacts, CsvPart, RowTransform } from '../csv/facts.js';
import { fileSource } from '../csv/fileSource.js';
import { partData } from '../csv/parts.js';
import type { ByteSource } from '../csv/source.js';
import { UserError } from '../errors.js';
import type { LoadPlan } from '../load/loadPlan.js';
import type { OrgKey } from '../load/jobStore.js';
import type { CreateJobRequest } from '../salesforce/job.js';
import { newSeed } from './fingerprint.js';
import type { RowPlace } from './outcome.js';
import { readSentRows, type SentPart } from './readSentRows.js';
import { readRowIndex, writeRowIndex, type RowIndex } from './rowIndex.js';

const VERSION = 1;
/** Bytes. An editor opens no larger file as text, and what nobody edits here need not be copied. */
const LARGEST_COPY = 50 * 1024 * 1024;

/** About one stands in a megabyte. */
const CHECKPOINTS_OF_A_PIECE = 4;

/** How a load was sent: what it takes to find the row of a result in the file again. */
export interface SentLoad {
  readonly version: typeof VERSION;
  readonly loadId: string;
  readonly org: OrgKey;
  /** The source, as a URI in text form. */
  readonly uri: string;
  readonly fileName: string;
  /** Path of its bytes; absent where they are no file of this machine. */
  readonly file?: string;
  readonly job: CreateJobRequest;
  readonly facts: CsvFacts;
  readonly transform: RowTransform;
  readonly parts: readonly CsvPart[];
  /** See `RowIndexHead`. */
  readonly key?: number;
  readonly otherCase: readonly number[];
  readonly seed: number;
  readonly attempt?: { readonly of: string; readonly number: number };
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

export const sentColumns = ({ facts, transform }: Pick<SentLoad, 'facts' | 'transform'>): readonly string[] =>
  transform.columns.map((column) => facts.header[column] as string);

/**
 * The loads of this machine as they were sent: `{folder}/{load id}/`, mode 700. `load.json`; `{part}.rows`, an index of
 * its rows; `source.csv`, a copy of a file that is edited as soon as the results are there.
 */
export class SentLoads {
  private readonly begun = new Map</* load id */ string, Promise<SentLoad>>();

  constructor(readonly folder: string) {}

  /** Before anything of it is sent. @throws what the disk says */
  async begin(plan: LoadPlan): Promise<void> {
    const begun = this.write(plan);
    this.begun.set(plan.loadId, begun);
    await begun;
  }

  /** That it is on the disk which rows an attempt sends. @throws UserError `StorageFailed` */
  async requireSourceRows(loadId: string): Promise<void> {
    if (await this.sourceRows(loadId)) return;
    throw new UserError('StorageFailed', l10n.t('It could not be written down which rows are sent again.'), {
      nextStep: l10n.t(
        'Free some disk space, then send them again: nothing is sent that cannot be written down first.',
      ),
    });
  }

  /** Once a part is sent. @throws what the disk says; those of the source */
  async keepPart({ loadId, parts }: LoadPlan, index: number): Promise<void> {
    const sent = await this.begun.get(loadId);
    const part = parts[index];
    const csv = sent && (await this.csv(sent));
    if (!csv || !part) return;
    const { job, key, otherCase, seed } = sent;
    const head = { columnDelimiter: job.columnDelimiter, sentColumns: sentColumns(sent), otherCase, seed };
    const of = { ...head, ...(key !== undefined && { key }), sha256: part.sha256 };
    const file = this.path(loadId, `${index}.rows`);
    await writeRowIndex(`${file}.partial`, of, part.rows, pieces(sent, csv, part));
    // Compared after the rows are read: what was written to meanwhile is not taken for what was sent.
    if (await isAsSent(csv, sent, part)) await rename(`${file}.partial`, file);
    else await rm(`${file}.partial`);
  }

  /** @returns undefined where it is not known (any more) */
  async read(loadId: string): Promise<SentLoad | undefined> {
    try {
      const sent = JSON.parse(await readFile(this.path(loadId, 'load.json'), 'utf8')) as SentLoad;
      return sent.version === VERSION ? sent : undefined;
    } catch {
      return undefined;
    }
  }

  /** The rows of a part; undefined where they were not kept. */
  index({ loadId }: SentLoad, part: number): Promise<RowIndex | undefined> {
    return readRowIndex(this.path(loadId, `${part}.rows`));
  }

  /** The file as it was sent, or, where no copy was made, as it is now. */
  async csv({ loadId, file, fileName }: SentLoad): Promise<ByteSource | undefined> {
    const copy = fileSource(this.path(loadId, 'source.csv'), fileName);
    const isThere = await copy.stat().catch(() => undefined);
    if (isThere) return copy;
    return file === undefined ? undefined : fileSource(file, fileName);
  }

  /** The rows of a part as they were sent; undefined where the file is not the same any more. */
  async readPart(
    sent: SentLoad,
    csv: ByteSource,
    part: CsvPart,
    options: { readonly hidden?: readonly number[]; readonly signal?: AbortSignal } = {},
  ): Promise<SentPart | undefined> {
    const { facts, transform, key, seed } = sent;
    const rows = await readSentRows(csv, facts, transform, part, { key, seed, ...options });
    // Compared after the rows are read: what was written to meanwhile is not taken for what was sent.
    return (await isAsSent(csv, sent, part, options.signal)) ? rows : undefined;
  }

  /** The rows of a part, from what was kept of them, else from the file. */
  async part(sent: SentLoad, index: number): Promise<SentPart | undefined> {
    const kept = await this.index(sent, index);
    if (kept) return kept.part;
    const csv = await this.csv(sent);
    const part = sent.parts[index];
    return csv && part && this.readPart(sent, csv, part);
  }

  /** Where these data rows stood in the file. */
  async places(sent: SentLoad, rows: ReadonlySet<number>): Promise<ReadonlyMap<number, RowPlace>> {
    const places = new Map<number, RowPlace>();
    for (const [index, { firstRow }] of sent.parts.entries()) {
      const after = sent.parts[index + 1]?.firstRow ?? Infinity;
      if (![...rows].some((row) => row >= firstRow && row < after)) continue;
      const part = await this.part(sent, index);
      for (let i = 0; part && i < part.rows.length; i++) {
        const row = part.row[i]!;
        if (rows.has(row)) places.set(row, { line: part.line[i]!, start: part.rows.start[i]! });
      }
    }
    return places;
  }

  /** For each data row of an attempt's file, the data row of the first load's file. */
  async sourceRows(loadId: string): Promise<Uint32Array | undefined> {
    const bytes = await readFile(this.path(loadId, 'source.rows')).catch(() => undefined);
    return bytes && new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  }

  private async write(plan: LoadPlan): Promise<SentLoad> {
    const { loadId, org, uri, fileName, csv, facts, transform, job, parts, fields, attempt } = plan;
    const columns = sentColumns(plan);
    const keyName = job.operation === 'insert' ? undefined : (job.externalIdFieldName ?? 'Id');
    const key = keyName === undefined ? -1 : columns.findIndex((name) => same(name, keyName));
    const otherCase = [...columns.keys()].filter((column) => {
      const field = fields.find((name) => same(name, columns[column] as string));
      return field !== undefined && field !== columns[column];
    });
    const sent: SentLoad = {
      version: VERSION,
      loadId,
      org,
      uri,
      fileName,
      ...(csv.path !== undefined && { file: csv.path }),
      job,
      facts,
      transform,
      parts,
      ...(key >= 0 && { key }),
      otherCase,
      seed: attempt?.seed ?? newSeed(),
      ...(attempt && { attempt: { of: attempt.of, number: attempt.number } }),
    };
    await mkdir(this.path(loadId, ''), { recursive: true, mode: 0o700 });
    await writeFile(this.path(loadId, 'load.json'), JSON.stringify(sent), { mode: 0o600 });
    if (attempt) await writeFile(this.path(loadId, 'source.rows'), attempt.sourceRows, { mode: 0o600 });
    if (facts.stat.size <= LARGEST_COPY) await copy(csv, facts.stat.size, this.path(loadId, 'source.csv'));
    return sent;
  }

  private path(loadId: string, name: string): string {
    // Ids come from other extensions, too: one with `../` in it would name another folder.
    return path.join(this.folder, loadId.replaceAll(/[^\w-]/g, '_'), name);
  }
}

/** The rows of a part, a few megabytes at a time. */
async function* pieces(sent: SentLoad, csv: ByteSource, part: CsvPart): AsyncGenerator<SentPart> {
  const { facts, transform, key, seed } = sent;
  const inside = facts.checkpoints.filter(({ offset }) => offset > part.start && offset < part.end);
  const borders = inside.filter((_, i) => i % CHECKPOINTS_OF_A_PIECE === CHECKPOINTS_OF_A_PIECE - 1);
  let { start, firstRow, rows } = part;
  let last: SentPart | undefined;
  for (const { offset: end, row } of [...borders, { offset: part.end, row: Infinity }]) {
    // Some of them may be left out.
    const piece = { start, end, rows: Math.min(rows, row - firstRow) };
    const into = last && last.row.length >= piece.rows && { into: last };
    last = await readSentRows(csv, facts, transform, piece, { key, seed, ...into });
    yield last;
    start = end;
    firstRow = row;
    rows -= last.rows.length;
  }
}

/** Whether these are the bytes of a part that were sent. */
export async function isAsSent(
  csv: ByteSource,
  { facts, transform }: Pick<SentLoad, 'facts' | 'transform'>,
  part: CsvPart,
  signal?: AbortSignal,
): Promise<boolean> {
  const data = partData(csv, facts, transform, part);
  try {
    for await (const _ of data.open()) signal?.throwIfAborted();
  } catch (error) {
    if (error instanceof UserError && error.code === 'FileChanged') return false;
    throw error;
  }
  return data.matches();
}

async function copy(csv: ByteSource, size: number, target: string): Promise<void> {
  const handle = await open(target, 'w', 0o600);
  try {
    for await (const chunk of csv.read(0, size)) await handle.write(chunk);
  } finally {
    await handle.close();
  }
}
