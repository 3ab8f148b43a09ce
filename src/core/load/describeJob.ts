import * as l10n from '@vscode/l10n';
import { hasEnded, type JobInfo, type JobState } from '../salesforce/job.js';
import type { JobRecord } from './jobStore.js';
import type { PartState } from './loadState.js';

/** Icon and colour in VS Code's names; the state is never told by colour alone. */
export interface StateIcon {
  readonly id: string;
  readonly color?: string;
}

/** How a job is told, wherever it is told: tree, job page, status bar, notifications. */
export interface JobDescription {
  /** `Account · insert` */
  readonly label: string;
  /** `12,206 of 12,304 rows · 98 failed · 2 min. ago` */
  readonly description: string;
  readonly icon: StateIcon;
  /** For `contextValue`, matched word by word: `job JobComplete canDelete hasResults canSendAgain`. */
  readonly words: readonly string[];
  /** The whole in words, for screen readers. */
  readonly spoken: string;
  /** Label and value, in order; values may be text of the server: show as text only. */
  readonly facts: readonly (readonly [string, string])[];
}

export interface JobContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** BCP 47, for numbers and dates. */
  readonly language: string;
  /** The part this job was sent with, where the load is ours. */
  readonly part?: PartState;
  /** Display name, where it is not the person themselves. */
  readonly creator?: string;
  /** Name of the org, where it is not the one on show. */
  readonly org?: string;
}

export function describeJob({ job, stale }: JobRecord, context: JobContext): JobDescription {
  const icon = iconOf(job);
  const count = (n: number) => n.toLocaleString(context.language);
  const label = `${job.object} · ${job.operation}`;
  const details = [
    ...(context.org === undefined ? [] : [l10n.t('in {0}', context.org)]),
    ...(stale ? [l10n.t('not up to date')] : []),
    ...progress(job, context.part, count),
    age(job, context),
    ...(context.creator === undefined ? [] : [context.creator]),
  ].filter((text) => text !== '');
  return {
    label,
    description: details.join(' · '),
    icon,
    words: wordsOf(job),
    // "failed" is said once, though the description says it too.
    spoken: [...new Set([label, stateInWords(job), ...details])].join(', '),
    facts: factsOf(job, context, count, stale?.message),
  };
}

const hasFailures = (job: JobInfo): boolean => (job.numberRecordsFailed ?? 0) > 0;
/** Complete, and yet nothing happened: closed without data, or with a header only. */
const isEmpty = (job: JobInfo): boolean => job.state === 'JobComplete' && job.numberRecordsProcessed === 0;

export function stateInWords(job: JobInfo): string {
  switch (job.state) {
    case 'Open':
      return l10n.t('open, waiting for data or for being closed');
    case 'UploadComplete':
      return l10n.t('uploaded, waiting for Salesforce');
    case 'InProgress':
      return l10n.t('in progress');
    case 'JobComplete':
      return isEmpty(job)
        ? l10n.t('complete, without a single row')
        : hasFailures(job)
          ? l10n.t('complete, with failed rows')
          : l10n.t('complete');
    case 'Failed':
      return l10n.t('failed');
    case 'Aborted':
      return l10n.t('aborted');
  }
}

function iconOf(job: JobInfo): StateIcon {
  switch (job.state) {
    case 'Open':
      return { id: 'circle-outline' };
    case 'UploadComplete':
      return { id: 'clock', color: 'charts.blue' };
    case 'InProgress':
      return { id: 'sync~spin', color: 'charts.blue' };
    case 'JobComplete':
      return hasFailures(job) || isEmpty(job)
        ? { id: 'warning', color: 'charts.yellow' }
        : { id: 'pass', color: 'charts.green' };
    case 'Failed':
      return { id: 'error', color: 'charts.red' };
    case 'Aborted':
      return { id: 'circle-slash', color: 'disabledForeground' };
  }
}

function wordsOf(job: JobInfo): readonly string[] {
  const ended = hasEnded(job);
  return [
    'job',
    job.state,
    ...(job.state === 'Open' ? ['canUpload', 'canClose'] : []),
    ...(ended ? ['canDelete', 'hasResults'] : ['canAbort']),
    ...(ended && rowsLeft(job) ? ['canSendAgain'] : []),
  ];
}

/** Whether some rows did not get in; a job that was stopped may have rows it never looked at. */
const rowsLeft = (job: JobInfo): boolean => job.state !== 'JobComplete' || (job.numberRecordsFailed ?? 0) > 0;

/** States that the counters alone do not tell. */
const STATE_WORDS: Partial<Record<JobState, () => string>> = {
  UploadComplete: () => l10n.t('queued'),
  Failed: () => l10n.t('failed'),
  Aborted: () => l10n.t('aborted'),
};

/** Uploading is told in percent; afterwards the counters, which may stand at 0 until all is done. */
function progress(job: JobInfo, part: PartState | undefined, count: (n: number) => string): readonly string[] {
  if (job.state === 'Open') {
    if (part?.phase !== 'uploading') return [l10n.t('open')];
    return [l10n.t('uploading {0} %', Math.floor((100 * part.bytesSent) / Math.max(1, part.bytes)))];
  }
  const processed = job.numberRecordsProcessed;
  const failed = job.numberRecordsFailed ?? 0;
  const inRows = (n: number) => (n === 1 ? l10n.t('1 row') : l10n.t('{0} rows', count(n)));
  const rows = hasEnded(job)
    ? processed !== undefined && inRows(processed)
    : !processed
      ? part && inRows(part.rows)
      : part
        ? l10n.t('{0} of {1} rows', count(processed), count(part.rows))
        : inRows(processed);
  const state = STATE_WORDS[job.state]?.();
  return [
    ...(state === undefined ? [] : [state]),
    ...(rows ? [rows] : []),
    ...(failed > 0 ? [l10n.t('{0} failed', count(failed))] : []),
  ];
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

function age(job: JobInfo, { now, language }: JobContext): string {
  const ms = now - Date.parse(job.createdDate);
  if (Number.isNaN(ms)) return '';
  for (const [unit, length] of UNITS) {
    if (ms >= length) {
      const format = new Intl.RelativeTimeFormat(language, { style: 'short' });
      return format.format(-Math.floor(ms / length), unit);
    }
  }
  return l10n.t('just now');
}

function factsOf(
  job: JobInfo,
  { language, part, creator }: JobContext,
  count: (n: number) => string,
  stale: string | undefined,
): readonly (readonly [string, string])[] {
  const date = (text: string) => new Date(text).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'medium' });
  const facts: [string, string | undefined][] = [
    [l10n.t('State'), stateInWords(job)],
    [l10n.t('Error'), job.errorMessage],
    [l10n.t('Not up to date'), stale],
    [l10n.t('Rows sent'), part && count(part.rows)],
    [l10n.t('Processed'), job.numberRecordsProcessed === undefined ? undefined : count(job.numberRecordsProcessed)],
    [l10n.t('Failed'), job.numberRecordsFailed === undefined ? undefined : count(job.numberRecordsFailed)],
    [l10n.t('External id field'), job.externalIdFieldName],
    [l10n.t('Created by'), creator],
    [l10n.t('Created'), date(job.createdDate)],
    [l10n.t('Last change'), date(job.systemModstamp)],
    [l10n.t('Job id'), job.id],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined && fact[1] !== '');
}
