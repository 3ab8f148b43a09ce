import type { JobState } from '../../src/core/salesforce/job.js';
import { call } from './extension.js';

export interface LoadValue {
  readonly loadId: string;
  readonly rows: number;
  readonly jobs: readonly {
    readonly id: string;
    readonly state: JobState;
    readonly numberRecordsProcessed: number;
    readonly numberRecordsFailed: number;
    readonly errorMessage?: string;
  }[];
}

/** `salesforceBulk.load` as another extension calls it. */
export const load = (args: object) => call<LoadValue>('salesforceBulk.load', { confirm: false, ...args });
