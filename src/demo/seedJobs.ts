// Jobs that were there before: the first thing a newcomer sees in the list.

import type { Job, JobState } from './jobs/job.js';
import { KEPT_MS } from './jobs/jobStates.js';
import type { NewJob } from './jobs/jobStore.js';
import { processJob } from './jobs/processJob.js';
import type { Org } from './org.js';
import { PACES } from './pace.js';
import type { Operation } from './rows/columns.js';
import { Upload } from './rows/upload.js';

const MINUTE = 60_000;

const newJob = (org: Org, object: string, operation: Operation, createdById: string, minutesAgo: number): NewJob => ({
  object,
  operation,
  createdById,
  createdDate: org.startedAt - minutesAgo * MINUTE,
  apiVersion: org.settings.apiMax,
  lineEnding: 'LF',
  columnDelimiter: 'COMMA',
  ...(operation === 'upsert' && { externalIdFieldName: 'External_Id__c' }),
});

async function finish(org: Org, job: Job, csv: string): Promise<void> {
  const upload = await Upload.of(Buffer.from(csv));
  Object.assign(job, { upload, uploads: 1, state: 'UploadComplete' satisfies JobState });
  await processJob(org, job, PACES.instant);
  job.systemModstamp = job.createdDate + 4000;
}

/** Four ends a job can come to, of two users, with results. */
export async function seedJobs(org: Org, otherUserId: string): Promise<void> {
  const me = org.userId;
  const accounts = Array.from({ length: 40 }, (_, index) => `Meadow Supplies ${index + 1},Other,MS-${1001 + index}`);
  await finish(
    org,
    org.jobs.add(newJob(org, 'Account', 'insert', me, 95)),
    `Name,Type,AccountNumber\n${accounts.join('\n')}\n`,
  );
  await finish(
    org,
    org.jobs.add(newJob(org, 'Contact', 'insert', otherUserId, 180)),
    'FirstName,LastName,Email,Account.External_Id__c\n' +
      'Ada,Example,ada.example@example.com,ACC-0001\n' +
      'Ben,,ben@example.com,ACC-0002\n' +
      'Cleo,Sample,cleo.sample(at)example.com,ACC-0003\n' +
      'Dora,Test,dora.test@example.com,ACC-9999\n' +
      'Emil,Placeholder,emil.placeholder@example.com,ACC-0004\n',
  );
  await finish(
    org,
    org.jobs.add(newJob(org, 'Invoice__c', 'upsert', otherUserId, 26 * 60)),
    'External Id,Amount\nINV-0001,100\nINV-0002,200\n',
  );
  const aborted = org.jobs.add(newJob(org, 'Lead', 'insert', me, 50 * 60));
  const upload = await Upload.of(
    Buffer.from('LastName,Company\nExample,Northern Placeholder Works\nSample,Riverside Placeholder Ltd\n'),
  );
  Object.assign(aborted, { upload, uploads: 1, state: 'Aborted' satisfies JobState });
  // A job of Bulk API 1.0: in the list, unless the client asks for jobType=V2Ingest.
  org.jobs.add({ ...newJob(org, 'Contact', 'update', otherUserId, 72 * 60), jobType: 'Classic', state: 'JobComplete' });
}

const MANY_OBJECTS = ['Account', 'Contact', 'Lead', 'Opportunity', 'Case', 'Invoice__c'] as const;
const MANY_OPERATIONS = ['insert', 'update', 'upsert', 'delete'] as const satisfies readonly Operation[];
const MANY_STATES = ['JobComplete', 'JobComplete', 'JobComplete', 'Failed', 'Aborted'] as const;

const pick = <Item>(items: readonly [Item, ...Item[]], index: number): Item => items[index % items.length] ?? items[0];

/** Finished jobs without rows, spread over the week that Salesforce keeps them. */
export function seedManyJobs(org: Org, count: number, creators: readonly [string, ...string[]]): void {
  for (let index = 0; index < count; index++) {
    const minutesAgo = Math.round(((index + 1) / (count + 1)) * (KEPT_MS / MINUTE));
    const job = newJob(org, pick(MANY_OBJECTS, index), pick(MANY_OPERATIONS, index), pick(creators, index), minutesAgo);
    const state = pick(MANY_STATES, index);
    const added = org.jobs.add({ ...job, state });
    if (state === 'Failed') added.errorMessage = 'InvalidBatch : Field name not found : Nmae';
  }
}
