import assert from 'node:assert/strict';
import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { run } from './child.js';
import type { ChildReport, OurReport } from './childReport.js';
import { clientsOf, hasCurl, runClient, type Surroundings } from './clients.js';
import { writeCsv } from './generator.js';
import type { Client, Download, Upload } from './results.js';
import { inTurns, mapValues, ourSeriesOf, seriesOf, type Say } from './rounds.js';
import type { Received } from './sink.js';

/** Uploads of CSV of these sizes (bytes) by each client that is there. */
export async function measureUploads(around: Surroundings, sizes: readonly number[], say: Say) {
  const { upload, missing } = await clientsOf(around);
  const file = path.join(around.folder, 'accounts.csv');
  const uploads: Upload[] = [];
  for (const bytes of sizes) {
    say(`Uploads of ${bytes} bytes …`);
    await writeCsv(file, bytes);
    const entries = Object.entries(upload) as [Client, (file: string) => Promise<ChildReport>][];
    const measures = entries.map(([name, send]) => [name, () => seenBySink(around, name, file, send)] as const);
    const { ours = [], ...others } = await inTurns<Client>(Object.fromEntries(measures), say);
    uploads.push({ bytes, ...mapValues(others, seriesOf), ours: ourSeriesOf(ours as OurReport[]) });
  }
  await rm(file);
  return { uploads, missing };
}

/** Of sf, which says nothing of its time, what the sink saw of it: from its first request to the last answer. */
async function seenBySink(
  { sink }: Surroundings,
  name: Client,
  file: string,
  send: (file: string) => Promise<ChildReport>,
): Promise<ChildReport> {
  const received = async () => (await (await fetch(`${sink.instanceUrl}/__sink`)).json()) as Received;
  await received();
  const report = await send(file);
  const { bytes, ms } = await received();
  assert.ok(bytes >= (await stat(file)).size, `${name} sent ${bytes} bytes only`);
  return name === 'sf' ? { ...report, ms } : report;
}

/** Results of these sizes (bytes), to a file. */
export async function measureDownloads(around: Surroundings, sizes: readonly number[], say: Say): Promise<Download[]> {
  const file = path.join(around.folder, 'results.csv');
  const downloads: Download[] = [];
  for (const bytes of sizes) {
    say(`Results of ${bytes} bytes …`);
    const jobId = `750${String(bytes).padStart(15, '0')}`; // which the sink takes as their size
    const url = `${around.sink.instanceUrl}/services/data/v67.0/jobs/ingest/${jobId}/successfulResults`;
    const whole = async (report: ChildReport): Promise<ChildReport> => {
      assert.equal((await stat(file)).size, bytes);
      await rm(file);
      return report;
    };
    const reports = await inTurns<'ours' | 'curl'>(
      {
        ours: async () => whole(await runClient(around, 'download.js', jobId, file)),
        ...(hasCurl() && { curl: async () => whole(await run('curl', ['--silent', '--fail', '--output', file, url])) }),
      },
      say,
    );
    downloads.push({ bytes, ...mapValues(reports, seriesOf) });
  }
  return downloads;
}
