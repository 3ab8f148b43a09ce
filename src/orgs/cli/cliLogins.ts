import type { KnownOrg } from '../knownOrg.js';
import type { LoginSource } from '../loginSource.js';
import { cliAccessToken, cliSessionEnded, listCliOrgs, type CliOrg } from './cliOrgs.js';
import type { CliPlace } from './salesforceCli.js';

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

  keep(): Promise<void> {
    return Promise.resolve();
  }

  /** The CLI stays signed in: other tools use its login too. */
  forget(): Promise<void> {
    return Promise.resolve();
  }
}
