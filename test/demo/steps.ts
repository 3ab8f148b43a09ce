import { parse } from 'csv-parse/sync';
import os from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Finding } from '../../src/demo/conduct/finding.js';

/** Where the demo plays: the terminal that watches, and the folder that is open. */
export interface Stage {
  readonly folder: vscode.Uri;
  /** Prints a line to the terminal. */
  readonly say: (line: string) => Promise<void>;
  /** Takes a screenshot where the editor is in a browser. */
  readonly picture: (name: string) => Promise<void>;
}

export interface Step {
  readonly title: string;
  /** @throws when the demo cannot go on; the terminal says why and exits with an error */
  play(stage: Stage): Promise<void>;
}

interface Job {
  readonly id: string;
  readonly state: string;
  readonly createdDate: string;
  readonly numberRecordsProcessed?: number;
  readonly numberRecordsFailed?: number;
}

interface Org {
  readonly username: string;
  readonly instanceUrl: string;
  readonly accessToken: string;
}

const command = <T>(id: string, ...args: unknown[]): Thenable<T> => vscode.commands.executeCommand<T>(id, ...args);
let org: Org;
let jobId: string;

/** Of the questions asked here, which are not the extension's. */
const USER_AGENT = 'demo-steps';

/** Asks the org itself, so that what is printed is what is true there. */
async function ask<T>(path: string): Promise<T> {
  const headers = { authorization: `Bearer ${org.accessToken}`, 'user-agent': USER_AGENT };
  return (await fetch(`${org.instanceUrl}${path}`, { headers })).json() as Promise<T>;
}

const INGEST = '/services/data/v67.0/jobs/ingest';
const jobIds = async () => (await ask<{ records: Job[] }>(`${INGEST}?jobType=V2Ingest`)).records.map((job) => job.id);

const told = ({ state, numberRecordsProcessed = 0, numberRecordsFailed = 0 }: Job) =>
  `${state}: ${numberRecordsProcessed} rows processed, ${numberRecordsFailed} failed`;

/** Prints every change of the job that is not in `before`, until it has ended. */
async function follow(before: readonly string[], { say, picture }: Stage): Promise<void> {
  let last = '';
  for (let ended = false; !ended; await delay(100)) {
    const id = (await jobIds()).find((candidate) => !before.includes(candidate));
    if (id === undefined) continue;
    if (last === '') await say(`  job ${id}`);
    const job = await ask<Job>(`${INGEST}/${id}`);
    ended = ['JobComplete', 'Failed', 'Aborted'].includes(job.state);
    if (told(job) === last) continue;
    last = told(job);
    await say(`  ${last}`);
    if (job.state === 'UploadComplete') await picture('running');
  }
}

/** The main job, played by the extension's commands in its own extension host. */
export const steps: readonly Step[] = [
  {
    title: 'Start the extension',
    async play({ say, picture }) {
      const extension = vscode.extensions.getExtension('bulkloader.salesforce-bulk-loader');
      await extension?.activate();
      await command('salesforceBulk.jobs.focus');
      await say(`  in VS Code ${vscode.version}`);
      await picture('welcome');
    },
  },
  {
    title: 'Start the demo org and connect it',
    async play({ say, picture }) {
      process.env['DEMO_ORG_ADMIN_FILE'] = os.devNull; // where it is comes with the answer
      org = await command<Org>('salesforceBulk.connectOrg', { kind: 'demo' });
      await say(`  ${org.username} at ${org.instanceUrl}`);
      await picture('jobs');
    },
  },
  {
    title: 'Load accounts.csv as new accounts',
    async play(stage) {
      const uri = vscode.Uri.joinPath(stage.folder, 'accounts.csv');
      await command('vscode.open', uri, { preview: false });
      const before = await jobIds();
      const load = { uri, object: 'Account', operation: 'insert', confirm: false };
      const [result] = await Promise.all([
        command<{ rows: number; jobs: Job[] }>('salesforceBulk.load', load),
        follow(before, stage),
      ]);
      const [job] = result.jobs;
      if (job?.state !== 'JobComplete' || job.numberRecordsProcessed !== result.rows) {
        throw new Error(`The load did not go through: ${JSON.stringify(result)}`);
      }
      jobId = job.id;
      await stage.say(`  loaded ${result.rows} rows: ${told(job)}`);
    },
  },
  {
    title: 'Open the rows that Salesforce refused',
    async play({ say, picture }) {
      const open = { jobId, resultSet: 'failedResults' };
      const uri = await command<vscode.Uri>('salesforceBulk.openResults', open);
      const document = await vscode.workspace.openTextDocument(uri);
      const rows = parse<Record<string, string>>(document.getText(), { columns: true });
      if (rows.length === 0) throw new Error('accounts.csv has rows that must fail, but none is in failedResults.');
      for (const row of rows) await say(`  ${row['Name'] || '(no name)'}: ${row['sf__Error']}`);
      await say(`  in the tab ${uri.path.split('/').at(-1)}`);
      await picture('failed-results');
    },
  },
  {
    title: 'Ask the demo org what it thinks of the extension',
    async play({ say }) {
      const findings = await ask<readonly Finding[]>(`/__demo/conduct?except=${USER_AGENT}`);
      if (findings.length > 0) throw new Error(findings.map(({ sentence }) => sentence).join('; '));
      await say('  it asked for nothing that a good client does not ask for');
    },
  },
];
