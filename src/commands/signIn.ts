import { CancellationError, commands, l10n, ProgressLocation, window, type QuickPickItem } from 'vscode';
import { UserError } from '../core/errors.js';
import type { SignInUser } from '../core/salesforce/oauthRequest.js';
import { orgOrigin } from '../core/salesforce/orgOrigin.js';
import { hostOf, keyOf, kindInWords, nameOf, type KnownOrg } from '../orgs/knownOrg.js';
import { escapeIcons } from '../ui/foreignText.js';
import { report } from '../ui/notify.js';
import { keepSignInClientId, settings } from '../ui/settings.js';
import { BACK, pick } from '../ui/steps.js';
import type { Context } from './context.js';
import type { Handler } from './handler.js';

const TITLE = l10n.t('Sign In with the Browser');

export const signIn = (ctx: Context): Handler => ({
  person: async () => reportConnected(await signInWithBrowser(ctx)),
});

export const copySignInLink = (ctx: Context): Handler => ({ person: () => ctx.signIn.copyLink() });

export const pasteSignInAddress = (ctx: Context): Handler => ({ person: () => ctx.signIn.pasteAddress() });

export const reportConnected = (org: KnownOrg): void =>
  report('information', l10n.t('Connected to {0} ({1}), {2}.', nameOf(org), org.username, kindInWords(org.kind)));

/**
 * Asks where, sends the person to the browser, and connects the org they come back from.
 * @param again a known org; nothing is asked then, and another is refused
 * @param mustLogIn whomever the browser is logged in as
 */
export async function signInWithBrowser(ctx: Context, again?: KnownOrg, mustLogIn = false): Promise<KnownOrg> {
  const { loginUrl, user } = again ? whereOf(again, mustLogIn) : await askWhere(ctx);
  const clientId = settings.signInClientId() ?? (await askClientId(ctx));
  const login = await ctx.signIn.signIn({ loginUrl, clientId }, user);
  const org = await window.withProgress({ location: ProgressLocation.Window, title: l10n.t('Connecting') }, () =>
    ctx.orgs.add({ ...login, login: 'browser', ...(again && { as: keyOf(again) }) }),
  );
  // What was told as failed under the old session is asked for again at once.
  const key = keyOf(org);
  if (ctx.store.list(key).kind === 'failed') void ctx.list.refresh(key);
  ctx.watcher.lookNow(key);
  return org;
}

interface Where {
  /** Origin. */
  readonly loginUrl: string;
  readonly user: SignInUser;
}

/** Every org lets its users log in at its own address. */
const whereOf = ({ instanceUrl, username }: KnownOrg, mustLogIn = false): Where => ({
  loginUrl: instanceUrl,
  user: { loginHint: username, mustLogIn },
});

/** The browser may be logged in to another org of the same host. */
const whereElse = (loginUrl: string): Where => ({ loginUrl, user: { mustLogIn: true } });

async function askWhere(ctx: Context): Promise<Where> {
  const host = (name: string): Promise<Where> => Promise.resolve(whereElse(`https://${name}`));
  const known = ctx.orgs.list().filter(({ login }) => login === 'browser');
  const choice = await pick<QuickPickItem & { readonly where: () => Promise<Where> }>({
    place: { title: TITLE, step: 1, totalSteps: 1 },
    placeholder: l10n.t('Where do you log in?'),
    items: [
      ...known.map((org) => ({
        label: escapeIcons(l10n.t('Again: {0}', nameOf(org))),
        detail: escapeIcons(`${org.username} · ${hostOf(org)}`),
        where: () => Promise.resolve(whereOf(org)),
      })),
      {
        label: l10n.t('Production'),
        description: 'login.salesforce.com',
        detail: l10n.t('Developer Edition, too'),
        where: () => host('login.salesforce.com'),
      },
      {
        label: l10n.t('Sandbox'),
        description: 'test.salesforce.com',
        where: () => host('test.salesforce.com'),
      },
      {
        label: l10n.t('My Domain…'),
        description: 'mycompany.my.salesforce.com',
        detail: l10n.t('Scratch orgs, and orgs that let nobody log in elsewhere'),
        where: askMyDomain,
      },
    ],
  });
  if (choice === BACK) throw new CancellationError();
  return choice.where();
}

async function askMyDomain(): Promise<Where> {
  const text = await window.showInputBox({
    title: TITLE,
    prompt: l10n.t('My Domain of the org'),
    placeHolder: 'mycompany--uat.sandbox.my.salesforce.com',
    ignoreFocusOut: true,
    validateInput: (value) => {
      if (value.trim() === '') return undefined;
      const origin = originOf(value);
      return origin instanceof UserError ? `${origin.message} ${origin.nextStep ?? ''}` : undefined;
    },
  });
  const origin = originOf(text ?? '');
  if (origin instanceof UserError) throw text?.trim() ? origin : new CancellationError();
  return whereElse(origin);
}

function originOf(text: string): string | UserError {
  try {
    return orgOrigin(/^\w+:\/\//.test(text.trim()) ? text : `https://${text.trim()}`);
  } catch (error) {
    return error as UserError;
  }
}

/** The consumer key: explained, pasted, and kept in the person's settings. It is no secret. */
async function askClientId(ctx: Context): Promise<string> {
  const choice = await pick<QuickPickItem & { readonly go: () => Promise<string> }>({
    place: { title: TITLE, step: 1, totalSteps: 1 },
    placeholder: l10n.t('Since 2025 Salesforce wants an app of your company: its consumer key?'),
    items: [
      {
        label: l10n.t('Paste the Consumer Key…'),
        detail: l10n.t('Of the External Client App; an admin has it. Kept in your settings.'),
        go: pasteClientId,
      },
      {
        label: l10n.t('How to Make an External Client App'),
        detail: l10n.t('An admin does it once, in five minutes. Shows the steps.'),
        go: () => leaveFor(() => ctx.signIn.showHelp()),
      },
      {
        label: l10n.t('Open the Setting'),
        detail: l10n.t('Where the consumer key is kept'),
        go: () =>
          leaveFor(() => commands.executeCommand('workbench.action.openSettings', '@id:salesforceBulk.signInClientId')),
      },
    ],
  });
  if (choice === BACK) throw new CancellationError();
  return choice.go();
}

async function leaveFor(show: () => Thenable<unknown>): Promise<never> {
  await show();
  throw new CancellationError();
}

async function pasteClientId(): Promise<string> {
  const text = await window.showInputBox({
    title: TITLE,
    prompt: l10n.t('Consumer key of the External Client App'),
    placeHolder: '3MVG9…',
    ignoreFocusOut: true,
    validateInput: whyNoConsumerKey,
  });
  const clientId = text?.trim();
  if (!clientId || whyNoConsumerKey(clientId)) throw new CancellationError();
  await keepSignInClientId(clientId);
  return clientId;
}

/** It goes into the settings, in clear: the secret that stands beside it in Salesforce must not. */
function whyNoConsumerKey(text: string): string | undefined {
  const value = text.trim();
  if (/^[0-9a-f]{64}$/i.test(value)) return l10n.t('This is the consumer secret. Paste the consumer key above it.');
  return /^[\w.-]*$/.test(value) ? undefined : l10n.t('A consumer key has letters, digits, "." and "_" only.');
}
