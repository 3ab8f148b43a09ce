import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { executableOf } from '../editor/find.js';
import { root } from '../editor/root.js';
import { NEWEST } from '../editor/serverBuild.js';
import { run } from './child.js';

const STARTS = 3;

/** In milliseconds: as the clock says, and of the processor, on the thread of the extension host. */
export interface Activation {
  readonly ms: number;
  readonly cpuMs: number;
}

/**
 * What it takes to load and activate the extension in `dist/`, once for each of some starts of VS Code.
 * @throws Missing where no VS Code or no browser can be had
 */
export async function measureActivation(say: (line: string) => void): Promise<Activation[]> {
  const executable = await executableOf(NEWEST, say);
  const activations: Activation[] = [];
  while (activations.length < STARTS) {
    const activation = await activate(executable);
    say(`  activation: ${Math.round(activation.ms)} ms, ${Math.round(activation.cpuMs)} ms of the processor`);
    activations.push(activation);
  }
  return activations;
}

async function activate(executable: string): Promise<Activation> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-bulk-activation-'));
  const report = path.join(folder, 'report.json');
  const flags = ['--no-sandbox', '--disable-extensions', '--disable-workspace-trust', '--skip-welcome'];
  const options = {
    'user-data-dir': path.join(folder, 'user-data'),
    extensionDevelopmentPath: await onDemand(path.join(folder, 'extension')),
    extensionTestsPath: path.join(root, 'out/test/bench/activationHost'),
  };
  const args = [folder, ...flags, ...Object.entries(options).map(([name, value]) => `--${name}=${value}`)];
  try {
    await run(executable, args, { env: { ...process.env, BENCH_REPORT: report } });
    return JSON.parse(await readFile(report, 'utf8')) as Activation;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The extension, but not activated together with many others at the end of VS Code's start, which would be counted. */
async function onDemand(copy: string): Promise<string> {
  for (const part of ['dist', 'media', 'package.nls.json']) {
    await cp(path.join(root, part), path.join(copy, part), { recursive: true });
  }
  const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as object;
  await writeFile(path.join(copy, 'package.json'), JSON.stringify({ ...manifest, activationEvents: [] }));
  return copy;
}
