import { EventEmitter, l10n, type Disposable } from 'vscode';
import { UserError } from '../core/errors.js';
import { orgKey, type OrgKey } from '../core/load/jobStore.js';
import { connect, type ConnectOptions, type RequestEntry } from '../core/salesforce/connect.js';
import type { BulkApi, Login, OrgIdentity, OrgKind, Salesforce } from '../core/salesforce/ports.js';
import { keyOf, nameOf, type KnownOrg, type LoginKind } from './knownOrg.js';
import type { Grant, LoginSource } from './loginSource.js';
import { OrgDirectory, type OrgDirectoryDependencies } from './orgDirectory.js';
import { SignInQuestions, type SignInAgain } from './signInQuestions.js';
import { guardWrites } from './writeGuard.js';

export interface NewLogin extends Login, Grant {
  readonly alias?: string;
  readonly login: LoginKind;
  readonly kind?: OrgKind;
  /** Whether the window works with it from now on; it does unless told. */
  readonly asDefault?: boolean;
  /** A known org that is signed in to again: another user is refused. */
  readonly as?: OrgKey;
}

export interface OrgsDependencies extends OrgDirectoryDependencies {
  readonly sources: Readonly<Record<LoginKind, LoginSource>>;
  readonly log: (entry: RequestEntry) => void;
  /** `66.0`; undefined = the org's highest. */
  readonly apiVersion: () => string | undefined;
  readonly signInAgain: SignInAgain;
}

/** The orgs this editor knows, and the connections to them. */
export class Orgs extends OrgDirectory {
  private readonly connections = new Map<OrgKey, Promise<Salesforce>>();
  private readonly questions: SignInQuestions;
  private readonly connected = new EventEmitter<Salesforce>();
  /** A connection was opened. */
  readonly onDidConnect = this.connected.event;

  constructor(private readonly deps: OrgsDependencies) {
    super(deps);
    this.questions = new SignInQuestions((org, ended) => deps.signInAgain(org, ended));
    this.onDidChange(() => this.forgetConnections());
  }

  /** The connection to an org, opened on first use. */
  async salesforce(key: OrgKey): Promise<Salesforce> {
    const known = this.connections.get(key);
    if (known) return known;
    const opening = this.open(key);
    this.connections.set(key, opening);
    opening.catch(() => {
      if (this.connections.get(key) === opening) this.connections.delete(key);
    });
    return opening;
  }

  async bulk(key: OrgKey): Promise<BulkApi> {
    return (await this.salesforce(key)).bulk;
  }

  /** Connects an org and remembers it. What the sign-in gave goes to its source. */
  async add({ alias, login, kind, as, asDefault = as === undefined, ...granted }: NewLogin): Promise<KnownOrg> {
    const { accessToken, instanceUrl } = granted;
    // Before it is known whose session it is nothing can renew it.
    let renew = (): Promise<string> => Promise.reject(refused(instanceUrl));
    const options = { ...this.options(), ...(kind && { kind }) };
    const salesforce = await connect({ instanceUrl, accessToken, renew: () => renew() }, options);
    const { identity } = salesforce;
    const name = alias ?? this.byKey(orgKey(identity))?.alias;
    const org: KnownOrg = { ...identity, login, ...(name !== undefined && name !== '' && { alias: name }) };
    const key = keyOf(org);
    if (as !== undefined && as !== key) throw wrongOrg(this.known(as), identity);
    renew = this.renewal(key, accessToken);
    const before = this.byKey(key);
    if (before && before.login !== login) await this.deps.sources[before.login].forget(before);
    await this.deps.sources[login].keep(org, granted);
    this.connections.set(key, Promise.resolve(this.guarded(salesforce)));
    this.signedIn(key);
    await this.put(org);
    if (asDefault) await this.setDefault(org);
    else this.tell();
    return org;
  }

  /** While it is held, a person waits for this org: they are asked where a session cannot be renewed without them. */
  attend(key: OrgKey): Disposable {
    return this.questions.attend(key);
  }

  /** Somebody has signed in to it, here or in another window. */
  signedIn(key: OrgKey): void {
    this.questions.signedIn(key);
  }

  async remove(org: KnownOrg): Promise<void> {
    const key = keyOf(org);
    await this.drop(key);
    this.connections.delete(key); // from here on nobody finds what it takes to open it again
    await this.deps.sources[org.login].forget(org);
    this.tell();
  }

  /** Connections are opened anew, with what the settings now say. */
  reconnect(): void {
    this.connections.clear();
  }

  override dispose(): void {
    super.dispose();
    this.connected.dispose();
  }

  /** What everybody gets to see of a connection. */
  private guarded(salesforce: Salesforce): Salesforce {
    const guarded = guardWrites(salesforce);
    this.connected.fire(guarded);
    return guarded;
  }

  private options(): Pick<ConnectOptions, 'log' | 'apiVersion'> {
    const apiVersion = this.deps.apiVersion();
    return { log: this.deps.log, ...(apiVersion !== undefined && { apiVersion }) };
  }

  private async open(key: OrgKey): Promise<Salesforce> {
    const org = this.known(key);
    const { instanceUrl, kind } = org;
    const accessToken = await this.deps.sources[org.login].accessToken(org);
    const renew = this.renewal(key, accessToken);
    const salesforce = await connect({ instanceUrl, accessToken, renew }, { ...this.options(), kind });
    if (orgKey(salesforce.identity) === key) return this.guarded(salesforce);
    throw wrongOrg(org, salesforce.identity);
  }

  /** How a session renews itself: by the way the org was signed in to last, since it may not be the way it began. */
  private renewal(key: OrgKey, accessToken: string): () => Promise<string> {
    let current = accessToken;
    return async () => {
      const org = this.known(key);
      const since = this.questions.signIns(key);
      try {
        return (current = await this.deps.sources[org.login].renew(org, current));
      } catch (error) {
        if (!(error instanceof UserError && error.code === 'SessionExpired')) throw error;
        await this.questions.ask(org, error, since);
        const now = this.known(key);
        return (current = await this.deps.sources[now.login].accessToken(now));
      }
    };
  }

  /** Of orgs that another window has disconnected. What is under way goes on. */
  private forgetConnections(): void {
    for (const key of this.connections.keys()) if (!this.byKey(key)) this.connections.delete(key);
  }

  private known(key: OrgKey): KnownOrg {
    const org = this.byKey(key);
    if (org) return org;
    throw new UserError('NoOrg', l10n.t('The org {0} is not connected.', key), {
      nextStep: l10n.t('Connect it again.'),
    });
  }
}

const wrongOrg = (org: KnownOrg, other: OrgIdentity): UserError =>
  new UserError('WrongOrg', l10n.t('The login of {0} now belongs to {1}.', nameOf(org), other.username), {
    nextStep: l10n.t('Sign in as the same user of the same org.'),
  });

const refused = (instanceUrl: string): UserError =>
  new UserError('SessionExpired', l10n.t('{0} does not accept this access token.', instanceUrl), {
    nextStep: l10n.t('Copy a fresh one: a token ends with the session it belongs to.'),
  });
