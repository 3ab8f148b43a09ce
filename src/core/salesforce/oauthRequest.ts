// The half of a sign-in that goes through the browser: OAuth 2.0 web server flow (RFC 6749, 4.1) with PKCE (RFC 7636).

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.js';
import { withoutSecrets } from '../withoutSecrets.js';
import { refusedSignIn } from './oauthError.js';

/** What the app must be allowed to ask for: the API, who the user is, and to renew the session without them. */
export const SCOPES = ['api', 'id', 'refresh_token'] as const;

export interface SignInPlace {
  /** Origin: login.salesforce.com, test.salesforce.com or a My Domain. */
  readonly loginUrl: string;
  /** Consumer key of an External Client App. */
  readonly clientId: string;
  /** As registered with the app: Salesforce compares character for character. */
  readonly redirectUri: string;
}

/** An authorization code and what it takes to redeem it. */
export interface AuthorizationCode extends SignInPlace {
  readonly code: string;
  readonly codeVerifier: string;
}

/** Who signs in, as far as it is known. */
export interface SignInUser {
  /** Username. */
  readonly loginHint?: string;
  /** Logs in, whomever the browser is logged in as: Salesforce would let that one in without a word. */
  readonly mustLogIn?: boolean;
}

/** One request for access. It takes one answer. */
export class AuthorizationRequest {
  readonly #codeVerifier = randomBytes(48).toString('base64url');
  readonly #state = randomBytes(32).toString('base64url');
  #answered = false;

  constructor(
    readonly place: SignInPlace,
    private readonly user: SignInUser = {},
  ) {}

  /**
   * Where the browser goes. No value has a character that VS Code's `openExternal` would encode twice, or a server
   * would decode once too often (`%`, `+`, `&`, `=`).
   */
  get url(): string {
    const { loginUrl, clientId, redirectUri } = this.place;
    const { loginHint, mustLogIn } = this.user;
    const parameters = {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: SCOPES.join(' '),
      state: this.#state,
      code_challenge: createHash('sha256').update(this.#codeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...(loginHint !== undefined && /^[\w.@-]+$/.test(loginHint) && { login_hint: loginHint }),
      ...(mustLogIn && { prompt: 'login' }),
    };
    const query = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    return `${loginUrl}/services/oauth2/authorize?${query.join('&')}`;
  }

  /** Whether these are the parameters of an answer to this request, and the first one. */
  fits(answer: URLSearchParams): boolean {
    const isAnswer = answer.has('code') || answer.has('error');
    return !this.#answered && isAnswer && equal(answer.get('state') ?? '', this.#state);
  }

  /** Takes the answer: no other fits from now on. @throws UserError `SignInFailed` where it is an error */
  take(answer: URLSearchParams): AuthorizationCode {
    this.#answered = true;
    const code = answer.get('code');
    if (code) return { ...this.place, code, codeVerifier: this.#codeVerifier };
    const said = (name: string) => withoutSecrets(answer.get(name) ?? '', [this.#state, this.#codeVerifier]);
    throw refusedSignIn(this.place, said('error'), said('error_description'));
  }
}

/** Takes as long wherever the difference is: hashes have one length, too. */
function equal(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

/** Why nothing came: what goes wrong before Salesforce trusts the callback URL is told in the browser only. */
export const noAnswer = ({ redirectUri }: SignInPlace): UserError =>
  new UserError('SignInFailed', l10n.t('No answer came from the browser: the sign-in is no longer waited for.'), {
    nextStep: l10n.t(
      'If Salesforce showed "redirect_uri_mismatch", add the callback URL {0} to the External Client App. If it said that it cannot authorize you, ask an admin to install the app. Then sign in again.',
      redirectUri,
    ),
  });
