// What the job page and the extension host say to each other. The page shows what it is told and knows nothing else:
// every text is ready to be read, in the person's language; text of the server or of a file is data, shown as text.

/** What the page can ask for about its own job. All but the last are commands, with their guards and questions. */
export const PAGE_ACTIONS = [
  'uploadJobData',
  'closeJob',
  'abortJob',
  'deleteJob',
  'stopLoad',
  'openSuccessful',
  'openFailed',
  'openUnprocessed',
  'saveResults',
  'editAndSendAgain',
  'rerunFailed',
  'showFailedRows',
  'openOutcome',
  'openInSetup',
  'showSource',
  'copyJobId',
  'groupFailedRows',
] as const;
export type PageAction = (typeof PAGE_ACTIONS)[number];

/** What the page can ask for about the failed rows of one kind of error. */
export const GROUP_ACTIONS = ['openGroup', 'rerunGroup'] as const;
export type GroupAction = (typeof GROUP_ACTIONS)[number];

/** Kept by the page over a reload of the window. */
export interface JobAddress {
  /** `{orgId}-{userId}` */
  readonly org: string;
  readonly jobId: string;
}

/** Name of a codicon, and of a theme colour where it has one. */
export interface PageIcon {
  readonly id: string;
  readonly color?: string;
}

export interface PageButton {
  readonly action: PageAction;
  readonly label: string;
  readonly icon: string;
  /** At most one is primary; what cannot be taken back stands apart. */
  readonly rank: 'primary' | 'secondary' | 'link' | 'danger';
}

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface Notice {
  readonly kind: 'information' | 'warning' | 'error';
  readonly text: string;
  readonly nextStep?: string;
}

export interface Progress {
  readonly label: string;
  /** 0 to 1. */
  readonly value: number;
  /** `8,000 of 12,304 rows` */
  readonly text: string;
  /** `812 rows/s`, `about 12 sec left`; empty where it cannot be said. */
  readonly pace: readonly string[];
}

export interface TimelineStep {
  readonly icon: PageIcon;
  readonly state: string;
  /** Clock time of its begin, with the date where it is not today; this and the next two are empty where not known. */
  readonly from: string;
  readonly duration: string;
  /** Who says so. */
  readonly source: string;
  readonly phase: 'past' | 'current' | 'coming';
}

export interface Timeline {
  readonly heading: string;
  readonly steps: readonly TimelineStep[];
}

export interface Chart {
  readonly heading: string;
  /** The same in words. */
  readonly description: string;
  readonly processed: string;
  readonly failed: string;
  /** Ascending: milliseconds since the epoch, rows, rows. */
  readonly points: readonly (readonly [at: number, processed: number, failed: number])[];
}

