import assert from 'node:assert/strict';
import { UserError } from '../../../src/core/errors.js';
import type { JobSample } from '../../../src/core/load/jobHistory.js';
import type { JobRecord } from '../../../src/core/load/jobStore.js';
import type { LoadState, PartState } from '../../../src/core/load/loadState.js';
import { RowStates, type Outcome } from '../../../src/core/results/outcome.js';
import type { JobInfo } from '../../../src/core/salesforce/job.js';
import { jobSnapshot, type JobPageState } from '../../../src/webview/jobSnapshot.js';
import type { JobSnapshot } from '../../../src/webview/protocol.js';
import { jobId, listed, ORG } from '../load/jobs.js';

const NOW = Date.UTC(2026, 0, 1, 0, 10);
const ID = jobId(1);

const recordOf = (values: Partial<JobInfo>, more: Partial<JobRecord> = {}): JobRecord => ({
  org: ORG,
  job: listed(1, values),
  asOf: NOW,
  final: false,
  ...more,
});

const partOf = (values: Partial<PartState> = {}): PartState => ({
  rows: 1000,
  bytes: 2_000_000,
  bytesSent: 2_000_000,
  phase: 'closed',
  jobIds: [ID],
  ...values,
});

const loadOf = (values: Partial<LoadState> = {}): LoadState => ({
  loadId: 'load',
  org: ORG,
  uri: 'file:///people.csv',
  fileName: 'people.csv',
  object: 'Account',
  operation: 'insert',
  rows: 1000,
  parts: [partOf()],
  phase: 'processing',
  startedAt: NOW,
  ...values,
});

const outcomeOf = (counts: Partial<Outcome['counts']>, values: Partial<Outcome> = {}): Outcome => ({
  counts: { succeeded: 0, created: 0, failed: 0, unprocessed: 0, unknown: 0, ...counts },
  groups: [],
  groupsOfJobs: new Map(),
  rows: new RowStates(0),
  failures: [],
  unplaced: 0,
  ...values,
});

const stateOf = (record: JobRecord | undefined, more: Partial<JobPageState> = {}): JobPageState => ({
  address: { org: ORG, jobId: ID },
  org: { name: 'dev', kind: 'sandbox' },
  ...(record && { record }),
  jobsOfLoad: new Map(),
  samples: [],
  timeline: [],
  now: NOW,
  language: 'en',
  ...more,
});

const snapshotOf = (values: Partial<JobInfo>, more: Partial<JobPageState> = {}): JobSnapshot =>
  jobSnapshot(stateOf(recordOf(values), more));

const actionsOf = ({ buttons }: JobSnapshot) => buttons.map(({ action }) => action);
const primaryOf = ({ buttons }: JobSnapshot) =>
  buttons.flatMap(({ action, rank }) => (rank === 'primary' ? [action] : []));
const counter = ({ counters }: JobSnapshot, label: string) => counters.find((fact) => fact.label === label)?.value;

const sampleAt = (seconds: number, processed: number, failed = 0): JobSample => ({
  at: NOW - 60_000 + seconds * 1000,
  state: 'InProgress',
  processed,
  failed,
});

