// Takes VS Code's command line (that of @vscode/test-electron) where no desktop VS Code can be had: opens the folder in
// a server build and Chromium, with the extension in development mode, and exits with the code of its tests.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { launchChromium } from './chromium.js';
import { openInDevelopmentMode } from './developmentMode.js';
import { startServer } from './server.js';
import { FLOOR, installServerBuild, NEWEST } from './serverBuild.js';

/** For all tests in one editor: mocha's own limits end what is merely slow. */
const DEADLINE_MS = 20 * 60_000;

const say = (line: string) => console.error(line);

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    strict: false, // the desktop's other options have no meaning here
    allowPositionals: true,
    options: {
      release: { type: 'string' },
      extensionDevelopmentPath: { type: 'string', multiple: true },
      extensionTestsPath: { type: 'string' },
    },
  });
  const folder = positionals[0];
  const release = [NEWEST, FLOOR].find(({ vscode }) => vscode === values['release']);
  if (!release) throw new Error(`Unknown release of VS Code: ${String(values['release'])}`);

  const server = await startServer(await installServerBuild(release, say));
  const browser = await launchChromium(say);
  const context = await browser.newContext();
  await openInDevelopmentMode(context, new URL(server.url).host, {
    extensions: [values['extensionDevelopmentPath'] ?? []].flat().map((folder) => path.resolve(String(folder))),
    testsPath: path.resolve(String(values['extensionTestsPath'])),
  });
  const page = await context.newPage();
  const ended = new Promise<number>((resolve, reject) => {
    setTimeout(() => reject(new Error('The tests did not end in time.')), DEADLINE_MS).unref();
    page.on('crash', () => reject(new Error('The workbench page crashed.')));
    page.on('close', () => reject(new Error('The workbench page was closed before the tests ended.')));
    void page.exposeFunction('codeAutomationExit', resolve).catch(reject);
  });
  await page.goto(`${server.url}/?${folder ? `folder=${encodeURIComponent(path.resolve(folder))}` : 'ew=true'}`);
  try {
    return await ended;
  } finally {
    await browser.close();
    await server.stop();
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
