// What users have allowed apps: authorization codes first, then refresh tokens.

import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { SalesforceRecord } from '../objects/records.js';
import type { ExternalClientApp } from './externalClientApp.js';
import { OAuthError, expiredToken } from './oauthError.js';
import type { Sessions } from './sessions.js';

/** One user, one app, one sign-in. */
export interface Grant {
  readonly app: ExternalClientApp;
  readonly user: SalesforceRecord;
  readonly scopes: readonly string[];
}

/** What a client asked for at the authorize resource. */
export interface AuthorizationRequest {
  readonly app: ExternalClientApp;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state?: string;
  /** Base64url of the SHA-256 of the verifier. */
  readonly codeChallenge?: string;
}

interface Code {
  readonly request: AuthorizationRequest;
  readonly grant: Grant;
  /** Milliseconds since 1970. */
  readonly expires: number;
  isUsed: boolean;
}

const CODE_LIFETIME = 15 * 60_000;
/** Of one user in one app; with the next, the oldest dies. */
const MAX_REFRESH_TOKENS = 5;

const secret = (bytes: number): string => randomBytes(bytes).toString('base64url');

export class Grants {
  readonly #requests = new Map<string, AuthorizationRequest>();
  readonly #codes = new Map<string, Code>();
  readonly #refreshTokens = new Map<string, Grant>();
  /** Refresh tokens that were rotated away: whoever brings one may have stolen it. */
  readonly #rotated = new Map<string, Grant>();
  /** Refresh tokens that a request is at work with. */
  readonly #busy = new Set<string>();

  constructor(
    private readonly clock: Clock,
    private readonly sessions: Sessions,
  ) {}

  /** @returns a token that stands for the request in the approval page, once */
  keepRequest(request: AuthorizationRequest): string {
    const token = secret(32);
    this.#requests.set(token, request);
    return token;
  }

  takeRequest(token: string): AuthorizationRequest | undefined {
    const request = this.#requests.get(token);
    this.#requests.delete(token);
    return request;
  }

  /** `aPrx…==`: must be percent-encoded in a URL. */
  issueCode(request: AuthorizationRequest, user: SalesforceRecord): string {
    const { app, scopes } = request;
    const code = `aPrx${secret(54)}==`;
    const expires = this.clock.now() + CODE_LIFETIME;
    this.#codes.set(code, { request, grant: { app, user, scopes }, expires, isUsed: false });
    return code;
  }

  /**
   * The code is used up, whatever the caller finds wrong next.
   * @throws OAuthError invalid_grant
   */
  takeCode(text: string): Code {
    const code = this.#codes.get(text);
    if (!code) throw new OAuthError('invalid_grant', 'invalid authorization code');
    if (code.isUsed || this.clock.now() > code.expires) {
      throw new OAuthError('invalid_grant', 'expired authorization code');
    }
    code.isUsed = true;
    return code;
  }

  issueRefreshToken(grant: Grant): string {
    const same = [...this.#refreshTokens.values()].filter(({ app, user }) => app === grant.app && user === grant.user);
    const [oldest] = same;
    if (oldest && same.length >= MAX_REFRESH_TOKENS) this.revoke(oldest);
    const token = `5Aep861${secret(60)}`;
    this.#refreshTokens.set(token, grant);
    return token;
  }

  /**
   * A token that was rotated away takes the one in its place, and all sessions, with it.
   * https://help.salesforce.com/s/articleView?id=005316711
   * @throws OAuthError invalid_grant
   */
  useRefreshToken(token: string, app: ExternalClientApp): Grant {
    const stolen = this.#rotated.get(token);
    if (stolen) this.revoke(stolen);
    const grant = this.#refreshTokens.get(token);
    if (grant?.app !== app) throw expiredToken();
    return grant;
  }

  /**
   * Only one request at a time may use a refresh token.
   * https://help.salesforce.com/s/articleView?id=release-notes.rn_security_refresh_token_requests.htm&release=250
   * @throws OAuthError invalid_grant
   */
  async process(token: string, work: () => Promise<void>): Promise<void> {
    if (this.#busy.has(token)) throw new OAuthError('invalid_grant', 'token request is already being processed');
    this.#busy.add(token);
    try {
      await work();
    } finally {
      this.#busy.delete(token);
    }
  }

  /** @returns the new refresh token */
  rotate(token: string, grant: Grant): string {
    this.#refreshTokens.delete(token);
    this.#rotated.set(token, grant);
    return this.issueRefreshToken(grant);
  }

  /** @returns what the refresh token stands for */
  find(refreshToken: string): Grant | undefined {
    return this.#refreshTokens.get(refreshToken);
  }

  /** Ends its refresh token and its sessions. */
  revoke(grant: Grant): void {
    for (const [token, other] of this.#refreshTokens) if (other === grant) this.#refreshTokens.delete(token);
    this.sessions.endThoseOf(grant);
  }

  /** Refresh tokens die, sessions live on: as after the time an admin has set. */
  expireRefreshTokens(): void {
    this.#refreshTokens.clear();
  }
}
