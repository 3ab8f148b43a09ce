// The results of a job, to the disk, as the extension keeps them.
//   node download.js INSTANCE_URL ACCESS_TOKEN JOB_ID FILE

import { performance } from 'node:perf_hooks';
import { connect } from '../../src/core/salesforce/connect.js';
import { report, usage } from './childReport.js';

async function main(instanceUrl: string, accessToken: string, jobId: string, file: string): Promise<void> {
  const { bulk } = await connect({ instanceUrl, accessToken });
  const started = performance.now();
  await bulk.downloadResults(jobId, 'successfulResults', file, { onProgress: () => {} });
  const ms = performance.now() - started;
  report({ ...usage(), ms });
}

void main(...(process.argv.slice(2) as [string, string, string, string]));
