// jsforce, as far as we let it: it holds the token, puts it on each request and renews it. The requests themselves go
// over our own transport: jsforce's repeats a PUT, reads every answer whole, and cannot be aborted.

import { Connection } from 'jsforce/lib/connection';
import { HttpApi } from 'jsforce/lib/http-api';
import { SessionRefreshDelegate } from 'jsforce/lib/session-refresh-delegate';
import { Transport } from 'jsforce/lib/transport';
import type { HttpRequest, HttpResponse, Schema } from 'jsforce/lib/types';
import { StreamPromise } from 'jsforce/lib/util/promise';
import { PassThrough } from 'node:stream';
import * as l10n from '@vscode/l10n';
import { UserError } from '../errors.js';
import { withoutSecrets } from '../withoutSecrets.js';
import { accessTokenIn } from './accessToken.js';
import { apiError, isSessionExpired, unexpectedAnswer } from './apiError.js';
import { exchange, type Answer, type Call, type Wire } from './exchange.js';
import type { ApiUsage, Login } from './ports.js';

/** Requests to one org as one user. */
export class Session {
  apiUsage: ApiUsage | undefined;
  /** Holds the token: `#`, so that nothing that inspects or serializes us finds it. */
  readonly #connection: Connection;

  constructor(
    login: Login,
    private readonly wire: Wire,
  ) {
    const { accessToken, renew } = login;
    this.#connection = new Connection({ instanceUrl: wire.origin, accessToken });
    if (renew) this.#connection._refreshDelegate = new Renewal(this.#connection, renew);
  }

  /**
   * One attempt, and a second one where the first was refused for its session and the login can renew itself.
   * @throws ApiError for a status of 400 or more; UserError `UnexpectedAnswer` for a redirect; what exchange() throws
   */
  async send(call: Call): Promise<Answer> {
    call.signal?.throwIfAborted();
    const url = URL.canParse(call.path, this.wire.origin) ? new URL(call.path, this.wire.origin) : undefined;
    if (url?.origin !== this.wire.origin) throw unexpectedAnswer(this.host, l10n.t('a link that leads elsewhere'));
    const api = new OneCall(this.#connection, new OwnTransport((headers) => this.attempt(call, headers)));
    // The signal does not reach into a renewal: leave it behind.
    const answer = await abortable(api.request<Answer>({ method: call.method, url: url.href }), call.signal);
    if (answer.statusCode >= 300) throw unexpectedAnswer(this.host, `HTTP ${answer.statusCode}`);
    return answer;
  }

  /** @throws UserError `UnexpectedAnswer` where the answer is not JSON; what send() throws */
  async json<T extends object>(call: Call): Promise<T> {
    const { body, statusCode, headers } = await this.send(call);
    const value = parse(body);
    if (typeof value === 'object' && value !== null) return value as T;
    throw unexpectedAnswer(this.host, `HTTP ${statusCode}, ${headers['content-type'] ?? l10n.t('no content')}`);
  }

  get host(): string {
    return new URL(this.wire.origin).host;
  }

  private async attempt(call: Call, headers: Record<string, string>): Promise<Answer> {
    const answer = await exchange(this.wire, { ...call, headers: { ...call.headers, ...headers } });
    // Not `per-app-api-usage`, which may stand in the same header.
    const usage = /(?<!-)api-usage=(\d+)\/(\d+)/.exec(answer.headers['sforce-limit-info'] ?? '');
    if (usage) this.apiUsage = { used: Number(usage[1]), allowed: Number(usage[2]) };
    if (answer.statusCode < 400) return answer;
    // What stands in front of Salesforce may echo the request; errors are logged and shown.
    const token = headers.Authorization?.split(' ')[1];
    return { ...answer, body: withoutSecrets(answer.body, token ? [token] : []) };
  }
}

class OwnTransport extends Transport {
  constructor(private readonly attempt: (headers: Record<string, string>) => Promise<Answer>) {
    super();
  }

  override httpRequest({ headers = {} }: HttpRequest): StreamPromise<HttpResponse> {
    const promise = this.attempt(headers);
    return StreamPromise.create(() => ({ stream: new PassThrough(), promise }));
  }
}

/** jsforce's request of one call: with our errors, and with one renewal at most (jsforce would renew for ever). */
class OneCall extends HttpApi<Schema> {
  private renewed = false;

  constructor(connection: Connection, transport: Transport) {
    super(connection, { transport });
  }

  override isSessionExpired(answer: HttpResponse): boolean {
    if (this.renewed || !isSessionExpired(answer)) return false;
    return (this.renewed = true);
  }

  override getError(answer: HttpResponse): Promise<Error> {
    return Promise.resolve(apiError(answer));
  }

  override getResponseBody(answer: HttpResponse): Promise<unknown> {
    return Promise.resolve(answer);
  }
}

/** One renewal for all calls that wait for it. jsforce keeps only the text of an error; the login's own says what to do. */
class Renewal extends SessionRefreshDelegate<Schema> {
  private error: UserError | undefined;

  constructor(connection: Connection, renew: () => Promise<string>) {
    super(connection, (_, callback) => {
      renew()
        .then((text) => accessTokenIn(text) ?? Promise.reject(notRenewed()))
        .then(
          (token) => void callback(null, token),
          (error: unknown) => {
            this.error = error instanceof UserError ? error : notRenewed();
            callback(this.error);
          },
        );
    });
  }

  override async refresh(since: number): Promise<void> {
    try {
      await super.refresh(since);
    } catch (error) {
      throw this.error ?? error;
    }
  }
}

/** Without the cause: it may quote the token it was about. */
const notRenewed = (): UserError =>
  new UserError('SessionExpired', l10n.t('The session has expired and could not be renewed.'), {
    nextStep: l10n.t('Sign in to the org again.'),
  });

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
