import { env, EventEmitter, type TreeDataProvider, type TreeItem } from 'vscode';
import type { Clock } from '../core/clock.js';
import { describeJob, type JobContext } from '../core/load/describeJob.js';
import type { JobRecord, JobStore, OrgKey } from '../core/load/jobStore.js';
import { jobIdsOf } from '../core/load/loadState.js';
import type { Outcomes } from '../core/load/outcomes.js';
import type { UnfinishedLoads } from '../core/load/unfinishedLoads.js';
import { sameKind } from '../core/results/groupRows.js';
import { hasEnded, RESULT_SETS } from '../core/salesforce/job.js';
import { keyOf, nameOf, type KnownOrg } from '../orgs/knownOrg.js';
import type { Orgs } from '../orgs/orgs.js';
import { setContext } from '../ui/contextKeys.js';
import type { JobListing } from '../ui/jobListing.js';
import {
  ErrorNode,
  errorItem,
  FailedGroupNode,
  failedGroupItem,
  failedGroupTooltip,
  JobNode,
  jobItem,
  jobTooltip,
  LoadMoreNode,
  loadMoreItem,
  ResultNode,
  resultItem,
  UnfinishedLoadNode,
  unfinishedItem,
  type Node,
} from './jobNodes.js';

export interface JobsTreeDependencies {
  readonly store: JobStore;
  readonly orgs: Orgs;
  readonly listing: JobListing;
  readonly unfinished: UnfinishedLoads;
  readonly outcomes: Pick<Outcomes, 'firstOf'>;
  readonly clock: Clock;
}

/** What the tree shows of the store. */
export interface Shown {
  /** The default org of the window. */
  readonly org: KnownOrg | undefined;
  readonly records: readonly JobRecord[];
  readonly hidden: number;
  /** Jobs that loads of this window sent to other orgs. */
  readonly elsewhere: readonly JobRecord[];
}

/** The jobs of the default org, newest first. Reads the store, asks nobody. */
export class JobsTree implements TreeDataProvider<Node> {
  private readonly nodes = new Map</* org/job id */ string, JobNode>();
  /** The jobs that VS Code was given: it ignores what is fired for any other. */
  private rows: ReadonlySet<Node> = new Set();
  private readonly changed = new EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData = this.changed.event;

  constructor(private readonly deps: JobsTreeDependencies) {}

  /** The one job that changed, if it has a row, else the whole tree. */
  refresh(job?: { readonly org: OrgKey; readonly jobId: string }): void {
    const node = job && this.nodes.get(`${job.org}/${job.jobId}`);
    this.changed.fire(node && this.rows.has(node) ? node : undefined);
  }

  /** Jobs of the default org that pass the filter, newest first, and how many of them are not on show. */
  shown(): Shown {
    const { store, orgs, listing } = this.deps;
    const org = orgs.default;
    if (!org) return { org, records: [], hidden: 0, elsewhere: [] };
    const elsewhere = this.elsewhere(keyOf(org));
    const matching = store.jobs(keyOf(org)).filter((record) => listing.matches(record.job, org.userId));
    const records = matching.slice(0, listing.limit);
    return { org, records, hidden: matching.length - records.length, elsewhere };
  }

