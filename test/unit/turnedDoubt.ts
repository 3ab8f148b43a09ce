import { OTHER_SIDE, type Doubts } from '../../src/demo/doubts.js';

/** Between bundles that run in one process: each has its own copy of this file. */
const VARIABLE = 'DEMO_ORG_DOUBT';

/**
 * From now on tests of the client find one switch turned, and only this one.
 * @returns what was turned, for people: `counters: zeroUntilEnd`
 */
export function turnDoubt(name: keyof Doubts): string {
  process.env[VARIABLE] = name;
  return `${name}: ${OTHER_SIDE[name]}`;
}

/** The doubts of a demo org that the client is tested with: all on the strict side but the one turned. */
export function doubtsOfThisRun(): Partial<Doubts> {
  const name = process.env[VARIABLE] as keyof Doubts | undefined;
  return name === undefined ? {} : { [name]: OTHER_SIDE[name] };
}
