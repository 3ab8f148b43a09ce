import * as l10n from '@vscode/l10n';
import { isUnderWay, type LoadState } from '../core/load/loadState.js';
import { rowsIn, type JobInfo, type ResultSet } from '../core/salesforce/job.js';
import { count } from './inWords.js';
import type { PageAction, PageButton } from './protocol.js';

/** A function, since the language is known only once the extension is active. */
const looks = (): Record<Exclude<PageAction, 'copyJobId'>, readonly [label: string, icon: string]> => ({
  uploadJobData: [l10n.t('Upload CSV…'), 'cloud-upload'],
  closeJob: [l10n.t('Close Job'), 'run'],
  abortJob: [l10n.t('Abort Job'), 'circle-slash'],
  deleteJob: [l10n.t('Delete Job'), 'trash'],
  stopLoad: [l10n.t('Stop Everything'), 'debug-stop'],
  openSuccessful: [l10n.t('Successful Rows'), 'pass'],
  openFailed: [l10n.t('Failed Rows'), 'error'],
  openUnprocessed: [l10n.t('Unprocessed Rows'), 'circle-slash'],
  saveResults: [l10n.t('Save Results…'), 'save'],
  editAndSendAgain: [l10n.t('Edit and Send Again'), 'debug-rerun'],
  rerunFailed: [l10n.t('Rerun Failed Rows'), 'run-errors'],
  showFailedRows: [l10n.t('Show in File'), 'go-to-file'],
  openOutcome: [l10n.t('Open Outcome'), 'checklist'],
  openInSetup: [l10n.t('Open in Setup'), 'link-external'],
  showSource: [l10n.t('Show Source File'), 'file'],
  groupFailedRows: [l10n.t('Group by Error'), 'group-by-ref-type'],
});

export function button(
  action: Exclude<PageAction, 'copyJobId'>,
  rank: PageButton['rank'] = 'secondary',
  rows?: string,
): PageButton {
  const [label, icon] = looks()[action];
  return { action, label: rows === undefined ? label : `${label} (${rows})`, icon, rank };
}

const RESULTS: readonly (readonly [ResultSet, 'openSuccessful' | 'openFailed' | 'openUnprocessed'])[] = [
  ['failedResults', 'openFailed'],
  ['unprocessedrecords', 'openUnprocessed'],
  ['successfulResults', 'openSuccessful'],
];

/**
 * Every action that the state of a job allows, what is most likely wanted first.
 * @param words what `describeJob` says of it
 * @param rerun whether its load has rows to send again; undefined where it is none of ours
 */
export function buttonsOf(
  job: JobInfo,
  words: readonly string[],
  load: LoadState | undefined,
  rerun: boolean | undefined,
  language: string,
): readonly PageButton[] {
  const can = (word: string) => words.includes(word);
  const loading = load !== undefined && isUnderWay(load);
  // Of a load that is one job, stopping the load and aborting the job are the same: one button is enough.
  const single = load?.parts.length === 1;
  const stops = loading && (!single || load.phase === 'uploading');
  const results = can('hasResults') ? RESULTS.filter(([set]) => rowsIn(job, set) !== 0) : [];
  return [
    // Into a job that this window is sending, nothing else must be sent.
    ...(can('canUpload') && !loading ? [button('uploadJobData', 'primary'), button('closeJob')] : []),
    ...((rerun ?? can('canSendAgain')) ? [button(rerun ? 'rerunFailed' : 'editAndSendAgain', 'primary')] : []),
    ...results.map(([set, action]) => {
      const rows = rowsIn(job, set);
      return button(action, 'secondary', rows === undefined ? undefined : count(rows, language));
    }),
    ...(can('hasResults') ? [button('saveResults')] : []),
    ...(load ? [button('showSource')] : []),
    button('openInSetup'),
    ...(stops ? [button('stopLoad', 'danger')] : []),
    ...(can('canAbort') && !(stops && single) ? [button('abortJob', 'danger')] : []),
    ...(can('canDelete') ? [button('deleteJob', 'danger')] : []),
  ];
}
