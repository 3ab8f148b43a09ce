// The upload of a file by jsforce as it is, through its stream, as one job.
//   node jsforce.js INSTANCE_URL ACCESS_TOKEN FILE

import { Connection } from 'jsforce';
import { createReadStream } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { report, usage } from '../childReport.js';

async function main(instanceUrl: string, accessToken: string, file: string): Promise<void> {
  const conn = new Connection({ instanceUrl, accessToken, version: '67.0' });
  const started = performance.now();
  const job = conn.bulk2.createJob({ object: 'Account', operation: 'insert', lineEnding: 'LF' });
  await job.open();
  await job.uploadData(createReadStream(file));
  await job.close();
  const ms = performance.now() - started;
  report({ ...usage(), ms });
}

void main(...(process.argv.slice(2) as [string, string, string]));
