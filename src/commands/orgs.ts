import { CancellationError, l10n } from 'vscode';
import { UserError } from '../core/errors.js';
import { isUnderWay } from '../core/load/loadState.js';
import { keyOf, kindInWords, nameOf, type KnownOrg } from '../orgs/knownOrg.js';
import { escapeIcons } from '../ui/foreignText.js';
import { confirm } from '../ui/notify.js';
import { BACK, pick } from '../ui/steps.js';
import type { Context } from './context.js';
import type { Handler } from './handler.js';

export function selectOrg(ctx: Context): Handler {
  return {
    person: async () => {
      const org = await pickOrg(ctx, l10n.t('Select Default Org'));
      await ctx.orgs.setDefault(org);
    },
  };
}

export function disconnectOrg(ctx: Context): Handler {
  return {
    person: async () => {
      const org = await pickOrg(ctx, l10n.t('Disconnect Org'));
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
    },
  };
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
    detail: escapeIcons(`${org.username} · ${org.instanceUrl}`),
    org,
  };
}
