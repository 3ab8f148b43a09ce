import * as l10n from '@vscode/l10n';
import type { UserError } from '../core/errors.js';
import { describeJob, stateInWords } from '../core/load/describeJob.js';
import { explainJobError } from '../core/load/explainError.js';
import { pace, type JobSample, type StateSpan } from '../core/load/jobHistory.js';
import type { JobRecord } from '../core/load/jobStore.js';
import { rowsOfJob, type LoadState } from '../core/load/loadState.js';
import { hasEnded, rowsIn, type JobInfo, type JobState } from '../core/salesforce/job.js';
import { failuresOf, type FailedRowsState } from './failures.js';
import { count, duration, moment, rowsInWords } from './inWords.js';
import { button, buttonsOf } from './jobButtons.js';
import { canRerun, loadOutcomeOf, type LoadAttempts } from './loadOutcome.js';
import { loadPartsOf } from './loadParts.js';
import type { Chart, Fact, JobAddress, JobSnapshot, Notice, Progress, Timeline, TimelineStep } from './protocol.js';

/** All that the page is made of. */
export interface JobPageState {
  readonly address: JobAddress;
  /** Absent where it is no longer connected. */
  readonly org?: { readonly name: string; readonly kind: string };
  /** As last known; absent until the first look has answered. */
  readonly record?: JobRecord;
  /** Why nobody can look at the job any more: it was deleted, its org is not connected. */
  readonly lost?: UserError;
  readonly creator?: string;
  readonly load?: LoadState;
  /** The first load that `load` is an attempt of, or is itself, and all attempts. */
  readonly attempts?: LoadAttempts;
  /** The jobs of all of them. */
  readonly jobsOfLoad: ReadonlyMap</* job id */ string, JobRecord>;
  readonly samples: readonly JobSample[];
  readonly timeline: readonly StateSpan[];
  /** Absent while the job runs or where none has failed. */
  readonly failedRows?: FailedRowsState;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** BCP 47 */
  readonly language: string;
}

/** What is shown of a job, complete and in words. */
export function jobSnapshot(state: JobPageState): JobSnapshot {
  const { address, record, language } = state;
  const base = {
    address,
    language,
    copyLabel: l10n.t('Copy Job Id'),
    actionsLabel: l10n.t('Actions'),
    identity: identityOf(state),
    notices: noticesOf(state),
  };
  if (!record) {
    const word = state.lost ? l10n.t('Not available') : l10n.t('Looking at the job…');
    const icon = { id: state.lost ? 'question' : 'loading~spin' };
    return { ...base, title: l10n.t('Bulk job'), state: { icon, word }, announcement: word, buttons: [], counters: [] };
  }
  const { job } = record;
  const { label, icon, words } = describeJob(record, { now: state.now, language });
  const title = titleOf(state, label);
  const word = stateWord(state, job);
  const uploading = isUploading(state, job);
  const { errorMessage } = job;
  const progress = progressOf(state, job);
  const timeline = timelineOf(state);
  const chart = chartOf(state);
  const load = state.load && loadPartsOf(state.load, job.id, state.jobsOfLoad, language);
  const outcome = state.attempts && loadOutcomeOf(state.attempts, state.jobsOfLoad, language);
  return {
    ...base,
    title,
    state: { icon: uploading ? { id: 'cloud-upload', color: 'charts.blue' } : icon, word },
    announcement: `${title}: ${word}`,
    buttons: buttonsAllowed(state, job, words),
    counters: countersOf(state, job),
    ...(progress && { progress }),
    ...(errorMessage && { error: { heading: l10n.t('Error'), text: errorMessage, ...explainJobError(errorMessage) } }),
    ...(outcome && { outcome }),
    ...(state.failedRows && { failures: failuresIn(state, state.failedRows, job) }),
    ...(timeline && { timeline }),
    ...(chart && { chart }),
    details: { heading: l10n.t('Details'), facts: detailsOf(state, job) },
    ...(load && { load }),
  };
}