describe('the snapshot of a job', () => {
  const complete = { state: 'JobComplete', numberRecordsProcessed: 1000, numberRecordsFailed: 0 } as const;
  const states: readonly (readonly [string, Partial<JobInfo>, string, readonly string[], string | undefined])[] = [
    [
      'an open job',
      { state: 'Open' },
      'Open, waiting for data or for being closed',
      ['uploadJobData', 'closeJob', 'openInSetup', 'abortJob'],
      'uploadJobData',
    ],
    [
      'a queued job',
      { state: 'UploadComplete' },
      'Uploaded, waiting for Salesforce',
      ['openInSetup', 'abortJob'],
      undefined,
    ],
    ['a running job', { state: 'InProgress' }, 'In progress', ['openInSetup', 'abortJob'], undefined],
    ['a complete job', complete, 'Complete', ['openSuccessful', 'saveResults', 'openInSetup', 'deleteJob'], undefined],
    [
      'a complete job with failed rows',
      { ...complete, numberRecordsFailed: 12 },
      'Complete, with failed rows',
      ['editAndSendAgain', 'openFailed', 'openSuccessful', 'saveResults', 'openInSetup', 'deleteJob'],
      'editAndSendAgain',
    ],
    [
      'a failed job',
      { ...complete, state: 'Failed', numberRecordsFailed: 12 },
      'Failed',
      [
        'editAndSendAgain',
        'openFailed',
        'openUnprocessed',
        'openSuccessful',
        'saveResults',
        'openInSetup',
        'deleteJob',
      ],
      'editAndSendAgain',
    ],
    [
      'an aborted job',
      { ...complete, state: 'Aborted' },
      'Aborted',
      ['editAndSendAgain', 'openUnprocessed', 'openSuccessful', 'saveResults', 'openInSetup', 'deleteJob'],
      'editAndSendAgain',
    ],
  ];
  for (const [what, values, word, actions, primary] of states) {
    it(`of ${what}`, () => {
      const snapshot = snapshotOf(values);
      assert.equal(snapshot.title, 'Account · insert');
      assert.equal(snapshot.state.word, word);
      assert.deepEqual(actionsOf(snapshot), actions);
      assert.deepEqual(primaryOf(snapshot), primary === undefined ? [] : [primary]);
      assert.deepEqual(snapshot.notices, []);
    });
  }

  it('survives the way to the page, which knows JSON only', () => {
    const snapshot = snapshotOf(complete, {
      load: loadOf(),
      samples: [sampleAt(0, 1), sampleAt(1, 2), sampleAt(2, 3)],
    });
    assert.deepEqual(JSON.parse(JSON.stringify(snapshot)), snapshot);
  });

  it('counts successes only where Salesforce says so', () => {
    assert.equal(counter(snapshotOf({ ...complete, numberRecordsFailed: 12 }), 'Succeeded'), '988');
    assert.equal(counter(snapshotOf({ ...complete, state: 'Failed' }), 'Succeeded'), '–');
    assert.equal(counter(snapshotOf({ ...complete, state: 'InProgress' }), 'Succeeded'), '–');
  });

  it('has the same counters from the beginning to the end', () => {
    const labels = (values: Partial<JobInfo>) => snapshotOf(values).counters.map(({ label }) => label);
    assert.deepEqual(labels({ state: 'Open' }), labels(complete));
  });

  describe('progress', () => {
    const running = { state: 'InProgress', numberRecordsProcessed: 400, numberRecordsFailed: 3 } as const;
    const samples = [sampleAt(0, 100), sampleAt(30, 250), sampleAt(60, 400)];

    it('is that of the rows we counted, with rate and time left', () => {
      assert.deepEqual(snapshotOf(running, { load: loadOf(), samples }).progress, {
        label: 'Rows processed',
        value: 0.4,
        text: '400 of 1,000 rows',
        pace: ['5 rows/s', 'about 2 min left'],
      });
    });

    it('is that of the bytes while we upload', () => {
      const load = loadOf({ phase: 'uploading', parts: [partOf({ phase: 'uploading', bytesSent: 500_000 })] });
      const snapshot = snapshotOf({ state: 'Open' }, { load });
      assert.deepEqual([snapshot.state.word, snapshot.progress?.text], ['Uploading', '25% uploaded']);
      // Nothing else is sent into a job that is being sent.
      assert.deepEqual(actionsOf(snapshot), ['showSource', 'openInSetup', 'stopLoad']);
    });

    const none: readonly (readonly [string, Partial<JobInfo>, Partial<JobPageState>])[] = [
      ['for a job of someone else, whose rows nobody knows', running, { samples }],
      ['while the counters stand at 0', { ...running, numberRecordsProcessed: 0 }, { load: loadOf(), samples: [] }],
      ['while the job waits', { state: 'UploadComplete' }, { load: loadOf() }],
      ['after the end', complete, { load: loadOf(), samples }],
    ];
    for (const [when, values, more] of none) {
      it(`is not told ${when}`, () => assert.equal(snapshotOf(values, more).progress, undefined));
    }
  });

  it('tells the timeline, and according to whom', () => {
    const created = Date.UTC(2026, 0, 1);
    const snapshot = snapshotOf(running(), {
      timeline: [
        { state: 'Open', from: created, to: created + 5000, observed: false },
        { state: 'UploadComplete', observed: false },
        { state: 'InProgress', from: NOW - 61_000, observed: true },
      ],
    });
    const steps = snapshot.timeline?.steps.map(({ state, duration, source, phase }) => [
      state,
      duration,
      source,
      phase,
    ]);
    assert.deepEqual(steps, [
      ['Open', '5 sec', 'from Salesforce', 'past'],
      ['Queued', '', 'not known', 'past'],
      ['In progress', '1 min 1 sec', 'seen here', 'current'],
      ['Complete', '', '', 'coming'],
    ]);
  });

  it('expects nothing more once the job has ended', () => {
    const { timeline } = snapshotOf(
      { state: 'Aborted' },
      {
        timeline: [
          { state: 'Open', from: NOW - 5000, to: NOW - 1000, observed: false },
          { state: 'Aborted', from: NOW - 1000, observed: true },
        ],
      },
    );
    assert.deepEqual(
      timeline?.steps.map(({ state, duration, phase }) => [state, duration, phase]),
      [
        ['Open', '4 sec', 'past'],
        ['Aborted', '', 'current'],
      ],
    );
  });

  it('tells durations with a unit of their own', () => {
    const times = { totalProcessingTime: 3_723_000, apiActiveProcessingTime: 59_999, apexProcessingTime: 2 };
    const facts = (values: Partial<JobInfo>) =>
      new Map(snapshotOf(values).details?.facts.map(({ label, value }) => [label, value]));
    const told = facts({ ...complete, ...times });
    assert.deepEqual(
      ['Total processing time', 'API active time', 'Apex time'].map((label) => told.get(label)),
      ['1 hr 2 min', '59 sec', '2 ms'],
    );
    assert.equal(facts({ state: 'Open', ...times }).has('Total processing time'), false, 'nothing was processed yet');
  });

  it('names its file, and which part of it the job is', () => {
    const of = (load: LoadState) => {
      const { title, identity } = snapshotOf(complete, { load });
      return [title, identity.find(({ label }) => label === 'File')?.value];
    };
    assert.deepEqual(of(loadOf()), ['Account · insert', 'people.csv']);
    const parts = [partOf({ jobIds: [jobId(2)] }), partOf(), partOf({ jobIds: [] })];
    assert.deepEqual(of(loadOf({ parts })), ['Account · insert · part 2 of 3', 'people.csv']);
  });

  it('offers to stop the load beside aborting the job only where that is more', () => {
    const parts = [partOf(), partOf({ jobIds: [jobId(2)] })];
    const of = (load: LoadState) =>
      actionsOf(snapshotOf({ state: 'UploadComplete' }, { load })).filter((action) => /^(stop|abort)/.test(action));
    assert.deepEqual(of(loadOf()), ['abortJob']);
    assert.deepEqual(of(loadOf({ parts })), ['stopLoad', 'abortJob']);
    assert.deepEqual(of(loadOf({ phase: 'uploading' })), ['stopLoad']);
  });

  const running = () => ({ state: 'InProgress', numberRecordsProcessed: 400 }) as const;

  it('draws rows over time once there is something to draw, and says the same in words', () => {
    const samples = [sampleAt(0, 0), sampleAt(30, 200, 1), sampleAt(60, 400, 3)];
    const { chart } = snapshotOf(running(), { samples });
    assert.deepEqual(
      chart?.points.map(([, ...rows]) => rows),
      [
        [0, 0],
        [200, 1],
        [400, 3],
      ],
    );
    assert.match(chart?.description ?? '', /: 400 rows processed, 3 failed$/);
    assert.equal(snapshotOf(running(), { samples: samples.slice(0, 2) }).chart, undefined);
  });

  it('tells the error verbatim, what it means and what to do', () => {
    const { error } = snapshotOf({ state: 'Failed', errorMessage: 'InvalidBatch : Field name not found : Nmae' });
    assert.equal(error?.text, 'InvalidBatch : Field name not found : Nmae');
    assert.ok(error?.meaning && error.nextStep);
    const unknown = snapshotOf({ state: 'Failed', errorMessage: '<b>Boom</b>' }).error;
    assert.deepEqual(unknown, { heading: 'Error', text: '<b>Boom</b>' });
  });

  it('tells that it is not up to date', () => {
    const stale = new UserError('Offline', 'The org does not answer.', { nextStep: 'Check the network.' });
    const { notices } = jobSnapshot(stateOf(recordOf({}, { stale })));
    assert.deepEqual(notices, [
      { kind: 'warning', text: 'Not up to date: The org does not answer.', nextStep: 'Check the network.' },
    ]);
  });

  it('tells what is known of a job that is gone, and offers nothing that needs it', () => {
    const lost = new UserError('JobGone', 'Job was deleted.');
    const snapshot = jobSnapshot(stateOf(recordOf(complete), { lost, load: loadOf() }));
    assert.deepEqual(snapshot.notices, [{ kind: 'warning', text: 'Job was deleted.' }]);
    assert.deepEqual(actionsOf(snapshot), ['showSource']);
    assert.equal(counter(snapshot, 'Succeeded'), '1,000');
  });

  it('says that it looks, before anything is known', () => {
    assert.equal(jobSnapshot(stateOf(undefined)).state.word, 'Looking at the job…');
    const lost = new UserError('NoOrg', 'The org is not connected.');
    assert.equal(jobSnapshot(stateOf(undefined, { lost })).state.word, 'Not available');
  });

  it('names the other jobs of its load', () => {
    const parts = [partOf({ jobIds: [jobId(1), jobId(2)] }), partOf({ jobIds: [jobId(3)] })];
    const other = { ...recordOf(complete), job: listed(3, complete) };
    const jobsOfLoad = new Map([[jobId(3), other]]);
    const { load } = snapshotOf({ state: 'Aborted' }, { load: loadOf({ parts }), jobsOfLoad });
    assert.equal(load?.text, 'people.csv is sent in 2 parts; this job is part 1.');
    assert.deepEqual(
      load?.jobs.map(({ jobId: id, label, state, current }) => [id, label, state, current]),
      [
        [jobId(1), 'Part 1 of 2, 1,000 rows', 'not known', true],
        [jobId(2), 'Part 1 of 2, 1,000 rows', 'not known', false],
        [jobId(3), 'Part 2 of 2, 1,000 rows', 'complete', false],
      ],
    );
    assert.equal(snapshotOf(complete, { load: loadOf() }).load, undefined);
  });

  it('speaks the language of the editor', () => {
    const { counters, details } = snapshotOf(
      { ...complete, numberRecordsProcessed: 12_345, totalProcessingTime: 3_723_000 },
      { language: 'de' },
    );
    assert.equal(counters[0]?.value, '12.345');
    assert.match(details?.facts[0]?.value ?? '', /^1\D+2\sMin\.$/);
  });

  describe('of a load of this machine', () => {
    const failing = { ...complete, numberRecordsFailed: 12 };
    const again = (values: Partial<LoadState>) =>
      loadOf({
        loadId: 'again',
        rows: 12,
        parts: [partOf({ rows: 12, jobIds: [jobId(2)] })],
        phase: 'ended',
        attempt: { of: 'load', number: 2 },
        ...values,
      });
    const snapshot = (first: LoadState, attempts: readonly LoadState[] = [], more: Partial<JobPageState> = {}) =>
      snapshotOf(failing, { load: first, attempts: { first, again: attempts }, ...more });
    const outcome = outcomeOf({ created: 988, failed: 12 });

    it('tells what became of the rows, once it is known', () => {
      assert.equal(snapshot(loadOf({ phase: 'ended' })).outcome, undefined);
      const shown = snapshot(loadOf({ phase: 'ended', outcome })).outcome;
      assert.equal(shown?.text, 'people.csv: 988 of 1,000 rows accepted');
      assert.deepEqual(
        shown?.counts.map(({ label, count, share }) => [label, count, share]),
        [
          ['Created', '988', 0.988],
          ['Failed', '12', 0.012],
        ],
      );
      assert.deepEqual(shown?.attempts, []);
      const buttons = (of: Outcome) =>
        snapshot(loadOf({ phase: 'ended', outcome: of })).outcome?.buttons.map(({ action }) => action);
      assert.deepEqual(buttons(outcome), ['showFailedRows', 'openOutcome']);
      assert.deepEqual(buttons(outcomeOf({ created: 999, unprocessed: 1 })), ['openOutcome']);
      assert.deepEqual(JSON.parse(JSON.stringify(shown)), shown);
    });

    it('calls rows that were there before by what was done to them', () => {
      const all = { succeeded: 1, created: 1, failed: 1, unprocessed: 1, unknown: 1 };
      const labels = (operation: LoadState['operation']) =>
        snapshot(loadOf({ operation, outcome: outcomeOf(all) })).outcome?.counts.map(({ label }) => label);
      assert.deepEqual(labels('upsert'), ['Updated', 'Created', 'Failed', 'Unprocessed', 'Not known']);
      assert.deepEqual(
        [labels('update')?.[0], labels('delete')?.[0], labels('hardDelete')?.[0]],
        ['Updated', 'Deleted', 'Deleted'],
      );
      const colors = snapshot(loadOf({ outcome: outcomeOf(all) })).outcome?.counts.map(({ color }) => color);
      assert.equal(new Set(colors).size, 5);
    });

    it('says of how many rows nobody knows where they stand', () => {
      const of = (unplaced: number) =>
        snapshot(loadOf({ outcome: outcomeOf({ created: 998, failed: 2 }, { unplaced }) })).outcome?.text;
      assert.match(of(2) ?? '', /accepted\. 2 rows that did not get in cannot be found in the file\.$/);
      assert.match(of(0) ?? '', /accepted$/);
    });

    it('counts its attempts, each by its own jobs', () => {
      const first = loadOf({ phase: 'ended', outcome: outcomeOf({ created: 996, failed: 4 }) });
      const recordOfJob = (n: number, values: Partial<JobInfo>) =>
        [jobId(n), { ...recordOf({}), job: listed(n, values) }] as const;
      const jobsOfLoad = new Map([
        recordOfJob(1, failing),
        recordOfJob(2, { state: 'JobComplete', numberRecordsProcessed: 12, numberRecordsFailed: 5 }),
        recordOfJob(3, { state: 'Aborted', numberRecordsProcessed: 1, numberRecordsFailed: 1 }),
      ]);
      const attempt = (number: number, values: Partial<LoadState>) =>
        again({ attempt: { of: 'load', number }, ...values });
      const attempts = [
        attempt(2, {}),
        attempt(3, { rows: 5, parts: [partOf({ jobIds: [jobId(3)] })] }),
        attempt(4, { rows: 1, parts: [partOf({ jobIds: [] })], phase: 'uploading' }),
      ];
      assert.deepEqual(snapshot(first, attempts, { jobsOfLoad }).outcome?.attempts, [
        'Attempt 1: 988 of 1,000 rows accepted',
        'Attempt 2: 7 of 12 rows accepted',
        'Attempt 3: 5 rows',
        'Attempt 4: 1 row, under way',
      ]);
    });

    it('offers to send again what did not get in, in place of a copy', () => {
      const primary = (first: LoadState, attempts: readonly LoadState[] = []) => primaryOf(snapshot(first, attempts));
      assert.deepEqual(primary(loadOf({ phase: 'ended', outcome })), ['rerunFailed']);
      assert.deepEqual(primary(loadOf({ phase: 'ended' })), ['rerunFailed'], 'not read yet');
      assert.deepEqual(
        primary(loadOf({ phase: 'ended', outcome: outcomeOf({ created: 1000 }) })),
        [],
        'all are in by now',
      );
      const unprocessed = outcomeOf({ created: 1, unprocessed: 1 });
      assert.deepEqual(primary(loadOf({ phase: 'stopped', outcome: unprocessed })), ['rerunFailed']);
      assert.deepEqual(primary(loadOf({ phase: 'ended', outcome }), [again({ phase: 'processing' })]), []);
      assert.deepEqual(primaryOf(snapshotOf(failing)), ['editAndSendAgain'], 'not of this machine');
      const succeeded = snapshotOf(complete, { attempts: { first: loadOf({ phase: 'ended' }), again: [] } });
      assert.deepEqual(primaryOf(succeeded), []);
    });

    it('offers each kind of error that is left to be sent again', () => {
      const kind = (code: string) => ({ code, fields: ['Name'], count: 1, message: 'x', firstRows: [] });
      const failedRows = {
        kind: 'known',
        failed: { columns: ['Name'], groups: [kind('A_B'), kind('C_D')], rows: 2 },
      } as const;
      const actions = (more: Partial<JobPageState>) =>
        snapshotOf(failing, { failedRows, ...more }).failures?.groups.map(({ buttons }) =>
          buttons.map(({ action }) => action).join(' '),
        );
      const first = (values: Partial<LoadState>) => ({ attempts: { first: loadOf(values), again: [] } });
      const left = outcomeOf({ created: 999, failed: 1 }, { groups: [kind('C_D')] });
      assert.deepEqual(actions(first({ phase: 'ended', outcome: left })), ['openGroup', 'rerunGroup openGroup']);
      assert.deepEqual(actions(first({ phase: 'ended' })), ['rerunGroup openGroup', 'rerunGroup openGroup']);
      assert.deepEqual(actions({}), ['openGroup', 'openGroup']);
      const lost = new UserError('NoOrg', 'The org is not connected.');
      assert.deepEqual(actions({ ...first({ phase: 'ended', outcome: left }), lost }), ['openGroup', 'openGroup']);
    });
  });

  describe('of failed rows', () => {
    const failing = { ...complete, numberRecordsFailed: 12 };
    const row = (name: string, message: string) => ({
      id: '',
      error: `CODE:${message}:Name --`,
      cells: [name, '<b>x</b>'],
    });
    const group = (count: number, ...messages: string[]) => ({
      code: 'REQUIRED_FIELD_MISSING',
      fields: ['Name'],
      count,
      message: messages[0] ?? '',
      firstRows: messages.map((message, i) => row(`row ${i}`, message)),
    });
    const known = (...groups: ReturnType<typeof group>[]) =>
      snapshotOf(failing, {
        failedRows: { kind: 'known', failed: { columns: ['Name', 'Type'], groups, rows: 12 } },
      }).failures;

    it('has groups with counts, shares, explanation and first rows as text', () => {
      const failures = known(group(9, 'missing'), { ...group(3, 'other'), code: 'MY_OWN_CODE' });
      assert.equal(failures?.text, '12 rows, 2 kinds of errors');
      const [first, second] = failures?.groups ?? [];
      assert.deepEqual([first?.count, first?.share, first?.fields], ['9', 0.75, ['Name']]);
      assert.ok(first?.meaning && first.nextStep);
      assert.equal(second?.meaning, undefined);
      assert.deepEqual([first?.columns, first?.rows], [['Name', 'Type'], [['row 0', '<b>x</b>']]]);
    });

    it('tells errors without a code apart from those of further kinds, by their messages', () => {
      const without = (count: number, message: string) => ({ ...group(count, message), code: '', fields: [] });
      const groups = known(without(9, 'Something went wrong'), without(3, 'Errors of further kinds'))?.groups ?? [];
      assert.deepEqual(
        groups.map(({ title, message }) => [title, message]),
        [
          ['Something went wrong', undefined],
          ['Errors of further kinds', undefined],
        ],
      );
    });

    it('has a column for the messages only where they differ', () => {
      const [first] = known(group(12, 'value a', 'value b'))?.groups ?? [];
      assert.deepEqual(first?.columns, ['Message', 'Name', 'Type']);
      assert.deepEqual(first?.rows[1], ['value b', 'row 1', '<b>x</b>']);
    });

    it('says that they are being fetched, are many, or are no longer there', () => {
      const of = (failedRows: JobPageState['failedRows'] & object) => snapshotOf(failing, { failedRows }).failures;
      assert.equal(of({ kind: 'fetching' })?.busy, true);
      assert.deepEqual(
        of({ kind: 'many' })?.buttons.map(({ action }) => action),
        ['groupFailedRows', 'openFailed'],
      );
      const error = new UserError('NotFound', 'Salesforce no longer has the results.', { nextStep: 'Seven days.' });
      const missing = of({ kind: 'missing', error });
      assert.deepEqual([missing?.text, missing?.nextStep], ['Salesforce no longer has the results.', 'Seven days.']);
    });
  });
});
