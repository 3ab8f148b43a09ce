// The demo org as a process of its own: prints where it is, then serves until it is told to stop.
//   node dist/demo.js [--port 0] [--pace instant|fast|visible|MS] [--api-max 67.0] [--hard-delete] [--admin] [--exit-with-parent]
//     [--kind developer|production|sandbox|scratch] [--callback URL …]

import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { DemoOptions } from './options.js';
import { ORG_KINDS, isOrgKind, type OrgKind } from './orgKind.js';
import { isPaceName } from './pace.js';
import { startDemoOrg } from './server.js';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    pace: { type: 'string', default: 'visible' },
    'api-max': { type: 'string', default: '67.0' },
    kind: { type: 'string', default: 'developer' },
    /** Callback URLs that users may be sent back to, besides that of the Salesforce CLI. */
    callback: { type: 'string', multiple: true, default: [] },
    'hard-delete': { type: 'boolean', default: false },
    admin: { type: 'boolean', default: false },
    'without-jobs': { type: 'boolean', default: false },
    /** The parent holds our standard input open; when it dies, the input ends and so do we. */
    'exit-with-parent': { type: 'boolean', default: false },
  },
});

/**
 * For tests of who starts this process: a file that gets what is printed, so that they find the demo org and can ask it
 * as with `--admin`.
 */
const adminFile = process.env['DEMO_ORG_ADMIN_FILE'];

function toNumber(name: 'port' | 'api-max' | 'pace'): number {
  const number = Number(values[name]);
  if (Number.isFinite(number) && number >= 0) return number;
  throw new Error(`--${name}: not a number: ${values[name]}`);
}

function toOrgKind(text: string): OrgKind {
  if (isOrgKind(text)) return text;
  throw new Error(`--kind: none of ${ORG_KINDS.join(', ')}: ${text}`);
}

const options: DemoOptions = {
  port: toNumber('port'),
  pace: isPaceName(values.pace) ? values.pace : toNumber('pace'),
  apiMax: toNumber('api-max'),
  kind: toOrgKind(values.kind),
  app: { callbackUrls: values.callback },
  hardDelete: values['hard-delete'],
  admin: values.admin || adminFile !== undefined,
  withoutJobs: values['without-jobs'],
};

async function main(): Promise<void> {
  const org = await startDemoOrg(options);
  const { instanceUrl, accessToken, orgId, userId, username } = org;
  const stop = (): void => void org.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  if (values['exit-with-parent']) process.stdin.once('end', stop).once('error', stop).resume();
  const line = `${JSON.stringify({ instanceUrl, accessToken, orgId, userId, username, alias: 'demo' })}\n`;
  if (adminFile !== undefined) await writeFile(adminFile, line, { mode: 0o600 });
  process.stdout.write(line);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
