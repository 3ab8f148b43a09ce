import { withoutSecrets } from './withoutSecrets.js';

/** Codes of errors a person (or a calling extension) can act on. Stable: tests and callers match on them. */
export type UserErrorCode =
  // the file
  | 'FileNotFound'
  | 'NotAFile'
  | 'NoReadPermission'
  | 'ReadFailed'
  | 'EmptyFile'
  | 'NoRows'
  | 'NotCsv'
  | 'NotUtf8'
  | 'StrayQuote'
  | 'UnclosedQuote'
  | 'DuplicateHeader'
  | 'EmptyHeader'
  | 'RaggedRows'
  | 'RecordTooLarge'
  | 'IdColumnMissing'
  | 'ExternalIdColumnMissing'
  | 'NothingToSend'
  | 'FileChanged'
  | 'DirtyDocument'
  // the call
  | 'InvalidArgument'
  | 'ProductionNeedsConfirmation'
  | 'NotTrusted'
  | 'Cancelled'
  // the org
  | 'NoOrg'
  | 'UnknownOrg'
  | 'WrongOrg'
  | 'OrgNotAllowed'
  | 'ReadOnly'
  | 'SignInFailed'
  | 'CliNotFound'
  | 'CliFailed'
  | 'UnsafeUrl'
  | 'SessionExpired'
  | 'NoApiAccess'
  | 'ApiLimit'
  | 'TooManyRequests'
  | 'ServerUnavailable'
  | 'Offline'
  | 'UploadOutcomeUnknown'
  | 'UnexpectedAnswer'
  | 'NotFound'
  | 'UnknownObject'
  | 'InvalidJob'
  | 'InvalidJobState'
  | 'FeatureNotEnabled'
  | 'ApiError'
  | 'JobFailed'
  | 'JobGone'
  | 'ResultsNotReady'
  | 'LoadStopped'
  | 'LoadUnderWay'
  | 'OutcomeUnknown'
  | 'RowsNotFound'
  // this machine
  | 'Internal'
  | 'StorageFailed'
  | 'DemoOrgFailed';

/** A place in a text file, both 1-based; column counts characters. */
export interface FilePosition {
  readonly line: number;
  readonly column: number;
}

export interface UserErrorDetails {
  /** One sentence: what to do next. */
  readonly nextStep?: string;
  /** Where in the file. */
  readonly at?: FilePosition;
  /** 1-based line numbers the error is about (`RaggedRows`); at most the first 100. */
  readonly lines?: readonly number[];
  /** The load and jobs this error ended, where there are any. */
  readonly loadId?: string;
  readonly jobs?: readonly unknown[];
  readonly cause?: unknown;
}

/**
 * An error a person can act on: what happened, where, and what to do next. Its sentences are localized. They are shown,
 * logged and handed to other extensions, and may quote a server or a program: no secret gets past here.
 */
export class UserError extends Error {
  readonly nextStep: string | undefined;
  readonly at: FilePosition | undefined;
  readonly lines: readonly number[] | undefined;
  readonly loadId: string | undefined;
  readonly jobs: readonly unknown[] | undefined;
  /** The file that `at` is in, as a URI in text form; set by whoever opened it. */
  uri: string | undefined;

  constructor(
    readonly code: UserErrorCode,
    message: string,
    details: UserErrorDetails = {},
  ) {
    super(withoutSecrets(message), details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'UserError';
    this.nextStep = details.nextStep && withoutSecrets(details.nextStep);
    this.at = details.at;
    this.lines = details.lines;
    this.loadId = details.loadId;
    this.jobs = details.jobs;
  }
}

/** An answer of Salesforce (or of what stands in front of it) with a status of 400 or more. */
export class ApiError extends UserError {
  constructor(
    code: UserErrorCode,
    message: string,
    /** HTTP status. */
    readonly status: number,
    /** Salesforce's `errorCode` as sent (`INVALIDJOBSTATE`, …); undefined where the body was not Salesforce's JSON. */
    readonly errorCode: string | undefined,
    /** From `Retry-After`, in milliseconds. */
    readonly retryAfterMs: number | undefined,
    details: UserErrorDetails = {},
  ) {
    super(code, message, details);
    this.name = 'ApiError';
  }
}
