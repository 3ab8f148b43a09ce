import type { Uri } from 'vscode';
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
  readonly outcome: {
    readonly succeeded: number;
    readonly created: number;
    readonly failed: number;
    readonly unprocessed: number;
    readonly unknown: number;
    readonly groups: readonly { readonly code: string; readonly fields: readonly string[]; readonly count: number }[];
  };
  readonly outcomeUri: Uri;
}

/** `salesforceBulk.load` as another extension calls it. */
export const load = (args: object) => call<LoadValue>('salesforceBulk.load', { confirm: false, ...args });

/** `salesforceBulk.rerunFailed` as another extension calls it. */
export const rerun = (args: object) => call<LoadValue>('salesforceBulk.rerunFailed', { confirm: false, ...args });
