import { l10n, workspace, type LogOutputChannel, type Memento, type Range } from 'vscode';
import type { Clock } from '../core/clock.js';
import { UserError } from '../core/errors.js';
import type { JobList } from '../core/load/jobList.js';
import type { JobStore } from '../core/load/jobStore.js';
import type { JobWatcher } from '../core/load/jobWatcher.js';
import type { OutcomeFiles } from '../core/load/outcomeFiles.js';
import type { Outcomes } from '../core/load/outcomes.js';
import type { PastLoads } from '../core/load/pastLoads.js';
import type { UnfinishedLoads } from '../core/load/unfinishedLoads.js';
import type { ResultFiles } from '../core/results/resultFiles.js';
import type { SentLoads } from '../core/results/sentLoads.js';
import type { BrowserSignIn } from '../orgs/browser/browserSignIn.js';
import type { CliLogins } from '../orgs/cli/cliLogins.js';
import type { DemoOrgProcess } from '../orgs/demoOrg.js';
import type { Orgs } from '../orgs/orgs.js';
import type { JobListing } from '../ui/jobListing.js';

/** What commands work with; built once, in extension.ts. */
export interface Context {
  readonly orgs: Orgs;
  readonly cli: CliLogins;
  readonly signIn: BrowserSignIn;
  readonly demo: DemoOrgProcess;
  readonly store: JobStore;
  readonly watcher: JobWatcher;
  readonly list: JobList;
  readonly listing: JobListing;
  readonly unfinished: UnfinishedLoads;
  readonly results: ResultFiles;
  readonly sentLoads: SentLoads;
  readonly outcomes: Outcomes;
  readonly outcomeFiles: OutcomeFiles;
  readonly pastLoads: PastLoads;
  /** Loads of this window that are being sent, by load id: aborting stops them. */
  readonly running: Map<string, AbortController>;
  readonly clock: Clock;
  readonly log: LogOutputChannel;
  /** What was chosen last for a file. */
  readonly memento: Memento;
  /** Folders on this machine, all with row data or names of files: mode 700. */
  readonly folders: { readonly journals: string; readonly copies: string };
  readonly reveal: (org: string, jobId: string) => void;
  /** Shows the job's page. */
  readonly openPage: (job: { readonly org: string; readonly jobId: string }) => void;
  /** Whether the person has the job's page before their eyes. */
  readonly isPageInSight: (job: { readonly org: string; readonly jobId: string }) => boolean;
  /** Where failed rows of a load are shown in its file, in the order in which they stand there. */
  readonly failedRowsOf: (loadId: string) => Promise<readonly { readonly row: number; readonly range: Range }[]>;
}

/** A command can be called where its menu is hidden. */
export function requireTrust(): void {
  if (workspace.isTrusted) return;
  throw new UserError(
    'NotTrusted',
    l10n.t('This workspace is not trusted: nothing is sent to an org, and no program is started, from it.'),
    { nextStep: l10n.t('Trust the workspace first (command "Manage Workspace Trust").') },
  );
}
