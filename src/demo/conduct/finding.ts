import type { LoggedRequest } from '../requestLog.js';

/** What a good client does not do. */
export type Rule =
  | 'secondUpload'
  | 'uploadRepeated'
  | 'byteOrderMark'
  | 'uploadTooLarge'
  | 'wrongLineEnding'
  | 'wrongDelimiter'
  | 'resultsBeforeEnd'
  | 'lookedTooSoon'
  | 'retryAfterIgnored'
  | 'versionsMixed'
  | 'jobLeftOpen'
  | 'jobDeleted'
  | 'secretTold';

export interface Finding {
  readonly rule: Rule;
  /** What the client did, for people. */
  readonly sentence: string;
  /** Numbers of the requests it was done with. */
  readonly requests: readonly number[];
}

export const finding = (rule: Rule, sentence: string, ...requests: readonly LoggedRequest[]): Finding => ({
  rule,
  sentence,
  requests: requests.map(({ number }) => number),
});
