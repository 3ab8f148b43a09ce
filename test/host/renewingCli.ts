import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { DemoOrg } from './demoOrg.js';

const program = ({ line: { instanceUrl, accessToken } }: DemoOrg): string => `#!/usr/bin/env node
if (!process.argv.includes('show-access-token')) throw new Error('not asked for here: ' + process.argv.slice(2));
fetch('${instanceUrl}/__demo/sessions', { method: 'POST', headers: { authorization: 'Bearer ${accessToken}' } })
  .then((answer) => answer.json())
  .then((result) => console.log(JSON.stringify({ status: 0, result })));
`;

/** A program that stands in for `sf` while the tests of a `describe` run: its login has a fresh session each time. */
export function useRenewingCli(org: () => DemoOrg): () => string {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-bulk-sf-'));
    await writeFile(path.join(folder, 'sf'), program(org()), { mode: 0o755 });
  });
  after(() => rm(folder, { recursive: true, force: true }));
  return () => path.join(folder, 'sf');
}
