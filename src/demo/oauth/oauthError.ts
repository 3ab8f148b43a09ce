import type { Answer } from '../http.js';
import type { Handler } from '../router.js';

/** An error of RFC 6749, in Salesforce's words. */
export class OAuthError extends Error {
  constructor(
    readonly error: string,
    readonly description: string,
  ) {
    super(description);
  }
}

export const invalidClientId = (): OAuthError => new OAuthError('invalid_client_id', 'client identifier invalid');

export const redirectUriMismatch = (): OAuthError =>
  new OAuthError('redirect_uri_mismatch', 'redirect_uri must match configuration');

/** A dead refresh token, however it died. */
export const expiredToken = (): OAuthError => new OAuthError('invalid_grant', 'expired access/refresh token');

/** What the admin has decided on an app, as a redirect or the token resource says it. */
export const APP_REFUSALS: Readonly<Record<'blocked' | 'notInstalled', OAuthError>> = {
  blocked: new OAuthError('OAUTH_APP_BLOCKED', 'this app is blocked by admin'),
  notInstalled: new OAuthError('OAUTH_EC_APP_NOT_FOUND', 'External client app is not installed in this org'),
};

/** Tokens must not stay in a cache (RFC 6749, 5.1). */
export const NO_STORE = { 'Cache-Control': 'no-cache,must-revalidate,max-age=0,no-store,private' };

/** `{"error":…}`, in one line unlike the answers of the REST API. */
export const oauthJson = (status: number, body: Readonly<Record<string, string>>): Answer => ({
  status,
  headers: { 'Content-Type': 'application/json;charset=UTF-8', ...NO_STORE },
  text: JSON.stringify(body),
});

/** The authorize and revoke resources show an error as the text of a form, which is all a person gets to see. */
export const oauthText = ({ error, description }: OAuthError): Answer => ({
  status: 400,
  headers: { 'Content-Type': 'text/plain;charset=UTF-8', 'X-Content-Type-Options': 'nosniff', ...NO_STORE },
  text: `error=${error}&error_description=${encodeURIComponent(description)}`,
});

/** A handler that may throw OAuthError. */
export const catching =
  (handler: Handler, toAnswer: (error: OAuthError) => Answer): Handler =>
  async (call) => {
    try {
      return await handler(call);
    } catch (error) {
      if (error instanceof OAuthError) return toAnswer(error);
      throw error;
    }
  };