function buttonsAllowed({ lost, load, attempts, language }: JobPageState, job: JobInfo, words: readonly string[]) {
  if (lost) return load ? [button('showSource')] : [];
  // Where it is not known what became of the rows, those of the job may have failed.
  const known = attempts?.first.outcome !== undefined || words.includes('canSendAgain');
  return buttonsOf(job, words, load, attempts && known && canRerun(attempts), language);
}

const failuresIn = ({ lost, attempts, language }: JobPageState, failedRows: FailedRowsState, job: JobInfo) =>
  failuresOf(
    failedRows,
    job.numberRecordsFailed ?? 0,
    (kind) => !lost && attempts !== undefined && canRerun(attempts, kind),
    language,
  );

/** Of the jobs of one load, each has a page: their titles tell them apart. */
function titleOf({ load, address }: JobPageState, label: string): string {
  const parts = load?.parts ?? [];
  if (parts.length < 2) return label;
  const part = parts.findIndex(({ jobIds }) => jobIds.includes(address.jobId)) + 1;
  return l10n.t('{0} · part {1} of {2}', label, part, parts.length);
}

function identityOf({ org, address, creator, load }: JobPageState): readonly Fact[] {
  return [
    { label: l10n.t('Org'), value: org ? `${org.name} · ${org.kind}` : address.org },
    ...(load ? [{ label: l10n.t('File'), value: load.fileName }] : []),
    ...(creator === undefined ? [] : [{ label: l10n.t('Created by'), value: creator }]),
  ];
}

function noticesOf({ lost, record }: JobPageState): readonly Notice[] {
  const said = (kind: Notice['kind'], text: string, { nextStep }: UserError): Notice => ({
    kind,
    text,
    ...(nextStep !== undefined && { nextStep }),
  });
  if (lost) return [said('warning', lost.message, lost)];
  const stale = record?.stale;
  return stale ? [said('warning', l10n.t('Not up to date: {0}', stale.message), stale)] : [];
}

const isUploading = ({ load }: JobPageState, job: JobInfo): boolean =>
  job.state === 'Open' &&
  load?.phase === 'uploading' &&
  load.parts.some(({ jobIds, phase }) => phase === 'uploading' && jobIds.at(-1) === job.id);

function stateWord(state: JobPageState, job: JobInfo): string {
  const word = isUploading(state, job) ? l10n.t('uploading') : stateInWords(job);
  return word.charAt(0).toLocaleUpperCase(state.language) + word.slice(1);
}

/** Only where the whole is known: bytes of our own upload, or the rows we counted, once Salesforce counts at all. */
function progressOf(state: JobPageState, job: JobInfo): Progress | undefined {
  const { load, language, samples, now } = state;
  if (isUploading(state, job)) {
    const part = load?.parts.find(({ jobIds }) => jobIds.includes(job.id));
    const value = part ? part.bytesSent / Math.max(1, part.bytes) : 0;
    const percent = new Intl.NumberFormat(language, { style: 'percent' }).format(Math.floor(value * 100) / 100);
    const label = l10n.t('Upload');
    return { label, value, text: l10n.t('{0} uploaded', percent), pace: [] };
  }
  const rows = rowsOfJob(load, job.id);
  const processed = job.numberRecordsProcessed ?? 0;
  if (rows === undefined || processed === 0 || job.state !== 'InProgress') return undefined;
  const { rowsPerSecond, msLeft } = pace(samples, rows, now);
  return {
    label: l10n.t('Rows processed'),
    value: Math.min(1, processed / rows),
    text: l10n.t('{0} of {1} rows', count(processed, language), count(rows, language)),
    pace: [
      ...(rowsPerSecond === undefined ? [] : [l10n.t('{0} rows/s', count(Math.round(rowsPerSecond), language))]),
      ...(msLeft === undefined ? [] : [l10n.t('about {0} left', duration(Math.max(1000, msLeft), language))]),
    ],
  };
}

/** Always the same ones, so that nothing moves when a number becomes known. */
function countersOf({ load, language }: JobPageState, job: JobInfo): readonly Fact[] {
  const rows = rowsOfJob(load, job.id);
  const value = (n: number | undefined) => (n === undefined ? '–' : count(n, language));
  return [
    ...(rows === undefined ? [] : [{ label: l10n.t('Rows'), value: value(rows) }]),
    { label: l10n.t('Processed'), value: value(job.numberRecordsProcessed) },
    { label: l10n.t('Succeeded'), value: value(hasEnded(job) ? rowsIn(job, 'successfulResults') : undefined) },
    { label: l10n.t('Failed'), value: value(job.numberRecordsFailed) },
  ];
}

