import type { CsvFacts } from '../csv/facts.js';
import type { ByteSource } from '../csv/source.js';
import type { Operation } from '../salesforce/job.js';
import type { OrgKey } from './jobStore.js';
import type { LoadState } from './loadState.js';
import type { Outcomes } from './outcomes.js';
import { isUnchanged } from './rowsAgain.js';

export interface LoadTarget {
  readonly org: OrgKey;
  readonly object: string;
  readonly operation: Operation;
}

/** The last load that sent the very same file to the same place. Loads of which no part was sent do not count. */
export async function alreadyLoaded(
  csv: ByteSource,
  facts: CsvFacts,
  { org, object, operation }: LoadTarget,
  loads: readonly LoadState[],
  outcomes: Pick<Outcomes, 'sentAs'>,
  gotNothingIn: (load: LoadState) => Promise<boolean>,
): Promise<LoadState | undefined> {
  const candidates = loads
    .filter((load) => load.org === org && load.object === object && load.operation === operation)
    .filter(({ parts }) => parts.some(({ phase }) => phase === 'closed'))
    .sort((a, b) => b.startedAt - a.startedAt);
  for (const load of candidates) {
    const sent = await outcomes.sentAs(load.loadId);
    if (sent && (await isUnchanged(csv, facts, sent)) && !(await gotNothingIn(load))) return load;
  }
  return undefined;
}
