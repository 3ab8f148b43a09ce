import { CancellationError, l10n, ProgressLocation, window } from 'vscode';
import type { UserError } from '../core/errors.js';
import { keyOf, nameOf, type KnownOrg } from '../orgs/knownOrg.js';
import { ask } from '../ui/notify.js';
import { askToken } from './askToken.js';
import type { Context } from './context.js';
import { signInWithBrowser } from './signIn.js';

/**
 * Asks the person to sign in to an org again while a load of theirs waits for it.
 * @param ended why nothing else helps
 * @throws `ended` where the person does not, and what the sign-in throws
 */
export async function signInAgain(ctx: Context, org: KnownOrg, ended: UserError): Promise<void> {
  const verb = l10n.t('Sign In Again');
  const message = l10n.t('{0} The load into {1} waits until you have signed in.', ended.message, nameOf(org));
  if (!(await ask(message, verb))) throw ended;
  await signIn(ctx, org);
  ctx.watcher.lookNow(keyOf(org));
}

async function signIn(ctx: Context, org: KnownOrg): Promise<void> {
  switch (org.login) {
    case 'cli':
      return signInWithCli(ctx, org);
    case 'browser':
      await signInWithBrowser(ctx, org);
      return;
    case 'token': {
      const { instanceUrl, alias, login } = org;
      const accessToken = await askToken(l10n.t('Sign in to {0}', nameOf(org)));
      await ctx.orgs.add({ instanceUrl, accessToken, login, as: keyOf(org), ...(alias !== undefined && { alias }) });
      return;
    }
    case 'demo':
      throw new CancellationError(); // its sessions end with it
  }
}

async function signInWithCli(ctx: Context, org: KnownOrg): Promise<void> {
  const title = l10n.t('Sign in as {0} in the browser that the Salesforce CLI opens', org.username);
  const location = ProgressLocation.Notification;
  await window.withProgress({ location, title, cancellable: true }, async (_, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort(new CancellationError()));
    await ctx.cli.signIn(org, abort.signal);
  });
}
