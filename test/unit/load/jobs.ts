import type { JobInfo } from '../../../src/core/salesforce/job.js';
import type { BulkApi } from '../../../src/core/salesforce/ports.js';

export const ORG = '00D000000000001AAA-005000000000001AAA';

export const jobId = (number: number): string => `750${String(number).padStart(12, '0')}AAA`;

/** A job as the list has it. */
export const listed = (number: number, values: Partial<JobInfo> = {}): JobInfo => ({
  id: jobId(number),
  object: 'Account',
  operation: 'insert',
  createdById: '005000000000001AAA',
  createdDate: `2026-01-01T00:00:${String(number % 60).padStart(2, '0')}.000+0000`,
  systemModstamp: '2026-01-01T00:00:00.000+0000',
  state: 'InProgress',
  ...values,
});

const notScripted = () => {
  throw new Error('not part of this script');
};

/** Answers only what a test says. */
export const scriptedBulk = (script: Partial<BulkApi>): BulkApi => ({
  createJob: notScripted,
  uploadJobData: notScripted,
  closeJob: notScripted,
  abortJob: notScripted,
  deleteJob: notScripted,
  getJob: notScripted,
  listJobs: notScripted,
  downloadResults: notScripted,
  ...script,
});
