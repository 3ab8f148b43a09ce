import type { Org } from '../org.js';
import { DELIMITERS, LINE_ENDINGS, quote } from '../rows/csv.js';
import type { BulkJob } from './job.js';

type Dialect = Pick<BulkJob, 'lineEnding' | 'columnDelimiter'>;

export const lineEndingOf = (org: Org, { lineEnding }: Pick<Dialect, 'lineEnding'>): string =>
  org.settings.doubts.resultLineEnding === 'LF' ? '\n' : LINE_ENDINGS[lineEnding];

/** A record of results, with its line ending; every value is quoted, null too. */
export const resultLine = (org: Org, job: Dialect, cells: readonly string[]): string =>
  cells.map(quote).join(DELIMITERS[job.columnDelimiter]) + lineEndingOf(org, job);
