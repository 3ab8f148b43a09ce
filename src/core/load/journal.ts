import { mkdir, open, readFile, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.js';
import type { Operation } from '../salesforce/job.js';
import type { OrgKey } from './jobStore.js';
import type { LoadState, PartState } from './loadState.js';

/** What a load is, written before anything of it is sent. No row data, no secrets. */
export interface LoadEntry {
  readonly type: 'load';
  readonly version: 1;
  readonly loadId: string;
  /** Process that owns the load: while it lives, no other window touches it. */
  readonly pid: number;
  readonly org: OrgKey;
  readonly uri: string;
  readonly fileName: string;
  readonly object: string;
  readonly operation: Operation;
  readonly externalIdFieldName?: string;
  readonly rows: number;
  readonly source: { readonly size: number; readonly mtimeMs: number };
  readonly parts: readonly { rows: number; start: number; end: number; length: number; sha256: string }[];
  readonly attempt?: { readonly of: string; readonly number: number };
  readonly startedAt: number;
}

/** What is about to be done is on the disk before the request; `…ed` says what Salesforce answered. */
export type PartEntry =
  | { readonly type: 'createJob'; readonly part: number }
  | {
      readonly type: 'jobCreated' | 'uploadJobData' | 'closeJob' | 'jobClosed' | 'abortJob' | 'jobEnded';
      readonly part: number;
      readonly jobId: string;
    };

export type JournalEntry = LoadEntry | PartEntry | { readonly type: 'loadEnded' };

const suffix = '.jsonl';
/** Subfolder of those that need nobody any more. */
export const ENDED = 'ended';

/** The append-only record of one load: what was about to be done survives a crash, the org says what was done. */
export class Journal {
  /** Entries come from the parts being sent and from jobs that end: one is written after the other. */
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly file: FileHandle,
    private readonly folder: string,
    private readonly name: string,
  ) {}

  /** @throws UserError `StorageFailed`: nothing is sent that could not be written down first */
  static async create(folder: string, load: LoadEntry): Promise<Journal> {
    return said(async () => {
      await mkdir(path.join(folder, ENDED), { recursive: true, mode: 0o700 });
      const name = load.loadId + suffix;
      const journal = new Journal(await open(path.join(folder, name), 'ax', 0o600), folder, name);
      try {
        await journal.append(load);
      } catch (error) {
        await journal.close();
        await rm(path.join(folder, name), { force: true });
        throw error;
      }
      await syncFolder(folder);
      return journal;
    });
  }

  /** Resolves once the entry is on the disk. @throws UserError `StorageFailed` */
  append(entry: JournalEntry): Promise<void> {
    const written = this.last.then(() =>
      said(async () => {
        // Begins a new line itself: one that a full disk cut short must not swallow what is written after it.
        await this.file.appendFile(`\n${JSON.stringify(entry)}`);
        await this.file.datasync();
      }),
    );
    this.last = written.catch(() => {});
    return written;
  }

  /** Nothing of this load is left to decide. */
  async end(): Promise<void> {
    // The place says as much as the entry: a full disk lets a file be moved that it does not let grow.
    await this.append({ type: 'loadEnded' }).catch(() => {});
    await this.close();
    const ended = path.join(this.folder, ENDED);
    await said(async () => {
      await mkdir(ended, { recursive: true, mode: 0o700 });
      await rename(path.join(this.folder, this.name), path.join(ended, this.name));
    });
  }

  /** Leaves the load unfinished: it will be offered again at the next start. */
  async close(): Promise<void> {
    await this.last;
    await said(() => this.file.close());
  }
}

/** The name of a new file outlives a power cut only with its folder; not every file system can do that. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

/** A load whose journal has no end, and the jobs that may still be waiting for something. */
export interface UnfinishedLoad {
  readonly path: string;
  readonly load: LoadState;
  /** Jobs the journal does not know to have ended. */
  readonly openJobIds: readonly string[];
  /** How many jobs were asked for without an answer: each may stand in the org, open and empty, or not exist. */
  readonly perhapsCreated: number;
}

