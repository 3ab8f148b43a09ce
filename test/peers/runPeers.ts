// Lets programs that we did not write loose on the demo org: the Salesforce CLI and jsforce as it is.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { root } from '../editor/root.js';
import { runLevel } from '../level.js';
import type { Report } from '../mocha.js';
import { installPeers } from './install.js';

void runLevel(async ({ grep, timeoutMs = 60_000 }) => {
  const node = await installPeers((line) => console.error(line));
  const folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-bulk-peers-'));
  const report = path.join(folder, 'report.json');
  const suite = ['out/test/suite.js', 'out/test/peers', '--timeout', `${timeoutMs}`, '--report', report];
  const args = ['--enable-source-maps', ...suite, ...(grep ? ['--grep', grep] : [])];
  try {
    const child = spawn(node, args, { cwd: root, stdio: 'inherit' });
    process.once('exit', () => child.kill());
    await once(child, 'close');
    return JSON.parse(await readFile(report, 'utf8')) as Report;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
