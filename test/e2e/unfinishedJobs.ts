import type { Job, JobState } from '../../src/demo/jobs/job.js';
import type { DemoOrg } from '../../src/demo/server.js';

/** Jobs that stay as they are, one for each state that has not ended. */
export function addUnfinishedJobs(org: DemoOrg): Record<'open' | 'queued' | 'running', Job> {
  const add = (object: string, state: JobState) =>
    org.jobs.add({
      object,
      state,
      operation: 'update',
      createdById: org.userId,
      apiVersion: 67,
      lineEnding: 'LF',
      columnDelimiter: 'COMMA',
    });
  const jobs = {
    open: add('Case', 'Open'),
    queued: add('Opportunity', 'UploadComplete'),
    running: add('User', 'InProgress'),
  };
  Object.assign(jobs.running, { numberRecordsProcessed: 1200, numberRecordsFailed: 7 });
  return jobs;
}
