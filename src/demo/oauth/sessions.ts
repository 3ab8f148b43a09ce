import type { SalesforceRecord } from '../objects/records.js';
import type { Grant } from './grants.js';

interface Session {
  readonly user: SalesforceRecord;
  /** What it came from; none for one that was opened by hand. */
  readonly grant?: Grant;
}

/** Access tokens that are good for calls. */
export class Sessions {
  readonly #byToken = new Map<string, Session>();

  open(accessToken: string, session: Session): void {
    this.#byToken.set(accessToken, session);
  }

  /** None of an app that is blocked. */
  get(accessToken: string): Session | undefined {
    const session = this.#byToken.get(accessToken);
    return session?.grant?.app.access === 'blocked' ? undefined : session;
  }

  /** @returns whether there was one */
  end(accessToken: string): boolean {
    return this.#byToken.delete(accessToken);
  }

  endThoseOf(grant: Grant): void {
    for (const [token, session] of this.#byToken) if (session.grant === grant) this.#byToken.delete(token);
  }

  endAll(): void {
    this.#byToken.clear();
  }
}
