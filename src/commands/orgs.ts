import { CancellationError, l10n, window } from 'vscode';
import { UserError } from '../core/errors.js';
import { isUnderWay } from '../core/load/loadState.js';
import { keyOf, kindInWords, nameOf, type KnownOrg } from '../orgs/knownOrg.js';
import { escapeIcons } from '../ui/foreignText.js';
import { confirm, report } from '../ui/notify.js';
import type { NewLogin } from '../orgs/orgs.js';
import { BACK, pick } from '../ui/steps.js';
import type { Context } from './context.js';
import { oneOf, optionalTextOf, textOf, type Handler } from './handler.js';

const answer = (org: KnownOrg) => ({ orgId: org.orgId, username: org.username, alias: org.alias });

/** Starts the demo org, if it is not running, and connects it. */
async function startDemo(ctx: Context): Promise<KnownOrg> {
  const running = ctx.orgs.list().find((org) => org.login === 'demo');
  if (running && ctx.demo.running) {
    await ctx.orgs.setDefault(running);
    return running;
  }
  if (running) await ctx.orgs.remove(running);
  const { instanceUrl, accessToken } = await ctx.demo.start();
  return ctx.orgs.add({ instanceUrl, accessToken, alias: 'demo', login: 'demo', kind: 'demo' });
}

export function startDemoOrg(ctx: Context): Handler {
  return {
    person: async () => {
      const org = await startDemo(ctx);
      report(
        'information',
        l10n.t(
          'The demo org is running on this machine, as {0}. It forgets everything when the window closes.',
          org.username,
        ),
      );
    },
  };
}

/** For a person: demo org, or instance URL and access token. For callers: `{kind:'token', instanceUrl, accessToken, alias?}`. */
export function connectOrg(ctx: Context): Handler {
  return {
    person: async () => void (await connectForPerson(ctx)),
    api: async (args) => {
      if (oneOf(args, 'kind', ['token', 'demo']) === 'demo') {
        // The demo org's token opens nothing but the demo org: scripts may look at it from outside, too.
        return { ...answer(await startDemo(ctx)), ...ctx.demo.login };
      }
      const alias = optionalTextOf(args, 'alias');
      const instanceUrl = textOf(args, 'instanceUrl');
      const accessToken = textOf(args, 'accessToken');
      return answer(await addToken(ctx, { instanceUrl, accessToken, ...(alias !== undefined && { alias }) }));
    },
  };
}

/** What was told as failed under an old token is asked for again at once. */
async function addToken(ctx: Context, login: Omit<NewLogin, 'login'>): Promise<KnownOrg> {
  const org = await ctx.orgs.add({ ...login, login: 'token' });
  const key = keyOf(org);
  if (ctx.store.list(key).kind === 'failed') void ctx.list.refresh(key);
  ctx.watcher.lookNow(key);
  return org;
}

/** Asks how to sign in, and signs in. */
export async function connectForPerson(ctx: Context): Promise<KnownOrg> {
  const token = l10n.t('Instance URL and access token');
  const demo = l10n.t('Demo org');
  const choice = await pick({
    place: { title: l10n.t('Connect Org'), step: 1, totalSteps: 1 },
    placeholder: l10n.t('How do you want to sign in?'),
    items: [
      {
        label: token,
        detail: l10n.t('For instance from "sf org auth show-access-token". Kept in the secret storage of the editor.'),
      },
      { label: demo, detail: l10n.t('Runs on this machine and behaves like Salesforce. Nothing leaves it.') },
    ],
  });
  if (choice === BACK) throw new CancellationError();
  const org = choice.label === demo ? await startDemo(ctx) : await askToken(ctx);
  report('information', l10n.t('Connected to {0} ({1}), {2}.', nameOf(org), org.username, kindInWords(org.kind)));
  return org;
}

async function askToken(ctx: Context): Promise<KnownOrg> {
  const title = l10n.t('Connect Org');
  const ask = async (prompt: string, placeHolder: string, password = false, required = true): Promise<string> => {
    const text = await window.showInputBox({
      title,
      prompt,
      placeHolder,
      password,
      ignoreFocusOut: true,
      validateInput: (value) => (required && value.trim() === '' ? l10n.t('This is needed.') : undefined),
    });
    if (text === undefined) throw new CancellationError();
    return text.trim();
  };
  const instanceUrl = await ask(l10n.t('Instance URL of the org'), 'https://mycompany.my.salesforce.com');
  const accessToken = await ask(l10n.t('Access token'), '00D…!…', true);
  const alias = await ask(l10n.t('A short name for the org (optional)'), 'my-sandbox', false, false);
  return addToken(ctx, { instanceUrl, accessToken, alias });
}

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
