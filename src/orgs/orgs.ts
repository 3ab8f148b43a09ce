import { EventEmitter, l10n, type Disposable, type Event, type ExtensionContext } from 'vscode';
import { UserError } from '../core/errors.js';
import { orgKey, type OrgKey } from '../core/load/jobStore.js';
import { connect, type ConnectOptions, type RequestEntry } from '../core/salesforce/connect.js';
import type { BulkApi, Login, OrgIdentity, OrgKind, Salesforce } from '../core/salesforce/ports.js';
import { keyOf, nameOf, type KnownOrg, type LoginKind } from './knownOrg.js';
import type { Grant, LoginSource } from './loginSource.js';
import { guardWrites } from './writeGuard.js';

const ORGS = 'orgs';
const DEFAULT_ORG = 'defaultOrg';

export interface NewLogin extends Login, Grant {
  readonly alias?: string;
  readonly login: LoginKind;
  readonly kind?: OrgKind;
  /** Whether the window works with it from now on; it does unless told. */
  readonly asDefault?: boolean;
  /** A known org that is signed in to again: another user is refused. */
  readonly as?: OrgKey;
}

export interface OrgsDependencies {
  readonly context: Pick<ExtensionContext, 'globalState' | 'workspaceState'>;
  readonly sources: Readonly<Record<LoginKind, LoginSource>>;
  readonly log: (entry: RequestEntry) => void;
  /** `66.0`; undefined = the org's highest. */
  readonly apiVersion: () => string | undefined;
  /**
   * Asks a person to sign in again to an org that something of theirs waits for.
   * @throws UserError `SessionExpired` where they do not
   */
  readonly signInAgain: (org: KnownOrg, ended: UserError) => Promise<void>;
  readonly project: {
    /** Alias or username of the org that the project in this window says it belongs to. */
    readonly targetOrg: string | undefined;
    readonly onDidChange: Event<void>;
  };
}

/** A person is being asked to sign in again. */
interface Question {
  readonly done: Promise<void>;
  /** They have, in another way or window. */
  readonly answered: () => void;
}

/** The orgs this editor knows, the default one of this window, and the connections to them. */
export class Orgs implements Disposable {
  private readonly connections = new Map<OrgKey, Promise<Salesforce>>();
  /** Logins that live only as long as this window: the demo org's. */
  private readonly fleeting = new Map<OrgKey, KnownOrg>();
  private readonly changed = new EventEmitter<void>();
  /** Orgs that a person waits for, and how many times. */
  private readonly attended = new Map<OrgKey, number>();
  private readonly asking = new Map<OrgKey, Question>();
  /** The list, or which org is the default, has changed. */
  readonly onDidChange = this.changed.event;
  private readonly connected = new EventEmitter<Salesforce>();
  /** A connection was opened. */
  readonly onDidConnect = this.connected.event;

  private readonly subscription: Disposable;

  constructor(private readonly deps: OrgsDependencies) {
    this.subscription = deps.project.onDidChange(() => this.changed.fire());
  }

  list(): readonly KnownOrg[] {
    return [...this.fleeting.values(), ...this.stored()];
  }

  /**
   * The org chosen in this workspace, else that of its project, else the one chosen last in any workspace. A project
   * with an org of its own never gets that of another.
   */
  get default(): KnownOrg | undefined {
    const { workspaceState, globalState } = this.deps.context;
    const chosen = workspaceState.get<OrgKey>(DEFAULT_ORG);
    if (chosen !== undefined) return this.byKey(chosen);
    const target = this.deps.project.targetOrg;
    if (target !== undefined) return this.list().find(({ alias, username }) => [alias, username].includes(target));
    const last = globalState.get<OrgKey>(DEFAULT_ORG);
    return last === undefined ? undefined : this.byKey(last);
  }

