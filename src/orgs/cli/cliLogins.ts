import * as l10n from '@vscode/l10n';
import { UserError } from '../../core/errors.js';
import type { KnownOrg } from '../knownOrg.js';
import type { LoginSource } from '../loginSource.js';
import { cliAccessToken, cliSessionEnded, listCliOrgs, type CliOrg } from './cliOrgs.js';
import { runCli, type CliPlace } from './salesforceCli.js';

/** A person takes their time. */
const SIGN_IN_MS = 10 * 60_000;

/** The logins of the Salesforce CLI. It keeps and renews them; nothing of them is kept here. */
export class CliLogins implements LoginSource {
  private listing: Promise<readonly CliOrg[]> | undefined;

  constructor(private readonly place: () => CliPlace) {}

  /** All of them. Who asks while the CLI is at it gets the same answer. @throws UserError `CliNotFound`, `CliFailed` */
  list(): Promise<readonly CliOrg[]> {
    this.listing ??= listCliOrgs(this.place()).finally(() => (this.listing = undefined));
    return this.listing;
  }

  /** By its username: an alias may mean another login by now. */
  accessToken({ username }: Pick<KnownOrg, 'username'>): Promise<string> {
    return cliAccessToken(this.place(), username);
  }

  async renew(org: KnownOrg, refused: string): Promise<string> {
    const token = await this.accessToken(org);
    if (token === refused) throw cliSessionEnded(org.username);
    return token;
  }

  /**
   * Has the person sign in again: the CLI opens the browser of its machine.
   * @throws UserError `CliFailed`; the signal's reason
   */
  async signIn({ username, alias, instanceUrl }: KnownOrg, signal: AbortSignal): Promise<void> {
    const where = ['--instance-url', instanceUrl, ...(alias === undefined ? [] : ['--alias', alias])];
    const { username: who } = await runCli<{ username: string }>(this.place(), ['org', 'login', 'web', ...where], {
      signal,
      timeoutMs: SIGN_IN_MS,
    });
    if (who !== username) throw otherUser(who, username);
  }

  keep(): Promise<void> {
    return Promise.resolve();
  }

  /** The CLI stays signed in: other tools use its login too. */
  forget(): Promise<void> {
    return Promise.resolve();
  }
}

const otherUser = (who: string, wanted: string): UserError =>
  new UserError('WrongOrg', l10n.t('This is {0}, not {1}.', who, wanted), {
    nextStep: l10n.t('Sign in as the same user of the same org.'),
  });
