import type { KnownOrg } from './knownOrg.js';

/** What a sign-in gave. Never logged, kept in no other place than the secret storage. */
export interface Grant {
  readonly accessToken: string;
  /** What it takes to renew the session without anybody; only the source that got it reads it. */
  readonly refreshToken?: string;
  /** Consumer key of the app that was signed in with. */
  readonly clientId?: string;
  /** Origin where it was signed in, and where it is renewed. */
  readonly loginUrl?: string;
}

/** One way to sign in. None of its methods asks a person. */
export interface LoginSource {
  /** A token to begin with. @throws UserError `NoOrg`, `SessionExpired`, and what the source says of its own faults */
  accessToken(org: KnownOrg): Promise<string>;
  /**
   * Another token in place of one that Salesforce refused.
   * @throws UserError `SessionExpired` where a person has to sign in again
   */
  renew(org: KnownOrg, refused: string): Promise<string>;
  /** Keeps what a sign-in gave, in place of what was kept before. */
  keep(org: KnownOrg, grant: Grant): Promise<void>;
  /** Forgets it; what can be revoked is. */
  forget(org: KnownOrg): Promise<void>;
}
