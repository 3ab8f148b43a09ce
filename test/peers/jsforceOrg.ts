import { Connection, type Record, type SaveResult, type Schema } from 'jsforce';
import type { IngestJobV2Results } from 'jsforce/lib/api/bulk2';
import assert from 'node:assert/strict';
import type { DemoOptions } from '../../src/demo/options.js';
import { startDemoOrg, type DemoOrg } from '../../src/demo/server.js';

/** A demo org, and a connection of jsforce's own to it: its transport, its fetch, its retries. */
export interface Peer {
  readonly org: DemoOrg;
  readonly conn: Connection;
}

/** A second connection to the same org, with the current API version unless told otherwise. */
export function connect(org: DemoOrg, accessToken = org.accessToken, version = '67.0'): Connection {
  const conn = new Connection({ instanceUrl: org.instanceUrl, accessToken, version });
  conn.bulk2.pollInterval = 20;
  return conn;
}

/** An org and a connection for the tests of a `describe`. */
export function useJsforce(options: DemoOptions = {}): () => Peer {
  let peer: Peer;
  before(async () => {
    const org = await startDemoOrg({ pace: 'instant', withoutJobs: true, ...options });
    peer = { org, conn: connect(org) };
  });
  after(() => peer.org.close());
  return () => peer;
}

/** `count` accounts that share the start of their name. */
export const accounts = (name: string, count: number): Record[] =>
  Array.from({ length: count }, (_, index) => ({
    Name: `${name} ${index + 1}`,
    BillingState: 'CA',
    NumberOfEmployees: 300 * (index + 1),
  }));

/** Names of the org's accounts that start so, sorted. */
export const namesLike = ({ org }: Peer, name: string): string[] =>
  org
    .records('Account')
    .map(({ Name }) => String(Name))
    .filter((text) => text.startsWith(name))
    .sort();

/** One column of results or records; jsforce's types do not know the columns. */
export const column = (rows: readonly object[], name: string): string[] =>
  rows.map((row) => String((row as { [name: string]: unknown })[name]));

/** What went wrong with each record; jsforce's types call it otherwise than the answer does. */
export const statusCodes = (results: readonly SaveResult[]): (string | undefined)[] =>
  results.map(({ errors }) => (errors as readonly { statusCode?: string }[])[0]?.statusCode);

/** Every row was saved, in the way `sf__Created` tells. */
export function assertAllSaved(results: IngestJobV2Results<Schema>, rows: number, created: boolean): void {
  assert.equal(results.successfulResults.length, rows);
  for (const { sf__Id, sf__Created } of results.successfulResults) {
    assert.match(sf__Id, /^001\w{15}$/);
    assert.equal(sf__Created, String(created));
  }
  assert.deepEqual(results.failedResults, []);
  assert.deepEqual(results.unprocessedRecords, []);
}
