import type { JobInfo } from '../salesforce/job.js';

/** The closed jobs of a load, each until Salesforce has ended it. */
export class JobsUnderWay {
  /** One for each job that has not ended; never rejected. */
  private readonly waits = new Set<Promise<void>>();
  private readonly ended: JobInfo[] = [];
  /** Why the end of a job will not be known. */
  private lost: Error | undefined;

  add(job: Promise<JobInfo>): void {
    const wait = job
      .then(
        (ended) => void this.ended.push(ended),
        (error: unknown) => void (this.lost ??= error as Error),
      )
      .finally(() => this.waits.delete(wait));
    this.waits.add(wait);
  }

  /**
   * Waits until fewer than so many are under way; 0 = no limit.
   * @returns those that have ended since the last call
   * @throws what keeps the end of a job from being known; what `cancelled` is rejected with
   */
  async untilFewerThan(limit: number, cancelled: Promise<never>): Promise<readonly JobInfo[]> {
    while (limit > 0 && this.waits.size >= limit) await Promise.race([...this.waits, cancelled]);
    if (this.lost) throw this.lost;
    return this.ended.splice(0);
  }

  /** @throws what keeps the end of a job from being known, once the others have ended */
  async untilAllEnded(): Promise<void> {
    await Promise.all(this.waits);
    if (this.lost) throw this.lost;
  }
}
