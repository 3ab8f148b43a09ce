import { commands } from 'vscode';
import type { ErrorKind } from '../core/results/groupRows.js';
import type { ResultSet } from '../core/salesforce/job.js';
import type { CommandId } from '../ui/commandIds.js';
import { LoadReference } from '../ui/loadReference.js';
import type { JobAddress, PageAction } from './protocol.js';

const COMMANDS: Record<Exclude<PageAction, 'groupFailedRows'>, readonly [CommandId, ResultSet?]> = {
  uploadJobData: ['salesforceBulk.uploadJobData'],
  closeJob: ['salesforceBulk.closeJob'],
  abortJob: ['salesforceBulk.abortJob'],
  deleteJob: ['salesforceBulk.deleteJob'],
  stopLoad: ['salesforceBulk.stopLoad'],
  openSuccessful: ['salesforceBulk.openResults', 'successfulResults'],
  openFailed: ['salesforceBulk.openResults', 'failedResults'],
  openUnprocessed: ['salesforceBulk.openResults', 'unprocessedrecords'],
  saveResults: ['salesforceBulk.saveResults'],
  editAndSendAgain: ['salesforceBulk.editAndSendAgain'],
  rerunFailed: ['salesforceBulk.rerunFailed'],
  showFailedRows: ['salesforceBulk.showFailedRows'],
  openOutcome: ['salesforceBulk.openOutcome'],
  openInSetup: ['salesforceBulk.openInSetup'],
  showSource: ['salesforceBulk.showSource'],
  copyJobId: ['salesforceBulk.copyJobId'],
};

/** What the page's buttons run commands on. A class: a plain object with a jobId would be an API call. */
class PageTarget {
  constructor(
    readonly org: string,
    readonly jobId: string,
    readonly resultSet?: ResultSet,
    /** Of the failed rows, only these. */
    readonly group?: ErrorKind,
  ) {}
}

// Commands tell of their errors themselves.

export function runAction({ org, jobId }: JobAddress, action: Exclude<PageAction, 'groupFailedRows'>): void {
  const [command, resultSet] = COMMANDS[action];
  void commands.executeCommand(command, new PageTarget(org, jobId, resultSet));
}

export function openJob({ org, jobId }: JobAddress): void {
  void commands.executeCommand('salesforceBulk.openJob', new PageTarget(org, jobId));
}

export function openGroup({ org, jobId }: JobAddress, group: ErrorKind): void {
  void commands.executeCommand('salesforceBulk.openResults', new PageTarget(org, jobId, 'failedResults', group));
}

/** Of all jobs of the load: what is sent again are rows of its file. */
export function rerunGroup(loadId: string, { code, fields }: ErrorKind): void {
  void commands.executeCommand('salesforceBulk.rerunFailed', new LoadReference(loadId, { code, fields }));
}
