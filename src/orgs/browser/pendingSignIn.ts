import type { AuthorizationCode, AuthorizationRequest } from '../../core/salesforce/oauthRequest.js';
import type { Callback } from './callbackPage.js';

/** A sign-in while the person is in the browser. Its answer may come by several ways; the first one counts. */
export class PendingSignIn {
  /** Rejects with what Salesforce answers instead, or with the reason it was given up for. */
  readonly code: Promise<AuthorizationCode>;
  private resolve: (code: AuthorizationCode) => void = () => {};
  /** Nobody waits any longer. */
  giveUp: (reason: Error) => void = () => {};

  constructor(readonly request: AuthorizationRequest) {
    this.code = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.giveUp = reject;
    });
    this.code.catch(() => {}); // may come before anybody looks
  }

  /** @param answer parameters of the address the browser was sent back to; what does not fit changes nothing */
  readonly take = (answer: URLSearchParams): Callback => {
    if (!this.request.fits(answer)) return 'unexpected';
    try {
      this.resolve(this.request.take(answer));
      return 'allowed';
    } catch (error) {
      this.giveUp(error as Error);
      return 'refused';
    }
  };
}

/** The parameters in an address that a person copied out of the browser; undefined where the text is none. */
export function parametersIn(text: string): URLSearchParams | undefined {
  return URL.canParse(text.trim()) ? new URL(text.trim()).searchParams : undefined;
}
