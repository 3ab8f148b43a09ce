import { createServer, request as send, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { KnownSecrets, SecretKind } from './secretsKnown.js';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came: everything a careless server could echo. */
export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly authorization: string;
  readonly body: string;
}

/** Parameters, form fields and members of JSON that are secrets, whoever sends them. */
const NAMES: Readonly<Record<string, SecretKind>> = {
  access_token: 'credential',
  refresh_token: 'credential',
  id_token: 'credential',
  signature: 'credential',
  code: 'credential',
  code_verifier: 'credential',
  token: 'credential',
  state: 'state',
};

/** Stands between the extension (and the browser) and an org, so that it knows every secret they ever told each other. */
export class Wire {
  /** Answers in place of the org. */
  instead: (sent: Sent) => Reply | undefined = () => undefined;

  private constructor(
    private readonly server: Server,
    private readonly org: string,
    private readonly known: KnownSecrets,
    private readonly asked: (line: string) => void,
  ) {}

  /** @param asked is told what the extension asks for: methods and addresses */
  static async to(org: string, known: KnownSecrets, asked: (line: string) => void): Promise<Wire> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const wire = new Wire(server, org, known, asked);
    server.on('request', (request: IncomingMessage, response) => {
      wire.pass(request).then(
        ({ status, headers, body }) => response.writeHead(status, headers).end(body),
        () => request.socket.destroy(), // as the org did
      );
    });
    return wire;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async pass(incoming: IncomingMessage): Promise<Reply> {
    const { method = '', url = '', headers } = incoming;
    const sent: Sent = { method, url, authorization: headers.authorization ?? '', body: await text(incoming) };
    const { pathname, searchParams } = new URL(url, this.origin);
    if (pathname !== '/services/oauth2/authorize') this.asked(`${method} ${url}`); // that is the browser
    if (sent.authorization) this.known.add('credential', 'access_token', sent.authorization.replace(/^Bearer /, ''));
    this.learn(searchParams);
    if (headers['content-type']?.includes('urlencoded')) this.learn(new URLSearchParams(sent.body));
    const reply = this.instead(sent) ?? (await this.ask(incoming, sent.body));
    if (reply.headers['location']) this.learn(new URL(reply.headers['location'], this.origin).searchParams);
    if (pathname === '/services/oauth2/token') this.learn(Object.entries(membersOf(reply.body)));
    return reply;
  }

  private learn(pairs: Iterable<readonly [string, unknown]>): void {
    for (const [name, value] of pairs) {
      const kind = NAMES[name];
      if (kind && typeof value === 'string' && value !== '') this.known.add(kind, name, value);
    }
  }

  private async ask({ method, url, headers }: IncomingMessage, body: string): Promise<Reply> {
    const { 'accept-encoding': _, ...plain } = headers;
    const { host } = new URL(this.org);
    const outgoing = send(this.org + url, { method, headers: { ...plain, host } }).end(body);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    const { 'transfer-encoding': __, 'content-length': ___, ...rest } = answer.headers;
    const told = Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)]));
    // The org says of itself where it is.
    const here = (await text(answer)).replaceAll(this.org, this.origin);
    return { status: answer.statusCode ?? 0, headers: told, body: here };
  }
}

function membersOf(json: string): object {
  try {
    return Object(JSON.parse(json)) as object;
  } catch {
    return {};
  }
}
