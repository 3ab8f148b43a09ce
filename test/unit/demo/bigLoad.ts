// A process of its own, with a demo org and a client: loads a big file, fetches its results and tells what memory it took.

import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { startDemoOrg } from '../../../src/demo/server.js';
import { Client } from './client.js';

export interface BigLoad {
  /** Bytes, as the others. */
  readonly uploaded: number;
  readonly results: number;
  readonly unprocessed: number;
  /** Of the whole process: before the upload, and the most since it started. */
  readonly memoryBefore: number;
  readonly memoryPeak: number;
  readonly records: number;
}

const ROWS = 4000;
const DESCRIPTION = 'x'.repeat(25_000);

async function main(): Promise<BigLoad> {
  const org = await startDemoOrg({ pace: 'instant', withoutJobs: true });
  Object.assign(org.settings, { maxUploadBytes: Infinity, maxKeptRecords: 1000 });
  const client = new Client(org);
  const insert = { object: 'Account', operation: 'insert' };
  await client.load(insert, 'Name,Site,Description\nA,"b,c",d\n');
  const memoryBefore = process.memoryUsage.rss();
  const loaded = await client.createJob(insert);
  const uploaded = await upload(client, loaded.id);
  await client.setState(loaded.id, 'UploadComplete');
  await org.untilJob(loaded.id);
  const results = await download(client, `${loaded.id}/successfulResults`);
  const aborted = await client.createJob(insert);
  await upload(client, aborted.id);
  await client.setState(aborted.id, 'Aborted');
  const unprocessed = await download(client, `${aborted.id}/unprocessedrecords`);
  const memoryPeak = process.resourceUsage().maxRSS * 1024;
  const records = org.records('Account').length;
  await org.close();
  return { uploaded, results, unprocessed, memoryBefore, memoryPeak, records };
}

async function upload({ org }: Client, jobId: string): Promise<number> {
  const url = `${org.instanceUrl}/services/data/v67.0/jobs/ingest/${jobId}/batches`;
  const headers = { Authorization: `Bearer ${org.accessToken}`, 'Content-Type': 'text/csv' };
  const outgoing = request(url, { method: 'PUT', headers });
  outgoing.write('Name,Site,Description\n');
  let bytes = 0;
  for (let row = 0; row < ROWS; row++) {
    const line = `Name ${row},"Site, ${row}",${DESCRIPTION}\n`;
    bytes += line.length;
    if (!outgoing.write(line)) await once(outgoing, 'drain');
  }
  outgoing.end();
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  incoming.resume();
  return incoming.statusCode === 201 ? bytes : 0;
}

async function download({ org }: Client, path: string): Promise<number> {
  const headers = { Authorization: `Bearer ${org.accessToken}` };
  const outgoing = request(`${org.instanceUrl}/services/data/v67.0/jobs/ingest/${path}`, { headers }).end();
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) bytes += chunk.length;
  return bytes;
}

void main().then((load) => process.stdout.write(JSON.stringify(load)));
