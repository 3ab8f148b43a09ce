import { commands, l10n, window, type Disposable } from 'vscode';
import type { JobList } from '../core/load/jobList.js';
import type { JobStore, OrgKey, StoreChange } from '../core/load/jobStore.js';
import { jobIdsOf } from '../core/load/loadState.js';
import type { JobWatcher } from '../core/load/jobWatcher.js';
import { hasEnded } from '../core/salesforce/job.js';
import { keyOf, kindInWords, nameOf, type KnownOrg } from '../orgs/knownOrg.js';
import { DisposableStore } from '../ui/disposables.js';
import type { JobListing } from '../ui/jobListing.js';
import { JobsTree, type JobsTreeDependencies } from './jobsTree.js';

export const JOBS_VIEW = 'salesforceBulk.jobs';

export interface JobsViewDependencies extends JobsTreeDependencies {
  readonly watcher: JobWatcher;
  readonly list: JobList;
}

export interface JobsView extends Disposable {
  readonly tree: JobsTree;
  /** Shows the view with this job selected; the focus stays where it is. */
  reveal(org: OrgKey, jobId: string): void;
}

/** The view around the tree: what is visible is what is listed and watched. */
export function registerJobsView(deps: JobsViewDependencies): JobsView {
  const owned = new DisposableStore();
  const tree = owned.add(new JobsTree(deps));
  const view = owned.add(window.createTreeView(JOBS_VIEW, { treeDataProvider: tree }));

  const update = () => {
    const { org, records, elsewhere } = tree.shown();
    const looking = view.visible && window.state.focused;
    deps.list.setActive(looking && org ? keyOf(org) : undefined);
    deps.watcher.setVisible(org ? keyOf(org) : '', looking ? records.map((record) => record.job.id) : []);
    view.title = org ? nameOf(org) : l10n.t('Jobs');
    view.description = org ? kindInWords(org.kind) : '';
    const loading = org && deps.store.list(keyOf(org)).kind === 'loading';
    // A tree without items has a welcome of its own for each cause, which a message would hide.
    view.message = loading ? l10n.t('Loading jobs…') : records.length > 0 ? aboveTheJobs(org, deps.listing) : '';
    const running = [...records, ...elsewhere].filter(({ job }) => !hasEnded(job) && job.state !== 'Open').length;
    view.badge = running === 0 ? undefined : { value: running, tooltip: runningInWords(running) };
  };
  // An upload reports every chunk, a list hundreds of jobs: what changed is collected and shown ten times a second.
  let all = false;
  const jobs = new Map<string, { org: OrgKey; jobId: string }>();
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    timer = undefined;
    // A state is filtered by: the job that changed may have to come or go.
    if (all || deps.listing.filter.state !== undefined) tree.refresh();
    else for (const job of jobs.values()) tree.refresh(job);
    all = false;
    jobs.clear();
    update();
  };
  const changed = (change: StoreChange) => {
    if (change.kind === 'list') all = true;
    else for (const job of jobsOf(deps.store, change)) jobs.set(`${job.org}/${job.jobId}`, job);
    timer ??= setTimeout(flush, 100);
  };
  owned.add({ dispose: () => clearTimeout(timer) });
  owned.add(deps.store.onDidChange(changed));
  owned.add(deps.unfinished.onDidChange(() => tree.refresh()));
  owned.add(deps.orgs.onDidChange(() => (tree.refresh(), update())));
  owned.add(deps.listing.onDidChange(() => (tree.refresh(), update())));
  owned.add(view.onDidChangeVisibility(update));
  owned.add(window.onDidChangeWindowState(update));
  update();

  return {
    tree,
    dispose: () => owned.dispose(),
    reveal: (org, jobId) => {
      // A tree that is hidden never resolves its reveal while it is being refreshed: the view is opened first.
      void commands
        .executeCommand(`${JOBS_VIEW}.open`, { preserveFocus: true })
        .then(() => view.reveal(tree.node(org, jobId), { select: true, focus: false }))
        // A job that another window sent to another org, or that the filter hides, is not in the tree.
        .then(undefined, () => {});
    },
  };
}

function jobsOf(store: JobStore, change: StoreChange): readonly { readonly org: OrgKey; readonly jobId: string }[] {
  if (change.kind === 'job') return [change];
  if (change.kind !== 'load') return [];
  const { loadId } = change;
  // What became of the rows that an attempt sent again, its first load knows.
  const concerned = store.loads().filter((load) => load.loadId === loadId || load.attempt?.of === loadId);
  return concerned.flatMap((load) => jobIdsOf(load).map((jobId) => ({ org: load.org, jobId })));
}

/** What must not be overlooked. (VS Code leaves out the description of a view that is alone in its container.) */
function aboveTheJobs(org: KnownOrg | undefined, { filter, filtered }: JobListing): string {
  const { creator, object, state } = filter;
  const only = [creator === 'mine' ? l10n.t('mine') : undefined, object, state].filter((word) => word !== undefined);
  return [
    ...(org?.kind === 'production' ? [l10n.t('Production org')] : []),
    ...(filtered ? [l10n.t('Only {0}', only.join(' · '))] : []),
  ].join(' · ');
}

const runningInWords = (running: number): string =>
  running === 1 ? l10n.t('1 bulk job running') : l10n.t('{0} bulk jobs running', running);
