import { CancellationError, l10n, ProgressLocation, window } from 'vscode';
import { UserError } from '../core/errors.js';
import { keyOf, nameOf, type KnownOrg } from '../orgs/knownOrg.js';
import { askToGoOn } from '../ui/errors.js';
import { askToken } from './askText.js';
import type { Context } from './context.js';
import { signInWithBrowser } from './signIn.js';

/**
 * Asks the person to sign in to an org again while a load of theirs waits for it, until they have or do not want to.
 * @param ended why nothing else helps
 * @throws `ended` where the person does not
 */
export async function signInAgain(ctx: Context, org: KnownOrg, ended: UserError): Promise<void> {
  const verb = l10n.t('Sign In Again');
  for (let why = ended; ;) {
    const message = l10n.t('{0} The load into {1} waits until you have signed in.', why.message, nameOf(org));
    if (!(await askToGoOn(message, verb))) throw ended;
    try {
      await signIn(ctx, org, why.code === 'WrongOrg');
      return ctx.watcher.lookNow(keyOf(org));
    } catch (error) {
      // A slip, a wrong user or a busy port must not cost the person their load.
      if (error instanceof UserError) why = error;
      else if (!(error instanceof CancellationError)) throw error;
    }
  }
}

/** @param mustLogIn the browser is logged in as somebody else */
async function signIn(ctx: Context, org: KnownOrg, mustLogIn: boolean): Promise<void> {
  switch (org.login) {
    case 'cli':
      return signInWithCli(ctx, org);
    case 'browser':
      await signInWithBrowser(ctx, org, mustLogIn);
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
