import { CancellationError, l10n, ProgressLocation, QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import { UserError } from '../core/errors.js';
import type { CliOrg } from '../orgs/cli/cliOrgs.js';
import { hostOf, keyOf, kindInWords, type KnownOrg } from '../orgs/knownOrg.js';
import type { NewLogin } from '../orgs/orgs.js';
import { escapeIcons } from '../ui/foreignText.js';
import { report } from '../ui/notify.js';
import { BACK, pick, type Place } from '../ui/steps.js';
import { ask, askToken } from './askText.js';
import { requireTrust, type Context } from './context.js';
import { oneOf, optionalTextOf, textOf, type Handler } from './handler.js';
import { reportConnected, signInWithBrowser } from './signIn.js';

const answer = (org: KnownOrg) => ({ orgId: org.orgId, username: org.username, alias: org.alias });

/** Starts the demo org, if it is not running, and connects it. */
async function startDemo(ctx: Context): Promise<KnownOrg> {
  requireTrust();
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

async function askLogin(ctx: Context): Promise<KnownOrg> {
  const title = l10n.t('Connect Org');
  const prompt = l10n.t('Instance URL of the org');
  const instanceUrl = await ask({ title, prompt, placeHolder: 'https://mycompany.my.salesforce.com' });
  const accessToken = await askToken(title);
  const name = l10n.t('A short name for the org (optional)');
  const alias = await ask({ title, prompt: name, placeHolder: 'my-sandbox', optional: true });
  return addToken(ctx, { instanceUrl, accessToken, alias });
}

/** A way to an org. */
interface Way extends QuickPickItem {
  readonly go?: () => Promise<KnownOrg>;
}

/** Asks how to sign in, and signs in. @param place of the question, where it is one of several */
export async function connectForPerson(
  ctx: Context,
  place: Place = { title: l10n.t('Connect Org'), step: 1, totalSteps: 1 },
): Promise<KnownOrg> {
  const ways = otherWays(ctx);
  const choice = await pick<Way>({
    place,
    placeholder: l10n.t('Which org, or how do you want to sign in?'),
    items: cliWays(ctx).then((logins) => [...logins, ...ways]),
    meanwhile: [separator(l10n.t('asking the Salesforce CLI …')), ...ways],
    active: (item) => item.go !== undefined,
  });
  if (choice === BACK || !choice.go) throw new CancellationError();
  const org = await choice.go();
  reportConnected(org);
  return org;
}

const separator = (label: string): Way => ({ label, kind: QuickPickItemKind.Separator });

/** Ways that need no program beside the editor. */
function otherWays(ctx: Context): readonly Way[] {
  return [
    separator(l10n.t('sign in')),
    {
      label: l10n.t('Sign in with the browser'),
      detail: l10n.t('With an External Client App of your company. The session is renewed by itself.'),
      go: () => signInWithBrowser(ctx),
    },
    {
      label: l10n.t('Instance URL and access token'),
      detail: l10n.t('For instance from "sf org auth show-access-token". Kept in the secret storage.'),
      go: () => askLogin(ctx),
    },
    {
      label: l10n.t('Demo org'),
      detail: l10n.t('Runs on this machine and behaves like Salesforce. Nothing leaves it.'),
      go: () => startDemo(ctx),
    },
  ];
}

/** The logins of the Salesforce CLI; where it cannot be asked, a line that says why. */
async function cliWays(ctx: Context): Promise<readonly Way[]> {
  const title = separator(l10n.t('Salesforce CLI'));
  try {
    requireTrust();
    const logins = await ctx.cli.list();
    return logins.length === 0 ? [] : [title, ...logins.map((login) => cliWay(ctx, login))];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const why: Way = {
      label: `$(info) ${escapeIcons(error.message)}`,
      ...(error.nextStep !== undefined && { detail: error.nextStep }),
      go: () => Promise.reject(error),
    };
    // Who has no CLI signs in another way: nothing of theirs is broken.
    return error.code === 'CliNotFound' ? [] : [title, why];
  }
}

function cliWay(ctx: Context, login: CliOrg): Way {
  const { alias, username, kind, isDefault, expired } = login;
  const facts = [
    kind ? kindInWords(kind) : l10n.t('production or developer'),
    ...(isDefault ? [l10n.t('default of the CLI')] : []),
    ...(expired ? [l10n.t('expired')] : []),
  ];
  return {
    label: escapeIcons(alias ?? username),
    description: facts.join(' · '),
    detail: escapeIcons(`${username} · ${hostOf(login)}`),
    go: () => connectCli(ctx, login),
  };
}

/** Takes over a login of the CLI. */
async function connectCli(ctx: Context, login: CliOrg, asDefault = true): Promise<KnownOrg> {
  const { alias, username, instanceUrl } = login;
  const title = l10n.t('Connecting to {0}', alias ?? username);
  return window.withProgress({ location: ProgressLocation.Window, title }, async () => {
    const accessToken = await ctx.cli.accessToken(login);
    return ctx.orgs.add({ instanceUrl, accessToken, login: 'cli', asDefault, ...(alias !== undefined && { alias }) });
  });
}

/**
 * The org a caller names, a login of the Salesforce CLI that was never used here included; undefined for the default one.
 * @throws UserError `NoOrg`, `UnknownOrg`, and what the CLI says of its login
 */
export async function resolveOrg(ctx: Context, name: string | undefined): Promise<KnownOrg> {
  try {
    return ctx.orgs.resolve(name);
  } catch (unknown) {
    if (name === undefined) throw unknown;
    requireTrust();
    const logins = await ctx.cli.list().catch((): readonly CliOrg[] => []);
    const login =
      logins.find(({ alias }) => alias === name) ??
      logins.find(({ username, orgId }) => username === name || orgId === name);
    if (!login) throw unknown;
    return connectCli(ctx, login, false);
  }
}
