import { EventEmitter } from 'node:events';
import { systemClock, type Clock } from '../clock.js';
import type { Ids } from '../ids.js';
import { hasEnded, type Job, type JobState } from './job.js';
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
export class JobStore {
  readonly #jobs = new Map<string, Job>();
  readonly #events = new EventEmitter<{ change: [Job] }>().setMaxListeners(0);

  constructor(
    private readonly ids: Ids,
    private readonly clock: Clock = systemClock,
  ) {}

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
    this.#jobs.set(added.id, added);
    this.changed(added);
    return added;
  }

  /** @param id 18 characters */
  get(id: string): Job | undefined {
    return this.#jobs.get(id);
  }

  all(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  /** What still works on the job finds it aborted. */
  delete(job: Job): void {
    this.#jobs.delete(job.id);
    if (!hasEnded(job)) job.state = 'Aborted';
    void close(job);
    this.changed(job);
  }

  /** Lets go of what the jobs hold. */
  async close(): Promise<void> {
    await Promise.all(this.all().map(close));
  }

  setState(job: Job, state: JobState): void {
    job.state = state;
    job.systemModstamp = this.clock.now();
    this.changed(job);
  }

  changed(job: Job): void {
    this.#events.emit('change', job);
  }

  /** @returns a function that ends it */
  onChange(listener: (job: Job) => void): () => void {
    this.#events.on('change', listener);
    return () => this.#events.off('change', listener);
  }

  /** Resolves as soon as the condition holds; without one, when the job has ended. */
  until(job: Job, condition: (job: Job) => boolean = hasEnded): Promise<Job> {
    return new Promise((resolve) => {
      if (condition(job)) return resolve(job);
      const stop = this.onChange((changed) => {
        if (changed !== job || !condition(job)) return;
        stop();
        resolve(job);
      });
    });
  }
}

const close = async ({ upload, outcomes }: Job): Promise<void> =>
  void (await Promise.all([upload?.close(), outcomes.close()]));
