import type { Context } from './context.js';
import type { Handlers } from './handler.js';
import { connectOrg, startDemoOrg } from './connectOrg.js';
import { createJob } from './createJob.js';
import { editAndSendAgain } from './editAndSendAgain.js';
import { dismissOutcome, showFailedRows } from './failedRows.js';
import { abortJob, closeJob, deleteJob } from './jobs.js';
import { copyJobId, filterJobs, loadMoreJobs, openInSetup, refreshJobs, showLog, showSource } from './listing.js';
import { load } from './load/load.js';
import { rerunFailed } from './load/rerunFailed.js';
import { openJob } from './openJob.js';
import { openRecord } from './openRecord.js';
import { disconnectOrg, openOrg, selectOrg } from './orgs.js';
import { openOutcome } from './outcome.js';
import { openResults } from './results.js';
import { saveResults } from './saveResults.js';
import { copySignInLink, pasteSignInAddress, signIn } from './signIn.js';
import { dismissLoad, stopLoad } from './stopLoad.js';
import { uploadJobData } from './uploadJobData.js';
import { writeIds } from './writeIds.js';

/** All commands; what each of them needs stands in needs.ts. */
export const handlers = (ctx: Context): Handlers => ({
  'salesforceBulk.load': load(ctx),
  'salesforceBulk.connectOrg': connectOrg(ctx),
  'salesforceBulk.signIn': signIn(ctx),
  'salesforceBulk.copySignInLink': copySignInLink(ctx),
  'salesforceBulk.pasteSignInAddress': pasteSignInAddress(ctx),
  'salesforceBulk.startDemoOrg': startDemoOrg(ctx),
  'salesforceBulk.selectOrg': selectOrg(ctx),
  'salesforceBulk.openOrg': openOrg(ctx),
  'salesforceBulk.disconnectOrg': disconnectOrg(ctx),
  'salesforceBulk.refreshJobs': refreshJobs(ctx),
  'salesforceBulk.loadMoreJobs': loadMoreJobs(ctx),
  'salesforceBulk.filterJobs': filterJobs(ctx),
  'salesforceBulk.openJob': openJob(ctx),
  'salesforceBulk.createJob': createJob(ctx),
  'salesforceBulk.uploadJobData': uploadJobData(ctx),
  'salesforceBulk.closeJob': closeJob(ctx),
  'salesforceBulk.abortJob': abortJob(ctx),
  'salesforceBulk.deleteJob': deleteJob(ctx),
  'salesforceBulk.stopLoad': stopLoad(ctx),
  'salesforceBulk.dismissLoad': dismissLoad(ctx),
  'salesforceBulk.openResults': openResults(ctx),
  'salesforceBulk.saveResults': saveResults(ctx),
  'salesforceBulk.editAndSendAgain': editAndSendAgain(ctx),
  'salesforceBulk.rerunFailed': rerunFailed(ctx),
  'salesforceBulk.openOutcome': openOutcome(ctx),
  'salesforceBulk.writeIds': writeIds(ctx),
  'salesforceBulk.showFailedRows': showFailedRows(ctx),
  'salesforceBulk.dismissOutcome': dismissOutcome(ctx),
  'salesforceBulk.openRecord': openRecord(ctx),
  'salesforceBulk.openInSetup': openInSetup(ctx),
  'salesforceBulk.copyJobId': copyJobId(ctx),
  'salesforceBulk.showSource': showSource(ctx),
  'salesforceBulk.showLog': showLog(ctx),
});
