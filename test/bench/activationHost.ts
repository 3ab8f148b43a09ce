import { writeFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Activation } from './activation.js';

/** Milliseconds of one look at whether the extension host still starts, and of the processor that it may use meanwhile. */
const LOOK_MS = 500;
const QUIET_MS = 25;

/** Called inside the extension host by VS Code (`extensionTestsPath`): activates the extension and writes what that took. */
export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension('bulkloader.salesforce-bulk-loader');
  if (!extension || extension.isActive) throw new Error('The extension is missing, or active already.');
  while ((await measured(() => delay(LOOK_MS))).cpuMs > QUIET_MS);
  const activation = await measured(() => extension.activate());
  await writeFile(process.env['BENCH_REPORT'] ?? '', JSON.stringify(activation));
}

async function measured(work: () => PromiseLike<unknown>): Promise<Activation> {
  const started = performance.now();
  const used = threadCpuUsage();
  await work();
  return { cpuMs: threadCpuUsage() - used, ms: performance.now() - started };
}

/** Of this thread, in milliseconds; in the types of our oldest Node it is not. */
function threadCpuUsage(): number {
  const { threadCpuUsage } = process as unknown as { threadCpuUsage(this: void): NodeJS.CpuUsage };
  const { user, system } = threadCpuUsage();
  return (user + system) / 1000;
}
