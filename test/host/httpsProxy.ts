import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A proxy on the loopback. It resolves no name: every CONNECT leads to the same port of this machine. */
export class HttpsProxy {
  /** `CONNECT acme.my.salesforce.invalid:443`, in the order of arrival. */
  readonly requests: string[] = [];
  /** All that has passed, as the proxy sees it. */
  readonly seen: Buffer[] = [];
  /** Said instead of making a connection; nothing where it just hangs up. */
  answer: string | undefined;
  /** Breaks the first connection on which the client has sent so many bytes. */
  breakAfter = Infinity;

  private readonly sockets = new Set<Duplex>();

  private constructor(
    private readonly server: Server,
    /** The port that connections lead to. */
    public target: number,
  ) {
    server.on('connection', (socket) => this.sockets.add(socket));
    server.on('connect', (request, client, head) => this.connected(request, client, head));
    server.on('request', (request, response) => {
      this.note(request);
      response.writeHead(400).end();
    });
  }

  static async start(target: number): Promise<HttpsProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new HttpsProxy(server, target);
  }

  /** `127.0.0.1:PORT` */
  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  forget(): void {
    this.requests.length = this.seen.length = 0;
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private note({ method, url, rawHeaders }: IncomingMessage): void {
    this.requests.push(`${method} ${url}`);
    this.seen.push(Buffer.from(rawHeaders.join('\n')));
  }

  private connected(request: IncomingMessage, client: Duplex, head: Buffer): void {
    this.note(request);
    client.on('error', () => {});
    if (this.answer !== undefined) return void client.end(this.answer);
    const upstream = connect(this.target, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      this.pass(client, upstream);
    });
    upstream.on('error', () => client.destroy());
    this.sockets.add(upstream);
  }

  private pass(client: Duplex, upstream: Socket): void {
    let sent = 0;
    client.on('data', (bytes: Buffer) => {
      this.seen.push(bytes);
      sent += bytes.length;
      if (sent <= this.breakAfter) return;
      this.breakAfter = Infinity;
      client.destroy();
      upstream.destroy();
    });
    upstream.on('data', (bytes: Buffer) => this.seen.push(bytes));
    client.pipe(upstream).pipe(client);
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  }
}
