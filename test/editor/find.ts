import { downloadAndUnzipVSCode, SilentReporter } from '@vscode/test-electron';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findChromium, Missing } from './chromium.js';
import { onPath } from './commands.js';
import { cache, root } from './root.js';
import { installServerBuild, NEWEST, runsServerBuild, type Release, type ServerBuild } from './serverBuild.js';

type Say = (line: string) => void;

export type Editor =
  /** A VS Code with a window; `executable` takes VS Code's command line. */
  | { readonly kind: 'desktop'; readonly executable: string }
  /** VS Code's server and a browser. */
  | { readonly kind: 'browser'; readonly build: ServerBuild };

/** Whether a window can be shown. */
export const hasDisplay =
  process.env['CI'] !== 'true' &&
  (process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']));

/** A VS Code for a person: the one on the PATH, else the newest download, else the server build in a browser. */
export async function findEditor(say: Say): Promise<Editor> {
  if (hasDisplay) {
    const code = onPath('code') ?? (await download(NEWEST, say));
    if (code) return { kind: 'desktop', executable: code };
  }
  return { kind: 'browser', build: await serverBuild(NEWEST, say) };
}

/** An executable that takes VS Code's command line and is exactly this release, for tests in the extension host. */
export async function executableOf(release: Release, say: Say): Promise<string> {
  const downloaded = hasDisplay ? await download(release, say) : undefined;
  if (downloaded) return downloaded;
  await Promise.all([serverBuild(release, say), findChromium(say)]);
  const script = path.join(cache, `code-${release.vscode}`);
  const command = [process.execPath, path.join(root, 'out/test/editor/code.js')].map((part) => `"${part}"`).join(' ');
  await writeFile(script, `#!/bin/sh\nexec ${command} --release=${release.vscode} "$@"\n`, { mode: 0o755 });
  return script;
}

async function download({ vscode }: Release, say: Say): Promise<string | undefined> {
  say(`Looking for VS Code ${vscode} …`);
  try {
    return await downloadAndUnzipVSCode({ version: vscode, cachePath: cache, reporter: new SilentReporter() });
  } catch (error) {
    say(`VS Code ${vscode} could not be downloaded: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** The server build of a release. @throws Missing where none runs */
export async function serverBuild(release: Release, say: Say): Promise<ServerBuild> {
  if (!runsServerBuild) {
    throw new Missing('VS Code’s server build runs on x64 Linux only, and no other VS Code was found.');
  }
  await mkdir(cache, { recursive: true });
  return installServerBuild(release, say);
}
