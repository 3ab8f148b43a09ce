// What the product needs of Salesforce, in Salesforce's own resources. An expired session (401, a definite refusal) is
// renewed once where the login can renew. What only looks up something around the jobs is tried again for a few seconds;
// a call about jobs is one attempt: repeating it is the business of the callers, who know what a second try could do and
// how often they ask. `Offline` means that nothing was sent, `ServerUnavailable` that the request may have been carried
// out. An aborted call rejects with the signal's reason.

import type { CreateJobRequest, JobInfo, ResultSet } from './job.js';

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface TransferOptions extends CallOptions {
  /** Bytes transferred so far. */
  readonly onProgress?: (bytes: number) => void;
}

/**
 * The bytes of one upload. `open` is called afresh for each try and yields exactly `length` bytes, at least one; the
 * memory of a chunk may be used again once the next one is asked for.
 */
export interface JobData {
  readonly length: number;
  open(): AsyncIterable<Uint8Array>;
}

/** `/services/data/vXX.X/jobs/ingest`: one attempt each. */
export interface BulkApi {
  createJob(request: CreateJobRequest, options?: CallOptions): Promise<JobInfo>;
  /**
   * `PUT …/batches`, streamed with Content-Length. Never sent a second time unless refused with 401.
   * @throws UserError `UploadOutcomeUnknown` if the connection broke or the server failed (5xx): the data may or may not
   *   have arrived; `FileChanged` if the source does not yield `length` bytes; whatever the source throws
   */
  uploadJobData(jobId: string, data: JobData, options?: TransferOptions): Promise<void>;
  /** `PATCH {"state":"UploadComplete"}`; the answer is Salesforce's short form (no counters, no lineEnding). */
  closeJob(jobId: string, options?: CallOptions): Promise<JobInfo>;
  /** `PATCH {"state":"Aborted"}`; short form too. */
  abortJob(jobId: string, options?: CallOptions): Promise<JobInfo>;
  deleteJob(jobId: string, options?: CallOptions): Promise<void>;
  getJob(jobId: string, options?: CallOptions): Promise<JobInfo>;
  /** All V2Ingest jobs of the org, any creator, page by page, in no defined order, without counters. */
  listJobs(options?: CallOptions): AsyncIterable<readonly JobInfo[]>;
  /**
   * Streams a result set into a new file (mode 600), which replaces one of that name only once it is whole.
   * @returns bytes written
   * @throws UserError `StorageFailed` if the disk does not take it
   */
  downloadResults(jobId: string, resultSet: ResultSet, path: string, options?: TransferOptions): Promise<number>;
}

/** An entry of `GET /sobjects`. */
export interface SObject {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string | null;
  readonly custom: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly deletable: boolean;
  readonly queryable: boolean;
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly length: number;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly nillable: boolean;
  readonly defaultedOnCreate: boolean;
  readonly externalId: boolean;
  readonly idLookup: boolean;
  readonly referenceTo: readonly string[];
  readonly relationshipName: string | null;
}

export interface SObjectDescribe extends SObject {
  readonly fields: readonly Field[];
}

export interface Limit {
  readonly Max: number;
  readonly Remaining: number;
}

/** `api-usage` of the `Sforce-Limit-Info` header. */
export interface ApiUsage {
  readonly used: number;
  readonly allowed: number;
}

/** The REST resources around the jobs, for which a person waits: tried again, briefly. */
export interface RestApi {
  describeGlobal(options?: CallOptions): Promise<readonly SObject[]>;
  describe(object: string, options?: CallOptions): Promise<SObjectDescribe>;
  /** All records of a SOQL query, pages followed. */
  query<Row extends object>(soql: string, options?: CallOptions): Promise<readonly Row[]>;
  limits(options?: CallOptions): Promise<Readonly<Record<string, Limit>>>;
}

/** Which kind of org; `production` also where it could not be found out. */
export type OrgKind = 'production' | 'sandbox' | 'scratch' | 'developer' | 'demo';

export interface OrgIdentity {
  /** 18 characters. */
  readonly orgId: string;
  /** 18 characters. */
  readonly userId: string;
  readonly username: string;
  readonly displayName: string;
  readonly orgName: string;
  readonly kind: OrgKind;
  /** Origin, without a trailing slash. */
  readonly instanceUrl: string;
}

/** A login: where it leads and how it renews itself. Never logged, never serialized. */
export interface Login {
  readonly instanceUrl: string;
  readonly accessToken: string;
  /** A fresh access token after a 401; absent where a person has to sign in again. */
  readonly renew?: () => Promise<string>;
}

/** A connection to one org as one user. */
export interface Salesforce {
  readonly identity: OrgIdentity;
  /** `67.0`: the org's highest version up to the one this product was tested with; the same for all calls. */
  readonly apiVersion: string;
  readonly bulk: BulkApi;
  readonly rest: RestApi;
  /** As of the last answer. */
  readonly apiUsage: ApiUsage | undefined;
}