export interface FailedGroup {
  /** The error's code, or its message where it has none. */
  readonly title: string;
  readonly count: string;
  /** Share of all failed rows, 0 to 1. */
  readonly share: number;
  /** API names of those that the error is about. */
  readonly fields: readonly string[];
  /** Verbatim; absent where it is the title. */
  readonly message?: string;
  readonly meaning?: string;
  readonly nextStep?: string;
  readonly buttons: readonly GroupButton[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface GroupButton {
  readonly action: GroupAction;
  readonly label: string;
  readonly icon: string;
}

export interface Failures {
  readonly heading: string;
  /** Of how many rows; also that they are being fetched, or why they are not there. */
  readonly text: string;
  readonly nextStep?: string;
  readonly busy: boolean;
  readonly buttons: readonly PageButton[];
  /** Caption of a group's table. */
  readonly caption: string;
  readonly groups: readonly FailedGroup[];
}

/** How many rows of a load have come to the same. */
export interface RowCount {
  /** A theme colour, as `PageIcon` has one. */
  readonly color: string;
  readonly label: string;
  readonly count: string;
  /** Of all rows of the load, 0 to 1. */
  readonly share: number;
}

/** What became of the rows of the load that the job belongs to, its attempts included. */
export interface LoadOutcome {
  readonly heading: string;
  readonly text: string;
  /** Those that there are. */
  readonly counts: readonly RowCount[];
  /** `Attempt 2: 61 of 98 rows accepted`; empty where it was sent once. */
  readonly attempts: readonly string[];
  readonly buttons: readonly PageButton[];
}

export interface LoadJob {
  readonly jobId: string;
  readonly icon: PageIcon;
  readonly label: string;
  readonly state: string;
  /** The job of this page. */
  readonly current: boolean;
}

export interface LoadParts {
  readonly heading: string;
  readonly text: string;
  readonly jobs: readonly LoadJob[];
}

/** All there is to see; what is absent is not shown. */
export interface JobSnapshot {
  readonly address: JobAddress;
  /** BCP 47, for the numbers at the chart's axes. */
  readonly language: string;
  /** `Account · insert`, `Account · insert · part 2 of 3` */
  readonly title: string;
  readonly state: { readonly icon: PageIcon; readonly word: string };
  /** Said aloud when it changes. */
  readonly announcement: string;
  readonly identity: readonly Fact[];
  readonly copyLabel: string;
  readonly actionsLabel: string;
  readonly buttons: readonly PageButton[];
  readonly notices: readonly Notice[];
  readonly progress?: Progress;
  readonly counters: readonly Fact[];
  readonly error?: {
    readonly heading: string;
    readonly text: string;
    readonly meaning?: string;
    readonly nextStep?: string;
  };
  readonly outcome?: LoadOutcome;
  readonly failures?: Failures;
  readonly timeline?: Timeline;
  readonly chart?: Chart;
  readonly details?: { readonly heading: string; readonly facts: readonly Fact[] };
  readonly load?: LoadParts;
}

/** By the host, whenever something of the job has changed, once the page is ready and can be seen. */
export type ToPage = { readonly type: 'snapshot'; readonly snapshot: JobSnapshot };

export type FromPage =
  /** Once, as soon as the page can take messages; again each time it comes back into sight, since it starts afresh. */
  | { readonly type: 'ready' }
  /** By a button. */
  | { readonly type: 'run'; readonly action: PageAction }
  /** By a button of a group of failed rows; `group` is its index in the last snapshot. */
  | { readonly type: 'runGroup'; readonly action: GroupAction; readonly group: number }
  /** By the link to another job of the same load. */
  | { readonly type: 'openJob'; readonly jobId: string };

type Untrusted = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Untrusted => typeof value === 'object' && value !== null;

/** @returns undefined for what is no message of ours */
export function readFromPage(value: unknown): FromPage | undefined {
  if (!isObject(value)) return undefined;
  const { type, action, group, jobId } = value;
  if (type === 'ready') return { type };
  if (type === 'run' && (PAGE_ACTIONS as readonly unknown[]).includes(action)) {
    return { type, action: action as PageAction };
  }
  if (type === 'runGroup' && (GROUP_ACTIONS as readonly unknown[]).includes(action) && isIndex(group)) {
    return { type, action: action as GroupAction, group };
  }
  if (type === 'openJob' && typeof jobId === 'string' && isJobId(jobId)) return { type, jobId };
  return undefined;
}

/** @returns undefined for what is no message of ours; other extensions and frames post to the page's window, too */
export function readToPage(value: unknown): ToPage | undefined {
  if (!isObject(value) || value['type'] !== 'snapshot' || !isObject(value['snapshot'])) return undefined;
  return readAddress(value['snapshot']['address']) ? (value as ToPage) : undefined;
}

/** What a page kept over a reload: the disk is no better a source than the page. */
export function readAddress(value: unknown): JobAddress | undefined {
  if (!isObject(value)) return undefined;
  const { org, jobId } = value;
  if (typeof org !== 'string' || !/^00D\w{15}-005\w{15}$/.test(org)) return undefined;
  return typeof jobId === 'string' && isJobId(jobId) ? { org, jobId } : undefined;
}

const isIndex = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

const isJobId = (text: string): boolean => /^750\w{12}(\w{3})?$/.test(text);
