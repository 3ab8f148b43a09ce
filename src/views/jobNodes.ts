import { l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { UserError } from '../core/errors.js';
import { describeJob, type JobDescription, type StateIcon } from '../core/load/describeJob.js';
import type { JobContext } from '../core/load/describeJob.js';
import { explainRowError } from '../core/load/explainError.js';
import type { JobRecord, OrgKey } from '../core/load/jobStore.js';
import { isUnderWay, type LoadState } from '../core/load/loadState.js';
import type { UnfinishedLoad } from '../core/load/journal.js';
import { leftOut, type Outcome, type RowErrorGroup } from '../core/results/outcome.js';
import { rowsIn, type ResultSet } from '../core/salesforce/job.js';
import { escapeMarkdown } from '../ui/foreignText.js';
import { LoadReference } from '../ui/loadReference.js';

// The nodes are classes, not plain objects: a plain object with a jobId would be an API call (contract of commands).

/** A job. Commands read `org` and `jobId`. */
export class JobNode {
  constructor(
    readonly org: OrgKey,
    readonly jobId: string,
  ) {}
}

/** A result set of an ended job. */
export class ResultNode {
  constructor(
    readonly org: OrgKey,
    readonly jobId: string,
    readonly resultSet: ResultSet,
  ) {}
}

/** The rows of a job that failed of one kind of error: to be opened, or, as part of their load, to be sent again. */
export class FailedGroupNode extends LoadReference {
  readonly resultSet = 'failedResults';
  constructor(
    readonly org: OrgKey,
    readonly jobId: string,
    /** The first load, not an attempt. */
    loadId: string,
    override readonly group: RowErrorGroup,
  ) {
    super(loadId, group);
  }
}

/** A load that an earlier session left unfinished. */
export class UnfinishedLoadNode {
  readonly loadId: string;
  constructor(readonly unfinished: UnfinishedLoad) {
    this.loadId = unfinished.load.loadId;
  }
}

export class LoadMoreNode {
  constructor(readonly hidden: number) {}
}

export class ErrorNode {
  constructor(readonly error: UserError) {}
}

export type Node = JobNode | ResultNode | FailedGroupNode | UnfinishedLoadNode | LoadMoreNode | ErrorNode;

const themeIcon = ({ id, color }: StateIcon): ThemeIcon =>
  new ThemeIcon(id, color === undefined ? undefined : new ThemeColor(color));

/** @param outcome of the load, its attempts included */
export function jobItem(
  node: JobNode,
  record: JobRecord,
  context: JobContext,
  load: LoadState | undefined,
  outcome: Outcome | undefined,
): TreeItem {
  const described = describeJob(record, context);
  const ended = described.words.includes('hasResults');
  const item = new TreeItem(
    described.label,
    ended ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None,
  );
  item.id = `${node.org}/${node.jobId}`;
  item.description = described.description;
  item.iconPath = themeIcon(described.icon);
  // Its rows may have got in since, with another job.
  const isSettled = outcome !== undefined && leftOut(outcome.counts) === 0;
  const words = described.words.filter((word) => !isSettled || word !== 'canSendAgain');
  item.contextValue = [...words, ...wordsOfLoad(load)].join(' ');
  item.command = { command: 'salesforceBulk.openJob', title: l10n.t('Open Job'), arguments: [node] };
  item.accessibilityInformation = { label: described.spoken, role: 'treeitem' };
  return item;
}

function wordsOfLoad(load: LoadState | undefined): readonly string[] {
  if (!load) return [];
  return ['hasSource', ...(isUnderWay(load) ? ['canStopLoad'] : [])];
}

/** Values come from the server: text, never Markdown. */
export function jobTooltip(described: JobDescription): MarkdownString {
  const rows = described.facts.map(([name, value]) => `| ${escapeMarkdown(name)} | ${escapeMarkdown(value)} |`);
  return new MarkdownString([`**${escapeMarkdown(described.label)}**`, '', '| | |', '|:--|:--|', ...rows].join('\n'));
}

const RESULTS: Record<ResultSet, readonly [label: string, icon: StateIcon]> = {
  successfulResults: [l10n.t('Successful Results'), { id: 'pass', color: 'charts.green' }],
  failedResults: [l10n.t('Failed Results'), { id: 'error', color: 'charts.red' }],
  unprocessedrecords: [l10n.t('Unprocessed Records'), { id: 'circle-slash', color: 'disabledForeground' }],
};

/** @param groups of its rows, as far as they are known */
export function resultItem(node: ResultNode, { job }: JobRecord, groups: number, language: string): TreeItem {
  const [label, icon] = RESULTS[node.resultSet];
  const { Expanded, None } = TreeItemCollapsibleState;
  const item = new TreeItem(label, groups > 0 ? Expanded : None);
  item.id = `${node.org}/${node.jobId}/${node.resultSet}`;
  item.iconPath = themeIcon(icon);
  const count = rowsIn(job, node.resultSet);
  if (count !== undefined) item.description = count.toLocaleString(language);
  item.contextValue = [
    'canOpenRows',
    ...(node.resultSet !== 'successfulResults' && count !== 0 ? ['canSendAgain'] : []),
  ].join(' ');
  item.command = { command: 'salesforceBulk.openResults', title: l10n.t('Open Results'), arguments: [node] };
  item.accessibilityInformation = {
    label: count === undefined ? label : `${label}: ${count}`,
    role: 'treeitem',
  };
  return item;
}

/** @param canRerun whether the load still has rows of this error */
export function failedGroupItem(node: FailedGroupNode, canRerun: boolean, language: string): TreeItem {
  const { code, fields, count, message } = node.group;
  const name = code || message.replaceAll(/\s+/g, ' ');
  // The count comes first: at the end a narrow side bar would cut digits off.
  const item = new TreeItem(`${count.toLocaleString(language)} · ${name}`, TreeItemCollapsibleState.None);
  item.id = `${node.org}/${node.jobId}/failedResults/${code}/${fields.join()}`;
  item.description = fields.join(', ');
  item.iconPath = themeIcon({ id: 'error-small', color: 'charts.red' });
  item.contextValue = ['canOpenRows', ...(canRerun ? ['canSendAgain', 'hasSource'] : [])].join(' ');
  item.command = { command: 'salesforceBulk.openResults', title: l10n.t('Open These Rows'), arguments: [node] };
  item.accessibilityInformation = { label: `${[name, ...fields].join(' ')}: ${count}`, role: 'treeitem' };
  return item;
}

/** Messages are the server's: text, never Markdown. */
export function failedGroupTooltip({ group: { code, fields, message } }: FailedGroupNode): MarkdownString {
  const known = explainRowError(code);
  const name = [code, ...fields].join(' ');
  const paragraphs = [...(name ? [name] : []), message, ...(known ? [known.meaning, known.nextStep] : [])];
  return new MarkdownString(paragraphs.map(escapeMarkdown).join('\n\n'));
}

export function unfinishedItem({ unfinished }: UnfinishedLoadNode): TreeItem {
  const { load } = unfinished;
  const item = new TreeItem(l10n.t('Unfinished load of {0}', load.fileName), TreeItemCollapsibleState.None);
  item.id = `unfinished/${load.loadId}`;
  item.description = openInWords(unfinished);
  item.iconPath = themeIcon({ id: 'debug-disconnect', color: 'charts.yellow' });
  item.contextValue = 'unfinishedLoad';
  item.tooltip = [
    `${load.fileName}: ${load.object} · ${load.operation}, ${openInWords(unfinished)}`,
    l10n.t(
      'This load ended before Salesforce could confirm everything. Abort the jobs it left open, or dismiss it if you want to look after them in Salesforce.',
    ),
    ...(unfinished.perhapsCreated > 0
      ? [l10n.t('A job without an answer is empty: an Open job of this object in the list is possibly yours.')]
      : []),
  ].join('\n');
  return item;
}

function openInWords({ openJobIds, perhapsCreated }: UnfinishedLoad): string {
  const open = openJobIds.length;
  const words = [
    ...(open === 1 ? [l10n.t('1 job may be open')] : open > 1 ? [l10n.t('{0} jobs may be open', open)] : []),
    ...(perhapsCreated > 0 ? [l10n.t('possibly an empty job')] : []),
  ];
  return words.length > 0 ? words.join(', ') : l10n.t('no job was created');
}

export function loadMoreItem(node: LoadMoreNode): TreeItem {
  const item = new TreeItem(l10n.t('Load More… ({0})', node.hidden), TreeItemCollapsibleState.None);
  item.id = 'loadMore';
  item.iconPath = new ThemeIcon('ellipsis');
  item.command = { command: 'salesforceBulk.loadMoreJobs', title: l10n.t('Load More…') };
  return item;
}

export function errorItem({ error }: ErrorNode): TreeItem {
  const item = new TreeItem(error.message, TreeItemCollapsibleState.None);
  item.id = 'error';
  item.iconPath = themeIcon({ id: 'error', color: 'charts.red' });
  item.contextValue = 'canRetry';
  item.tooltip = error.nextStep === undefined ? error.message : `${error.message}\n${error.nextStep}`;
  item.command = { command: 'salesforceBulk.refreshJobs', title: l10n.t('Retry') };
  return item;
}
