import {
  CancellationError,
  env,
  l10n,
  QuickPickItemKind,
  ThemeIcon,
  Uri,
  type QuickInputButton,
  type QuickPickItem,
} from 'vscode';
import { UserError } from '../core/errors.js';
import { isUnderWay } from '../core/load/loadState.js';
import { hostOf, keyOf, kindInWords, nameOf, type KnownOrg } from '../orgs/knownOrg.js';
import { escapeIcons } from '../ui/foreignText.js';
import { confirm } from '../ui/notify.js';
import { BACK, pick } from '../ui/steps.js';
import { ask } from './askText.js';
import { connectForPerson, resolveOrg } from './connectOrg.js';
import type { Context } from './context.js';
import type { Handler } from './handler.js';

export const selectOrg = (ctx: Context): Handler => ({ person: () => showOrgs(ctx) });

/** The orgs in one place: chosen, connected, named, opened, signed out of. */
async function showOrgs(ctx: Context): Promise<void> {
  const orgs = ctx.orgs.list();
  if (orgs.length === 0) return void (await connectForPerson(ctx));
  const choice = await pick<Choice>({
    place: { title: l10n.t('Salesforce Orgs'), step: 1, totalSteps: 1 },
    placeholder: l10n.t('Which org does this workspace work with?'),
    items: [...orgs.map((org) => orgChoice(ctx, org)), ...otherOrgs(ctx)],
  });
  if (choice === BACK) throw new CancellationError();
  await (choice.pressed ? (choice.pressed as Action).act() : choice.act?.());
}

interface Choice extends QuickPickItem {
  readonly act?: () => Promise<unknown>;
}

/** A button beside an org. */
interface Action extends QuickInputButton {
  readonly act: () => Promise<unknown>;
}

function orgChoice(ctx: Context, org: KnownOrg): Choice {
  const action = (icon: string, tooltip: string, act: () => Promise<unknown>): Action => ({
    iconPath: new ThemeIcon(icon),
    tooltip,
    act,
  });
  // The CLI has its own names; the demo org is not a page to look at.
  const own = org.login === 'browser' || org.login === 'token';
  return {
    ...orgItem(org, ctx.orgs.default),
    buttons: [
      ...(own ? [action('edit', l10n.t('Name It…'), () => rename(ctx, org))] : []),
      ...(org.login === 'demo'
        ? []
        : [action('link-external', l10n.t('Open in the Browser'), () => openInBrowser(org))]),
      action('sign-out', l10n.t('Disconnect'), () => disconnect(ctx, org)),
    ],
    act: () => ctx.orgs.setDefault(org),
  };
}

/** The ways to an org that is not among those that are known; `act` makes it the one the window works with. */
export function otherOrgs(ctx: Context): readonly (QuickPickItem & { readonly act?: () => Promise<KnownOrg> })[] {
  const { unfollowed } = ctx.orgs;
  return [
    { label: '', kind: QuickPickItemKind.Separator },
    ...(unfollowed === undefined
      ? []
      : [
          {
            label: `$(folder) ${escapeIcons(l10n.t('Follow the project: {0}', unfollowed))}`,
            detail: l10n.t('The org that its target-org names, now and from now on.'),
            act: () => followProject(ctx, unfollowed),
          },
        ]),
    { label: `$(add) ${l10n.t('Connect another org…')}`, act: () => connectForPerson(ctx) },
  ];
}

/** @param target alias or username */
async function followProject(ctx: Context, target: string): Promise<KnownOrg> {
  const org = await resolveOrg(ctx, target); // connects a login of the CLI that was never used here
  await ctx.orgs.followProject();
  return org;
}

async function rename(ctx: Context, org: KnownOrg): Promise<void> {
  const title = l10n.t('Name {0}', org.username);
  const prompt = l10n.t('A short name for the org (optional)');
  const alias = await ask({ title, prompt, placeHolder: 'my-sandbox', optional: true, value: org.alias ?? '' });
  await ctx.orgs.rename(org, alias);
  await showOrgs(ctx);
}

/** Never with a token in the address: the browser signs in itself. */
async function openInBrowser({ instanceUrl }: KnownOrg): Promise<void> {
  await env.openExternal(Uri.parse(instanceUrl, true));
}

export function openOrg(ctx: Context): Handler {
  return { person: async () => openInBrowser(await pickOrg(ctx, l10n.t('Open Org in the Browser'))) };
}

export function disconnectOrg(ctx: Context): Handler {
  return { person: async () => disconnect(ctx, await pickOrg(ctx, l10n.t('Disconnect Org'))) };
}

async function disconnect(ctx: Context, org: KnownOrg): Promise<void> {
  const key = keyOf(org);
  const loads = ctx.store.loads().filter((load) => load.org === key && isUnderWay(load));
  if (loads.length > 0) {
    await confirm({
      message: l10n.t('This window is still loading into {0}. Disconnect all the same?', nameOf(org)),
      detail: l10n.t('Nothing more is sent. Jobs that have all their data go on in Salesforce, unwatched.'),
      verb: l10n.t('Disconnect'),
    });
  }
  for (const { loadId } of loads) ctx.running.get(loadId)?.abort();
  await ctx.orgs.remove(org);
  ctx.watcher.lookNow(key); // finds no org any more, so whoever waits for a job is told at once
  ctx.store.forget(key);
  if (org.login === 'demo') ctx.demo.dispose();
}

async function pickOrg(ctx: Context, title: string): Promise<KnownOrg> {
  const orgs = ctx.orgs.list();
  if (orgs.length === 0) throw new UserError('NoOrg', l10n.t('No org is connected.'));
  const choice = await pick({
    place: { title, step: 1, totalSteps: 1 },
    placeholder: l10n.t('Search by alias or username'),
    items: orgs.map((org) => orgItem(org, ctx.orgs.default)),
  });
  if (choice === BACK) throw new CancellationError();
  return choice.org;
}

export function orgItem(org: KnownOrg, chosen: KnownOrg | undefined) {
  return {
    label: `${org.kind === 'production' ? '$(warning) ' : ''}${escapeIcons(nameOf(org))}`,
    description: [kindInWords(org.kind), ...(chosen && keyOf(org) === keyOf(chosen) ? [l10n.t('default')] : [])].join(
      ' · ',
    ),
    detail: escapeIcons(`${org.username} · ${hostOf(org)}`),
    org,
  };
}
