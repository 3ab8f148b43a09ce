import { JobStates } from '../jobs/jobStates.js';
import type { QueryJob } from './queryJob.js';
import { QueryLines } from './queryLines.js';

type NewQueryJob = Pick<
  QueryJob,
  'operation' | 'createdById' | 'apiVersion' | 'lineEnding' | 'columnDelimiter' | 'plan' | 'columns'
>;

export class QueryJobStore extends JobStates<QueryJob> {
  add(job: NewQueryJob): QueryJob {
    const createdDate = this.clock.now();
    return this.keep({
      jobType: 'V2Query',
      ...job,
      object: job.plan.object.name,
      id: this.ids.next('750'),
      createdDate,
      systemModstamp: createdDate,
      state: 'UploadComplete',
      lines: new QueryLines(),
      numberRecordsProcessed: 0,
      totalProcessingTime: 0,
    });
  }

  override delete(job: QueryJob): void {
    super.delete(job);
    void job.lines.close();
  }

  /** Lets go of what the jobs hold. */
  async close(): Promise<void> {
    await Promise.all(this.all().map(({ lines }) => lines.close()));
  }
}
