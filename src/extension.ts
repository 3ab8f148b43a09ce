import path from 'node:path';
import * as coreL10n from '@vscode/l10n';
import { authentication, ExtensionMode, l10n, window, type ExtensionContext } from 'vscode';
import { requireTrust, type Context } from './commands/context.js';
import { fetchDocument } from './commands/documents.js';
import { registerCommands } from './commands/handler.js';
import { followRenamedFiles } from './commands/renamedFiles.js';
import { endedJob, fetchResult } from './commands/results.js';
import { signInWithBrowser } from './commands/signIn.js';
import { signInAgain } from './commands/signInAgain.js';
import { handlers } from './commands/handlers.js';
import { systemClock } from './core/clock.js';
import { JobHistory } from './core/load/jobHistory.js';
import { JobList } from './core/load/jobList.js';
import { JobStore } from './core/load/jobStore.js';
import { JobWatcher } from './core/load/jobWatcher.js';
import { OutcomeFiles } from './core/load/outcomeFiles.js';
import { Outcomes } from './core/load/outcomes.js';
import { PastLoads } from './core/load/pastLoads.js';
import { UnfinishedLoads } from './core/load/unfinishedLoads.js';
import { ResultFiles } from './core/results/resultFiles.js';
import { SentLoads } from './core/results/sentLoads.js';
import { registerDocuments } from './documents/registerDocuments.js';
import { registerEditor } from './editor/registerEditor.js';
import { BrowserLogins } from './orgs/browser/browserLogins.js';
import { BrowserSessions } from './orgs/browser/browserSessions.js';
import { BrowserSignIn } from './orgs/browser/browserSignIn.js';
import { CliLogins } from './orgs/cli/cliLogins.js';
import { CliProject } from './orgs/cli/project.js';
import { DemoOrgProcess } from './orgs/demoOrg.js';
import { Orgs } from './orgs/orgs.js';
import { TokenLogins } from './orgs/tokenLogins.js';
import { DisposableStore } from './ui/disposables.js';
import { JobListing } from './ui/jobListing.js';
import { logRequest } from './ui/log.js';
import { keepRetention } from './ui/retention.js';
import { onDidChangeSetting, settings } from './ui/settings.js';
import type { JobsTree } from './views/jobsTree.js';
import { registerJobsView } from './views/jobsView.js';
import { registerOrgStatus } from './views/orgStatus.js';
import { registerStatusBar } from './views/statusBar.js';
import { JobPages } from './webview/jobPages.js';
import type { JobAddress } from './webview/protocol.js';

/** What the tests in the extension host look at; in every other mode the extension exports nothing. */
export interface TestExports {
  readonly context: ExtensionContext;
  readonly ctx: Context;
  readonly tree: JobsTree;
}

/** The composition root: builds, wires, registers. No network, no jsforce, no csv-parse. */
export function activate(context: ExtensionContext): TestExports | undefined {
  if (l10n.uri) coreL10n.config({ fsPath: l10n.uri.fsPath });
  const owned = new DisposableStore();
  context.subscriptions.push(owned);

  const storage = context.globalStorageUri.fsPath;
  const folders = { journals: path.join(storage, 'loads'), copies: path.join(storage, 'copies') };
  const resultsFolder = () => settings.resultsFolder() ?? path.join(storage, 'results');
  const sentLoads = new SentLoads(path.join(storage, 'sent'));
  const clock = systemClock;
  const log = owned.add(window.createOutputChannel('Salesforce Bulk', { log: true }));
  const demo = owned.add(new DemoOrgProcess(context.asAbsolutePath('dist/demo.js')));
  const project = owned.add(new CliProject());
  const cli = new CliLogins(() => {
    requireTrust(); // it would run in the folder
    return { path: settings.cliPath(), cwd: project.folder };
  });
  const { secrets } = context;
  const logged = logRequest(log);
  const browser = new BrowserLogins({ secrets, locks: path.join(storage, 'locks'), log: logged });
  const orgs = owned.add(
    new Orgs({
      context,
      sources: { cli, browser, token: new TokenLogins(secrets), demo },
      log: logged,
      apiVersion: settings.apiVersion,
      signInAgain: (org, ended) => signInAgain(ctx, org, ended),
      project,
    }),
  );
  owned.add(onDidChangeSetting('apiVersion', () => orgs.reconnect()));
  owned.add(window.onDidChangeWindowState(({ focused }) => focused && orgs.refresh()));
  // Told in every window: `accessToken/{orgKey}`, `grant/{orgKey}`.
  owned.add(context.secrets.onDidChange(({ key }) => orgs.signedIn(key.slice(key.indexOf('/') + 1))));
  const store = new JobStore();
  const watcher = owned.add(new JobWatcher(store, (org) => orgs.bulk(org), clock, settings.pollCeiling));
  const list = owned.add(new JobList(store, (org) => orgs.salesforce(org), clock));
  const listing = owned.add(new JobListing(context.workspaceState));
  const unfinished = new UnfinishedLoads(folders.journals);
  const outcomes = new Outcomes(store, sentLoads, (org) => ({
    job: (jobId) => endedJob(ctx, { org, jobId }),
    results: (jobId, resultSet) => fetchResult(ctx, { org, jobId, resultSet }),
  }));
  const view = owned.add(registerJobsView({ store, orgs, listing, unfinished, outcomes, clock, watcher, list }));
  owned.add(registerOrgStatus({ orgs, store, clock }));
  owned.add(registerStatusBar(store));
  const history = owned.add(new JobHistory(store, clock));
  const failedRows = (job: JobAddress) => fetchResult(ctx, { ...job, resultSet: 'failedResults' });
  const shown = { store, watcher, history, orgs, outcomes, clock, failedRows };
  const pages = owned.add(new JobPages(context.extensionUri, shown));
  const editor = owned.add(registerEditor({ store, outcomes, orgs, log }));
  owned.add(followRenamedFiles(store));

  const ctx: Context = {
    orgs,
    cli,
    signIn: owned.add(new BrowserSignIn({ extension: context.extension, log: logged })),
    demo,
    store,
    watcher,
    list,
    listing,
    unfinished,
    results: new ResultFiles(resultsFolder),
    sentLoads,
    outcomes,
    outcomeFiles: new OutcomeFiles(resultsFolder, store, outcomes),
    pastLoads: new PastLoads(folders.journals, store),
    running: new Map(),
    clock,
    log,
    memento: context.globalState,
    folders,
    reveal: (org, jobId) => view.reveal(org, jobId),
    openPage: (job) => pages.open(job),
    isPageInSight: (job) => pages.isInSight(job),
    failedRowsOf: (loadId) => editor.failedRowsOf(loadId),
  };
  owned.add(window.registerUriHandler(ctx.signIn));
  const accounts = owned.add(
    new BrowserSessions({ orgs, logins: browser, secrets, signIn: () => signInWithBrowser(ctx) }),
  );
  owned.add(
    authentication.registerAuthenticationProvider(BrowserSessions.id, 'Salesforce', accounts, {
      supportsMultipleAccounts: true,
    }),
  );
  owned.add(registerDocuments({ store, fetch: (uri) => fetchDocument(ctx, uri) }));
  owned.add(registerCommands(handlers(ctx), log));

  void unfinished.read();
  void ctx.pastLoads.read();
  // The journals' own subfolder holds those that have ended.
  const kept = () => [
    resultsFolder(),
    path.join(storage, 'results'),
    sentLoads.folder,
    folders.copies,
    folders.journals,
  ];
  owned.add(keepRetention(kept, clock));
  return context.extensionMode === ExtensionMode.Test ? { context, ctx, tree: view.tree } : undefined;
}
