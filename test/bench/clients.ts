import { existsSync } from 'node:fs';
import { onPath } from '../editor/commands.js';
import { CLI_VERSION, cliEntry } from '../peers/install.js';
import { environmentOf } from '../peers/salesforceCli.js';
import { run, runProgram } from './child.js';
import type { ChildReport } from './childReport.js';
import type { Client } from './results.js';
import type { SinkLine } from './sink.js';

export interface Surroundings {
  /** The Node that everything measured runs on. */
  readonly node: string;
  readonly sink: SinkLine;
  /** Temporary. */
  readonly folder: string;
}

export interface Clients {
  /** Uploads a file once. Ours and jsforce tell what their work took without the start of Node. */
  readonly upload: Partial<Record<Client, (file: string) => Promise<ChildReport>>>;
  /** Why there are no more. */
  readonly missing: Readonly<Record<string, string>>;
}

/** Runs a program of this folder that is logged in to the sink. */
export const runClient = (
  { node, sink }: Surroundings,
  name: string,
  ...args: readonly string[]
): Promise<ChildReport> => runProgram(node, name, sink.instanceUrl, sink.accessToken, ...args);

export const hasCurl = (): boolean => onPath('curl') !== undefined;

export async function clientsOf(around: Surroundings): Promise<Clients> {
  const url = `${around.sink.instanceUrl}/services/data/v67.0/jobs/ingest/750000000000000000/batches`;
  const hasCli = existsSync(cliEntry);
  return {
    upload: {
      ours: (file) => runClient(around, 'ours.js', file),
      ...(hasCurl() && { curl: (file) => run('curl', ['--silent', '--fail', '--upload-file', file, url]) }),
      jsforce: (file) => runClient(around, 'peers/jsforce.js', file),
      ...(hasCli && { sf: await salesforceCli(around) }),
    },
    missing: {
      ...(!hasCurl() && { curl: 'not installed' }),
      ...(!hasCli && { sf: `not installed; npm test -- --only peers installs ${CLI_VERSION}` }),
    },
  };
}

/** `sf data import bulk`, logged in to the sink. */
async function salesforceCli({ node, sink, folder }: Surroundings): Promise<(file: string) => Promise<ChildReport>> {
  const env = { ...environmentOf(folder, sink.username), SF_ACCESS_TOKEN: sink.accessToken };
  const sf = (...args: readonly string[]) =>
    run(node, ['--no-deprecation', cliEntry, ...args, '--json'], { cwd: folder, env });
  await sf('org', 'login', 'access-token', '--instance-url', sink.instanceUrl, '--no-prompt');
  return (file) => sf('data', 'import', 'bulk', '--sobject', 'Account', '--file', file);
}
