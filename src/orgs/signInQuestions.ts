import type { Disposable } from 'vscode';
import type { UserError } from '../core/errors.js';
import { orgKey, type OrgKey } from '../core/load/jobStore.js';
import type { KnownOrg } from './knownOrg.js';

/**
 * Asks a person to sign in again to an org that something of theirs waits for.
 * @throws UserError `SessionExpired` where they do not
 */
export type SignInAgain = (org: KnownOrg, ended: UserError) => Promise<void>;

/** A person is being asked. */
interface Question {
  readonly done: Promise<void>;
  /** They have signed in, in another way or window. */
  readonly answered: () => void;
}

/** Whom to ask to sign in again, and the questions that stand: one for all that waits for an org. */
export class SignInQuestions {
  /** Orgs that a person waits for, and how many times. */
  private readonly attended = new Map<OrgKey, number>();
  private readonly asking = new Map<OrgKey, Question>();
  private readonly count = new Map<OrgKey, number>();

  constructor(private readonly signInAgain: SignInAgain) {}

  /** While it is held, a person waits for this org. */
  attend(key: OrgKey): Disposable {
    this.attended.set(key, (this.attended.get(key) ?? 0) + 1);
    return {
      dispose: () => {
        const others = (this.attended.get(key) ?? 1) - 1;
        if (others > 0) this.attended.set(key, others);
        else this.attended.delete(key);
      },
    };
  }

  /** How often somebody has signed in while this window was open. */
  signIns(key: OrgKey): number {
    return this.count.get(key) ?? 0;
  }

  /** Somebody has signed in, here or in another window. */
  signedIn(key: OrgKey): void {
    this.count.set(key, this.signIns(key) + 1);
    this.asking.get(key)?.answered();
  }

  /**
   * Resolves once somebody has signed in. Who does not want to is not asked again at the next request.
   * @param since `signIns` before it was found out that the session has ended: with two requests under way, somebody
   * may have signed in for the other one
   * @throws `ended` where nobody waits; what the asking throws
   */
  async ask(org: KnownOrg, ended: UserError, since: number): Promise<void> {
    const key = orgKey(org);
    if (this.signIns(key) !== since) return;
    if (!this.attended.has(key)) throw ended;
    const asking = this.asking.get(key) ?? this.question(org, ended);
    this.asking.set(key, asking);
    try {
      await asking.done;
    } catch (error) {
      this.attended.delete(key);
      throw error;
    } finally {
      this.asking.delete(key);
    }
  }

  private question(org: KnownOrg, ended: UserError): Question {
    let answered = (): void => {};
    const done = new Promise<void>((resolve, reject) => {
      answered = resolve;
      this.signInAgain(org, ended).then(resolve, reject);
    });
    return { done, answered };
  }
}