/**
 * The loads whose journal has no end; those of another living process are its own business. No network.
 * @param running ids of the loads that this process is sending
 */
export async function unfinishedLoads(
  folder: string,
  isAlive = isProcessAlive,
  running: ReadonlySet<string> = new Set(),
): Promise<readonly UnfinishedLoad[]> {
  const names = await readdir(folder).catch(() => []);
  const found: UnfinishedLoad[] = [];
  for (const name of names) {
    if (!name.endsWith(suffix) || running.has(path.basename(name, suffix))) continue;
    const journal = await readJournal(path.join(folder, name));
    if (!journal || isAlive(journal.pid) || journal.hasEnded) continue;
    found.push(journal.load);
  }
  return found;
}

/** @returns undefined for what is no journal (any more) */
export async function readJournal(file: string) {
  const [first, ...rest] = parse(await readFile(file, 'utf8').catch(() => ''));
  if (!isLoad(first)) return undefined;
  const hasEnded = rest.some((entry) => entry.type === 'loadEnded');
  return { pid: first.pid, hasEnded, load: reconstruct(file, first, rest) };
}

/** What a disk did to the first line must not keep the extension from starting. */
const isLoad = (entry: JournalEntry | undefined): entry is LoadEntry =>
  entry?.type === 'load' &&
  entry.version === 1 &&
  Array.isArray(entry.parts) &&
  entry.parts.every((part: unknown) => typeof part === 'object' && part !== null);

/** The load is settled: its journal goes to the ended ones. */
export async function dismissUnfinished(unfinished: UnfinishedLoad): Promise<void> {
  const { dir, base } = path.parse(unfinished.path);
  await mkdir(path.join(dir, ENDED), { recursive: true, mode: 0o700 });
  await rename(unfinished.path, path.join(dir, ENDED, base)).catch(() => rm(unfinished.path, { force: true }));
}

/** A line cut short (crash, full disk) says nothing that was acted on: it is left out. */
const parse = (text: string): JournalEntry[] =>
  text.split('\n').flatMap((line) => {
    try {
      const entry: unknown = JSON.parse(line);
      return typeof entry === 'object' && entry !== null ? [entry as JournalEntry] : [];
    } catch {
      return [];
    }
  });

function reconstruct(file: string, load: LoadEntry, entries: readonly JournalEntry[]): UnfinishedLoad {
  const jobIds: string[][] = load.parts.map(() => []);
  const open = new Set<string>();
  const closed = new Set<number>();
  let perhapsCreated = 0;
  for (const entry of entries) {
    if (entry.type === 'createJob') perhapsCreated++;
    if (entry.type === 'jobCreated') perhapsCreated--;
    if (entry.type === 'jobCreated') {
      jobIds[entry.part]?.push(entry.jobId);
      open.add(entry.jobId);
    }
    if (entry.type === 'jobClosed') closed.add(entry.part);
    if (entry.type === 'jobEnded') open.delete(entry.jobId);
  }
  const parts = load.parts.map((part, index): PartState => ({
    rows: part.rows,
    bytes: part.length,
    bytesSent: 0,
    phase: closed.has(index) ? 'closed' : jobIds[index]?.length ? 'uploading' : 'notSent',
    jobIds: jobIds[index] ?? [],
  }));
  const { loadId, org, uri, fileName, object, operation, rows, startedAt, attempt } = load;
  const of = { loadId, org, uri, fileName, object, operation, rows, startedAt, ...(attempt && { attempt }) };
  return {
    path: file,
    load: { ...of, parts, phase: 'unfinished' },
    openJobIds: [...open],
    perhapsCreated: Math.max(0, perhapsCreated),
  };
}

function isProcessAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function said<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError('StorageFailed', l10n.t('The journal of the load could not be written: {0}', reason), {
      nextStep: l10n.t('Free some disk space, then load again: nothing is sent that cannot be written down first.'),
      cause,
    });
  }
}
