// Where the browser comes back to: http://localhost:{port}/OauthRedirect. Salesforce allows http for `localhost` only.

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import * as l10n from '@vscode/l10n';
import { UserError } from '../../core/errors.js';
import { callbackPage, PAGE_HEADERS, type Callback } from './callbackPage.js';

export const CALLBACK_PATH = '/OauthRedirect';

export const loopbackRedirectUri = (port: number): string => `http://localhost:${port}${CALLBACK_PATH}`;

/** A browser takes either for `localhost`. */
const HOSTS = ['127.0.0.1', '::1'];
/** This machine has no such address. */
const ABSENT: ReadonlySet<string | undefined> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);

/** Far more than a browser brings. */
const LIMITS = { maxHeaderSize: 16 * 1024, headersTimeout: 5_000, requestTimeout: 5_000 };

export interface CallbackServer {
  /** No more callers; those that are being answered get their page. */
  close(): void;
}

/**
 * @param take looks at the parameters of a call; what it does not expect changes nothing
 * @throws UserError `SignInFailed` where the port is taken
 */
export async function startCallbackServer(
  port: number,
  take: (answer: URLSearchParams) => Callback,
): Promise<CallbackServer> {
  const handle = (request: IncomingMessage, response: ServerResponse) => answer(request, response, port, take);
  const servers: Server[] = [];
  const close = () => {
    for (const server of servers) {
      server.close();
      server.closeIdleConnections();
    }
  };
  for (const host of HOSTS) {
    const server = createServer(LIMITS, handle).listen({ port, host });
    try {
      await once(server, 'listening');
      server.on('error', () => {}); // a caller who could not be let in
      servers.push(server);
    } catch (error) {
      if (ABSENT.has((error as NodeJS.ErrnoException).code)) continue;
      close();
      throw portTaken(port, error);
    }
  }
  if (servers.length === 0) throw portTaken(port);
  return { close };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
  take: (answer: URLSearchParams) => Callback,
): void {
  const refuse = (status: number) => void response.writeHead(status, { Connection: 'close' }).end();
  // Any other name is a page's elsewhere that has its name point to this machine.
  if (request.headers.host !== `localhost:${port}`) return refuse(421);
  const [path, query = ''] = (request.url ?? '').split('?');
  if (path !== CALLBACK_PATH) return refuse(404);
  if (request.method !== 'GET') return refuse(405);
  const callback = take(new URLSearchParams(query));
  response.writeHead(callback === 'unexpected' ? 400 : 200, { ...PAGE_HEADERS, Connection: 'close' });
  response.end(callbackPage(callback));
}

const portTaken = (port: number, cause?: unknown): UserError =>
  new UserError(
    'SignInFailed',
    l10n.t('Port {0} of this machine is taken, so the browser could not come back.', port),
    {
      nextStep: l10n.t(
        'End the program that uses it, or the sign-in in another window. Or set salesforceBulk.signInPort to another one, and add http://localhost:PORT/OauthRedirect to the callback URLs of the External Client App.',
      ),
      cause,
    },
  );
