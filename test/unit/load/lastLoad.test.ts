import assert from 'node:assert/strict';
import { JobStore } from '../../../src/core/load/jobStore.js';
import { acceptedRows, isBeingLoaded, lastLoadOf, outcomeIn } from '../../../src/core/load/lastLoad.js';
import type { LoadState } from '../../../src/core/load/loadState.js';
import { RowStates, type Outcome } from '../../../src/core/results/outcome.js';
import { jobId, listed, ORG } from './jobs.js';

const URI = 'file:///accounts.csv';
const counts = { succeeded: 1, created: 2, failed: 3, unprocessed: 4, unknown: 0 };
const outcome = { counts, groups: [], rows: new RowStates(10), failures: [], unplaced: 0 } as unknown as Outcome;

const load = (loadId: string, values: Partial<LoadState> = {}): LoadState => ({
  loadId,
  org: ORG,
  uri: URI,
  fileName: 'accounts.csv',
  object: 'Account',
  operation: 'insert',
  rows: 10,
  parts: [],
  phase: 'ended',
  startedAt: 1,
  ...values,
});

const part = (...jobIds: readonly string[]) => ({ rows: 5, bytes: 1, bytesSent: 1, phase: 'closed' as const, jobIds });

describe('the last load of a file', () => {
  let store: JobStore;
  beforeEach(() => void (store = new JobStore()));

  it('is the one that began last, whatever was read first, and no attempt', () => {
    store.putLoad(load('new', { startedAt: 2 }));
    store.putLoad(load('old', { startedAt: 1 }));
    store.putLoad(load('other', { startedAt: 3, uri: 'file:///other.csv' }));
    store.putLoad(load('attempt', { startedAt: 4, attempt: { of: 'new', number: 2 } }));
    assert.equal(lastLoadOf(store, URI)?.loadId, 'new');
    assert.equal(lastLoadOf(store, 'file:///none.csv'), undefined);
  });

  it('has its outcome shown, unless it is dismissed or the file is loaded anew', () => {
    store.putLoad(load('first', { outcome }));
    assert.equal(outcomeIn(store, URI)?.outcome, outcome);
    store.putLoad(load('first', { outcome, isDismissed: true }));
    assert.equal(outcomeIn(store, URI), undefined);
    store.putLoad(load('first', { outcome }));
    store.putLoad(load('second', { startedAt: 2, phase: 'uploading' }));
    assert.equal(outcomeIn(store, URI), undefined);
  });

  it('is being loaded as long as one of its attempts is', () => {
    const first = load('first');
    store.putLoad(first);
    assert.equal(isBeingLoaded(store, first), false);
    store.putLoad(load('again', { attempt: { of: 'first', number: 2 }, phase: 'processing' }));
    assert.equal(isBeingLoaded(store, first), true);
    assert.equal(isBeingLoaded(store, load('running', { phase: 'uploading' })), true);
  });

  it('has as many rows accepted as its outcome says, else its jobs, once all of them are known', () => {
    assert.equal(acceptedRows(store, load('outcome', { outcome })), 3);
    const two = load('jobs', { parts: [part(jobId(1)), part(jobId(2))] });
    const ended = { state: 'JobComplete', numberRecordsProcessed: 5 } as const;
    store.put(ORG, listed(1, { ...ended, numberRecordsFailed: 1 }), 1, true);
    store.put(ORG, listed(2, ended), 1, false);
    assert.equal(acceptedRows(store, two), undefined);
    store.put(ORG, listed(2, { ...ended, numberRecordsFailed: 0 }), 2, true);
    assert.equal(acceptedRows(store, two), 9);
  });
});
