import type { JobStore } from './jobStore.js';
import { isUnderWay, jobIdsOf, type LoadState } from './loadState.js';

/** The last load of a file; its attempts are part of it. @param uri in text form */
export const lastLoadOf = (store: JobStore, uri: string): LoadState | undefined =>
  store
    .loads()
    .filter((load) => load.uri === uri && !load.attempt)
    .sort((a, b) => b.startedAt - a.startedAt)[0];

/** The load with an outcome to be shown in a file: not where it is loaded anew, or the person has done with it. */
export function outcomeIn(
  store: JobStore,
  uri: string,
): (LoadState & Required<Pick<LoadState, 'outcome'>>) | undefined {
  const load = lastLoadOf(store, uri);
  return load?.outcome && !load.isDismissed ? { ...load, outcome: load.outcome } : undefined;
}

export const attemptsOf = (store: JobStore, loadId: string): readonly LoadState[] =>
  store.loads().filter(({ attempt }) => attempt?.of === loadId);

/** Itself, or some of its rows again. */
export const isBeingLoaded = (store: JobStore, load: LoadState): boolean =>
  [load, ...attemptsOf(store, load.loadId)].some(isUnderWay);

/** Rows of a load that is over that the org has accepted; undefined where neither they nor all of its jobs are known. */
export function acceptedRows(store: JobStore, load: LoadState): number | undefined {
  const { org, outcome } = load;
  if (outcome) return outcome.counts.succeeded + outcome.counts.created;
  let accepted = 0;
  for (const jobId of jobIdsOf(load)) {
    const record = store.job(org, jobId);
    if (!record?.final) return undefined;
    accepted += (record.job.numberRecordsProcessed ?? 0) - (record.job.numberRecordsFailed ?? 0);
  }
  return accepted;
}
