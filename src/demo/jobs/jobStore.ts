import type { Job } from './job.js';
import { JobStates } from './jobStates.js';
import { Outcomes } from './outcomes.js';

export type NewJob = Pick<
  Job,
  | 'operation'
  | 'object'
  | 'createdById'
  | 'apiVersion'
  | 'lineEnding'
  | 'columnDelimiter'
  | 'externalIdFieldName'
  | 'assignmentRuleId'
> &
  Partial<Pick<Job, 'createdDate' | 'state' | 'jobType'>>;

/** The org's jobs, in the order of their creation. */
export class JobStore extends JobStates<Job> {
  add(job: NewJob): Job {
    const createdDate = job.createdDate ?? this.clock.now();
    const added: Job = {
      jobType: 'V2Ingest',
      state: 'Open',
      ...job,
      id: this.ids.next('750'),
      createdDate,
      systemModstamp: createdDate,
      uploads: 0,
      keepsRecords: true,
      outcomes: new Outcomes(),
      numberRecordsProcessed: 0,
      numberRecordsFailed: 0,
      totalProcessingTime: 0,
      apiActiveProcessingTime: 0,
      apexProcessingTime: 0,
    };
    return this.keep(added);
  }

  override delete(job: Job): void {
    super.delete(job);
    void close(job);
  }

  /** Lets go of what the jobs hold. */
  async close(): Promise<void> {
    await Promise.all(this.all().map(close));
  }
}

const close = async ({ upload, outcomes }: Job): Promise<void> =>
  void (await Promise.all([upload?.close(), outcomes.close()]));
