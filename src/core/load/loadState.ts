import type { UserError } from '../errors.js';
import type { Outcome } from '../results/outcome.js';
import type { Operation } from '../salesforce/job.js';
import type { OrgKey } from './jobStore.js';

export type PartPhase = 'planned' | 'creating' | 'uploading' | 'closing' | 'closed' | 'notSent';

/** One part of a load: a piece of the file and the job (or, after a broken upload, jobs) it was sent with. */
export interface PartState {
  readonly rows: number;
  /** Bytes to send, header included, and bytes sent so far. */
  readonly bytes: number;
  readonly bytesSent: number;
  readonly phase: PartPhase;
  /** In order of creation; all but the last were aborted before anything of them was processed. */
  readonly jobIds: readonly string[];
}

export type LoadPhase =
  | 'uploading' // parts are being sent
  | 'processing' // all is sent, Salesforce works
  | 'ended' // every job has reached an end state
  | 'stopped' // not everything was sent: cancelled or failed, see `error`
  | 'unfinished'; // of an earlier session of the editor: the journal has no end

/** One run over one file: a load owns one job per part. */
export interface LoadState {
  readonly loadId: string;
  readonly org: OrgKey;
  /** The source, as a URI in text form. */
  readonly uri: string;
  /** `contacts.csv` */
  readonly fileName: string;
  readonly object: string;
  readonly operation: Operation;
  readonly rows: number;
  readonly parts: readonly PartState[];
  readonly phase: LoadPhase;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly error?: UserError;
  /** Rows of the load `of` that did not get in, sent again as its attempt 2, 3, … */
  readonly attempt?: { readonly of: string; readonly number: number };
  /** What became of its rows, its attempts included; absent until somebody has read it. */
  readonly outcome?: Outcome;
  /** The person has done with its outcome: nothing of it is shown in the file any more. */
  readonly isDismissed?: boolean;
}

/** Something of it is still being sent or processed. */
export const isUnderWay = ({ phase }: LoadState): boolean => phase === 'uploading' || phase === 'processing';

export const jobIdsOf = (load: LoadState): readonly string[] => load.parts.flatMap((part) => part.jobIds);

/** Rows the job of this id was sent with, where the load is ours. */
export const rowsOfJob = (load: LoadState | undefined, jobId: string): number | undefined =>
  load?.parts.find((part) => part.jobIds.includes(jobId))?.rows;
