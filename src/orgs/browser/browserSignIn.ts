import {
  CancellationError,
  commands,
  env,
  l10n,
  ProgressLocation,
  UIKind,
  Uri,
  window,
  workspace,
  type Disposable,
  type Extension,
  type UriHandler,
} from 'vscode';
import type { RequestEntry } from '../../core/salesforce/connect.js';
import { redeemCode } from '../../core/salesforce/oauth.js';
import {
  AuthorizationRequest,
  noAnswer,
  type AuthorizationCode,
  type SignInPlace,
  type SignInUser,
} from '../../core/salesforce/oauthRequest.js';
import type { Login } from '../../core/salesforce/ports.js';
import { setContext } from '../../ui/contextKeys.js';
import { settings } from '../../ui/settings.js';
import type { Grant } from '../loginSource.js';
import { CALLBACK_PATH, loopbackRedirectUri, startCallbackServer } from './callbackServer.js';
import { parametersIn, PendingSignIn } from './pendingSignIn.js';

const WAIT_MS = 5 * 60_000;

export interface BrowserSignInDependencies {
  readonly extension: Pick<Extension<unknown>, 'id' | 'extensionUri'>;
  readonly log: (entry: RequestEntry) => void;
}

/** The sign-in in the browser, one at a time: the one begun last. */
export class BrowserSignIn implements UriHandler, Disposable {
  private current = new AbortController();
  private pending: PendingSignIn | undefined;
  /** Resolves when the port is free again. */
  private ended: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly deps: BrowserSignInDependencies,
    private readonly waitMs = WAIT_MS,
  ) {}

  /** @throws UserError `SignInFailed`; CancellationError; what redeemCode() throws */
  async signIn(place: Omit<SignInPlace, 'redirectUri'>, user?: SignInUser): Promise<Login & Grant> {
    this.current.abort();
    const { signal } = (this.current = new AbortController());
    const authorization = this.ended.then(() => this.authorize(place, signal, user));
    this.ended = authorization.catch(() => {});
    const code = await authorization;
    const { loginUrl, clientId } = place;
    return { ...(await redeemCode(code, { log: this.deps.log })), loginUrl, clientId };
  }

  /** For a browser that did not open, or another one. */
  async copyLink(): Promise<void> {
    if (this.pending) await env.clipboard.writeText(this.pending.request.url);
  }

  /** For a browser that cannot come back to this machine. */
  async pasteAddress(): Promise<void> {
    const { pending } = this;
    if (!pending) return;
    const text = await window.showInputBox({
      title: l10n.t('Paste the Address'),
      prompt: l10n.t('The whole address on which the browser ended after you pressed Allow'),
      placeHolder: `${pending.request.place.redirectUri}?code=…&state=…`,
      password: true, // it holds the code
      ignoreFocusOut: true,
      validateInput: (value) => {
        const answer = parametersIn(value);
        if (!answer) return value === '' ? undefined : l10n.t('This is not an address.');
        return pending.request.fits(answer) ? undefined : l10n.t('This address is not the answer to this sign-in.');
      },
    });
    const answer = parametersIn(text ?? '');
    if (answer) pending.take(answer);
  }

  /** The browser comes back by the editor's own URI scheme. */
  handleUri({ path, query }: Uri): void {
    // It is decoded already: what looks like an encoded space is a plus sign.
    if (path === CALLBACK_PATH) this.pending?.take(new URLSearchParams(query.replaceAll('+', '%2B')));
  }

  /** Explains how to make an External Client App. */
  async showHelp(): Promise<void> {
    const { extensionUri } = this.deps.extension;
    const files = await workspace.fs.readDirectory(extensionUri);
    const name = files.map(([file]) => file).find((file) => /^readme\.md$/i.test(file)); // packaged in lower case
    const readme = Uri.joinPath(extensionUri, name ?? '').with({ fragment: 'sign-in-with-the-browser' });
    await commands.executeCommand('markdown.showPreview', readme);
  }

  dispose(): void {
    this.current.abort();
  }

  private async authorize(
    place: Omit<SignInPlace, 'redirectUri'>,
    signal: AbortSignal,
    user: SignInUser | undefined,
  ): Promise<AuthorizationCode> {
    const port = settings.signInPort();
    const redirectUri = await this.redirectUri(port);
    if (signal.aborted) throw new CancellationError();
    const pending = new PendingSignIn(new AuthorizationRequest({ ...place, redirectUri }, user));
    const cancel = () => pending.giveUp(new CancellationError());
    signal.addEventListener('abort', cancel);
    const isLoopback = redirectUri === loopbackRedirectUri(port);
    const server = isLoopback ? await startCallbackServer(port, pending.take) : undefined;
    const timer = setTimeout(() => pending.giveUp(noAnswer(pending.request.place)), this.waitMs);
    this.pending = pending;
    setContext('salesforceBulk.signingIn', true);
    try {
      void env.openExternal(Uri.parse(pending.request.url)); // whoever declines may still take the link elsewhere
      const title = l10n.t(
        'Waiting for your sign-in in the browser. No browser? [Copy the link](command:salesforceBulk.copySignInLink). It ended on a page that does not load? [Paste its address](command:salesforceBulk.pasteSignInAddress).',
      );
      return await window.withProgress(
        { location: ProgressLocation.Notification, cancellable: true, title },
        (_, token) => {
          token.onCancellationRequested(cancel);
          return pending.code;
        },
      );
    } finally {
      setContext('salesforceBulk.signingIn', false);
      this.pending = undefined;
      clearTimeout(timer);
      server?.close();
    }
  }

  /** One the browser can come back to, as far as can be told: an address is pasted where it cannot. */
  private async redirectUri(port: number): Promise<string> {
    const loopback = loopbackRedirectUri(port);
    if (env.uiKind === UIKind.Web) return loopback;
    // From a remote machine the editor forwards the port, to the same one of this machine if that is free.
    const { authority } = await env.asExternalUri(Uri.parse(loopback));
    const isSame = [`localhost:${port}`, `127.0.0.1:${port}`].includes(authority);
    return isSame ? loopback : `${env.uriScheme}://${this.deps.extension.id}${CALLBACK_PATH}`;
  }
}
