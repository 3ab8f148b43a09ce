// Each doubt that a load of ours can meet, met on both sides: what Salesforce answers differs, and what the client makes
// of it holds. The other doubts are named with the reason why it does not come to meet them.
import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import diagnostics from 'node:diagnostics_channel';
import { readFile } from 'node:fs/promises';
import type { ClientRequest, IncomingMessage } from 'node:http';
import path from 'node:path';
import type { LoadRequest } from '../../src/core/load/plan.js';
import { OTHER_SIDE, STRICT, type Doubts } from '../../src/demo/doubts.js';
import { PACES } from '../../src/demo/pace.js';
import { LoadBench } from './load/loadBench.js';

type Doubt = keyof Doubts;
type Scenario = (bench: LoadBench) => Promise<unknown>;

const SETS = ['successfulResults', 'failedResults', 'unprocessedrecords'] as const;

/**
 * Carries out a load and fetches its results, which must be those of the rows that were sent.
 * @returns what it came to: the state, why it failed, the result sets as they are
 */
async function load(bench: LoadBench, csv: string, request?: LoadRequest) {
  const plan = await bench.plan(csv, 1, request);
  const { jobs } = await bench.run(plan);
  const [job] = jobs;
  assert.ok(job && jobs.length === 1);
  const texts: string[] = [];
  for (const set of SETS) {
    const file = path.join(bench.folder, set);
    await bench.salesforce.bulk.downloadResults(job.id, set, file);
    texts.push(await readFile(file, 'utf8'));
  }
  const [saved = [], failed = [], unprocessed = []] = texts.map((text): string[][] =>
    parse(text, { from_line: 2, relax_column_count: true }),
  );
  if (job.state === 'JobComplete') {
    assert.deepEqual([saved.length + failed.length, unprocessed.length], [plan.rows, 0]);
    assert.deepEqual([job.numberRecordsProcessed, job.numberRecordsFailed], [plan.rows, failed.length]);
  } else {
    assert.deepEqual([saved.length, failed.length, job.numberRecordsProcessed], [0, 0, 0]);
    assert.ok(job.errorMessage !== undefined && [0, plan.rows].includes(unprocessed.length));
  }
  const errors = failed.map(([, error = '']) => error.split(':')[0]);
  return { job, texts, errors, told: [job.state, job.errorMessage, errors] };
}

const insert = (object: string): LoadRequest => ({ object, operation: 'insert' });
/** What a load of accounts came to. */
const told =
  (csv: string, request?: LoadRequest): Scenario =>
  async (bench) =>
    (await load(bench, csv, request)).told;

