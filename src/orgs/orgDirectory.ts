import { EventEmitter, l10n, type Disposable, type Event, type ExtensionContext } from 'vscode';
import { UserError } from '../core/errors.js';
import type { OrgKey } from '../core/load/jobStore.js';
import { keyOf, type KnownOrg } from './knownOrg.js';

const ORGS = 'orgs';
const DEFAULT_ORG = 'defaultOrg';

export interface OrgDirectoryDependencies {
  readonly context: Pick<ExtensionContext, 'globalState' | 'workspaceState'>;
  readonly project: {
    /** Alias or username of the org that the project in this window says it belongs to. */
    readonly targetOrg: string | undefined;
    readonly onDidChange: Event<void>;
  };
}

/** The orgs this editor knows, and the default one of this window. All windows share the list; it holds no secret. */
export class OrgDirectory implements Disposable {
  /** Logins that live only as long as this window: the demo org's. */
  private readonly fleeting = new Map<OrgKey, KnownOrg>();
  private readonly changed = new EventEmitter<void>();
  /** The list, or which org is the default, has changed. */
  readonly onDidChange = this.changed.event;
  private readonly following: Disposable;
  /** What was told last. */
  private told: string;

  constructor(private readonly storage: OrgDirectoryDependencies) {
    this.following = storage.project.onDidChange(() => this.tell());
    this.told = this.snapshot();
  }

  list(): readonly KnownOrg[] {
    return [...this.fleeting.values(), ...this.stored()];
  }

  /**
   * The org chosen in this workspace, else that of its project, else the one chosen last in any workspace. A project
   * with an org of its own never gets that of another.
   */
  get default(): KnownOrg | undefined {
    const { workspaceState, globalState } = this.storage.context;
    const chosen = workspaceState.get<OrgKey>(DEFAULT_ORG);
    if (chosen !== undefined) return this.byKey(chosen);
    const target = this.storage.project.targetOrg;
    if (target !== undefined) return this.list().find(({ alias, username }) => [alias, username].includes(target));
    const last = globalState.get<OrgKey>(DEFAULT_ORG);
    return last === undefined ? undefined : this.byKey(last);
  }

  async setDefault(org: KnownOrg): Promise<void> {
    const { workspaceState, globalState } = this.storage.context;
    await workspaceState.update(DEFAULT_ORG, keyOf(org));
    // A demo org ends with its window: another window could not use it.
    if (!this.fleeting.has(keyOf(org))) await globalState.update(DEFAULT_ORG, keyOf(org));
    this.tell();
  }

  /** Alias or username that the project names, where this window works with another org, or with none. */
  get unfollowed(): string | undefined {
    const { targetOrg } = this.storage.project;
    const org = this.default;
    return org?.alias === targetOrg || org?.username === targetOrg ? undefined : targetOrg;
  }

  /** What was chosen in this workspace no longer counts. */
  async followProject(): Promise<void> {
    await this.storage.context.workspaceState.update(DEFAULT_ORG, undefined);
    this.tell();
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

  /** @param alias empty for none */
  async rename(org: KnownOrg, alias: string): Promise<void> {
    const { alias: _, ...nameless } = org;
    await this.put(alias === '' ? nameless : { ...org, alias });
    this.tell();
  }

  /** Another window may have changed the list: VS Code brings it here, without telling. */
  refresh(): void {
    if (this.snapshot() !== this.told) this.tell();
  }

  dispose(): void {
    this.following.dispose();
    this.changed.dispose();
  }

  /** An alias means one org: it moves to the one it was given last. */
  protected async put(org: KnownOrg): Promise<void> {
    const key = keyOf(org);
    if (org.login === 'demo') return void this.fleeting.set(key, org);
    const others = this.stored().filter((other) => keyOf(other) !== key);
    await this.store([...others.map((other) => (other.alias === org.alias ? withoutAlias(other) : other)), org]);
  }

  protected async drop(key: OrgKey): Promise<void> {
    this.fleeting.delete(key);
    await this.store(this.stored().filter((other) => keyOf(other) !== key));
  }

  protected tell(): void {
    this.told = this.snapshot();
    this.changed.fire();
  }

  private stored(): readonly KnownOrg[] {
    return this.storage.context.globalState.get<readonly KnownOrg[]>(ORGS, []);
  }

  private async store(orgs: readonly KnownOrg[]): Promise<void> {
    await this.storage.context.globalState.update(ORGS, orgs);
  }

  private snapshot(): string {
    return JSON.stringify([this.list(), this.default]);
  }
}

function withoutAlias({ alias: _, ...org }: KnownOrg): KnownOrg {
  return org;
}
