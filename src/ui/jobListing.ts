import { EventEmitter, type Memento } from 'vscode';
import type { JobInfo, JobState } from '../core/salesforce/job.js';

export interface JobFilter {
  readonly creator: 'all' | 'mine';
  readonly object?: string;
  readonly state?: JobState;
}

const ALL: JobFilter = { creator: 'all' };
const PAGE = 50;
const FILTER = 'jobFilter';

/** What of the job list is on show: commands change it, the tree reads it. */
export class JobListing {
  private shown = PAGE;
  private readonly changed = new EventEmitter<void>();
  readonly onDidChange = this.changed.event;

  constructor(private readonly memento: Memento) {}

  /** Rows on show at the most. */
  get limit(): number {
    return this.shown;
  }

  get filter(): JobFilter {
    return this.memento.get(FILTER, ALL);
  }

  get filtered(): boolean {
    const { creator, object, state } = this.filter;
    return creator !== 'all' || object !== undefined || state !== undefined;
  }

  matches(job: JobInfo, userId: string): boolean {
    const { creator, object, state } = this.filter;
    return (
      (creator === 'all' || job.createdById === userId) &&
      (object === undefined || job.object === object) &&
      (state === undefined || job.state === state)
    );
  }

  async setFilter(filter: JobFilter): Promise<void> {
    await this.memento.update(FILTER, filter);
    this.shown = PAGE;
    this.changed.fire();
  }

  showMore(): void {
    this.shown += PAGE;
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}
