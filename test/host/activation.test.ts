import assert from 'node:assert/strict';
import type { Metafile } from 'esbuild';
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import path from 'node:path';
import * as vscode from 'vscode';
import { COMMAND_IDS } from '../../src/ui/commandIds.js';
import { DemoOrg } from './demoOrg.js';
import { extension, inside } from './extension.js';

// Runs first (files run in the order of their names): nothing but VS Code's own start can have activated the extension.
describe('activation', () => {
  const dispatchers = () =>
    [1, 2].map((n) => (globalThis as Record<symbol, unknown>)[Symbol.for(`undici.globalDispatcher.${n}`)]);
  const before = dispatchers();

  /** Ports that this process connects to while something is done. By whom the stack cannot tell: VS Code looks for proxies first. */
  async function connectionsOf(act: () => Thenable<unknown>): Promise<number[]> {
    const ports: number[] = [];
    const { connect } = Socket.prototype as { connect: (this: Socket, ...args: unknown[]) => Socket };
    const watching = {
      connect(this: Socket, ...args: unknown[]) {
        const [{ port }] = args.flat() as [{ port?: unknown }];
        ports.push(Number(port));
        return connect.apply(this, args);
      },
    };
    Object.assign(Socket.prototype, watching);
    try {
      await act();
    } finally {
      Object.assign(Socket.prototype, { connect });
    }
    return ports;
  }

  it('happens on demand, in no time, and asks nothing on the network', async () => {
    const used = process.cpuUsage();
    const connections = await connectionsOf(() => extension().activate());
    const { user, system } = process.cpuUsage(used);
    assert.equal(extension().isActive, true);
    assert.deepEqual(connections, []);
    // A third of it on a quiet machine; the time of all that this process does meanwhile is counted, too.
    assert.ok(user + system < 500_000, `${(user + system) / 1000} ms`);
  });

  it('leaves the big libraries to their first use', () => {
    const { inputs } = JSON.parse(
      readFileSync(path.join(extension().extensionPath, 'dist/meta.json'), 'utf8'),
    ) as Metafile;
    const reached = new Set<string>();
    const visit = (file: string) => {
      if (reached.has(file)) return;
      reached.add(file);
      for (const { path, kind } of inputs[file]?.imports ?? []) if (kind !== 'dynamic-import') visit(path);
    };
    visit('src/extension.ts');
    assert.ok(reached.has('src/core/salesforce/connect.ts'));
    assert.deepEqual(
      [...reached].filter((file) => /node_modules\/(jsforce|csv-parse)\//.test(file)),
      [],
    );
  });

  it('registers every command, the view’s data and the results’ file system', async () => {
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(
      COMMAND_IDS.filter((id) => !registered.includes(id)),
      [],
    );
    assert.equal(vscode.workspace.fs.isWritableFileSystem('salesforce-bulk'), false);
    assert.ok((await inside()).tree.getChildren());
  });

  it('runs on a VS Code that package.json promises', () => {
    const { engines } = extension().packageJSON as { engines: { vscode: string } };
    const minor = (version: string) => Number(/^\D*1\.(\d+)/.exec(version)?.[1]);
    assert.ok(minor(vscode.version) >= minor(engines.vscode), `${vscode.version} is older than ${engines.vscode}`);
  });

  it('and a connection leave the fetch of all extensions alone', async () => {
    const org = await DemoOrg.start('--pace', 'instant');
    try {
      const made = await connectionsOf(() => org.connect('dispatcher'));
      assert.ok(made.includes(Number(new URL(org.line.instanceUrl).port)), 'the connection was not seen');
      assert.deepEqual(dispatchers(), before);
      await org.conduct.check();
    } finally {
      await org.disconnect();
      await org.stop();
    }
  });
});
