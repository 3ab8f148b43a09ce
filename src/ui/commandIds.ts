/** Every command of the manifest. A test compares the two; `Record<CommandId, …>` compares the handlers. */
export const COMMAND_IDS = [
  'salesforceBulk.load',
  'salesforceBulk.connectOrg',
  'salesforceBulk.startDemoOrg',
  'salesforceBulk.selectOrg',
  'salesforceBulk.disconnectOrg',
  'salesforceBulk.refreshJobs',
  'salesforceBulk.loadMoreJobs',
  'salesforceBulk.filterJobs',
  'salesforceBulk.openJob',
  'salesforceBulk.createJob',
  'salesforceBulk.uploadJobData',
  'salesforceBulk.closeJob',
  'salesforceBulk.abortJob',
  'salesforceBulk.deleteJob',
  'salesforceBulk.stopLoad',
  'salesforceBulk.dismissLoad',
  'salesforceBulk.openResults',
  'salesforceBulk.saveResults',
  'salesforceBulk.editAndSendAgain',
  'salesforceBulk.openInSetup',
  'salesforceBulk.copyJobId',
  'salesforceBulk.showSource',
  'salesforceBulk.showLog',
] as const satisfies readonly `salesforceBulk.${string}`[];

export type CommandId = (typeof COMMAND_IDS)[number];