const MET: Partial<Record<Doubt, Scenario>> = {
  closeWithoutUpload: async ({ salesforce: { bulk }, conduct }) => {
    conduct.allow('jobLeftOpen', 'where it is refused, whoever called is the one to abort it');
    const { id } = await bulk.createJob({ ...insert('Account'), lineEnding: 'LF', columnDelimiter: 'COMMA' });
    return bulk.closeJob(id).then(
      ({ state }) => state,
      ({ code }: { code: string }) => code,
    );
  },
  deleteOpenJob: async ({ salesforce: { bulk }, conduct }) => {
    conduct.allow('jobDeleted', 'is what it is about');
    conduct.allow('jobLeftOpen', 'is what it is about');
    const { id } = await bulk.createJob({ ...insert('Account'), lineEnding: 'LF', columnDelimiter: 'COMMA' });
    return bulk.deleteJob(id).then(
      () => 'deleted',
      ({ code }: { code: string }) => code,
    );
  },
  resultOrder: async (bench) => {
    const names = Array.from({ length: 100 }, (_, row) => `Row ${row}`);
    const { texts } = await load(bench, `Name\n${names.join('\n')}\n`);
    const saved: string[][] = parse(texts[0] ?? '', { from_line: 2 });
    return saved.map(([, , name]) => name).join() === names.join();
  },
  resultLineEnding: async (bench) => {
    const { texts } = await load(bench, 'Name,Site\r\nA,b\r\n,c\r\n');
    return texts.map((text) => text.includes('\r\n'));
  },
  gzipResults: async (bench) => {
    const encodings = new Set<unknown>();
    const onAnswer = (message: unknown): void => {
      const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
      if (request.path.endsWith('Results')) encodings.add(response.headers['content-encoding']);
    };
    diagnostics.subscribe('http.client.response.finish', onAnswer);
    await load(bench, 'Name\nA\n');
    diagnostics.unsubscribe('http.client.response.finish', onAnswer);
    return [...encodings];
  },
  unprocessedAfterFailure: async (bench) => (await load(bench, 'Name,Nothing__c\nA,b\n')).texts,
  counters: async (bench) => {
    bench.org.settings.pace = { ...PACES.instant, stepMs: 20, rowsPerStep: 200 };
    let isPartial = false;
    const stop = bench.store.onDidChange(() => {
      const [known] = bench.store.jobs(bench.key);
      if (known?.job.state === 'InProgress' && (known.job.numberRecordsProcessed ?? 0) > 0) isPartial = true;
    });
    await load(bench, `Name\n${'A\n'.repeat(4000)}`);
    stop.dispose();
    return isPartial;
  },
  isPkChunkingSupported: async (bench) => 'isPkChunkingSupported' in (await load(bench, 'Name\nA\n')).job,
  readOnlyColumn: told('Name,CreatedById\nA,x\n'),
  booleans: told('Name,Active__c\nA,TRUE\nB,true\n'),
  nullMarker: told('Name,Customer_Since__c\nA,#n/a\nB,#N/A\n'),
  nullOnInsert: async (bench) => {
    await load(bench, 'Account__r.External_Id__c,Status__c\nACC-0001,#N/A\n', insert('Invoice__c'));
    return bench.org.records('Invoice__c').at(-1)?.['Status__c'];
  },
  nullCheckbox: told('Name,Active__c\nA,#N/A\n'),
  duplicateId: async (bench) => {
    const { Id } = bench.org.insert('Account', { Name: 'One' });
    const request = { object: 'Account', operation: 'update' } as const;
    return (await load(bench, `Id,Name\n${Id},Two\n${Id},Three\n`, request)).told;
  },
  parentInChunk: told('Name,External_Id__c,Parent.External_Id__c\nParent,P-1,\nChild,P-2,P-1\n'),
  hardDeleteFromBin: async (bench) => {
    const { Id } = bench.org.insert('Account', { Name: 'Binned' });
    await load(bench, `Id\n${Id}\n`, { object: 'Account', operation: 'delete' });
    return (await load(bench, `Id\n${Id}\n`, { object: 'Account', operation: 'hardDelete' })).told;
  },
  failedHeaderCase: async (bench) => (await load(bench, 'name,SITE\n"",s\n')).texts[1],
};

/** The client writes what it sends so that both sides take it alike. */
const AVOIDED: Partial<Record<Doubt, Scenario>> = {
  loneCarriageReturn: told('Name,Site\nA,"x\ry"\n'),
  blankLine: told('Name,Site\nA,b\n\nC,d\n'),
};

const NOT_MET: Partial<Record<Doubt, string>> = {
  secondUpload: 'no job is sent data twice: the rule secondUpload judges each load',
  gzipUpload: 'data goes as it is: unit/salesforce/uploadJobData',
  resultsBeforeEnd: 'results are asked for after the end: the rule resultsBeforeEnd judges each load',
  resultPathCase: 'the path is written as documented, which both sides take',
  unknownMember: 'a job is made with documented members, which both sides take',
  queryJobErrorMessage: 'there are no query jobs',
  spaceByQuote: 'a stray quote is refused before there is a job: unit/csv/inspect',
  invalidUtf8: 'a file that is no UTF-8 is refused before there is a job: unit/csv/inspect',
  codeVerifierAtRefresh: 'sessions are renewed by whoever they come from',
};

describe('a load where nobody knows what Salesforce does', () => {
  /** What a scenario comes to with one side of one switch. */
  async function on(doubts: Partial<Doubts>, scenario: Scenario): Promise<unknown> {
    const bench = await LoadBench.open({ doubts, hardDelete: true });
    try {
      return await scenario(bench);
    } finally {
      await bench.close();
    }
  }

  for (const [doubt, scenario] of Object.entries(MET) as [Doubt, Scenario][]) {
    it(`${doubt}: ${STRICT[doubt]} or ${OTHER_SIDE[doubt]}, which differ and are both understood`, async () => {
      const strict = await on({}, scenario);
      assert.notDeepEqual(await on({ [doubt]: OTHER_SIDE[doubt] }, scenario), strict);
    });
  }

  for (const [doubt, scenario] of Object.entries(AVOIDED) as [Doubt, Scenario][]) {
    it(`${doubt}: ${STRICT[doubt]} or ${OTHER_SIDE[doubt]}, all rows are saved`, async () => {
      for (const side of [STRICT, OTHER_SIDE]) {
        assert.deepEqual(await on({ [doubt]: side[doubt] }, scenario), ['JobComplete', undefined, []]);
      }
    });
  }

  it('meets each doubt, or says why not', () => {
    const named = [MET, AVOIDED, NOT_MET].flatMap((table) => Object.keys(table));
    assert.deepEqual(named.sort(), Object.keys(STRICT).sort());
  });
});
