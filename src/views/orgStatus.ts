import { l10n, MarkdownString, StatusBarAlignment, ThemeColor, window, type Disposable } from 'vscode';
import type { Clock } from '../core/clock.js';
import { orgKey, type JobStore, type OrgKey } from '../core/load/jobStore.js';
import type { OrgKind, Salesforce } from '../core/salesforce/ports.js';
import { hostOf, keyOf, kindInWords, nameOf, type KnownOrg } from '../orgs/knownOrg.js';
import { OrgLimits } from '../orgs/orgLimits.js';
import type { Orgs } from '../orgs/orgs.js';
import { notAllowedHere, readOnlyHere } from '../orgs/writeGuard.js';
import type { CommandId } from '../ui/commandIds.js';
import { DisposableStore } from '../ui/disposables.js';
import { escapeIcons, escapeMarkdown } from '../ui/foreignText.js';
import { onDidChangeSetting } from '../ui/settings.js';
import { countInWords } from '../ui/words.js';

const SELECT: CommandId = 'salesforceBulk.selectOrg';

export interface OrgStatusDependencies {
  readonly orgs: Pick<Orgs, 'default' | 'onDidChange' | 'onDidConnect'>;
  readonly store: Pick<JobStore, 'onDidChange'>;
  readonly clock: Clock;
}

/** The org that this window works with. Hidden where there is none. */
export function registerOrgStatus({ orgs, store, clock }: OrgStatusDependencies): Disposable {
  const owned = new DisposableStore();
  const item = owned.add(window.createStatusBarItem('salesforceBulk.org', StatusBarAlignment.Left, 1));
  item.name = l10n.t('Salesforce org');
  item.command = SELECT;
  const limits = new OrgLimits(clock);
  const connections = new Map<OrgKey, Salesforce>();

  const show = () => {
    const org = orgs.default;
    if (!org) return item.hide();
    const whyNot = (readOnlyHere() ?? notAllowedHere(org))?.message;
    const lock = whyNot === undefined ? '' : ' $(lock)';
    item.text = `$(${ICONS[org.kind]}) ${escapeIcons(nameOf(org))} (${kindInWords(org.kind)})${lock}`;
    // Themes have no other colour than this and that of errors for the whole of an item.
    item.backgroundColor = org.kind === 'production' ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    const connection = connections.get(keyOf(org));
    const facts = [...identityOf(org), ...(connection ? allocationsOf(connection, limits) : [])];
    item.tooltip = tooltipOf(org, facts, whyNot);
    item.accessibilityInformation = { label: spoken(org, whyNot), role: 'button' };
    item.show();
  };
  /** On the occasion of something that has happened anyway: a window where nothing happens asks nothing. */
  const update = () => {
    show();
    const connection = orgs.default && connections.get(keyOf(orgs.default));
    if (!connection || !window.state.focused) return;
    void limits.refresh(connection).then((news) => news && show());
  };
  owned.add(
    orgs.onDidConnect((salesforce) => {
      connections.set(orgKey(salesforce.identity), salesforce);
      update();
    }),
  );
  owned.add(orgs.onDidChange(update));
  owned.add(store.onDidChange(update));
  owned.add(window.onDidChangeWindowState(update));
  for (const name of ['allowedOrgs', 'readOnly']) owned.add(onDidChangeSetting(name, show));
  show();
  return owned;
}

const ICONS: Record<OrgKind, string> = {
  production: 'warning',
  sandbox: 'cloud',
  scratch: 'cloud',
  developer: 'cloud',
  demo: 'beaker',
};

type Fact = readonly [name: string, value: string];

const identityOf = (org: KnownOrg): readonly Fact[] => [
  [l10n.t('User'), org.displayName === org.username ? org.username : `${org.displayName} (${org.username})`],
  [l10n.t('Org'), org.orgName],
  [l10n.t('Instance'), hostOf(org)],
];

function allocationsOf(connection: Salesforce, limits: OrgLimits): readonly Fact[] {
  const { apiVersion, apiUsage } = connection;
  const known = limits.of(connection);
  const calls = apiUsage
    ? { Remaining: apiUsage.allowed - apiUsage.used, Max: apiUsage.allowed }
    : known?.['DailyApiRequests'];
  const batches = known?.['DailyBulkApiBatches'];
  const left = ({ Remaining, Max }: { readonly Remaining: number; readonly Max: number }) =>
    l10n.t('{0} of {1}', countInWords(Math.max(0, Remaining)), countInWords(Max));
  return [
    [l10n.t('API version'), apiVersion],
    ...(calls ? [[l10n.t('API calls left'), left(calls)] as const] : []),
    ...(batches ? [[l10n.t('Bulk batches left'), left(batches)] as const] : []),
  ];
}

/** Names come from the org: text, never Markdown. */
function tooltipOf(org: KnownOrg, facts: readonly Fact[], whyNot: string | undefined): MarkdownString {
  const rows = facts.map(([name, value]) => `| ${escapeMarkdown(name)} | ${escapeMarkdown(value)} |`);
  const title = `**${escapeMarkdown(nameOf(org))}** · ${escapeMarkdown(kindInWords(org.kind))}`;
  const notes = [...(whyNot === undefined ? [] : [whyNot]), l10n.t('Choose it to work with another org.')];
  return new MarkdownString(
    [title, '', '| | |', '|:--|:--|', ...rows, '', notes.map(escapeMarkdown).join('\n\n')].join('\n'),
  );
}

function spoken(org: KnownOrg, whyNot: string | undefined): string {
  const words = l10n.t('Salesforce org {0}, {1}, as {2}', nameOf(org), kindInWords(org.kind), org.username);
  return whyNot === undefined ? words : `${words}. ${whyNot}`;
}
