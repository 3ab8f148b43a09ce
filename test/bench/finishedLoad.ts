import { createWriteStream } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CsvPart } from '../../src/core/csv/facts.js';
import { fileSource } from '../../src/core/csv/fileSource.js';
import { inspectCsv } from '../../src/core/csv/inspect.js';
import { planParts } from '../../src/core/csv/parts.js';
import type { LoadState } from '../../src/core/load/loadState.js';
import { planSend } from '../../src/core/load/plan.js';
import type { OutcomeSources } from '../../src/core/results/partOutcome.js';
import { SentLoads } from '../../src/core/results/sentLoads.js';
import type { JobInfo, ResultSet } from '../../src/core/salesforce/job.js';
import { INDUSTRIES, randomNumbers, WORDS } from './generator.js';

const LOAD_ID = 'bench';
const COLUMNS = ['Name', 'AccountNumber', 'Phone', 'Site', 'Industry', 'NumberOfEmployees', 'BillingStreet'];
const ERRORS = [
  'STRING_TOO_LONG:Site: data value too large: (max length=80):Site --',
  'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST:Industry: bad value for restricted picklist field:Industry --',
  'UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record or 1 records: 001000000000001AAA:--',
];
const FAILED_SHARE = 0.05;
/** Every so many rows, one has the cells of the row before it. */
const DUPLICATE_EVERY = 50;
const RECORDS_PER_CHUNK = 1024;

/** A load that is over, with all that it takes to say what became of its rows. */
export interface FinishedLoad {
  readonly load: LoadState;
  readonly from: OutcomeSources;
  /** Paths of its results, job by job. */
  readonly results: readonly string[];
  /** Of these, together. */
  readonly bytes: number;
}

interface Kept {
  readonly load: LoadState;
  readonly jobs: Readonly<Record<string, JobInfo>>;
}

export const isDuplicate = (row: number): boolean => row % DUPLICATE_EVERY === 0;
/** Of one row of a pair of duplicates only, as it comes. */
export const fails = (row: number): boolean => randomNumbers(-row)() < FAILED_SHARE;

/** Writes a load of so many rows, about 100 bytes each, that were all inserted but 5 %, and its results in no order. */
export async function writeFinishedLoad(folder: string, rows: number): Promise<FinishedLoad> {
  const file = path.join(folder, 'accounts.csv');
  await mkdir(folder);
  await writeLines(file, sourceLines(rows));
  const csv = fileSource(file);
  const facts = await inspectCsv(csv);
  const request = { object: 'Account', operation: 'insert' } as const;
  const { transform } = planSend(csv.name, facts, request);
  const { columnDelimiter } = facts;
  const { lineEnding } = transform;
  const parts = await planParts(csv, facts, transform);
  const about = { loadId: LOAD_ID, org: '00D000000000001EAA/bench', uri: `file://${file}`, fileName: csv.name, rows };
  const plan = { ...about, csv, facts, transform, job: { ...request, columnDelimiter, lineEnding }, parts, fields: [] };
  const sentLoads = new SentLoads(path.join(folder, 'sent'));
  await sentLoads.begin(plan);
  const jobs: Record<string, JobInfo> = {};
  for (const [index, part] of parts.entries()) {
    await sentLoads.keepPart(plan, index);
    const job = jobOf(index, part);
    jobs[job.id] = job;
    const order = shuffled(part);
    for (const resultSet of ['failedResults', 'successfulResults'] as const) {
      await writeLines(resultFile(folder, job.id, resultSet), resultLines(order, resultSet));
    }
  }
  const load: LoadState = {
    ...about,
    ...request,
    parts: parts.map(({ rows, length }, index) => ({
      ...{ rows, bytes: length, bytesSent: length },
      ...{ phase: 'closed', jobIds: [jobId(index)] },
    })),
    phase: 'ended',
    startedAt: 0,
  };
  await writeFile(path.join(folder, 'load.json'), JSON.stringify({ load, jobs } satisfies Kept));
  return readFinishedLoad(folder);
}

