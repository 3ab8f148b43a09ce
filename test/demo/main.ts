// npm run demo: opens a VS Code on the sample files with the demo org, does the main job once, and leaves it to you.
//   npm run demo [-- --exit]
import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startWorkbench } from '../e2e/workbench.js';
import { Missing } from '../editor/chromium.js';
import { run } from '../editor/commands.js';
import { findEditor, hasDisplay, type Editor } from '../editor/find.js';
import { root } from '../editor/root.js';
import { listen } from './bridge.js';

const { values } = parseArgs({ options: { exit: { type: 'boolean', default: false } } });
const say = (line: string) => console.log(line);

/** An editor in which the demo plays. */
interface Window {
  /** @returns the file, or undefined where no picture can be taken */
  picture(name: string): Promise<string | undefined>;
  close(): Promise<void>;
}

async function openDesktop(executable: string, testsPath: string, temporary: string): Promise<Window> {
  const folder = path.join(temporary, 'samples');
  const profile = path.join(temporary, 'profile');
  await cp(path.join(root, 'media/samples'), folder, { recursive: true });
  const args = [
    ...[folder, '--new-window', '--wait', '--skip-welcome', '--skip-release-notes', '--disable-workspace-trust'],
    ...[`--user-data-dir=${profile}`, `--extensions-dir=${path.join(profile, 'extensions')}`],
    ...[`--extensionDevelopmentPath=${root}`, `--extensionTestsPath=${testsPath}`],
  ];
  const code = spawn(executable, args, { stdio: 'ignore', shell: executable.endsWith('.cmd') });
  code.once('error', (error) => say(`VS Code did not start: ${error.message}`));
  return { picture: () => Promise.resolve(undefined), close: () => Promise.resolve(void code.kill()) };
}

async function openBrowser(testsPath: string, extension: string): Promise<Window> {
  say('Packaging the extension …');
  await run(process.execPath, ['test/package.mjs']);
  const workbench = await startWorkbench({
    development: { extensions: [extension], testsPath },
    headless: !hasDisplay,
    say,
  });
  say(`VS Code: ${workbench.url}`);
  return { picture: (name) => workbench.screenshot(`demo-${name}`), close: () => workbench.close() };
}

async function open(editor: Editor, port: number, temporary: string): Promise<Window> {
  // A module of its own, since neither arguments nor variables reach the extension host of every kind of editor; and an
  // extension of its own, since the project's folder holds the server build, whose themes VS Code would then prefer.
  const testsPath = path.join(temporary, 'play.js');
  const host = JSON.stringify(path.join(root, 'out/test/demo/host.js'));
  await writeFile(testsPath, `exports.run = () => require(${host}).run(${port});\n`);
  const manifest = { name: 'demo', publisher: 'demo', version: '0.0.0', engines: { vscode: '*' } };
  await writeFile(path.join(temporary, 'package.json'), JSON.stringify(manifest));
  return editor.kind === 'desktop'
    ? openDesktop(editor.executable, testsPath, temporary)
    : openBrowser(testsPath, temporary);
}

async function main(): Promise<number> {
  const interrupted = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
  const editor = await findEditor(say);
  const temporary = await mkdtemp(path.join(os.tmpdir(), 'salesforce-bulk-loader-demo-'));
  let window: Promise<Window> | undefined;
  let ended: (code: number) => void = () => {};
  const played = new Promise<number>((resolve) => (ended = resolve));
  const bridge = await listen(async (message) => {
    switch (message.type) {
      case 'say':
        return say(message.line);
      case 'picture': {
        const file = await (await window)?.picture(message.name);
        return file ? say(`  screenshot: ${path.relative(root, file)}`) : undefined;
      }
      case 'ended':
        if (message.error) say(`The demo failed: ${message.error}`);
        return ended(message.error ? 1 : 0);
    }
  });
  try {
    window = open(editor, bridge.port, temporary);
    await window;
    const code = await Promise.race([played, interrupted.then(() => 1)]);
    if (!values.exit && code === 0) {
      say('The editor is yours. Ctrl-C ends it.');
      await interrupted;
    }
    return code;
  } finally {
    bridge.close();
    await (await window?.catch(() => undefined))?.close();
    await rm(temporary, { recursive: true, force: true });
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Missing ? error.message : error);
    process.exit(1);
  },
);