  /** What this window loads is live in the side bar, whichever org it goes to. */
  private elsewhere(here: OrgKey): readonly JobRecord[] {
    const { store } = this.deps;
    const loads = store.loads().filter((load) => load.org !== here);
    return loads.flatMap((load) => jobIdsOf(load).flatMap((id) => store.job(load.org, id) ?? []));
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) {
      const roots = this.roots();
      this.rows = new Set(roots);
      return roots;
    }
    if (node instanceof JobNode) return this.results(node);
    return node instanceof ResultNode ? this.failedGroups(node) : [];
  }

  getParent(node: Node): Node | undefined {
    if (node instanceof FailedGroupNode) return new ResultNode(node.org, node.jobId, node.resultSet);
    return node instanceof ResultNode ? this.node(node.org, node.jobId) : undefined;
  }

  getTreeItem(node: Node): TreeItem {
    if (node instanceof JobNode) {
      const record = this.deps.store.job(node.org, node.jobId);
      return record
        ? jobItem(node, record, this.context(record), this.load(node), this.first(node)?.outcome)
        : { id: `${node.org}/${node.jobId}` };
    }
    if (node instanceof ResultNode) {
      const record = this.deps.store.job(node.org, node.jobId);
      return record ? resultItem(node, record, this.failedGroups(node).length, env.language) : {};
    }
    if (node instanceof FailedGroupNode) return failedGroupItem(node, this.canRerun(node), env.language);
    if (node instanceof UnfinishedLoadNode) return unfinishedItem(node);
    if (node instanceof LoadMoreNode) return loadMoreItem(node);
    return errorItem(node);
  }

  resolveTreeItem(item: TreeItem, node: Node): TreeItem {
    if (node instanceof FailedGroupNode) item.tooltip = failedGroupTooltip(node);
    const record = node instanceof JobNode ? this.deps.store.job(node.org, node.jobId) : undefined;
    if (record) item.tooltip = jobTooltip(describeJob(record, this.context(record)));
    return item;
  }

  node(org: OrgKey, jobId: string): JobNode {
    const key = `${org}/${jobId}`;
    const node = this.nodes.get(key) ?? new JobNode(org, jobId);
    this.nodes.set(key, node);
    return node;
  }

  dispose(): void {
    this.changed.dispose();
  }

  private roots(): Node[] {
    const { org, records, hidden, elsewhere } = this.shown();
    const away = elsewhere.map((record) => this.node(record.org, record.job.id));
    const unfinished = this.deps.unfinished.all.map((load) => new UnfinishedLoadNode(load));
    if (!org) {
      setContext('salesforceBulk.state', this.deps.orgs.list().length === 0 ? 'noOrg' : 'noDefaultOrg');
      return unfinished;
    }
    const list = this.deps.store.list(keyOf(org));
    if (list.kind === 'known' && records.length === 0) {
      setContext('salesforceBulk.state', this.deps.listing.filtered ? 'filtered' : 'noJobs');
    } else {
      setContext('salesforceBulk.state', 'jobs');
    }
    return [
      ...unfinished,
      ...away,
      ...(list.kind === 'failed' ? [new ErrorNode(list.error)] : []),
      ...records.map((record) => this.node(record.org, record.job.id)),
      ...(hidden > 0 ? [new LoadMoreNode(hidden)] : []),
    ];
  }

  private results(node: JobNode): Node[] {
    const job = this.deps.store.job(node.org, node.jobId)?.job;
    if (!job || !hasEnded(job)) return [];
    return RESULT_SETS.map((resultSet) => new ResultNode(node.org, node.jobId, resultSet));
  }

  /** Of the jobs of our loads, once somebody has read what became of the rows. */
  private failedGroups({ org, jobId, resultSet }: ResultNode): FailedGroupNode[] {
    const first = resultSet === 'failedResults' ? this.first({ org, jobId }) : undefined;
    const groups = first?.outcome?.groupsOfJobs.get(jobId) ?? [];
    return groups.map((group) => new FailedGroupNode(org, jobId, first!.loadId, group));
  }

  /** Rows of the load that failed so have not been accepted since. */
  private canRerun({ loadId, group }: FailedGroupNode): boolean {
    return this.deps.store.load(loadId)?.outcome?.groups.some((other) => sameKind(other, group)) ?? false;
  }

  private load({ org, jobId }: JobNode) {
    return this.deps.store.loadOf(org, jobId);
  }

  /** The load that the job is an attempt of, else its own. */
  private first(node: JobNode) {
    const load = this.load(node);
    return load && this.deps.outcomes.firstOf(load);
  }

  private context({ org, job }: JobRecord): JobContext {
    const { store, orgs, clock } = this.deps;
    const part = store.loadOf(org, job.id)?.parts.find((part) => part.jobIds.includes(job.id));
    const mine = orgs.byKey(org)?.userId === job.createdById;
    const known = orgs.byKey(org);
    const away = known && orgs.default && keyOf(known) !== keyOf(orgs.default);
    const creator = mine ? undefined : (store.userName(org, job.createdById) ?? job.createdById);
    return {
      now: clock.now(),
      language: env.language,
      ...(part && { part }),
      ...(away && { org: nameOf(known) }),
      ...(creator !== undefined && { creator }),
    };
  }
}
