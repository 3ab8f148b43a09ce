import { EventEmitter } from 'node:events';
import { DAY, type Clock } from '../clock.js';
import { toId18, type Ids } from '../ids.js';
import { hasEnded, type BulkJob, type JobState } from './job.js';

/** A job and what it holds are kept for so long after its last change; Salesforce documents seven days. */
export const KEPT_MS = 7 * DAY;

/** Jobs of one kind in the order of their creation, and who waits for their states. */
export class JobStates<Held extends BulkJob> {
  readonly #jobs = new Map<string, Held>();
  readonly #events = new EventEmitter<{ change: [Held] }>().setMaxListeners(0);

  constructor(
    protected readonly ids: Ids,
    protected readonly clock: Clock,
  ) {}

  protected keep(job: Held): Held {
    this.#jobs.set(job.id, job);
    this.changed(job);
    return job;
  }

  /** @param id 15 or 18 characters */
  get(id: string): Held | undefined {
    const job = this.#jobs.get(toId18(id) ?? '');
    return job && !this.#sweeps(job) ? job : undefined;
  }

  all(): readonly Held[] {
    return [...this.#jobs.values()].filter((job) => !this.#sweeps(job));
  }

  /** Deletes a job that is too old. */
  #sweeps(job: Held): boolean {
    const isOld = this.clock.now() - job.systemModstamp >= KEPT_MS;
    if (isOld) this.delete(job);
    return isOld;
  }

  /** What still works on the job finds it aborted. */
  delete(job: Held): void {
    this.#jobs.delete(job.id);
    if (!hasEnded(job)) job.state = 'Aborted';
    this.changed(job);
  }

  setState(job: Held, state: JobState): void {
    job.state = state;
    job.systemModstamp = this.clock.now();
    this.changed(job);
  }

  changed(job: Held): void {
    this.#events.emit('change', job);
  }

  /** @returns a function that ends it */
  onChange(listener: (job: Held) => void): () => void {
    this.#events.on('change', listener);
    return () => this.#events.off('change', listener);
  }

  /** Resolves as soon as the condition holds; without one, when the job has ended. */
  until(job: Held, condition: (job: Held) => boolean = hasEnded): Promise<Held> {
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
