// A load against answers in the form that was recorded from real orgs between 2018 and 2024: which members are there
// at which moment, how they are printed, how the result files end. Ids and names are our own.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeJob } from '../../../src/core/load/describeJob.js';
import type { JobInfo } from '../../../src/core/salesforce/job.js';
import { faultyOrg, JOB_ID, JOBS, stopServers, type Handler } from './faultyOrg.js';

const NOW = Date.parse('2024-09-10T13:14:38Z');
const REQUEST = { object: 'Account', operation: 'insert', lineEnding: 'LF', columnDelimiter: 'COMMA' } as const;

type Members = Readonly<Record<string, unknown>>;

const START: Members = {
  id: JOB_ID,
  operation: 'insert',
  object: 'Account',
  createdById: '005000000000001AAA',
  createdDate: '2024-09-10T13:12:38.000+0000',
  systemModstamp: '2024-09-10T13:12:38.000+0000',
};
const MIDDLE: Members = { concurrencyMode: 'Parallel', contentType: 'CSV', apiVersion: 67 };
const CONTENT_URL: Members = { contentUrl: `services/data/v67.0/jobs/ingest/${JOB_ID}/batches` };
const DIALECT: Members = { lineEnding: 'LF', columnDelimiter: 'COMMA' };
const NO_TIMES: Members = { retries: 0, totalProcessingTime: 0, apiActiveProcessingTime: 0, apexProcessingTime: 0 };
const TIMES: Members = { retries: 0, totalProcessingTime: 478, apiActiveProcessingTime: 191, apexProcessingTime: 0 };
const V2: Members = { jobType: 'V2Ingest' };

const counters = (processed: number, failed: number): Members => ({
  numberRecordsProcessed: processed,
  numberRecordsFailed: failed,
});

const created: Members = { ...START, state: 'Open', ...MIDDLE, ...CONTENT_URL, ...DIALECT };
const patched = (state: string): Members => ({ ...START, state, ...MIDDLE });
const listed: Members = { ...START, state: 'Open', ...MIDDLE, ...V2, ...CONTENT_URL, ...DIALECT };

/** Job info, moment by moment, and what a person reads of it. */
const MOMENTS: readonly { when: string; info: Members; says: string }[] = [
  {
    when: 'open before the upload: no counters at all',
    info: { ...START, state: 'Open', ...MIDDLE, ...V2, ...CONTENT_URL, ...DIALECT, ...NO_TIMES },
    says: 'open · 2 min. ago',
  },
  {
    when: 'open after the upload: counters at 0',
    info: { ...START, state: 'Open', ...MIDDLE, ...V2, ...CONTENT_URL, ...DIALECT, ...counters(0, 0), ...NO_TIMES },
    says: 'open · 2 min. ago',
  },
  {
    when: 'in progress, the counters final already and the times still 0',
    info: { ...START, state: 'InProgress', ...MIDDLE, ...V2, ...DIALECT, ...counters(3, 1), ...NO_TIMES },
    says: '3 rows · 1 failed · 2 min. ago',
  },
  {
    when: 'complete, with a member of v61.0',
    info: {
      ...START,
      state: 'JobComplete',
      ...MIDDLE,
      ...V2,
      ...DIALECT,
      ...counters(3, 1),
      ...TIMES,
      isPkChunkingSupported: false,
    },
    says: '3 rows · 1 failed · 2 min. ago',
  },
  {
    when: 'failed as a whole',
    info: {
      ...START,
      state: 'Failed',
      ...MIDDLE,
      ...V2,
      ...DIALECT,
      ...counters(0, 0),
      ...TIMES,
      errorMessage: 'InvalidBatch : Field name not found : Nmae',
    },
    says: 'failed · 0 rows · 2 min. ago',
  },
];

/** How Salesforce prints: `"apiVersion" : 67.0` over many lines, or all in one. */
const PRINTERS: Readonly<Record<string, (members: unknown) => string>> = {
  'pretty printed (2024)': (members) =>
    JSON.stringify(members, undefined, 2).replace(/": /g, '" : ').replace('"apiVersion" : 67', '"apiVersion" : 67.0'),
  'in one line (2018)': (members) => JSON.stringify(members).replace('"apiVersion":67', '"apiVersion":67.0'),
};

/** Recorded result files: one ends with a line break, others do not; the uploaded names are not quoted. */
const RESULTS = {
  successfulResults: '"sf__Id","sf__Created",Name\n"001000000000001AAA","true","Example Works"\n',
  failedResults:
    '"sf__Id","sf__Error",Name\n"","FIELD_CUSTOM_VALIDATION_EXCEPTION:Type must contain a value.:Type --","Sample"',
  unprocessedrecords: 'Name\n',
} as const;

describe('answers as recorded', () => {
  afterEach(stopServers);

  for (const [name, print] of Object.entries(PRINTERS)) {
    const answer = (response: ServerResponse, members: unknown): void =>
      void response.writeHead(200, { 'content-type': 'application/json;charset=UTF-8' }).end(print(members));
    const org = (members: unknown) => faultyOrg((_, response) => answer(response, members));

    it(`${name}: a job is created, closed and aborted`, async () => {
      const { salesforce } = await org(created);
      assert.deepEqual(await salesforce.bulk.createJob(REQUEST), created);
      for (const [call, state] of [
        ['closeJob', 'UploadComplete'],
        ['abortJob', 'Aborted'],
      ] as const) {
        const { salesforce } = await org(patched(state));
        assert.equal((await salesforce.bulk[call](JOB_ID)).state, state);
      }
    });

    for (const { when, info, says } of MOMENTS) {
      it(`${name}: ${when}`, async () => {
        const { salesforce } = await org(info);
        const job: JobInfo = await salesforce.bulk.getJob(JOB_ID);
        assert.deepEqual(job, info);
        const record = { org: '00D000000000001AAA-005000000000001AAA', job, asOf: NOW, final: false };
        assert.equal(describeJob(record, { now: NOW, language: 'en' }).description, says);
      });
    }

    it(`${name}: a list`, async () => {
      const { salesforce } = await org({ done: true, nextRecordsUrl: null, records: [listed] });
      const jobs: JobInfo[] = [];
      for await (const page of salesforce.bulk.listJobs()) jobs.push(...page);
      assert.deepEqual(jobs, [listed]);
    });
  }

  it('results, with a line break at their end or without', async () => {
    const serveResults: Handler = (request, response) => {
      const set = request.url?.replace(`${JOBS}/${JOB_ID}/`, '') as keyof typeof RESULTS;
      response.writeHead(200, { 'content-type': 'text/csv; charset=UTF-8' }).end(RESULTS[set]);
    };
    const { salesforce } = await faultyOrg(serveResults);
    const folder = await mkdtemp(path.join(tmpdir(), 'recorded-'));
    try {
      for (const [set, text] of Object.entries(RESULTS)) {
        const file = path.join(folder, set);
        await salesforce.bulk.downloadResults(JOB_ID, set as keyof typeof RESULTS, file);
        assert.equal(await readFile(file, 'utf8'), text);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
