// npm run bench: how fast, how small, how quiet, beside other clients and in one run with them. `--quick` leaves the
// largest files out. Exit code 1 where a bound is broken (see `judge`), 2 where nothing could be measured.
import { rmSync } from 'node:fs';
import { mkdtemp, readdir, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Missing } from '../editor/chromium.js';
import { run } from '../editor/commands.js';
import { serverBuild } from '../editor/find.js';
import { cache, root } from '../editor/root.js';
import { NEWEST } from '../editor/serverBuild.js';
import { measureActivation } from './activation.js';
import { countApiCalls } from './apiCalls.js';
import { judge } from './bounds.js';
import { startServer } from './child.js';
import { measureJoins } from './joins.js';
import { GB, MB, type Results } from './results.js';
import type { SinkLine } from './sink.js';
import { tableOf } from './table.js';
import { measureDownloads, measureUploads } from './transfers.js';

/** Rows whose results are 140 and 600 MB. */
const MILLION = 1_000_000;
const MOST_ROWS = 4_400_000;

const say = (line: string) => console.error(line);

async function measure(quick: boolean): Promise<Results> {
  const load = os.loadavg()[0] ?? NaN;
  const { node } = await serverBuild(NEWEST, say);
  say('Packaging …');
  await run(process.execPath, ['test/package.mjs'], { cwd: root });
  const folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-bulk-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const sink = await startServer<SinkLine>(node, path.join(root, 'out/test/bench/sink.js'));
  const around = { node, sink, folder };
  const largest = quick ? [] : [GB];
  const { uploads, missing } = await measureUploads(around, [10 * MB, 100 * MB, ...largest], say);
  const downloads = await measureDownloads(around, [100 * MB, ...largest], say);
  const joins = await measureJoins(around, [MILLION, ...(quick ? [] : [MOST_ROWS])], say);
  say('Activation …');
  const activations = await measureActivation(say).catch((error: unknown) => {
    if (error instanceof Missing) return error;
    throw error;
  });
  return {
    date: new Date().toISOString(),
    machine: {
      cpu: os.cpus()[0]?.model ?? 'an unknown processor',
      cores: os.cpus().length,
      system: os.type(),
      load,
      node: NEWEST.node,
    },
    missing: { ...missing, ...(activations instanceof Missing && { activation: activations.message }) },
    uploads,
    downloads,
    joins,
    activations: activations instanceof Missing ? [] : activations,
    apiCalls: { 1: await countApiCalls(1), 11: await countApiCalls(11) },
    vsixBytes: await sizeOf('salesforce-bulk-loader.vsix'),
    bundleBytes: Object.fromEntries(
      await Promise.all((await bundles()).map(async (name) => [name, await sizeOf(`dist/${name}`)] as const)),
    ),
  };
}

const sizeOf = async (file: string): Promise<number> => (await stat(path.join(root, file))).size;
const bundles = async (): Promise<string[]> =>
  (await readdir(path.join(root, 'dist'))).filter((name) => name.endsWith('.js'));

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
  const results = await measure(values.quick);
  const verdicts = judge(results);
  await writeFile(path.join(cache, 'bench.json'), JSON.stringify({ ...results, verdicts }, undefined, 2));
  console.log(tableOf(results, verdicts));
  return verdicts.some(({ broken }) => broken) ? 1 : 0;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Missing ? `Cannot run here: ${error.message}` : error);
    process.exit(2);
  },
);
