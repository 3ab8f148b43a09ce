import assert from 'node:assert/strict';
import { UserError } from '../../../src/core/errors.js';
import { describeJob, type JobContext } from '../../../src/core/load/describeJob.js';
import type { PartState } from '../../../src/core/load/loadState.js';
import type { JobInfo, JobState } from '../../../src/core/salesforce/job.js';
import { jobId, listed, ORG } from './jobs.js';

const NOW = Date.UTC(2026, 0, 1, 12);
const at = (secondsAgo: number) => new Date(NOW - 1000 * secondsAgo).toISOString().replace('Z', '+0000');
const part = (values: Partial<PartState> = {}): PartState => ({
  rows: 12_304,
  bytes: 1000,
  bytesSent: 0,
  phase: 'closed',
  jobIds: [],
  ...values,
});

const describeIt = (values: Partial<JobInfo>, context: Partial<JobContext> = {}, stale?: UserError) =>
  describeJob(
    {
      org: ORG,
      job: listed(1, { createdDate: at(120), ...values }),
      asOf: NOW,
      final: false,
      ...(stale && { stale }),
    },
    { now: NOW, language: 'en', ...context },
  );
const counted = (processed: number, failed = 0) => ({
  numberRecordsProcessed: processed,
  numberRecordsFailed: failed,
});

describe('describeJob', () => {
  const open = 'job Open canUpload canClose canAbort';
  const ended = (state: JobState) => `job ${state} canDelete hasResults`;
  const again = (state: JobState) => `${ended(state)} canSendAgain`;
  const table: readonly (readonly [
    what: string,
    job: Partial<JobInfo>,
    part: PartState | undefined,
    description: string,
    icon: string,
    words: string,
    spoken: RegExp,
  ])[] = [
    ['open', { state: 'Open' }, undefined, 'open', 'circle-outline', open, /waiting for data/],
    [
      'being uploaded',
      { state: 'Open' },
      part({ phase: 'uploading', bytesSent: 437 }),
      'uploading 43 %',
      'circle-outline',
      open,
      /uploading 43 %/,
    ],
    [
      'of an empty part',
      { state: 'Open' },
      part({ phase: 'uploading', bytes: 0 }),
      'uploading 0 %',
      'circle-outline',
      open,
      /open/,
    ],
    [
      'queued, of someone else',
      { state: 'UploadComplete' },
      undefined,
      'queued',
      'clock',
      'job UploadComplete canAbort',
      /waiting for Salesforce/,
    ],
    [
      'queued, ours',
      { state: 'UploadComplete', ...counted(0) },
      part(),
      'queued · 12,304 rows',
      'clock',
      'job UploadComplete canAbort',
      /12,304 rows/,
    ],
    [
      'begun, without counters yet',
      { state: 'InProgress', ...counted(0) },
      undefined,
      '',
      'sync~spin',
      'job InProgress canAbort',
      /in progress/,
    ],
    [
      'under way, ours',
      { state: 'InProgress', ...counted(200, 3) },
      part(),
      '200 of 12,304 rows · 3 failed',
      'sync~spin',
      'job InProgress canAbort',
      /in progress, 200 of 12,304 rows, 3 failed/,
    ],
    [
      'under way, of someone else',
      { state: 'InProgress', ...counted(200) },
      undefined,
      '200 rows',
      'sync~spin',
      'job InProgress canAbort',
      /200 rows/,
    ],
    [
      'complete',
      { state: 'JobComplete', ...counted(1) },
      part({ rows: 1 }),
      '1 row',
      'pass',
      ended('JobComplete'),
      /, complete, 1 row/,
    ],
    [
      'complete, as the list tells it',
      { state: 'JobComplete' },
      undefined,
      '',
      'pass',
      ended('JobComplete'),
      /, complete, 2/,
    ],
    [
      'complete with failures',
      { state: 'JobComplete', ...counted(12_304, 98) },
      part(),
      '12,304 rows · 98 failed',
      'warning',
      again('JobComplete'),
      /complete, with failed rows/,
    ],
    [
      'complete without a row',
      { state: 'JobComplete', ...counted(0) },
      part(),
      '0 rows',
      'warning',
      ended('JobComplete'),
      /without a single row/,
    ],
    [
      'failed',
      { state: 'Failed', ...counted(0), errorMessage: 'no' },
      part(),
      'failed · 0 rows',
      'error',
      again('Failed'),
      /, failed, 0 rows/,
    ],
    [
      'aborted',
      { state: 'Aborted', ...counted(7) },
      part(),
      'aborted · 7 rows',
      'circle-slash',
      again('Aborted'),
      /, aborted, 7 rows/,
    ],
    [
      'aborted, as the list tells it',
      { state: 'Aborted' },
      part(),
      'aborted',
      'circle-slash',
      again('Aborted'),
      /, aborted, 2/,
    ],
  ];
  for (const [what, job, part, description, icon, words, spoken] of table) {
    it(`tells a job that is ${what}`, () => {
      const described = describeIt(job, part && { part });
      assert.equal(described.label, 'Account · insert');
      assert.equal(described.description, [description, '2 min. ago'].filter((text) => text !== '').join(' · '));
      assert.equal(described.icon.id, icon);
      assert.equal(described.words.join(' '), words);
      assert.match(described.spoken, spoken);
      assert.match(described.spoken, /^Account · insert, /);
    });
  }

  it('tells each state by an icon of its own, not by colour alone', () => {
    const states: JobState[] = ['Open', 'UploadComplete', 'InProgress', 'JobComplete', 'Failed', 'Aborted'];
    const icons = states.map((state) => describeIt({ state }).icon.id);
    assert.equal(new Set(icons).size, states.length);
  });

  it('tells the age', () => {
    const ages = [0, 59, 60, 3599, 3600, 86_399, 86_400, 6 * 86_400, -30];
    assert.deepEqual(
      ages.map((seconds) => describeIt({ state: 'JobComplete', createdDate: at(seconds) }).description),
      [
        'just now',
        'just now',
        '1 min. ago',
        '59 min. ago',
        '1 hr. ago',
        '23 hr. ago',
        '1 day ago',
        '6 days ago',
        'just now',
      ],
    );
    assert.equal(describeIt({ state: 'JobComplete', createdDate: '' }).description, '');
  });

  it('speaks the language of the editor', () => {
    const { description } = describeIt({ state: 'JobComplete', ...counted(12_304) }, { language: 'de' });
    assert.equal(description, '12.304 rows · vor 2 Min.');
  });

  it('names the creator, and why it is not up to date', () => {
    const stale = new UserError('Offline', 'There is no network.');
    const described = describeIt({ state: 'InProgress', ...counted(5) }, { creator: 'Ada' }, stale);
    assert.equal(described.description, 'not up to date · 5 rows · 2 min. ago · Ada');
    const facts = new Map(described.facts);
    assert.deepEqual([facts.get('Created by'), facts.get('Not up to date')], ['Ada', 'There is no network.']);
  });

  it('has the facts for a tooltip, without those it does not know', () => {
    const { facts } = describeIt(
      { state: 'Failed', ...counted(1200, 3), errorMessage: 'InvalidBatch', externalIdFieldName: 'Key__c' },
      { part: part() },
    );
    const known = new Map(facts);
    assert.deepEqual(
      [...known.keys()],
      ['State', 'Error', 'Rows sent', 'Processed', 'Failed', 'External id field', 'Created', 'Last change', 'Job id'],
    );
    assert.deepEqual(
      [known.get('Error'), known.get('Processed'), known.get('Job id')],
      ['InvalidBatch', '1,200', jobId(1)],
    );
  });
});