export async function readFinishedLoad(folder: string): Promise<FinishedLoad> {
  const { load, jobs } = JSON.parse(await readFile(path.join(folder, 'load.json'), 'utf8')) as Kept;
  const results = Object.keys(jobs).flatMap((id) =>
    (['failedResults', 'successfulResults'] as const).map((resultSet) => resultFile(folder, id, resultSet)),
  );
  let bytes = 0;
  for (const file of results) bytes += (await stat(file)).size;
  const from: OutcomeSources = {
    sentLoads: new SentLoads(path.join(folder, 'sent')),
    job: (id) => Promise.resolve(jobs[id]!),
    results: (id, resultSet) => Promise.resolve(resultFile(folder, id, resultSet)),
    whole: true,
  };
  return { load, from, results, bytes };
}

const jobId = (part: number): string => `750${String(part).padStart(12, '0')}AAA`;
const resultFile = (folder: string, id: string, resultSet: ResultSet): string =>
  path.join(folder, `${id}-${resultSet}.csv`);

const jobOf = (index: number, { firstRow, rows }: CsvPart): JobInfo => ({
  id: jobId(index),
  operation: 'insert',
  object: 'Account',
  createdById: '005000000000001AAA',
  createdDate: '2026-01-01T00:00:00.000+0000',
  systemModstamp: '2026-01-01T00:00:00.000+0000',
  state: 'JobComplete',
  numberRecordsProcessed: rows,
  numberRecordsFailed: Array.from({ length: rows }, (_, i) => firstRow + i).filter(fails).length,
});

/** Data rows of a part, each once. */
function shuffled({ firstRow, rows }: CsvPart): Uint32Array {
  const order = Uint32Array.from({ length: rows }, (_, i) => firstRow + i);
  const random = randomNumbers(1);
  for (let i = order.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  return order;
}

function* sourceLines(rows: number): Generator<string> {
  yield COLUMNS.join(',');
  for (let row = 1; row <= rows; row++) {
    yield cellsOf(row)
      .map((cell) => (/[",\n]/.test(cell) ? quoted(cell) : cell))
      .join(',');
  }
}

function* resultLines(order: Uint32Array, resultSet: 'failedResults' | 'successfulResults'): Generator<string> {
  const failed = resultSet === 'failedResults';
  yield ['"sf__Id"', failed ? '"sf__Error"' : '"sf__Created"', ...COLUMNS].join(',');
  for (const row of order) {
    if (fails(row) !== failed) continue;
    const own = failed ? ['', ERRORS[row % ERRORS.length]!] : [`001${String(row).padStart(12, '0')}AAA`, 'true'];
    yield [...own, ...cellsOf(row)].map(quoted).join(',');
  }
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

function cellsOf(row: number): readonly string[] {
  if (isDuplicate(row)) return cellsOf(row - 1);
  const random = randomNumbers(row);
  const below = (limit: number) => Math.floor(random() * limit);
  const word = () => WORDS[below(WORDS.length)]!;
  const street = `${below(900) + 1} ${word()} street`;
  const hard = below(100);
  return [
    `${word()} ${word()} & ${word()}`,
    `AC${row}`,
    `+49 30 ${below(10_000_000)}`,
    word(),
    INDUSTRIES[below(INDUSTRIES.length)]!,
    String(below(50_000)),
    hard < 4 ? `${street}\n${word()} floor` : hard < 8 ? `${street} "${word()}"` : `${street}, ${word()}`,
  ];
}

function writeLines(file: string, lines: Iterable<string>): Promise<void> {
  function* chunks() {
    let chunk: string[] = [];
    for (const line of lines) {
      if (chunk.push(line) < RECORDS_PER_CHUNK) continue;
      yield `${chunk.join('\n')}\n`;
      chunk = [];
    }
    if (chunk.length > 0) yield `${chunk.join('\n')}\n`;
  }
  return pipeline(Readable.from(chunks()), createWriteStream(file));
}
