import { l10n, type SecretStorage } from 'vscode';
import { UserError } from '../core/errors.js';
import { keyOf, nameOf, type KnownOrg } from './knownOrg.js';
import type { Grant, LoginSource } from './loginSource.js';

const secretOf = (org: KnownOrg): string => `accessToken/${keyOf(org)}`;

/** Access tokens that a person pasted. They end with their session: only a person can bring another. */
export class TokenLogins implements LoginSource {
  constructor(private readonly secrets: SecretStorage) {}

  async accessToken(org: KnownOrg): Promise<string> {
    const token = await this.secrets.get(secretOf(org));
    if (token !== undefined) return token;
    throw new UserError('NoOrg', l10n.t('The org {0} is not connected.', nameOf(org)), {
      nextStep: l10n.t('Connect it again.'),
    });
  }

  /** Another window, or a person in this one, may have brought a fresh one. */
  async renew(org: KnownOrg, refused: string): Promise<string> {
    const kept = await this.accessToken(org);
    if (kept !== refused) return kept;
    throw new UserError('SessionExpired', l10n.t('The session with {0} has ended.', nameOf(org)), {
      nextStep: l10n.t('Connect the org again, with a fresh access token.'),
    });
  }

  async keep(org: KnownOrg, { accessToken }: Grant): Promise<void> {
    await this.secrets.store(secretOf(org), accessToken);
  }

  async forget(org: KnownOrg): Promise<void> {
    await this.secrets.delete(secretOf(org));
  }
}