  async setDefault(org: KnownOrg): Promise<void> {
    const { workspaceState, globalState } = this.deps.context;
    await workspaceState.update(DEFAULT_ORG, keyOf(org));
    // A demo org ends with its window: another window could not use it.
    if (!this.fleeting.has(keyOf(org))) await globalState.update(DEFAULT_ORG, keyOf(org));
    this.changed.fire();
  }

  /**
   * @param name alias, username or org id; undefined for the default org
   * @throws UserError `NoOrg`, `UnknownOrg`
   */
  resolve(name?: string): KnownOrg {
    if (name === undefined) {
      if (this.default) return this.default;
      throw this.list().length > 0
        ? new UserError('NoOrg', l10n.t('No org is chosen for this window.'), {
            nextStep: l10n.t('Select the default org, or connect another.'),
          })
        : new UserError('NoOrg', l10n.t('No org is connected.'), {
            nextStep: l10n.t('Connect an org, or start the demo org.'),
          });
    }
    const orgs = this.list();
    const found =
      orgs.find((org) => org.alias === name) ??
      orgs.find((org) => org.username === name) ??
      orgs.find((org) => keyOf(org) === name || org.orgId === name || org.orgId.slice(0, 15) === name);
    if (found) return found;
    throw new UserError('UnknownOrg', l10n.t('No connected org has the alias, username or id "{0}".', name), {
      nextStep: l10n.t('Connect it first.'),
    });
  }

  byKey(key: OrgKey): KnownOrg | undefined {
    return this.list().find((org) => keyOf(org) === key);
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
    if (login === 'demo') {
      this.fleeting.set(key, org);
    } else {
      // An alias means one org: it moves to the one connected last.
      const others = this.stored().filter((other) => keyOf(other) !== key);
      await this.store([...others.map((other) => (other.alias === org.alias ? withoutAlias(other) : other)), org]);
    }
    if (asDefault) await this.setDefault(org);
    else this.changed.fire();
    return org;
  }

  /** While it is held, a person waits for this org: they are asked where a session cannot be renewed without them. */
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

  /** Somebody has signed in to it, here or in another window. */
  signedIn(key: OrgKey): void {
    this.asking.get(key)?.answered();
  }

  async remove(org: KnownOrg): Promise<void> {
    const key = keyOf(org);
    this.fleeting.delete(key);
    await this.store(this.stored().filter((other) => keyOf(other) !== key));
    this.connections.delete(key); // from here on nobody finds what it takes to open it again
    await this.deps.sources[org.login].forget(org);
    this.changed.fire();
  }

  /** Connections are opened anew, with what the settings now say. */
  reconnect(): void {
    this.connections.clear();
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
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
      try {
        return (current = await this.deps.sources[org.login].renew(org, current));
      } catch (error) {
        if (!(error instanceof UserError && error.code === 'SessionExpired' && this.attended.has(key))) throw error;
        await this.askAgain(org, error);
        const now = this.known(key);
        return (current = await this.deps.sources[now.login].accessToken(now));
      }
    };
  }

  /** Once for all that wait. Who does not want to is not asked again at the next request. */
  private async askAgain(org: KnownOrg, ended: UserError): Promise<void> {
    const key = keyOf(org);
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
      this.deps.signInAgain(org, ended).then(resolve, reject);
    });
    return { done, answered };
  }

  private known(key: OrgKey): KnownOrg {
    const org = this.byKey(key);
    if (org) return org;
    throw new UserError('NoOrg', l10n.t('The org {0} is not connected.', key), {
      nextStep: l10n.t('Connect it again.'),
    });
  }

  private stored(): readonly KnownOrg[] {
    return this.deps.context.globalState.get<readonly KnownOrg[]>(ORGS, []);
  }

  private async store(orgs: readonly KnownOrg[]): Promise<void> {
    await this.deps.context.globalState.update(ORGS, orgs);
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

function withoutAlias({ alias: _, ...org }: KnownOrg): KnownOrg {
  return org;
}
