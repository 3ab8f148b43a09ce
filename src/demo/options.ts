import type { Clock } from './clock.js';
import { STRICT, type Doubts } from './doubts.js';
import { demoApp, platformCli, type ExternalClientApp } from './oauth/externalClientApp.js';
import type { OrgKind } from './orgKind.js';
import { toPace, type Pace, type PaceName } from './pace.js';

/** What can be changed while the demo org runs. */
export interface Settings {
  pace: Pace;
  doubts: Doubts;
  /** The user may hard delete ("Bulk API Hard Delete"). */
  hardDelete: boolean;
  /** Newest API version: 67 for v67.0. */
  apiMax: number;
  /** Jobs of a page of the list: Salesforce's are 1,000. */
  jobsPerPage: number;
  /** Bytes of one upload: Salesforce's 150 MB are counted as base64, which makes four of three. */
  maxUploadBytes: number;
  /**
   * Records of the whole org: the rows of an upload that would bring more are read and counted, but change no record.
   * They count as saved, new ones with ids that no record has.
   */
  maxKeptRecords: number;
  /** Records of a page of a query job's results, unless the client asks for fewer: Salesforce picks as it likes. */
  queryPageRecords: number;
  /** Users can sign in with: one of the demo org, and that of the Salesforce CLI. */
  readonly apps: { readonly demo: ExternalClientApp; readonly cli: ExternalClientApp };
}

export interface DemoOptions {
  /** On 127.0.0.1; 0 or none for a free one. */
  readonly port?: number;
  /** `fast` without it. A number stands for the milliseconds of each wait. */
  readonly pace?: PaceName | number | Pace;
  /** Switches that leave the strict side. */
  readonly doubts?: Partial<Doubts>;
  readonly hardDelete?: boolean;
  readonly apiMax?: number;
  readonly jobsPerPage?: number;
  /** Serves `/__demo/…`: faults, pace and the request log over HTTP. */
  readonly admin?: boolean;
  /** `developer` without it. */
  readonly kind?: OrgKind;
  /** What differs in the demo org's app; its callback URLs come to `http://localhost:1717/OauthRedirect`. */
  readonly app?: Partial<ExternalClientApp>;
  /** Values of the Organization row that differ from those of the kind. */
  readonly organization?: Readonly<Record<string, string | boolean | null>>;
  /** Starts without the jobs that show a newcomer what jobs look like. */
  readonly withoutJobs?: boolean;
  readonly clock?: Clock;
}

/** @throws Error for a callback URL that Salesforce would not register */
export const toSettings = (options: DemoOptions): Settings => ({
  pace: toPace(options.pace ?? 'fast'),
  doubts: { ...STRICT, ...options.doubts },
  hardDelete: options.hardDelete ?? false,
  apiMax: options.apiMax ?? 67,
  jobsPerPage: options.jobsPerPage ?? 1000,
  maxUploadBytes: 112_500_000,
  maxKeptRecords: 200_000,
  queryPageRecords: 10_000,
  apps: { demo: demoApp(options.app), cli: platformCli() },
});
