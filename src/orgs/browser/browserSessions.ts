import {
  EventEmitter,
  type AuthenticationProvider,
  type AuthenticationProviderAuthenticationSessionsChangeEvent as Change,
  type AuthenticationProviderSessionOptions,
  type AuthenticationSession,
  type SecretStorage,
} from 'vscode';
import { SCOPES } from '../../core/salesforce/oauthRequest.js';
import { DisposableStore } from '../../ui/disposables.js';
import { keyOf, nameOf, type KnownOrg } from '../knownOrg.js';
import type { Orgs } from '../orgs.js';
import { GRANTS, type BrowserLogins } from './browserLogins.js';

export interface BrowserSessionsDependencies {
  readonly orgs: Orgs;
  readonly logins: BrowserLogins;
  readonly secrets: SecretStorage;
  /** Asks a person. */
  readonly signIn: () => Promise<KnownOrg>;
}

/**
 * The orgs signed in to with the browser, under Accounts. VS Code asks the person before another extension gets a
 * session; none of ours asks here.
 */
export class BrowserSessions extends DisposableStore implements AuthenticationProvider {
  static readonly id = 'salesforceBulk';
  private readonly changed = this.add(new EventEmitter<Change>());
  readonly onDidChangeSessions = this.changed.event;
  /** What was told last, by id. */
  private told = new Map<string, AuthenticationSession>();
  /** Changes are told one after the other. */
  private telling: Promise<void>;

  constructor(private readonly deps: BrowserSessionsDependencies) {
    super();
    this.telling = this.sessions().then((sessions) => void (this.told = byId(sessions)));
    const tell = () => void (this.telling = this.telling.then(() => this.tell()));
    this.add(deps.orgs.onDidChange(tell));
    // Told in every window, whichever signed in, renewed or signed out.
    this.add(deps.secrets.onDidChange(({ key }) => key.startsWith(GRANTS) && tell()));
  }

  /** Without the network: a session that has ended is renewed by whoever uses it through us. */
  async getSessions(
    scopes: readonly string[] | undefined,
    { account }: AuthenticationProviderSessionOptions = {},
  ): Promise<AuthenticationSession[]> {
    if (scopes && !scopes.every((scope) => SCOPES.some((own) => own === scope))) return [];
    const sessions = await this.sessions();
    return sessions.filter((session) => account === undefined || session.account.id === account.id);
  }

  async createSession(): Promise<AuthenticationSession> {
    return this.session(await this.deps.signIn());
  }

  async removeSession(id: string): Promise<void> {
    const org = this.deps.orgs.byKey(id);
    if (org?.login === 'browser') await this.deps.orgs.remove(org);
  }

  private async sessions(): Promise<AuthenticationSession[]> {
    const orgs = this.deps.orgs.list().filter(({ login }) => login === 'browser');
    const sessions = await Promise.allSettled(orgs.map((org) => this.session(org)));
    // Another window may have signed out.
    return sessions.flatMap((session) => (session.status === 'fulfilled' ? [session.value] : []));
  }

  private async session(org: KnownOrg): Promise<AuthenticationSession> {
    const id = keyOf(org);
    const accessToken = await this.deps.logins.accessToken(org);
    const label = org.alias === undefined ? org.username : `${nameOf(org)} (${org.username})`;
    return { id, accessToken, account: { id, label }, scopes: SCOPES };
  }

  private async tell(): Promise<void> {
    const now = byId(await this.sessions());
    const before = this.told;
    this.told = now;
    const change: Change = {
      added: [...now.values()].filter(({ id }) => !before.has(id)),
      removed: [...before.values()].filter(({ id }) => !now.has(id)),
      changed: [...now.values()].filter(({ id, accessToken, account: { label } }) => {
        const old = before.get(id);
        return old !== undefined && (old.accessToken !== accessToken || old.account.label !== label);
      }),
    };
    if (Object.values(change).some((sessions: readonly unknown[]) => sessions.length > 0)) this.changed.fire(change);
  }
}

const byId = (sessions: readonly AuthenticationSession[]) => new Map(sessions.map((session) => [session.id, session]));
