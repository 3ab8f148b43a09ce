import path from 'node:path';
import * as l10n from '@vscode/l10n';
import type { SecretStorage } from 'vscode';
import { UserError } from '../../core/errors.js';
import { orgKey, type OrgKey } from '../../core/load/jobStore.js';
import type { RequestEntry } from '../../core/salesforce/connect.js';
import { refreshSession, revoke, type Renewable } from '../../core/salesforce/oauth.js';
import type { KnownOrg } from '../knownOrg.js';
import type { Grant, LoginSource } from '../loginSource.js';
import { LOCKED_MS, withLock } from './renewalLock.js';

/** Shorter than the lock is held to be good. */
const RENEWAL_MS = LOCKED_MS - 5_000;
const REVOCATION_MS = 5_000;

export const GRANTS = 'grant/';
const secretOf = (org: KnownOrg): string => `${GRANTS}${orgKey(org)}`;

export interface BrowserLoginsDependencies {
  readonly secrets: Pick<SecretStorage, 'get' | 'store' | 'delete'>;
  /** Folder that all windows share. */
  readonly locks: string;
  readonly log: (entry: RequestEntry) => void;
}

/** Orgs that a person signed in to with the browser. They are renewed until somebody revokes them. */
export class BrowserLogins implements LoginSource {
  /** Renewals under way in this window. */
  private readonly renewals = new Map<OrgKey, Promise<string>>();

  constructor(private readonly deps: BrowserLoginsDependencies) {}

  async accessToken(org: KnownOrg): Promise<string> {
    return (await this.granted(org)).accessToken;
  }

  async renew(org: KnownOrg, refused: string): Promise<string> {
    const key = orgKey(org);
    const underWay = this.renewals.get(key);
    if (underWay) return underWay;
    const lock = path.join(this.deps.locks, `${key}.lock`);
    const renewal = withLock(lock, () => this.refresh(org, refused)).finally(() => this.renewals.delete(key));
    this.renewals.set(key, renewal);
    return renewal;
  }

  async keep(org: KnownOrg, { accessToken, refreshToken, clientId, loginUrl }: Grant): Promise<void> {
    await this.store(org, {
      accessToken,
      ...(refreshToken !== undefined && { refreshToken }),
      ...(clientId !== undefined && { clientId }),
      ...(loginUrl !== undefined && { loginUrl }),
    });
  }

  async forget(org: KnownOrg): Promise<void> {
    const grant = await this.kept(org);
    await this.deps.secrets.delete(secretOf(org));
    if (!grant) return;
    const { loginUrl = org.instanceUrl, refreshToken, accessToken } = grant;
    const { log } = this.deps;
    // Without a network it stays what it is in Salesforce; here it is gone.
    await revoke(loginUrl, refreshToken ?? accessToken, { log, signal: AbortSignal.timeout(REVOCATION_MS) }).catch(
      () => {},
    );
  }

  private async refresh(org: KnownOrg, refused: string): Promise<string> {
    const before = await this.granted(org);
    if (before.accessToken !== refused) return before.accessToken; // another window was faster
    if (!isRenewable(before)) throw sessionExpired(org);
    const { log } = this.deps;
    try {
      const fresh = await refreshSession(before, { log, signal: AbortSignal.timeout(RENEWAL_MS) });
      const now = await this.granted(org); // meanwhile a person may have signed in again, or out
      if (now.refreshToken !== before.refreshToken) return now.accessToken;
      // First kept, then used: with rotation the refresh token that was kept is dead by now.
      await this.keep(org, { ...before, ...fresh });
      return fresh.accessToken;
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'SessionExpired') throw error;
      const now = await this.granted(org);
      if (now.accessToken !== refused) return now.accessToken;
      throw sessionExpired(org);
    }
  }

  private async granted(org: KnownOrg): Promise<Grant> {
    const grant = await this.kept(org);
    if (grant) return grant;
    throw new UserError('NoOrg', l10n.t('The org {0} is not connected.', nameOf(org)), {
      nextStep: l10n.t('Connect it again.'),
    });
  }

  private async kept(org: KnownOrg): Promise<Grant | undefined> {
    const json = await this.deps.secrets.get(secretOf(org));
    return json === undefined ? undefined : parse(json);
  }

  private async store(org: KnownOrg, grant: Grant): Promise<void> {
    await this.deps.secrets.store(secretOf(org), JSON.stringify(grant));
  }
}

/** Undefined where it is damaged: the words of a SyntaxError would quote it. */
function parse(json: string): Grant | undefined {
  try {
    return JSON.parse(json) as Grant;
  } catch {
    return undefined;
  }
}

const isRenewable = (grant: Grant): grant is Grant & Renewable =>
  grant.refreshToken !== undefined && grant.clientId !== undefined && grant.loginUrl !== undefined;

const nameOf = ({ alias, username }: KnownOrg): string => alias ?? username;

const sessionExpired = (org: KnownOrg): UserError =>
  new UserError(
    'SessionExpired',
    l10n.t('The session with {0} has ended, and Salesforce no longer renews it.', nameOf(org)),
    {
      nextStep: l10n.t('Sign in with the browser again: Connect Org…'),
    },
  );
