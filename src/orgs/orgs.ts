import { EventEmitter, l10n, type Disposable, type ExtensionContext } from 'vscode';
import { UserError } from '../core/errors.js';
import type { OrgKey } from '../core/load/jobStore.js';
import { connect, type ConnectOptions, type RequestEntry } from '../core/salesforce/connect.js';
import type { BulkApi, Login, OrgKind, Salesforce } from '../core/salesforce/ports.js';
import { keyOf, nameOf, type KnownOrg, type LoginKind } from './knownOrg.js';

const ORGS = 'orgs';
const DEFAULT_ORG = 'defaultOrg';
const secretOf = (key: OrgKey): string => `accessToken/${key}`;

export interface NewLogin extends Login {
  readonly alias?: string;
  readonly login: LoginKind;
  readonly kind?: OrgKind;
}

/** The orgs this editor knows, the default one of this window, and the connections to them. */
export class Orgs implements Disposable {
  private readonly connections = new Map<OrgKey, Promise<Salesforce>>();
  /** Logins that live only as long as this window: the demo org's. */
  private readonly fleeting = new Map<OrgKey, KnownOrg>();
  private readonly changed = new EventEmitter<void>();
  /** The list, or which org is the default, has changed. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly context: Pick<ExtensionContext, 'globalState' | 'workspaceState' | 'secrets'>,
    private readonly log: (entry: RequestEntry) => void,
    /** `66.0`; undefined = the org's highest. */
    private readonly apiVersion: () => string | undefined = () => undefined,
  ) {}

  list(): readonly KnownOrg[] {
    return [...this.fleeting.values(), ...this.context.globalState.get<readonly KnownOrg[]>(ORGS, [])];
  }

  /** The org of this workspace, else the one chosen last in any. */
  get default(): KnownOrg | undefined {
    const key =
      this.context.workspaceState.get<OrgKey>(DEFAULT_ORG) ?? this.context.globalState.get<OrgKey>(DEFAULT_ORG);
    return this.list().find((org) => keyOf(org) === key);
  }

  async setDefault(org: KnownOrg): Promise<void> {
    await this.context.workspaceState.update(DEFAULT_ORG, keyOf(org));
    // A demo org ends with its window: another window could not use it.
    if (!this.fleeting.has(keyOf(org))) await this.context.globalState.update(DEFAULT_ORG, keyOf(org));
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

  /** Connects an org, remembers it and makes it the default one. The token goes to the secret storage. */
  async add({ alias, login, kind, ...credentials }: NewLogin): Promise<KnownOrg> {
    const salesforce = await connect(credentials, { ...this.options(), ...(kind && { kind }) });
    const org: KnownOrg = { ...salesforce.identity, login, ...(alias !== undefined && alias !== '' && { alias }) };
    const key = keyOf(org);
    this.connections.set(key, Promise.resolve(salesforce));
    if (login === 'demo') {
      this.fleeting.set(key, org);
    } else {
      await this.context.secrets.store(secretOf(key), credentials.accessToken);
      // An alias means one org: it moves to the one connected last.
      const others = this.stored().filter((other) => keyOf(other) !== key);
      await this.store([...others.map((other) => (other.alias === org.alias ? withoutAlias(other) : other)), org]);
    }
    await this.setDefault(org);
    return org;
  }

  async remove(org: KnownOrg): Promise<void> {
    const key = keyOf(org);
    this.fleeting.delete(key);
    await this.store(this.stored().filter((other) => keyOf(other) !== key));
    await this.context.secrets.delete(secretOf(key));
    this.connections.delete(key); // last: from here on nobody finds what it takes to open it again
    this.changed.fire();
  }

  /** Connections are opened anew, with what the settings now say. That of the demo org lives only once. */
  reconnect(): void {
    for (const key of this.connections.keys()) if (!this.fleeting.has(key)) this.connections.delete(key);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private options(): Pick<ConnectOptions, 'log' | 'apiVersion'> {
    const apiVersion = this.apiVersion();
    return { log: this.log, ...(apiVersion !== undefined && { apiVersion }) };
  }

  private async open(key: OrgKey): Promise<Salesforce> {
    const org = this.byKey(key);
    const accessToken = org && (await this.context.secrets.get(secretOf(key)));
    if (!org || accessToken === undefined) {
      throw new UserError('NoOrg', l10n.t('The org {0} is not connected.', org ? nameOf(org) : key), {
        nextStep: l10n.t('Connect it again.'),
      });
    }
    return connect({ instanceUrl: org.instanceUrl, accessToken }, { ...this.options(), kind: org.kind });
  }

  private stored(): readonly KnownOrg[] {
    return this.context.globalState.get<readonly KnownOrg[]>(ORGS, []);
  }

  private async store(orgs: readonly KnownOrg[]): Promise<void> {
    await this.context.globalState.update(ORGS, orgs);
  }
}

function withoutAlias({ alias: _, ...org }: KnownOrg): KnownOrg {
  return org;
}
