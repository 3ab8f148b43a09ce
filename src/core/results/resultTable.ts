import type { Fingerprinter } from './fingerprint.js';
import { RowTable } from './rowTable.js';

export const RESULT_STATES = ['succeeded', 'created', 'failed', 'unprocessed'] as const;
export type ResultState = (typeof RESULT_STATES)[number];

const STATE_BITS = 2;
const STATE_MASK = (1 << STATE_BITS) - 1;

/** Results of one job, of all three sets together. */
export class ResultTable extends RowTable {
  /** @param file index of the file it stands in: 0 to 3 */
  addResult(print: Fingerprinter, ragged: boolean, start: number, state: ResultState, file: number): void {
    this.add(print, ragged, start, (file << STATE_BITS) | RESULT_STATES.indexOf(state));
  }

  state(result: number): ResultState {
    return RESULT_STATES[this.tag(result) & STATE_MASK]!;
  }

  file(result: number): number {
    return this.tag(result) >> STATE_BITS;
  }
}
