import { requireWriting } from '../orgs/writeGuard.js';
import type { CommandId } from '../ui/commandIds.js';
import { requireTrust } from './context.js';

/**
 * What a command needs, asked before it asks anything: in one table, so that no command can forget it. Which org may be
 * written to is asked as soon as the command knows its org, and once more with each write.
 */
const NEEDS: Record<CommandId, 'nothing' | 'trust' | 'writing'> = {
  'salesforceBulk.load': 'writing',
  'salesforceBulk.createJob': 'writing',
  'salesforceBulk.uploadJobData': 'writing',
  'salesforceBulk.closeJob': 'writing',
  'salesforceBulk.deleteJob': 'writing',
  'salesforceBulk.rerunFailed': 'writing',
  'salesforceBulk.abortJob': 'trust',
  'salesforceBulk.stopLoad': 'trust',
  'salesforceBulk.editAndSendAgain': 'trust',
  'salesforceBulk.startDemoOrg': 'trust',
  'salesforceBulk.signIn': 'nothing',
  'salesforceBulk.copySignInLink': 'nothing',
  'salesforceBulk.pasteSignInAddress': 'nothing',
  // The ways that start a process ask themselves.
  'salesforceBulk.connectOrg': 'nothing',
  'salesforceBulk.selectOrg': 'nothing',
  'salesforceBulk.openOrg': 'nothing',
  'salesforceBulk.disconnectOrg': 'nothing',
  'salesforceBulk.refreshJobs': 'nothing',
  'salesforceBulk.loadMoreJobs': 'nothing',
  'salesforceBulk.filterJobs': 'nothing',
  'salesforceBulk.openJob': 'nothing',
  'salesforceBulk.dismissLoad': 'nothing',
  'salesforceBulk.openResults': 'nothing',
  'salesforceBulk.saveResults': 'nothing',
  'salesforceBulk.openOutcome': 'nothing',
  'salesforceBulk.writeIds': 'nothing',
  'salesforceBulk.showFailedRows': 'nothing',
  'salesforceBulk.dismissOutcome': 'nothing',
  'salesforceBulk.openRecord': 'nothing',
  'salesforceBulk.openInSetup': 'nothing',
  'salesforceBulk.copyJobId': 'nothing',
  'salesforceBulk.showSource': 'nothing',
  'salesforceBulk.showLog': 'nothing',
};

/** @throws UserError `NotTrusted`, `ReadOnly` */
export function requireNeedsOf(id: CommandId): void {
  if (NEEDS[id] !== 'nothing') requireTrust();
  if (NEEDS[id] === 'writing') requireWriting();
}