function stateName(state: JobState): string {
  switch (state) {
    case 'Open':
      return l10n.t('Open');
    case 'UploadComplete':
      return l10n.t('Queued');
    case 'InProgress':
      return l10n.t('In progress');
    case 'JobComplete':
      return l10n.t('Complete');
    case 'Failed':
      return l10n.t('Failed');
    case 'Aborted':
      return l10n.t('Aborted');
  }
}

/** What a job goes through if nothing comes in between. */
const COURSE: readonly JobState[] = ['Open', 'UploadComplete', 'InProgress', 'JobComplete'];

function timelineOf({ timeline, record, now, language }: JobPageState): Timeline | undefined {
  const last = timeline.at(-1);
  if (!record || !last) return undefined;
  const { icon } = describeJob(record, { now, language });
  const seen = timeline.map(({ state, from, to, observed }): TimelineStep => {
    const current = state === last.state;
    const end = to ?? (current && !hasEnded({ state }) ? now : undefined);
    return {
      icon: current ? icon : { id: 'check' },
      state: stateName(state),
      from: from === undefined ? '' : moment(from, now, language),
      duration: from === undefined || end === undefined ? '' : duration(end - from, language),
      source: from === undefined ? l10n.t('not known') : observed ? l10n.t('seen here') : l10n.t('from Salesforce'),
      phase: current ? 'current' : 'past',
    };
  });
  const coming = hasEnded(last) ? [] : COURSE.slice(COURSE.indexOf(last.state) + 1);
  const unknown = { icon: { id: 'circle-outline' }, from: '', duration: '', source: '', phase: 'coming' } as const;
  return {
    heading: l10n.t('Timeline'),
    steps: [...seen, ...coming.map((state) => ({ ...unknown, state: stateName(state) }))],
  };
}

function chartOf({ samples, now, language }: JobPageState): Chart | undefined {
  const points = samples.map(({ at, processed, failed }) => [at, processed, failed] as const);
  const first = samples.at(0);
  const last = samples.at(-1);
  if (!first || !last || points.length < 3 || last.processed === 0 || last.at === first.at) return undefined;
  return {
    heading: l10n.t('Rows over time'),
    description: l10n.t(
      'From {0} to {1}: {2} processed, {3} failed',
      moment(first.at, now, language),
      moment(last.at, now, language),
      rowsInWords(last.processed, language),
      count(last.failed, language),
    ),
    processed: l10n.t('Processed'),
    failed: l10n.t('Failed'),
    points,
  };
}

function detailsOf({ now, language }: JobPageState, job: JobInfo): readonly Fact[] {
  const time = (ms: number | undefined) => (ms === undefined ? undefined : duration(ms, language));
  const date = (text: string) => moment(Date.parse(text), now, language);
  // Before Salesforce begins, all of these are 0.
  const waits = job.state === 'Open' || job.state === 'UploadComplete';
  const processing: [string, string | undefined][] = [
    [l10n.t('Total processing time'), time(job.totalProcessingTime)],
    [l10n.t('API active time'), time(job.apiActiveProcessingTime)],
    [l10n.t('Apex time'), time(job.apexProcessingTime)],
    [l10n.t('Retries'), job.retries === undefined ? undefined : count(job.retries, language)],
  ];
  const facts: [string, string | undefined][] = [
    ...(waits ? [] : processing),
    [l10n.t('Created'), date(job.createdDate)],
    [l10n.t('Last change'), date(job.systemModstamp)],
    [l10n.t('External id field'), job.externalIdFieldName],
    [l10n.t('Assignment rule'), job.assignmentRuleId],
    [l10n.t('Column delimiter'), job.columnDelimiter],
    [l10n.t('Line ending'), job.lineEnding],
    [l10n.t('API version'), job.apiVersion === undefined ? undefined : job.apiVersion.toFixed(1)],
  ];
  return facts.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}
