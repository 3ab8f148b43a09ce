import { chmod, watch } from 'node:fs/promises';
import path from 'node:path';
import type { SalesforceCli } from './salesforceCli.js';

/** A browser that only notes where it is sent. */
const BROWSER = '#!/bin/sh\nprintf %s "$1" > "$HOME/url.part" && mv "$HOME/url.part" "$HOME/url"\n';

/** Starts `org login web`; resolves with what it ends with, as soon as the browser has been opened. */
export async function openBrowser(cli: SalesforceCli) {
  const browser = path.join(cli.folder, 'browser');
  await cli.write('browser', BROWSER);
  await chmod(browser, 0o755);
  const changes = watch(cli.folder);
  const args = ['org', 'login', 'web', '--instance-url', cli.org.instanceUrl];
  const outcome = cli.json(args, { BROWSER: browser });
  for await (const { filename } of changes) if (filename === 'url') break;
  return { outcome, url: await cli.read('url') };
}

/** Presses a button of the page and goes where it leads: to the CLI, which listens on port 1717. */
export async function press(decision: 'Allow' | 'Deny', url: string): Promise<void> {
  const page = await (await fetch(url)).text();
  const field = (name: string): string => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';
  const body = new URLSearchParams({ token: field('token'), user: field('user'), decision });
  await (await fetch(url.replace(/\?.*/, ''), { method: 'POST', body })).text();
}
