// A load as the extension carries it out, in a process of its own: check, plan, upload of all parts, to the end of the
// jobs. Only the waits between two looks at a job are shortened.
//   node ours.js INSTANCE_URL ACCESS_TOKEN FILE

import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileSource } from '../../src/core/csv/fileSource.js';
import { inspectCsv } from '../../src/core/csv/inspect.js';
import { planParts } from '../../src/core/csv/parts.js';
import { JobStore, orgKey } from '../../src/core/load/jobStore.js';
import { JobWatcher } from '../../src/core/load/jobWatcher.js';
import { planSend } from '../../src/core/load/plan.js';
import { runLoad } from '../../src/core/load/runLoad.js';
import { SentLoads } from '../../src/core/results/sentLoads.js';
import { connect } from '../../src/core/salesforce/connect.js';
import type { Salesforce } from '../../src/core/salesforce/ports.js';
import { QuickClock } from '../unit/load/clocks.js';
import { report, watched, type OurReport } from './childReport.js';

async function main(instanceUrl: string, accessToken: string, file: string): Promise<void> {
  const salesforce = await connect({ instanceUrl, accessToken });
  const { done, used } = await watched(() => load(salesforce, file));
  report<OurReport>({ ...used, ...done });
}

async function load({ identity, bulk }: Salesforce, file: string): Promise<Pick<OurReport, 'phasesMs' | 'jobs'>> {
  const started = performance.now();
  const source = fileSource(file);
  const facts = await inspectCsv(source, { onProgress: () => {} });
  const checked = performance.now();
  const { transform, rows } = planSend(source.name, facts, { object: 'Account', operation: 'insert' });
  const parts = await planParts(source, facts, transform, { onProgress: () => {} });
  const planned = performance.now();
  const store = new JobStore();
  const clock = new QuickClock();
  const watcher = new JobWatcher(store, () => Promise.resolve(bulk), clock);
  const { jobs } = await runLoad(
    {
      loadId: 'bench',
      org: orgKey(identity),
      uri: `file://${file}`,
      fileName: source.name,
      csv: source,
      facts,
      transform,
      job: {
        object: 'Account',
        operation: 'insert',
        columnDelimiter: facts.columnDelimiter,
        lineEnding: transform.lineEnding,
      },
      rows,
      parts,
      fields: [],
    },
    {
      bulk,
      store,
      watcher,
      clock,
      journals: path.join(path.dirname(file), 'journals'),
      sentLoads: new SentLoads(path.join(path.dirname(file), 'sent')),
      partsAtOnce: 0,
      goOn: () => Promise.reject(new Error('nobody is asked')),
    },
    new AbortController().signal,
  );
  watcher.dispose();
  const ended = performance.now();
  return { phasesMs: [checked - started, planned - checked, ended - planned], jobs: jobs.length };
}

void main(...(process.argv.slice(2) as [string, string, string]));
