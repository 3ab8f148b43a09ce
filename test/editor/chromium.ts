import { chromium, type Browser } from 'playwright-core';
import { onPath, run } from './commands.js';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Something this level needs cannot be had on this machine; the message says what, and what would help. */
export class Missing extends Error {}

let found: Promise<string> | undefined;

/** The Chromium on the PATH; as root with CI=true it is installed where it is missing. @throws Missing */
export function findChromium(say: (line: string) => void): Promise<string> {
  return (found ??= find(say)); // once: two apt-get at a time lock each other out
}

async function find(say: (line: string) => void): Promise<string> {
  const look = () => NAMES.map((name) => onPath(name)).find((file) => file !== undefined);
  const present = look();
  if (present) return present;
  if (process.env['CI'] === 'true' && process.getuid?.() === 0 && onPath('apt-get')) {
    say('Installing Chromium …');
    await run('apt-get', ['update', '-qq']);
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
  }
  const installed = look();
  if (installed) return installed;
  throw new Missing(
    `No Chromium on the PATH (looked for ${NAMES.join(', ')}): install one, or run as root with CI=true on Debian.`,
  );
}

/** Chromium, silent towards the internet; without a window unless asked for one. */
export async function launchChromium(say: (line: string) => void, headless = true): Promise<Browser> {
  return chromium.launch({
    executablePath: await findChromium(say),
    headless,
    handleSIGINT: false, // ended by its starter, or with the process
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
